"""Round ends of scales, and how wide a text will be: lengths are in units of a viewBox, about pixels."""

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from papercuts.domain import formats

NOTHING = 1e-100  # below it, powers of ten run out
TOPS = (1, 2, 3, 4, 6, 8, 10)  # nice ends of a scale whose half is nice too
STEPS = (1, 2, 3, 5, 10)
BOLD = 1.2  # bold words are wider


@dataclass(frozen=True)
class Tick:
    """A line of the grid, and its words."""

    at: float
    text: str


@dataclass(frozen=True)
class Axis:
    """The words of a scale from nothing to its top, for the head of a table column."""

    middle: str
    top: str


def scale_top(values: Iterable[float], least: float = 0) -> float:
    """Return a round end for a scale on which nine in ten values fit, and `least` (the largest middle value) too."""
    known = sorted(value for value in values if value > 0)
    most = known[math.ceil(0.9 * len(known)) - 1] if known else 0
    return round_up(max(most, least), TOPS)


def axis(top: float, unit: str = "h") -> Axis:
    """Return the words under a column of meters that ends at `top`."""
    return Axis(formats.significant(top / 2, 3), f"{formats.significant(top, 3)} {unit}")


def share(value: float, top: float, length: float) -> float:
    return round(min(max(value / top, 0), 1) * length, 1)


def round_up(value: float, steps: Sequence[float]) -> float:
    """Return the smallest step × a power of ten that is not below a value; 1 for nothing."""
    if value < NOTHING:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next((step * power for step in steps if step * power >= value * (1 - 1e-9)), 10 * power)


def steps_to(value: float, n: int) -> list[float]:
    """Return round numbers from 0, about `n` equal steps, the last one not below a value."""
    step = round_up(value / n, STEPS)
    return [step * i for i in range(max(math.ceil(value / step - 1e-9), 1) + 1)]


def text_width(text: str) -> float:
    """Return about how wide a text of 12 pixels is; signs of East Asia and pictures take the whole square."""
    return sum(12.0 if unicodedata.east_asian_width(sign) in "WF" else 6.7 for sign in text)


def shortened(text: str, width: float) -> str:
    """Return a text that fits, with … where it was cut; pictures cannot wrap lines."""
    if text_width(text) <= width:
        return text
    while text and text_width(text) > width - 7:
        text = text[:-1]
    return text.rstrip() + "…"
