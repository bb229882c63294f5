"""What the trailers of a commit message say of paper cuts: `Papercut: PC-12, PC-31` and `Papercut-Note: …`.

Source of trailers: git-interpret-trailers(1).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from papercuts.domain.text import clean_line

_NUMBER = re.compile(r"PC-0*([1-9][0-9]{0,17})", re.IGNORECASE)
_FOR_ONE = re.compile(r"(PC-[0-9]+)\s*[:,]?\s+(.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit, with the values of its trailers."""

    sha: str
    subject: str
    paper_cuts: tuple[str, ...]  # as written: "PC-12, PC-31"
    notes: tuple[str, ...] = ()  # as written: "Dates are read as you type them"


@dataclass(frozen=True, slots=True)
class Named:
    """Which paper cuts a commit fixes, and what its notes say of each."""

    numbers: tuple[int, ...]  # each once, as they come
    notes: dict[int, str]  # a sentence for readers
    unread: tuple[str, ...]  # parts that are no number of a paper cut, and notes that belong to none


def named(commit: Commit) -> Named:
    """Return what the trailers of a commit name.

    A note belongs to the one paper cut that its commit names; where it names several, the note begins with its
    number: `Papercut-Note: PC-12 Dates are read as you type them`. Of two notes for one paper cut the last counts.
    """
    parts = [part for value in commit.paper_cuts for part in re.split(r"[,;\s]+", value) if part]
    numbers = tuple(dict.fromkeys(number for part in parts if (number := _number(part)) is not None))
    unread = [part for part in parts if _number(part) is None]
    notes: dict[int, str] = {}
    for note in commit.notes:
        whose, text = _split(note, numbers)
        if whose is None:
            unread.append(note)
        elif text:
            notes[whose] = text
    return Named(numbers, notes, tuple(unread))


def together(commits: Iterable[Commit]) -> tuple[dict[int, list[str]], dict[int, str], list[tuple[str, str]]]:
    """Return the hashes of the commits of each paper cut, the last note of each, and what was not understood of which.

    commits: the oldest first.
    """
    hashes: dict[int, list[str]] = {}
    notes: dict[int, str] = {}
    unread: list[tuple[str, str]] = []
    for commit in commits:
        found = named(commit)
        for number in found.numbers:
            hashes.setdefault(number, []).append(commit.sha)
        notes |= found.notes
        unread += [(commit.sha, part) for part in found.unread]
    return hashes, notes, unread


def _number(part: str) -> int | None:
    found = _NUMBER.fullmatch(part)
    return int(found[1]) if found else None


def _split(note: str, numbers: Sequence[int]) -> tuple[int | None, str]:
    """Return whose a note is, and its sentence."""
    found = _FOR_ONE.fullmatch(note.strip())
    whose = _number(found[1]) if found else None
    if found and whose in numbers:
        return whose, _clean(found[2])
    return (numbers[0], _clean(note)) if len(numbers) == 1 and not found else (None, "")


def _clean(text: str) -> str:
    try:
        return clean_line(text)
    except ValueError:  # a sign that cannot be stored
        return ""
