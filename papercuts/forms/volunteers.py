"""The public form on which somebody offers to show how they work."""

from wtforms import BooleanField, Form, ValidationError

from papercuts.domain import limits
from papercuts.domain.limits import Consent
from papercuts.forms.accounts import is_email
from papercuts.forms.base import AtMost, Line, Prose, Radio, Required

CONSENTS = [
    (Consent.ANONYMOUS, "Yes, without saying who I am or what I do"),
    (Consent.ROLE, "Yes, with what I do, such as “an accounts clerk”"),
    (Consent.NAMED, "Yes, with my name"),
    (Consent.NONE, "No, please do not quote me"),
]


class VolunteerForm(Form):
    """Who somebody is, what they would show, how they may be quoted, and that we may write to them."""

    name = Line("Your name", [Required("Enter your name"), AtMost(limits.NAME)])
    email = Line("E-mail", [Required("Enter your e-mail address"), AtMost(limits.EMAIL)])
    organisation = Line("Where you work", [AtMost(limits.NAME)])
    role = Line("What you do there", [Required("Enter what you do, like “accounts clerk”"), AtMost(limits.ROLE)])
    offer = Prose("What you would show us", [Required("Write in a few words what you would show"), AtMost(limits.LINE)])
    consent = Radio(
        "May we quote what you say?",
        [Required("Choose whether you may be quoted")],
        choices=[(consent.value, words) for consent, words in CONSENTS],
    )
    agrees = BooleanField("You may write to me about a visit")

    def validate_email(self, field: Line) -> None:
        """Ask for something with one @ and words on both sides."""
        if not is_email(field.data or ""):
            raise ValidationError("Enter an e-mail address, like name@example.org")

    def validate_agrees(self, field: BooleanField) -> None:
        """Without it there is nothing that could be done with the offer."""
        if not field.data:
            raise ValidationError("Tick this box, or we may not keep your offer")
