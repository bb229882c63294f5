"""What a sprint is planned with: hours, and a limit to add."""

from typing import Any

from wtforms import Field, Form, ValidationError

from papercuts.domain import limits
from papercuts.domain.numbers import paper_cut_number
from papercuts.domain.plan_asked import GOAL_MAX, RESERVE_MAX
from papercuts.forms.base import AtMost, Choice, InHours, Line, Number, Radio, Required, Unnamed, Whole, whole_or_none

PAIRS = (("apart", "Not both"), ("needs", "The first only with the second"), ("together", "They share work"))
ONES = (("pin", "Must be in it"), ("out", "Leave it out"))


class CutNumber(Line):
    """The number of a paper cut, written PC-31 or 31."""

    def pre_validate(self, form: Any) -> None:
        """Read the number; what is none stays as it was typed."""
        if self.data and not self.number:
            raise ValidationError(Unnamed("Enter a number, like PC-31"))

    @property
    def number(self) -> int:
        """Return what a valid field says; 0 where it is empty."""
        return paper_cut_number(self.data or "") or 0


class PlannerForm(Form):
    """Hours there are, what is kept of them, and what to reach."""

    hours = InHours("Hours we have", [Required("Enter how many hours there are")], low=0, high=limits.PLAN_HOURS_MAX)
    reserve = Whole("Reserve", [Required("Enter a reserve; 0 keeps none")], low=0, high=RESERVE_MAX)
    goal = Number("Goal", low=0, high=GOAL_MAX)


class AreaLimitForm(Form):
    """At most so many of an area."""

    area = Choice("Area", [Required("Choose an area")], coerce=whole_or_none)
    most = Whole("At most", [Required("Enter how many")], low=0, high=1000)

    def __init__(self, *args: Any, areas: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.area.choices = [("", "Choose an area"), *areas]

    def limit(self) -> tuple[str, str]:
        """Return it as the address says it."""
        return "area", f"{self.area.data}:{self.most.data}"


class OwnerLimitForm(Form):
    """Hours of a person."""

    owner = Choice("Person", [Required("Choose a person")], coerce=whole_or_none)
    most = InHours("Hours", [Required("Enter hours")], low=0, high=limits.PLAN_HOURS_MAX)

    def __init__(self, *args: Any, owners: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner.choices = [("", "Choose a person"), *owners]

    def limit(self) -> tuple[str, str]:
        """Return it as the address says it."""
        return "owner", f"{self.owner.data}:{self.most.data:.15g}"


class PairLimitForm(Form):
    """Two paper cuts that stand against or for each other."""

    first = CutNumber("First paper cut", [Required("Enter the first one, like PC-31"), AtMost(limits.CODE)])
    second = CutNumber("Second paper cut", [Required("Enter the second one, like PC-44"), AtMost(limits.CODE)])
    kind = Radio("How they stand", [Required("Choose one")], choices=PAIRS, default="apart")
    shared = InHours("Hours they share", low=0, high=limits.PLAN_HOURS_MAX)

    def validate_second(self, field: CutNumber) -> None:
        """Refuse the same twice."""
        if field.number and field.number == self.first.number:
            raise ValidationError("Enter another one than the first")

    def validate_shared(self, field: Field) -> None:
        """Ask for hours where they share work, and only there."""
        if (self.kind.data == "together") != (field.data is not None) and not field.errors:
            text = (
                "Enter how many hours they share" if field.data is None else "Leave this empty, or choose shared work"
            )
            raise ValidationError(text)

    def limit(self) -> tuple[str, str]:
        """Return it as the address says it."""
        pair = f"{self.first.number}-{self.second.number}"
        return str(self.kind.data), f"{pair}:{self.shared.data:.15g}" if self.shared.data is not None else pair


class OneLimitForm(Form):
    """A paper cut that must be in the plan, or must not."""

    cut = CutNumber("Paper cut", [Required("Enter a number, like PC-31"), AtMost(limits.CODE)])
    kind = Radio("What about it", [Required("Choose one")], choices=ONES, default="pin")

    def limit(self) -> tuple[str, str]:
        """Return it as the address says it."""
        return str(self.kind.data), str(self.cut.number)


class SaveForm(Form):
    """What a saved plan is called."""

    name = Line("Name", [Required("Enter a name"), AtMost(limits.NAME)])
