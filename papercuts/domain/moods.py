"""Mood when something happened: five words for the whole numbers from −2 to 2.

Bipolar with a calm middle, as affect is asked for since Bradley & Lang (1994), "Measuring emotion: the self-assessment
manikin and the semantic differential"; its five pictures of valence run from unhappy over neutral to happy.
"""

from enum import StrEnum
from typing import Final

WORDS: Final[dict[int, str]] = {-2: "furious", -1: "annoyed", 0: "calm", 1: "pleased", 2: "delighted"}
# as the line of capture takes them
MARKS: Final[dict[str, int]] = {":((": -2, ":(": -1, ":|": 0, ":)": 1, ":))": 2, ":D": 2}


def word(mood: int) -> str:
    """Return a mood in a word. Raises KeyError beyond −2 to 2."""
    return WORDS[mood]


def near(mean: float) -> str:
    """Return the word nearest to a mean mood: −0.8 is annoyed. Halves go to the calm side."""
    size = min(2, int(abs(mean) + 0.5 - 1e-9))
    return WORDS[size if mean > 0 else -size]


def read(text: str) -> int:
    """Return the mood that a word, a mark or a number from −2 to 2 says. Raises ValueError with a sentence."""
    plain = text.strip().lower().replace("−", "-")
    numbers = {word: mood for mood, word in WORDS.items()} | {mark.lower(): mood for mark, mood in MARKS.items()}
    numbers |= {f"{mood:+d}": mood for mood in (1, 2)}
    numbers |= {str(mood): mood for mood in WORDS}
    if plain not in numbers:
        raise ValueError(f"Write one of: {', '.join(WORDS.values())}.")
    return numbers[plain]


class Tone(StrEnum):
    """The side of a mood."""

    GOOD = "good"
    CALM = "calm"
    BAD = "bad"
