"""Versions: what a release may be called, so that its notes have an address of their own, and which one is older."""

import re
from collections.abc import Collection

# What an address of notes may end in: `/notes/4.12.json` is 4.12 as JSON, never the page of a version "4.12.json"
ENDINGS = (".md", ".html", ".txt", ".json", ".atom", ".changelog", ".fragments", ".zip", ".svg")
_NUMBERS = re.compile(r"v?([0-9]{1,9}(?:\.[0-9]{1,9})*)", re.IGNORECASE)


def refuse_unaddressable(version: str) -> None:
    """Raise ValueError, with a sentence for the reader, when a version cannot stand in an address.

    `/notes/<version>` would be cut at a slash, browsers resolve `.` and `..`, and an ending like `.md` asks for a
    format.
    """
    if not version.strip("."):
        raise ValueError("Enter the version, like 4.12")
    if "/" in version or "\\" in version:
        raise ValueError("A version cannot contain a slash: it is part of the address of its notes")
    for ending in ENDINGS:
        if version.lower().endswith(ending):
            raise ValueError(f"A version cannot end in {ending}: such an address is that of a format of the notes")


def is_older(version: str, than: str) -> bool:
    """Say whether a version is known to be older than another: 4.9 is older than 4.12, and 4.12.0 is the same.

    Nothing is known of an empty one, or of one that is not numbers between points ("Spring", "4.12 beta").
    """
    numbers, others = _numbers(version), _numbers(than)
    return numbers is not None and others is not None and numbers < others


def has_fix(version: str, fixed_in: str) -> bool:
    """Say whether a version is known to have what another one fixed: it is that one, or a newer one."""
    if version == fixed_in != "":
        return True
    numbers, others = _numbers(version), _numbers(fixed_in)
    return numbers is not None and others is not None and numbers >= others


def after(version: str, taken: Collection[str]) -> str:
    """Return the next version that is not taken: its last number and one, 4.12 to 4.13; nothing after "Spring"."""
    if _NUMBERS.fullmatch(version) is None:
        return ""
    head, last = re.fullmatch(r"(.*?)([0-9]+)", version).groups()  # type: ignore[union-attr]  # it ends in a number
    return next(made for n in range(1, len(taken) + 2) if (made := f"{head}{int(last) + n}") not in taken)


def _numbers(version: str) -> list[int] | None:
    found = _NUMBERS.fullmatch(version.strip())
    if found is None:
        return None
    numbers = [int(part) for part in found[1].split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return numbers
