"""What stands out of a week: the words worth repeating, and the loudest applause."""

from collections.abc import Sequence
from dataclasses import dataclass

SHORT = 200  # characters; a longer quote is not read where the summary is pasted


@dataclass(frozen=True)
class Words:
    """What somebody said who may be quoted. id: of the sighting; mood: −2 … +2, none where it was not noted."""

    id: int
    text: str
    mood: int | None


@dataclass(frozen=True)
class Applause:
    """What looking again was met with. loudness: 1 a nod, 2 a smile, 3 a cheer; has_words: they said something, too."""

    id: int
    loudness: int
    has_words: bool


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
