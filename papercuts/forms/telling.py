"""The forms of a message to a site, and of how and when it was told."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import Form, ValidationError

from papercuts.domain import limits
from papercuts.domain.limits import ToldHow
from papercuts.domain.mails import is_address
from papercuts.forms.base import AtMost, Choice, Day, Line, Prose, Required, Unnamed, whole_or_none

NOBODY = ("", "Not known")
HOWS = [(how.value, how.value.capitalize()) for how in ToldHow]


class MessageForm(Form):
    """What is written to a site; the address may be left for one's own mail program."""

    to = Line("To", [AtMost(limits.EMAIL)])
    subject = Line("Subject", [Required("Enter a subject"), AtMost(limits.TITLE)])
    body = Prose("Message", [Required("Write a message"), AtMost(limits.TEXT)])

    def validate_to(self, field: Line) -> None:
        """Take one address, where there is one."""
        if field.data and not is_address(field.data):
            raise ValidationError(Unnamed("Enter one address in plain letters, like office@example.org"))


class ToldForm(Form):
    """When and how a site was told.

    today: the latest day it can have been.
    """

    told_on = Day("Told on", [Required("Enter the day on which they were told")])
    how = Choice("How", choices=HOWS)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def validate_told_on(self, field: Day) -> None:
        """Nobody was told on a day to come."""
        if field.data and field.data > self.today:
            raise ValidationError(Unnamed("Enter a day that has come: today or before"))


class CorrectionForm(ToldForm):
    """When, how and by whom.

    people: id and name of each account.
    """

    told_by = Choice("By whom", coerce=whole_or_none)

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told_by.choices = [NOBODY, *people]
