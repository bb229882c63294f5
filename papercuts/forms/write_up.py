"""The forms of a visit's write-up: its texts, its watches, and looking again at fixes."""

from collections.abc import Sequence
from typing import Any

from wtforms import FieldList, Form, FormField, HiddenField, ValidationError

from papercuts.domain import applause, limits
from papercuts.domain.limits import HowItWent, Outcome, Per
from papercuts.forms.base import AtMost, Choice, InSeconds, Line, Number, Prose, Required, Unnamed, Whole, whole_or_none
from papercuts.forms.capture import NOBODY

PERIODS = [("", "a …"), *((per.value, f"a {per.value}") for per in Per)]
RESULTS = [("", "Not said"), *((how.value, how.value.capitalize()) for how in HowItWent)]
APPLAUSE = [("", "Not noticed"), *((str(n), word.capitalize()) for n, word in applause.WORDS.items())]


class TextsForm(Form):
    """The summary; the answers to the questions of the guide come with `texts_form`."""

    summary = Prose("Summary", [AtMost(limits.TEXT)])

    def answers(self) -> dict[int, str]:
        """Return the answers by the question's id."""
        given = {name.removeprefix("answer_"): field.data for name, field in self._fields.items()}
        return {int(key): text or "" for key, text in given.items() if key.isdecimal()}


def texts_form(questions: Sequence[tuple[int, str]], *args: Any, **kwargs: Any) -> TextsForm:
    """Return the form of the summary and of an answer to each question, given by id and words."""
    fields = {f"answer_{key}": Prose(words, [AtMost(limits.TEXT)]) for key, words in questions}
    return type("TextsForm", (TextsForm,), fields)(*args, **kwargs)  # type: ignore[no-any-return]


class WatchRow(Form):
    """How one task went with one person."""

    TOGETHER = (("times", "per"),)

    watch = HiddenField()
    performed = Whole(
        "Times done", [Required("Enter how often it was done, at least 1")], low=1, high=limits.PERFORMED_MAX
    )
    times = Number("How often they do it", low=0, high=limits.TIMES_MAX)
    per = Choice("Period", choices=PERIODS)
    how_it_went = Choice("How it went", choices=RESULTS)

    def validate_per(self, field: Choice) -> None:
        """A frequency has two parts."""
        if self.times.data is not None and not field.data:
            raise ValidationError("Choose a period: how often a day, a week …")
        if self.times.data is None and field.data and not self.times.errors:
            raise ValidationError("Enter how often, or take the period out")


class WatchesForm(Form):
    """Everything that was watched at a visit."""

    rows = FieldList(FormField(WatchRow))


class AddWatchForm(Form):
    """That a further task was watched with somebody."""

    person = Choice("Person", coerce=whole_or_none)
    task = Choice("Task", [Required("Choose a task")], coerce=whole_or_none)

    def __init__(self, *args: Any, people: list[tuple[int, str]], tasks: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person.choices = [*people, NOBODY]
        self.task.choices = [("", "Choose a task"), *tasks]


class VersionForm(Form):
    """Which version of our product they use."""

    product_version = Line("The version they use", [Required("Enter the version, like 4.12"), AtMost(limits.VERSION)])


class LookForm(Form):
    """What was found about a fix, and with whom."""

    outcome = Choice("What did you find?", choices=[(outcome.value, outcome.value) for outcome in Outcome])
    person = Choice("With whom", coerce=whole_or_none)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person.choices = [NOBODY, *people]


class FoundForm(Form):
    """What may be added to what was found."""

    seconds_after = InSeconds("Seconds it takes now", low=0, high=limits.SECONDS_MAX)
    applause = Choice("Applause", choices=APPLAUSE)
    quote = Prose("What they said", [AtMost(limits.QUOTE)])

    def validate_seconds_after(self, field: Number) -> None:
        """None at all, or as few as a sighting can have lost: what is still there is recorded as one."""
        if field.data is not None and 0 < field.data < limits.SECONDS_MIN:
            least, most = f"{limits.SECONDS_MIN:g}", f"{limits.SECONDS_MAX:,g}"
            raise ValidationError(Unnamed(f"Enter 0, or a number from {least} to {most}"))


class LookedForm(LookForm, FoundForm):
    """What was found about a fix and what may be added to it, at once, as a phone sends it."""

    fix = Whole("Fix", [Required("Say which fix")], low=1, high=limits.MAX_INT)
