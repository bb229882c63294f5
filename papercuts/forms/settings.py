"""Forms of the instance's settings, one a topic."""

from typing import Any
from zoneinfo import available_timezones

from wtforms import BooleanField, Form, ValidationError
from wtforms.validators import Optional

from papercuts.domain import limits
from papercuts.forms.base import AtMost, Choice, InHours, Line, Number, Required, Whole

REGIONS = {
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
}  # fmt: skip


class ProductForm(Form):
    """The product, how many people use it, and how much of a year they work."""

    product_name = Line("Product", [Required("Enter the name of your product"), AtMost(limits.NAME)])
    people = Whole("People who use it", low=1, high=limits.PEOPLE_MAX, validators=[Optional()])
    weeks_a_year = Whole("Weeks worked a year", [Required("Enter the weeks")], low=1, high=limits.WEEKS_MAX)
    days_a_year = Whole("Days worked a year", [Required("Enter the days")], low=1, high=limits.DAYS_MAX)
    quick_win_payback = Number(
        "Quick win from a payback of", [Required("Enter a payback")], low=0, high=limits.PEOPLE_MAX
    )
    quick_win_hours = InHours(
        "Quick win up to",
        [Required("Enter the hours")],
        low=limits.EFFORT_HOURS_MIN,
        high=limits.EFFORT_HOURS_MAX,
    )
    comments_max = Whole(
        "Comments a quick win may have", [Required("Enter a number, or 0 for none")], low=0, high=limits.COMMENTS_MAX
    )
    time_zone = Choice("Time zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.time_zone.choices = _zones()


class AfterwardsForm(Form):
    """What follows a fix: notes, volunteers, and what an hour is worth."""

    needs_approval = BooleanField("Somebody else approves release notes before they are published")
    has_volunteer_form = BooleanField("Customers can offer to show how they work")
    hour_cost = Number(
        "What an hour of a user costs",
        [Optional()],
        low=0,
        high=limits.HOUR_COST_MAX,
        filters=[lambda cost: cost or None],
    )
    currency = Line("Currency", [AtMost(limits.CURRENCY)])
    ownerless_days = Whole(
        "Days after which an open paper cut has no owner",
        [Required("Enter the days")],
        low=1,
        high=limits.OWNERLESS_DAYS_MAX,
    )

    def validate_currency(self, field: Line) -> None:
        """Ask for the currency of a cost."""
        if self.hour_cost.data and not field.data:
            raise ValidationError("Enter the currency of the cost, like EUR")


def _zones() -> list[tuple[str, str]]:
    """Return UTC and the time zones of places; not the old names, like EST or Factory, that computers keep."""
    places = sorted(name for name in available_timezones() if name.partition("/")[0] in REGIONS and "/" in name)
    return [(name, name.replace("_", " ")) for name in ("UTC", *places)]
