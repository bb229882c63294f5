"""A plot with two log scales, its lines of equal payback and the corner of quick wins."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from papercuts.domain import formats
from papercuts.pages.charts.labels import Box, Place, text_box
from papercuts.pages.charts.scales import Tick

SMALLEST = 0.05  # hours; a log scale has no nothing
N_ISO = 5
ARROW = 4  # pixels of an arrowhead


@dataclass(frozen=True)
class Iso:
    """A line on which every point pays back the same."""

    path: str
    text: str
    place: Place


@dataclass(frozen=True)
class Scale:
    """A log scale from a value to another, along a line of the picture."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return where a value lies; those outside lie on the edge."""
        bounded = min(max(value, self.low), self.high)
        share = math.log(bounded / self.low) / math.log(self.high / self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def is_cut(self, low: float, high: float) -> bool:
        """Say whether a range goes on beyond an end of the scale."""
        return low < self.low or high > self.high

    def ticks(self, base: int, unit: str = "", most: int = 7) -> tuple[Tick, ...]:
        """Return grid lines at 1, 2, 4, 8 … (base 2) or 1, 3, 10 … (base 10), or further apart where those are many."""
        values = next(values for values in _series(self.low, self.high, base) if 2 <= len(values) <= most)
        return tuple(
            Tick(self.at(value), formats.significant(value, 6) + (unit if i == 0 else ""))
            for i, value in enumerate(values)
        )


def range_up(y: Scale, x: float, low: float, high: float) -> str:
    """Return a range as a line up and down, with an arrowhead at each edge of the plot beyond which it goes on."""
    top, bottom = y.at(high), y.at(low)
    ends = [(top, 1)] if high > y.high else []
    ends += [(bottom, -1)] if low < y.low else []
    heads = "".join(f"M{x} {end}l-{ARROW} {ARROW * way}M{x} {end}l{ARROW} {ARROW * way}" for end, way in ends)
    return f"M{x} {top}V{bottom}{heads}"


def range_across(x: Scale, y: float, low: float, high: float) -> str:
    """Return a range as a line from left to right, with arrowheads as `range_up` has them."""
    left, right = x.at(low), x.at(high)
    ends = [(left, 1)] if low < x.low else []
    ends += [(right, -1)] if high > x.high else []
    heads = "".join(f"M{end} {y}l{ARROW * way} -{ARROW}M{end} {y}l{ARROW * way} {ARROW}" for end, way in ends)
    return f"M{left} {y}H{right}{heads}"


def bounds(values: Sequence[float]) -> tuple[float, float]:
    """Return the ends of a log scale around values, at least a factor of sixteen apart."""
    known = [max(value, SMALLEST) for value in values] or [1.0]
    low, high = min(known) / 2, max(known) * 2
    missing = max(math.sqrt(16 / (high / low)), 1)
    return low / missing, high * missing


def _series(low: float, high: float, base: int) -> list[list[float]]:
    """Return grids to choose from: the wished one, finer and coarser; the last ones are powers of ten far apart."""
    tens = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    twos = range(math.floor(math.log2(low)), math.ceil(math.log2(high)) + 1)
    twos_grid, threes_grid = [2.0**k for k in twos], [step * 10.0**k for k in tens for step in (1, 3)]
    grids = [twos_grid, threes_grid] if base == 2 else [threes_grid, twos_grid]
    grids += [[10.0**k for k in tens if k % every == 0] for every in range(1, 30)]
    return [[value for value in grid if low <= value <= high] for grid in grids]


def isos(x: Scale, y: Scale, quick_win: float, rim: float) -> tuple[Iso, ...]:
    """Return at most five lines of equal payback that cross the plot, the quick-win line first of all."""
    lines = [line for payback in _paybacks(x, y, quick_win) if (line := _iso(x, y, payback))]
    kept: list[Iso] = []
    for line in lines:
        near = [other.place for other in kept]
        words = text_box(line.text, line.place.x, line.place.y, line.place.anchor)
        if words.right <= rim and all(abs(line.place.x - at.x) > 40 or abs(line.place.y - at.y) > 16 for at in near):
            kept.append(line)
    return tuple(kept[:N_ISO])


def _paybacks(x: Scale, y: Scale, quick_win: float) -> list[float]:
    """Return the quick-win line (or a round one) and others at 3, 10, 30 … times and a 3rd, 10th … of it."""
    lowest, highest = y.low / x.high, y.high / x.low
    base = quick_win if lowest < quick_win < highest else 10.0 ** math.floor(math.log10(lowest * highest) / 2)
    n = math.ceil(math.log10(highest / lowest))
    every = max(1, math.ceil(n / N_ISO))
    factors = [step * 10.0 ** (k * every) for k in range(n + 1) for step in ((1, 3) if every == 1 else (1,))]
    both = [value for factor in factors for value in (base * factor, base / factor)]
    return list(dict.fromkeys(value for value in both if lowest < value < highest))


def _iso(x: Scale, y: Scale, payback: float) -> Iso | None:
    """Return the part of a line of equal payback inside the plot, its words where it leaves."""
    start, end = max(x.low, y.low / payback), min(x.high, y.high / payback)
    if start >= end:
        return None
    x1, y1, x2, y2 = x.at(start), y.at(payback * start), x.at(end), y.at(payback * end)
    at_top = y2 <= y.end + 1
    words = Place(x2, round(y2 - 6, 1), "middle") if at_top else Place(round(x2 + 4, 1), round(y2 + 4, 1), "start")
    return Iso(f"M{x1} {y1}L{x2} {y2}", formats.payback(payback), words)


def band(x: Scale, y: Scale, quick_win: float, words: Box) -> tuple[str, bool]:
    """Return the corner above the quick-win line as a path ("" when out of sight), and whether words fit into it."""
    corners = [(x.low, y.high), (x.high, y.high), (x.high, y.low), (x.low, y.low)]
    shape = _above(corners, quick_win)
    if len(shape) < 3:
        return "", False
    path = "L".join(f"{x.at(effort)} {y.at(hours)}" for effort, hours in shape)
    effort_at_end = x.low * (x.high / x.low) ** ((words.right - x.start) / (x.end - x.start))
    return f"M{path}Z", y.at(quick_win * effort_at_end) > words.bottom


def _above(corners: Sequence[tuple[float, float]], payback: float) -> list[tuple[float, float]]:
    """Return a rectangle (effort, hours) cut along hours = payback × effort, a straight line on log scales."""

    def over(at: tuple[float, float]) -> float:
        return math.log(at[1] / (at[0] * payback))

    shape: list[tuple[float, float]] = []
    for here, after in zip(corners, [*corners[1:], corners[0]], strict=True):
        a, b = over(here), over(after)
        if a >= 0:
            shape.append(here)
        if (a >= 0) != (b >= 0):
            share = a / (a - b)
            shape.append((here[0] * (after[0] / here[0]) ** share, here[1] * (after[1] / here[1]) ** share))
    return shape
