"""Forms of the instance's settings, one a topic."""

from typing import Any
from zoneinfo import available_timezones

from wtforms import Form
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


def _zones() -> list[tuple[str, str]]:
    """Return UTC and the time zones of places; not the old names, like EST or Factory, that computers keep."""
    places = sorted(name for name in available_timezones() if name.partition("/")[0] in REGIONS and "/" in name)
    return [(name, name.replace("_", " ")) for name in ("UTC", *places)]
