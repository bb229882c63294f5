"""What is wrong with a new password: too short, too long, or among the first that somebody would try."""

from functools import cache
from importlib import resources

from papercuts.domain.limits import PASSWORD_BYTES, PASSWORD_MAX, PASSWORD_MIN
from papercuts.domain.text import fold, words_of

_SHORTEST_PART = 3  # a shorter name is inside too many good passwords


def problem_with(password: str, *, email: str = "", name: str = "", company: str = "") -> str | None:
    """Return why a password is refused, as a sentence; None when it is good.

    No rule asks for kinds of characters; blanks count. Source: ASVS 5.0, 6.2.
    """
    if len(password) < PASSWORD_MIN:
        return f"Use at least {PASSWORD_MIN} characters (you typed {len(password)})."
    if len(password) > PASSWORD_MAX or is_too_long_to_hash(password):
        return f"Use at most {PASSWORD_MAX} characters (you typed {len(password):,})."
    if any("\ud800" <= char <= "\udfff" for char in password):
        return "This has a character that cannot be used. Choose another password."
    if len(set(password)) == 1:
        return "This is one character repeated. Choose another password."
    if password.lower() in _common() or fold(password) in _common():
        return "This is one of the most common passwords. Choose another one."
    return _personal_part(password, email, name, company)


def is_too_long_to_hash(password: str) -> bool:
    """Return whether a typed password is refused without hashing it, which would only cost time."""
    return len(password) > PASSWORD_BYTES or len(password.encode(errors="replace")) > PASSWORD_BYTES


def _personal_part(password: str, email: str, name: str, company: str) -> str | None:
    """Return the sentence for a password that holds what anybody knows, whatever stands between its letters."""
    known = {
        "the first part of your e-mail address": email.partition("@")[0],
        "your name": name,
        "the word papercuts": "papercuts",
        "the name of your company": company,
    }
    typed = _letters(password)
    for what, value in known.items():
        part = _letters(value)
        if len(part) >= _SHORTEST_PART and part in typed:
            return f"This contains {what}, which is easy to guess. Choose another password."
    return None


def _letters(value: str) -> str:
    return "".join(words_of(value))


@cache
def _common() -> frozenset[str]:
    """Return the common passwords, read on first use (the source is named beside the file)."""
    file = resources.files("papercuts.domain") / "data" / "common-passwords.txt"
    return frozenset(file.read_text(encoding="utf-8").split("\n")) - {""}
