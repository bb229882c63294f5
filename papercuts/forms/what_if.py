"""The form that tries other numbers in the score of a paper cut; nothing of it is ever stored."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Form, HiddenField, ValidationError

from papercuts.domain import limits
from papercuts.domain.limits import Source
from papercuts.domain.what_if import Changes
from papercuts.forms.base import Choice, Number, Unnamed, Whole
from papercuts.forms.paper_cuts import HOURS
from papercuts.forms.tasks import PERIODS

PREFIX = "if-"  # of the names in an address, so that they are nobody else's
PERIOD = PREFIX + "per"  # the only field that cannot be empty
AS_IT_IS = ""
WATCHED_MAX = 10_000
OCCURRENCES_MIN = 0.001
EFFORT = ("low", "likely", "high")
ALONG = "along"  # the likely hours with which low and high moved; STATED once one of these two was typed
STATED = "no"
Value = float | str


def _sources() -> Any:
    known = [(source.value, source.value) for source in Source]
    return Choice("How it is known", choices=[(AS_IT_IS, "as it is"), *known])


class WhatIfForm(Form):
    """One field for each number that the rank rests on; an empty one counts as it is now.

    Its first argument is what the fields hold, from `filled` and then `hours_shown`. now: what they hold before anybody
    types.
    """

    people = Whole("People", low=0, high=limits.PEOPLE_MAX)
    people_source = _sources()
    times = Number("How often each", low=0, high=limits.TIMES_MAX)
    per = Choice("Period", choices=PERIODS)
    frequency_source = _sources()
    hit = Whole("Hit", low=0, high=WATCHED_MAX)
    watched = Whole("Watched", low=0, high=WATCHED_MAX)
    seconds = Number("Seconds typically lost", low=limits.SECONDS_MIN, high=limits.SECONDS_MAX)
    timed = Whole("People who were timed", low=0, high=WATCHED_MAX)
    occurrences = Number("How often it happens to those it hits", low=OCCURRENCES_MIN, high=limits.OCCURRENCES_MAX)
    low = Number("Low", **HOURS)
    likely = Number("Likely", **HOURS)
    high = Number("High", **HOURS)
    along = HiddenField()
    percent_removed = Number("The fix removes", low=0, high=limits.PERCENT_MAX)

    def __init__(self, *args: Any, now: Mapping[str, Value], **kwargs: Any) -> None:
        kwargs.setdefault("prefix", PREFIX)
        super().__init__(*args, **kwargs)
        self.now = now

    def validate_hit(self, field: Whole) -> None:
        """Nobody is hit without having been watched."""
        watched = self.now["watched"] if self.watched.data is None else self.watched.data
        if field.data is not None and not self.watched.errors and field.data > float(watched):
            raise ValidationError(Unnamed(f"Of {float(watched):,.15g} watched, no more can be hit"))

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Say whether all can be tried; of hours out of order, at the first changed field that is."""
        is_valid = super().validate(extra_validators)
        if not any(self[name].errors for name in EFFORT) and (wrong := self._out_of_order()):
            tried = " and ".join([f"{self.hours[0]:,.15g}, {self.hours[1]:,.15g}", f"{self.hours[2]:,.15g}"])
            said = f"Low, likely and high hours must be in this order; {tried} are not"
            self[wrong].errors = [*self[wrong].errors, said]
            return False
        return is_valid

    def known(self, name: str) -> str:
        """Return what a field holds before anybody types."""
        return as_typed(self.now[name])

    def changes(self) -> Changes:
        """Return what a valid form changes."""
        other = {name: self[name].data for name in self.now if name != ALONG and self.is_other(name)}
        if self.is_other("times") or self.is_other("per"):
            other |= {"times": self._value("times"), "per": self._value("per")}
        if other.keys() & {*EFFORT}:
            other = {name: value for name, value in other.items() if name not in EFFORT} | {"effort": self.hours}
        if "percent_removed" in other:
            other["share_removed"] = other.pop("percent_removed") / limits.PERCENT_MAX
        for name in ("people_source", "frequency_source"):
            if name in other:
                other[name] = Source(other[name])
        return Changes(**other)

    def is_other(self, name: str) -> bool:
        """Say whether a field of a valid form holds another value than now."""
        return self[name].data not in (None, "", self.now[name])

    def _value(self, name: str) -> Any:
        return self[name].data if self.is_other(name) else self.now[name]

    @property
    def hours(self) -> tuple[float, float, float]:
        """Return the hours to try: what the fields hold."""
        low, likely, high = (float(self._value(name)) for name in EFFORT)
        return low, likely, high

    @property
    def is_along(self) -> bool:
        """Say whether low and high moved along with other likely hours."""
        return self[ALONG].data not in ("", STATED)

    def hours_shown(self) -> dict[str, str]:
        """Return what the fields of the hours are to hold: other likely hours move low and high, until one is typed.

        Then all three stay as they are typed. None where an hour cannot be read.
        """
        if any(self[name].errors or self[name].process_errors for name in EFFORT):
            return {}
        low, likely, high = self.hours
        if (low, high) != self._moved_with(self._along()):
            return {PREFIX + ALONG: STATED}
        low, high = self._moved_with(likely) or (low, high)
        along = "" if likely == float(self.now["likely"]) else as_typed(likely)
        return {PREFIX + "low": as_typed(low), PREFIX + "high": as_typed(high), PREFIX + ALONG: along}

    def _along(self) -> float | None:
        """Return the likely hours to which low and high of the fields belong, if they still do."""
        text = str(self[ALONG].data or "")
        if not text:
            return float(self.now["likely"])
        try:
            return self.likely.read(text)
        except ValueError:
            return None

    def _moved_with(self, likely: float | None) -> tuple[float, float] | None:
        """Return low and high in proportion to likely hours, to three digits."""
        low, before, high = (float(self.now[name]) for name in EFFORT)
        if not before or likely is None:
            return None
        if likely == before:
            return low, high
        low, high = (float(f"{end * likely / before:.3g}") for end in (low, high))
        return max(min(low, likely), limits.EFFORT_HOURS_MIN), min(max(likely, high), limits.EFFORT_HOURS_MAX)

    def _out_of_order(self) -> str:
        """Return the first changed field on the wrong side of another one; empty where none is."""
        hours = self.hours
        for place, name in enumerate(EFFORT):
            is_low_enough = hours[place] <= min(hours[place:])
            if self.is_other(name) and not (is_low_enough and hours[place] >= max(hours[: place + 1])):
                return name
        return ""


def as_typed(value: Value) -> str:
    """Return what a field holds before anybody types, as text."""
    return value if isinstance(value, str) else f"{value:.15g}"


def filled(typed: Mapping[str, str], now: Mapping[str, Value]) -> dict[str, str]:
    """Return what the fields hold: what an address says, and what there is now in all others."""
    held = {PREFIX + name: as_typed(value) for name, value in now.items()}
    return held | {name: text for name, text in typed.items() if name in held and (text or name != PERIOD)}
