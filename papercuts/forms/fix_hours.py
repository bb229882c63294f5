"""The form of what a fix took."""

from wtforms import Form

from papercuts.domain import limits
from papercuts.forms.base import InHours


class FixHoursForm(Form):
    """How long a fix took, which only the team sees."""

    actual_hours = InHours(
        "About how many hours did it take?", low=limits.EFFORT_HOURS_MIN, high=limits.EFFORT_HOURS_MAX
    )
