"""Forms of areas, tasks, and how many people do them how often."""

from typing import Any

from wtforms import FieldList, Form, FormField, HiddenField

from papercuts.domain import limits
from papercuts.domain.limits import Per, Source, Stage
from papercuts.forms.base import AtMost, Choice, Line, Number, Required, Whole

PERIODS = [(per.value, f"a {per.value}") for per in Per]
SOURCES = [("", "not said"), *((source.value, source.value) for source in Source)]

TWICE = "Give people for Everyone or for the segments, not for both: they would count twice"


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

    def refuse_twice(self, everyone: int) -> bool:
        """Say whether people are given for everybody and for a part of them; then the fields say so.

        everyone: the id of the segment that stands for the whole.
        """
        given = {key for key, row in self.by_segment().items() if row["people"] is not None}
        if len(given) < 2 or everyone not in given:
            return False
        for row in self.uses:
            if row.form["segment"].data in given:
                row.form.people.errors = [TWICE]
        return True
