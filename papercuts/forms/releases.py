"""Forms of releases, and of the fixes in them."""

from collections.abc import Collection, Sequence
from typing import Any

from wtforms import BooleanField, FileField, Form, ValidationError

from papercuts.domain import limits
from papercuts.domain.limits import Side
from papercuts.domain.versions import refuse_unaddressable
from papercuts.forms.base import AtMost, Choice, Day, InHours, Line, Prose, Required, Whole, whole_or_none

VERSION_MISSING, DAY_MISSING = "Enter the version, like 4.12", "Enter the day of the release"
WHICH = "Which one: choose “A new release” for {}, or leave this empty to use the release chosen above"
ALT_MISSING = "Say what the picture shows, for whoever cannot see it"
PICTURE_MISSING = "Choose the picture that shows this, or leave it empty"
NEW = ("", "A new release")


class ReleaseForm(Form):
    """A version that users get."""

    version = Line("Version", [Required(VERSION_MISSING), AtMost(limits.VERSION)])
    name = Line("Name", [AtMost(limits.NAME)])
    released_on = Day("Released on", [Required(DAY_MISSING)])

    def validate_version(self, field: Line) -> None:
        """Its notes need an address."""
        _check_version(field)


class FixForm(Form):
    """What a fix says to readers, with its two pictures; what it took, and how much of the loss it takes away.

    has: the sides that have a picture, "before" and "now"; came: those a picture was sent for; kept: what names the
    pictures of a form that comes back, by side. What is in a file is read elsewhere.
    """

    TOGETHER = (("before", "after"),)

    public_title = Line("Title", [AtMost(limits.TITLE)])
    public_text = Prose("What changed", [AtMost(limits.TEXT)])
    before = Line("Before", [AtMost(limits.LINE)])
    after = Line("Now", [AtMost(limits.LINE)])
    before_picture = FileField("Picture of before")
    before_alt = Line("What the first picture shows", [AtMost(limits.LINE)])
    before_gone = BooleanField("Take the picture of before away")
    now_picture = FileField("Picture of now")
    now_alt = Line("What the second picture shows", [AtMost(limits.LINE)])
    now_gone = BooleanField("Take the picture of now away")
    actual_hours = InHours(
        "About how many hours did it take?", low=limits.EFFORT_HOURS_MIN, high=limits.EFFORT_HOURS_MAX
    )
    percent_removed = Whole(
        "Takes away", [Required("Enter how much of the loss it takes away")], low=0, high=limits.PERCENT_MAX
    )

    def __init__(self, *args: Any, has: Collection[str] = (), came: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has, self.came = has, came
        self.kept: dict[str, str] = {}

    def validate_before_alt(self, field: Line) -> None:
        """A picture has words, and words have a picture."""
        self._check_alt(Side.BEFORE, field)

    def validate_now_alt(self, field: Line) -> None:
        """A picture has words, and words have a picture."""
        self._check_alt(Side.NOW, field)

    def _check_alt(self, side: Side, field: Line) -> None:
        goes = self[f"{side}_gone"].data
        if not field.data and (side in self.came or (side in self.has and not goes)):
            raise ValidationError(ALT_MISSING)
        if field.data and side not in self.came and side not in self.has and not goes:
            raise ValidationError(PICTURE_MISSING)


class NewFixForm(FixForm):
    """A fix, and the release it goes into: a draft, a new release, or one that everybody reads already.

    drafts, published: id and label of each.
    """

    release = Choice("Release", coerce=whole_or_none)
    version = Line("Version of the new release", [AtMost(limits.VERSION)])
    released_on = Day("Released on")
    commit = Line("Commit", [AtMost(limits.URL)])

    def __init__(
        self,
        *args: Any,
        drafts: Sequence[tuple[int, str]],
        published: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.release.choices = [*drafts, NEW, *published]

    def validate_version(self, field: Line) -> None:
        """A new release has a version whose notes have an address; one that exists has its own."""
        if self.release.data is None:
            if not field.data:
                raise ValidationError(VERSION_MISSING)
            _check_version(field)
        elif field.data:
            raise ValidationError(WHICH.format(field.data))

    def validate_released_on(self, field: Day) -> None:
        """A new release has a day."""
        if self.release.data is None and field.data is None:
            raise ValidationError(DAY_MISSING)


def _check_version(field: Line) -> None:
    try:
        refuse_unaddressable(str(field.data or ""))
    except ValueError as error:
        raise ValidationError(str(error)) from error
