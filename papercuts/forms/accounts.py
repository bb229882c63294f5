"""Forms of signing in, joining, and one's own account."""

import re
from typing import Any

from wtforms import BooleanField, Form, PasswordField, ValidationError

from papercuts.domain import limits, passwords
from papercuts.domain.limits import Role, Theme
from papercuts.forms.base import AtMost, Choice, Line, Required

# one @, no signs with a meaning in mail, a dot in the domain; what it says is never parsed further
_EMAIL = re.compile(r"""[^\s@<>()\[\],;:"\\]+@[^\s@<>()\[\],;:"\\.]+(\.[^\s@<>()\[\],;:"\\.]+)+""")


def is_email(text: str) -> bool:
    """Say whether a text can be an e-mail address: one @ and words on both sides."""
    return _EMAIL.fullmatch(text) is not None


class SignInForm(Form):
    """E-mail and password."""

    email = Line("E-mail", [Required("Enter your e-mail address"), AtMost(limits.EMAIL)])
    password = PasswordField("Password", [Required("Enter your password")])
    keep = BooleanField("Stay signed in on this device for 30 days")


def _new_password(label: str = "Password") -> PasswordField:
    return PasswordField(label, [Required("Choose a password")])


class _NewPassword(Form):
    """A new password, checked against the rules; the names it may not contain arrive as arguments.

    Each form has the field `password` where it stands on its page, for errors are listed in that order.
    """

    password: PasswordField

    def __init__(self, *args: Any, company: str, email: str = "", name: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {"company": company, "email": email, "name": name}

    def validate_password(self, field: PasswordField) -> None:
        """Refuse what is too short, too common or contains a name."""
        problem = passwords.problem_with(field.data or "", **self.known)
        if problem:
            raise ValidationError(problem)


class JoinForm(_NewPassword):
    """Who somebody is, when a link lets them in."""

    name = Line("Your name", [Required("Enter your name"), AtMost(limits.NAME)])
    email = Line("E-mail", [Required("Enter your e-mail address"), AtMost(limits.EMAIL)])
    password = _new_password()

    def validate_email(self, field: Line) -> None:
        """Ask for something with one @ and words on both sides."""
        if not is_email(field.data or ""):
            raise ValidationError("Enter an e-mail address, like name@example.org")

    def validate_password(self, field: PasswordField) -> None:
        """Compare with the name and address in the same form."""
        self.known |= {"email": self.email.data or "", "name": self.name.data or ""}
        super().validate_password(field)


class ResetForm(_NewPassword):
    """A new password, by a link."""

    password = _new_password("New password")


class PasswordForm(_NewPassword):
    """A new password, and the current one as proof."""

    current = PasswordField("Current password", [Required("Enter your current password")])
    password = _new_password("New password")


class LookForm(Form):
    """How somebody wants their pages."""

    name = Line("Your name", [Required("Enter your name"), AtMost(limits.NAME)])
    theme = Choice(
        "Light or dark", choices=[(Theme.SYSTEM, "As my device says"), (Theme.LIGHT, "Light"), (Theme.DARK, "Dark")]
    )
    has_shortcuts = BooleanField("Single-key shortcuts")


class RoleForm(Form):
    """A role for somebody."""

    role = Choice("Role", choices=[(role.value, role.value.capitalize()) for role in Role])


class ProofForm(Form):
    """One's own password again, before something that matters."""

    current = PasswordField("Your password", [Required("Enter your password")])
