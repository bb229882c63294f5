"""Forms about one paper cut: what it is, what it takes, where it goes."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Form, ValidationError

from papercuts.domain import limits
from papercuts.domain.limits import Destination, LinkKind, Size
from papercuts.domain.rank_factors import SIZE_HOURS
from papercuts.forms.base import AtMost, Choice, InHours, Line, Prose, Radio, Required, Whole, whole_or_none


def sizes(size_hours: Mapping[str, Sequence[float]]) -> list[tuple[str, str]]:
    """Return each size and what it means: everywhere, or here where size_hours says so (10 % and 90 %, hours)."""
    return [(size.value, f"{size.value} · {_meant(size, size_hours)}") for size in Size]


def _meant(size: Size, size_hours: Mapping[str, Sequence[float]]) -> str:
    low, high = size_hours.get(size, SIZE_HOURS[size])
    return f"{low:g} to {high:g} hours{' here' if size in size_hours else ''}"


Hours = tuple[float | None, float | None, float | None]
NO_HOURS: Hours = (None, None, None)
HOURS = {"low": limits.EFFORT_HOURS_MIN, "high": limits.EFFORT_HOURS_MAX}


class PaperCutForm(Form):
    """What is said of a paper cut; tasks and areas arrive as (id, name)."""

    title = Line("Title", [Required("Enter a title"), AtMost(limits.TITLE)])
    what_happens = Prose("What happens", [AtMost(limits.TEXT)])
    reason = Prose("Why it is like this", [AtMost(limits.TEXT)])
    workaround = Prose("Workaround", [AtMost(limits.TEXT)])
    task = Choice("Task", [Required("Choose a task")], coerce=whole_or_none)
    area = Choice("Area where the fix lies", coerce=whole_or_none)

    def __init__(self, *args: Any, tasks: list[tuple[int, str]], areas: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.task.choices = list(tasks)
        self.area.choices = [("", "No area"), *areas]


class EffortForm(Form):
    """Engineer hours to fix: a size, or low, likely and high.

    shown, shown_size: hours and size of the newest estimate, with which the form comes; whatever is typed beside
    them counts instead. size_hours: what sizes mean here, as `sizes` takes it.
    """

    size = Choice("Size")
    low = InHours("Low", **HOURS)
    likely = InHours("Likely", **HOURS)
    high = InHours("High", **HOURS)
    percent_removed = Whole("How much of the loss would the fix remove?", low=0, high=limits.PERCENT_MAX, default=100)

    def __init__(
        self,
        *args: Any,
        size_hours: Mapping[str, Sequence[float]],
        shown: Hours = NO_HOURS,
        shown_size: Size | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.size.choices = [("", "Choose a size, or enter hours below"), *sizes(size_hours)]
        self.shown, self.shown_size = shown, shown_size

    def validate_size(self, field: Choice) -> None:
        """Refuse a size beside hours, unless the form itself had brought one of them."""
        if not field.data or (self.low.data, self.likely.data, self.high.data) in (NO_HOURS, self.shown):
            return
        if field.data != self.shown_size:
            raise ValidationError("Choose a size or hours, not both")
        field.data = ""

    def validate_high(self, field: InHours) -> None:
        """Ask for all three in order, unless there is a size."""
        hours = [self.low.data, self.likely.data, field.data]
        if self.size.data or any(one.errors for one in (self.low, self.likely, field)):
            return
        if None in hours:
            raise ValidationError("Choose a size, or enter low, likely and high hours")
        if hours != sorted(hours):
            raise ValidationError("Low, likely and high hours must be in this order")


class LinkForm(Form):
    """An issue or a commit."""

    kind = Radio("What is it?", choices=[(kind.value, kind.value.capitalize()) for kind in LinkKind])
    address = Line("Address, or the hash of a commit", [Required("Enter an address or a hash"), AtMost(limits.URL)])


class DeclineForm(Form):
    """Why a paper cut is not fixed, and where it goes instead."""

    reason = Prose("Why will it not be fixed?", [Required("Say why"), AtMost(limits.TEXT)])
    destination = Radio(
        "Where does it go instead?",
        [Required("Choose where it goes")],
        choices=[(place.value, place.value.capitalize()) for place in Destination],
    )


class ReopenForm(Form):
    """Why a paper cut is open again."""

    reason = Prose("Why is it open again?", [Required("Say why"), AtMost(limits.TEXT)])
