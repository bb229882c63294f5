"""What stands out of a week: the words worth repeating, and the loudest applause."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from papercuts.domain.limits import YEAR_MAX, YEAR_MIN

_WEEK = re.compile("([0-9]{4})-W([0-9]{2})")

SHORT = 200  # characters; a longer quote is not read where the summary is pasted


@dataclass(frozen=True)
class Words:
    """What somebody said who may be quoted. id: higher where newer; mood: −2 … +2, none where it was not noted."""

    id: int
    text: str
    mood: int | None


@dataclass(frozen=True)
class Applause:
    """What looking again was met with. loudness: 1 a nod, 2 a smile, 3 a cheer; has_words: and may be quoted."""

    id: int
    loudness: int
    has_words: bool


def monday_of(text: str) -> date:
    """Return the Monday of an ISO 8601 week, as in 2026-W46. Raises ValueError when there is no such week."""
    found = _WEEK.fullmatch(text)
    if not found or not YEAR_MIN < int(found[1]) < YEAR_MAX:
        raise ValueError("A week is a year and a number, like 2026-W46.")
    return date.fromisocalendar(int(found[1]), int(found[2]), 1)


def best_words(said: Sequence[Words]) -> Words | None:
    """Return the words to repeat: of the short ones the strongest mood, good or bad, then the longest, then the newest.

    Only when all are longer than 200 characters, the shortest of them.
    """
    short = [one for one in said if len(one.text) <= SHORT]
    if not short:
        return min(said, key=lambda one: (len(one.text), -one.id), default=None)
    return max(short, key=lambda one: (abs(one.mood or 0), len(one.text), one.id))


def loudest(heard: Sequence[Applause]) -> Applause | None:
    """Return the loudest applause: of the same the one with words, then the newest. Silence is none."""
    return max(
        (one for one in heard if one.loudness > 0),
        key=lambda one: (one.loudness, one.has_words, one.id),
        default=None,
    )
