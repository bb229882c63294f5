"""The form of a shared page: until when its link works."""

from datetime import date
from typing import Any

from wtforms import Form, ValidationError
from wtforms.fields import Field

from papercuts.forms.base import Day, Required


class SharingEndForm(Form):
    """Until when the link works."""

    ends_on = Day("Works until", [Required("Say until when it works")])

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def validate_ends_on(self, field: Field) -> None:
        """Refuse a day that is over: to end it now there is a button."""
        if field.data is not None and field.data < self._today:
            raise ValidationError("That day is over. To end it now, stop sharing")
