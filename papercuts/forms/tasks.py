"""Forms of areas, tasks, and how many people do them how often."""

from collections.abc import Collection, Mapping
from typing import Any

from wtforms import FieldList, Form, FormField, HiddenField

from papercuts.domain import limits
from papercuts.domain.limits import Per, Source, Stage
from papercuts.domain.segments import counts_twice
from papercuts.forms.base import AtMost, Choice, Line, Number, Required, Whole

PERIODS = [(per.value, f"a {per.value}") for per in Per]
SOURCES = [("", "not said"), *((source.value, source.value) for source in Source)]

TWICE = "Give numbers for Everyone or for the segments, not for both: people would count twice. Empty one of the two"


def _row_id(value: Any) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 10 else None


class AreaForm(Form):
    """A part of the product."""

    name = Line("Name", [Required("Enter the name of the area"), AtMost(limits.NAME)])
    team = Line("Owning team", [AtMost(limits.NAME)])


class TaskForm(Form):
    """Something people do."""

    name = Line("Task", [Required("Enter what they do, like “approve an invoice”"), AtMost(limits.NAME)])
    area = Line("Area", [AtMost(limits.NAME)])
    stage = Choice("Stage", choices=[(stage.value, stage.value.capitalize()) for stage in Stage])


class UseForm(Form):
    """How many people of one segment do a task, and how often one of them does."""

    TOGETHER = (("people", "people_source"), ("times", "per", "frequency_source"))

    segment = HiddenField(filters=[_row_id])
    people = Whole("People", low=0, high=limits.PEOPLE_MAX)
    people_source = Choice("How the number of people is known", choices=SOURCES)
    times = Number("How often", low=0, high=limits.TIMES_MAX)
    per = Choice("Period", choices=PERIODS, default=Per.WEEK.value)
    frequency_source = Choice("How the frequency is known", choices=SOURCES)


class UsesForm(Form):
    """One row a segment."""

    uses = FieldList(FormField(UseForm))

    def by_segment(self) -> dict[int, dict[str, Any]]:
        """Return what was entered, by the id of the segment."""
        return {row["segment"]: row for row in self.uses.data if row["segment"] is not None}

    def refuse_twice(self, everyone: int, stored: Collection[int]) -> bool:
        """Say whether numbers are given for everybody and for a part of them; then a field says so.

        everyone: the id of the segment that stands for the whole; stored: the segments that have numbers already.
        """
        rows = self.by_segment()
        given = {key for key, row in rows.items() if _has_numbers(row)}
        if not given or not counts_twice(given | (set(stored) - rows.keys()), everyone):
            return False
        self.refuse(TWICE)
        return True

    def refuse(self, reason: str) -> None:
        """Say at the first number why the rows cannot be kept together."""
        row = next((row.form for row in self.uses if _has_numbers(row.data)), self.uses[0].form)
        field = row.times if row.people.data is None and row.times.data is not None else row.people
        field.errors = [reason]
        self.uses.errors = [row.errors for row in self.uses]  # else the summary at the top would not know


def _has_numbers(row: Mapping[str, Any]) -> bool:
    return row["people"] is not None or row["times"] is not None
