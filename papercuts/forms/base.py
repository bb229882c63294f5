"""What every form does: clean what was typed, and say in words what is wrong with it."""

from collections.abc import Callable
from typing import Any

from wtforms import Field, Form, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, StopValidation

from papercuts.domain.text import clean_line, clean_text


class Line(StringField):
    """One line of text: normalised, without control characters, trimmed."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean what was typed; what cannot be stored is an error, and stays in the form."""
        self.data = _cleaned(self, valuelist, clean_line)


class Prose(TextAreaField):
    """Several lines of text."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean what was typed; what cannot be stored is an error, and stays in the form."""
        self.data = _cleaned(self, valuelist, clean_text)


class Required(InputRequired):
    """Something must be there, and more than blanks; the message says what to enter."""

    def __call__(self, form: Form, field: Field) -> None:
        """Stop when nothing was entered."""
        if not (field.raw_data and isinstance(field.data, str | list | int | float) and _is_something(field.data)):
            field.errors = []
            raise StopValidation(self.message)


class AtMost:
    """At most so many characters."""

    def __init__(self, length: int) -> None:
        self.length = length

    def __call__(self, form: Form, field: Field) -> None:
        """Say how many there may be and how many were sent."""
        if field.data and len(field.data) > self.length:
            raise ValidationError(f"At most {self.length:,} characters (you sent {len(field.data):,})")


def _is_something(data: Any) -> bool:
    return bool(data.strip()) if isinstance(data, str) else data is not None and data != []


def _cleaned(field: Field, values: list[Any], clean: Callable[[str], str]) -> str:
    if not values:
        return ""
    try:
        return clean(values[0])
    except ValueError as error:
        field.data = values[0].replace("\0", "").encode("utf-8", "replace").decode()
        raise ValueError(str(error)) from error
