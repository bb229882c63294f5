"""The form of a promise to a site."""

from typing import Any

from wtforms import Form

from papercuts.domain import limits
from papercuts.forms.base import AtMost, Choice, Day, Line, Required, whole_or_none

NOBODY = ("", "Nobody yet")


class PromiseForm(Form):
    """What we told them, until when, and who sees to it."""

    what = Line("What did you promise?", [Required("Write what you promised"), AtMost(limits.LINE)])
    due_on = Day("Due on")
    owner = Choice("Who sees to it", coerce=whole_or_none)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner.choices = [NOBODY, *people]
