"""The forms of a sighting: correcting it, and matching it with a paper cut."""

import re
from datetime import time
from typing import Any

from wtforms import BooleanField, Form, ValidationError

from papercuts.domain import limits
from papercuts.domain.limits import HowTimed
from papercuts.forms.base import AtMost, Choice, InSeconds, Line, Prose, Required, Whole, whole_or_none
from papercuts.forms.capture import MOODS, NOBODY

TIMED = [("", "Not known"), *((how.value, how.value.capitalize()) for how in HowTimed)]
_CLOCK = re.compile("([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")


def _with_two_digits(text: str | None) -> str:
    """Return a time of day as pages write it: 9.42 is 09:42. What is none stays as it was typed."""
    match = _CLOCK.fullmatch(text or "")
    return f"{match[1]:0>2}:{match[2]}" if match else text or ""


class SightingForm(Form):
    """Everything that is known of a sighting."""

    TOGETHER = (("seconds_lost", "how_timed"), ("person", "quote"))  # words are somebody's, who agreed to be quoted

    what_happened = Prose("What happened", [Required("Write what happened"), AtMost(limits.LINE)])
    person = Choice("Who was watched", coerce=whole_or_none)
    task = Choice("Task", [Required("Choose a task")], coerce=whole_or_none)
    seen_at = Line("Time of day", filters=[_with_two_digits])
    occurrences = Whole(
        "How many times it happened",
        [Required("Enter how many times it happened, at least 1")],
        low=1,
        high=limits.OCCURRENCES_MAX,
        default=1,
    )
    seconds_lost = InSeconds("Seconds lost each time", low=limits.SECONDS_MIN, high=limits.SECONDS_MAX)
    how_timed = Choice("How the seconds are known", choices=TIMED)
    quote = Prose("Their words", [AtMost(limits.QUOTE)])
    mood = Choice("Mood when it happened", choices=MOODS, coerce=whole_or_none)
    workaround = Line("What they did instead", [AtMost(limits.LINE)])
    is_unsure = BooleanField("Not sure what was seen")

    def __init__(self, *args: Any, people: list[tuple[int, str]], tasks: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person.choices = [NOBODY, *people]
        self.task.choices = tasks

    def validate_seen_at(self, field: Line) -> None:
        """A time of day, or nothing."""
        if field.data and not _CLOCK.fullmatch(field.data):
            raise ValidationError("Enter a time of day, like 10:42")

    def clock(self) -> time | None:
        """Return the time of day, once the form is valid."""
        match = _CLOCK.fullmatch(self.seen_at.data or "")
        return time(int(match[1]), int(match[2])) if match else None


class MatchForm(Form):
    """Which paper cut a sighting is: a known one by its number, or a new one by its title."""

    paper_cut = Whole("Paper cut", low=1, high=limits.MAX_INT)
    title = Line("Title", [AtMost(limits.TITLE)])

    def validate_title(self, field: Line) -> None:
        """One of the two is needed."""
        if not field.data and self.paper_cut.data is None and not self.paper_cut.errors:
            raise ValidationError("Enter a title for the new paper cut")
