"""What every form does: clean what was typed, and say in words what is wrong with it."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from wtforms import (
    DateField,
    Field,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, StopValidation
from wtforms.widgets import TextInput

from papercuts.domain import durations, limits
from papercuts.domain.text import clean_line, clean_text, identity

_GROUPED = re.compile(r"[1-9][0-9]{0,2}([,\u00a0\u202f '’][0-9]{3})+(\.[0-9]+)?")  # 1,660 and 1 660
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}([,.\u00a0\u202f '’])[0-9]{3}(\1[0-9]{3})*")  # of a whole number: 2.400 too
_SEPARATORS = re.compile("[,\u00a0\u202f '’]")
_NUMBER = re.compile(r"-?[0-9]{1,15}([.,][0-9]{1,9})?")


class Unnamed(str):
    """A sentence on what is wrong that does not say where; a list of errors puts the field's label before it."""

    __slots__ = ()
    is_unnamed = True


class Line(StringField):
    """One line of text: normalised, without control characters, trimmed."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean what was typed; what cannot be stored is an error, and stays in the form."""
        self.data = _cleaned(self, valuelist, _line)


class Prose(TextAreaField):
    """Several lines of text."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean what was typed; what cannot be stored is an error, and stays in the form."""
        self.data = _cleaned(self, valuelist, clean_text)


class Number(Field):
    """A number, whole or not, written 1.5 or 1,5; none when left empty.

    low, high: both allowed; what is beyond is an error with a sentence.
    """

    widget = TextInput()
    inputmode = "decimal"
    example = "Enter a number, like 3 or 1.5"

    def __init__(self, label: str = "", validators: Any = (), *, low: float, high: float, **kwargs: Any) -> None:
        kwargs.setdefault("render_kw", {"inputmode": self.inputmode, "autocomplete": "off"})
        super().__init__(label, validators, **kwargs)
        self.low, self.high = low, high

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number; what is none stays in the form as it was typed."""
        self.data = None
        if valuelist and valuelist[0].strip():
            self.data = self.read(valuelist[0].strip())
            if not self.low <= self.data <= self.high:
                raise ValueError(Unnamed(f"Enter a number from {self.low:,g} to {self.high:,.15g}"))

    def read(self, text: str) -> float:
        """Return the number a text says. Raises ValueError with a sentence."""
        if _GROUPED.fullmatch(text):
            text = _SEPARATORS.sub("", text)
        if not _NUMBER.fullmatch(text):
            raise ValueError(Unnamed(self.example))
        return float(text.replace(",", "."))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:.15g}"


class Whole(Number):
    """A whole number; none when left empty."""

    inputmode = "numeric"
    example = "Enter a whole number, like 12"

    def read(self, text: str) -> int:
        """Return the number a text says; 2.400 is one of thousands here. Raises ValueError with a sentence."""
        number = super().read(_SEPARATORS.sub("", text.replace(".", "")) if _THOUSANDS.fullmatch(text) else text)
        if number != int(number):
            raise ValueError(Unnamed(self.example))
        return int(number)


class InSeconds(Number):
    """A length of time in seconds; a unit may stand behind it, as in 90 s, 2 min and 1,5h."""

    example = "Enter a number of seconds, like 14, or with a unit, like 2 min"
    unit = 1.0

    def read(self, text: str) -> float:
        """Return the length in the unit of the field. Raises ValueError with a sentence."""
        number, factor = durations.without_unit(text)
        seconds = durations.seconds(durations.beside_units(text))
        try:
            return super().read(number) * (factor / self.unit if factor else 1)
        except ValueError:
            if seconds is None:
                raise
            return seconds / self.unit  # of two parts, like 2min30


class InHours(InSeconds):
    """A length of time in hours; a unit may stand behind it, as in 4 h and 90 min."""

    example = "Enter a number of hours, like 4, or with a unit, like 90 min"
    unit = 3600.0


class Day(DateField):
    """A day, as the browser's calendar sends it."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the day; none when left empty."""
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = date.fromisoformat(valuelist[0].strip())
        except ValueError as error:
            raise ValueError(Unnamed("Enter a day as year-month-day, like 2026-03-12")) from error
        if not limits.YEAR_MIN <= self.data.year <= limits.YEAR_MAX:
            raise ValueError(Unnamed(f"Enter a day from {limits.YEAR_MIN} to {limits.YEAR_MAX}"))


def whole_or_none(value: Any) -> int | None:
    """Return the id a choice stands for; the empty choice stands for nothing."""
    return None if value in ("", None, "None") else int(value)


class _Pairs:
    """Takes choices as pairs of value and label; wtforms itself warns of pairs, but only where a field is made."""

    def __init__(self, *args: Any, choices: Iterable[tuple[Any, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices: Any = list(choices)


class Choice(_Pairs, SelectField):
    """One of a few. Choices arrive as arguments; give `coerce=whole_or_none` for ids."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the choice; what cannot be one is refused in words."""
        _in_words(super().process_formdata, valuelist)

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse, in words, what is not in the list; nothing sent is the empty choice, where there is one."""
        has_empty = any(choice[0] == "" for choice in self.choices or ())
        if not (self.process_errors or (has_empty and self.data in (None, ""))):
            _in_words(super().pre_validate, form)


class Radio(_Pairs, RadioField):
    """One of a few, all of them seen."""

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse, in words, what is not in the list."""
        _in_words(super().pre_validate, form)


class Choices(_Pairs, SelectMultipleField):
    """Any of a few."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the choices; what cannot be one is refused in words."""
        _in_words(super().process_formdata, valuelist)

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse, in words, what is not in the list."""
        if not self.process_errors:
            _in_words(super().pre_validate, form)


class Required(InputRequired):
    """Something must be there, and more than blanks; the message says what to enter."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Stop when nothing was entered, or when it could not be read, which has been said."""
        if field.process_errors:
            raise StopValidation()
        if not (
            field.raw_data and isinstance(field.data, str | list | int | float | date) and _is_something(field.data)
        ):
            field.errors = []
            raise StopValidation(self.message or "")


class AtMost:
    """At most so many characters."""

    def __init__(self, length: int) -> None:
        self.length = length

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Say how many there may be and how many were sent."""
        if field.data and len(field.data) > self.length:
            raise ValidationError(Unnamed(f"At most {self.length:,} characters (you sent {len(field.data):,})"))


def _in_words(check: Callable[[Any], None], argument: Any) -> None:
    try:
        check(argument)
    except ValueError as error:  # wtforms' ValidationError is one
        raise ValidationError(Unnamed("Choose from the list")) from error


def _is_something(data: Any) -> bool:
    return bool(data.strip()) if isinstance(data, str) else data is not None and data != []


def _line(value: str) -> str:
    identity(value)  # a name that cannot be compared is refused here, and not where it is stored
    return clean_line(value)


def _cleaned(field: Field, values: list[Any], clean: Callable[[str], str]) -> str:
    if not values:
        return ""
    try:
        return clean(values[0])
    except ValueError as error:
        field.data = values[0].replace("\0", "").encode("utf-8", "replace").decode()
        raise ValueError(str(error)) from error
