"""The forms of merging paper cuts and of splitting sightings off."""

from typing import Any

from wtforms import Form, ValidationError

from papercuts.domain import limits
from papercuts.forms.base import AtMost, Line, Prose


class MergeForm(Form):
    """Why several are one."""

    why = Prose("Why are they the same?", [AtMost(limits.TEXT)])


class SplitForm(Form):
    """What some sightings become: a new paper cut by its title, or a known one by its number."""

    title = Line("Title of a new paper cut", [AtMost(limits.TITLE)])
    paper_cut = Line("Or the number of a known one", [AtMost(limits.NAME)])

    def validate_title(self, field: Line) -> None:
        """One of the two is needed, and only one."""
        if bool(field.data) == bool(self.paper_cut.data):
            raise ValidationError("Enter a title or a number, not both" if field.data else "Enter a title or a number")


def numbers(typed: Any) -> list[int]:
    """Return the numbers of rows among what an address or a form names, each once. Raises ValueError of any other."""
    found = []
    for text in typed:
        if not (text.isascii() and text.isdecimal() and len(text) <= 10 and 1 <= int(text) <= limits.MAX_INT):
            raise ValueError("not the number of a row")
        found.append(int(text))
    return list(dict.fromkeys(found))
