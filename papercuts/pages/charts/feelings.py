"""Small pictures of means with their ranges, one after another in time, on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 176, 84
LEFT, RIGHT, TOP, BOTTOM = 8, 168, 6, 78

Point = tuple[int, float, float, float]  # which span of time, the mean, and the ends of its range


@dataclass(frozen=True)
class Dot:
    """A mean and the line of its range."""

    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True)
class Felt:
    """What all pictures share: their size and the lines at both ends and in the middle of the scale."""

    width: int
    height: int
    ends: str
    middle: str
    pictures: tuple[tuple[Dot, ...], ...]


def felt(series: Sequence[Sequence[Point]], n_spans: int, bottom: float, top: float) -> Felt:
    """Return a picture of each series over so many spans of time."""

    def x(span: int) -> float:
        return round(LEFT + (span + 0.5) * (RIGHT - LEFT) / max(n_spans, 1), 1)

    def y(value: float) -> float:
        held = min(max(value, bottom), top)
        return round(BOTTOM - (held - bottom) / (top - bottom) * (BOTTOM - TOP), 1)

    return Felt(
        width=WIDTH,
        height=HEIGHT,
        ends=f"M0 {TOP}H{WIDTH}M0 {BOTTOM}H{WIDTH}",
        middle=f"M0 {(TOP + BOTTOM) / 2:g}H{WIDTH}",
        pictures=tuple(
            tuple(Dot(x(span), y(mean), y(low), y(high)) for span, mean, low, high in points) for points in series
        ),
    )
