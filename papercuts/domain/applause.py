"""Applause of somebody who sees what was fixed: four words for the whole numbers from 0 to 3."""

from typing import Final

WORDS: Final[dict[int, str]] = {0: "none", 1: "nod", 2: "smile", 3: "cheer"}


def told(applause: int) -> str:
    """Return it within a sentence: "none", "a cheer". Raises KeyError beyond 0 to 3."""
    return f"a {WORDS[applause]}" if applause else WORDS[0]


def near(mean: float) -> str:
    """Return the words nearest to a mean: 2.6 is "a cheer"."""
    return told(int(mean + 0.5))
