"""What an address asks for after its question mark."""

from flask import abort, request

from papercuts.domain.limits import MAX_INT


def row_id(name: str) -> int | None:
    """Return the row a filter names, or nothing; 400 when no row can have that number."""
    text = request.args.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 10 and 1 <= int(text) <= MAX_INT):
        abort(400, "The address asks for something we do not know. Go back and try again.")
    return int(text)


def one_of(name: str, words: type[str]) -> str | None:
    """Return the word a filter names, or nothing; 400 when it is none of an enumeration."""
    text = request.args.get(name, "")
    if text and text not in list(words):  # type: ignore[call-overload]
        abort(400, "The address asks for something we do not know. Go back and try again.")
    return text or None
