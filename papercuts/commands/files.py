"""Files that commands read, by name or from standard input."""

import sys
from contextlib import nullcontext
from pathlib import Path

STDIN = "-"


class Unreadable(ValueError):
    """A file cannot be read, or is too large; a sentence."""


def content(name: str, most: int | None = None) -> bytes:
    """Return what is in a file. most: bytes, any number when not given. Raises Unreadable."""
    try:
        with nullcontext(sys.stdin.buffer) if name == STDIN else Path(name).open("rb") as file:
            found = file.read(-1 if most is None else most + 1)
    except OSError as error:
        raise Unreadable(f"cannot read {name}: {error.strerror}") from error
    if most is not None and len(found) > most:
        raise Unreadable(f"The file is larger than {most // 2**20} MB.")
    return found
