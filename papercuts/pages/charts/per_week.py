"""Small pictures beside each other on one scale: so many each week."""

from collections.abc import Sequence
from dataclasses import dataclass

from papercuts.domain import formats
from papercuts.pages.charts.scales import TOPS, Tick, round_up, share, text_width

WIDTH, HEIGHT = 264, 112
RIGHT, BASE, CEILING = 260, 90, 18
GAP = 0.2  # of a week's width
WIDEST = 16.0


@dataclass(frozen=True)
class WeekBar:
    """The number of one week."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class PerWeek:
    """All pictures, with the scale they share."""

    width: int
    height: int
    left: float
    right: int
    base: int
    ticks: tuple[Tick, ...]
    top: int
    pictures: tuple[tuple[WeekBar, ...], ...]


def per_week(series: Sequence[Sequence[int]]) -> PerWeek:
    """Return a picture of each series of weeks, all of them as long; weeks with nothing have no bar."""
    top = round(round_up(max((n for one in series for n in one), default=0), TOPS))
    ats = [top // 2, top] if top % 2 == 0 else [top]
    left = max(20.0, 10 + text_width(f"{top:,}"))

    def y(n: float) -> float:
        return round(BASE - share(n, top, BASE - CEILING), 1)

    def bars(weeks: Sequence[int]) -> tuple[WeekBar, ...]:
        slot = (RIGHT - left) / max(len(weeks), 1)
        width = min(slot * (1 - GAP), WIDEST)
        return tuple(
            WeekBar(round(left + slot * i + (slot - width) / 2, 2), y(n), round(width, 2), round(BASE - y(n), 1))
            for i, n in enumerate(weeks)
            if n
        )

    ticks = tuple(Tick(y(at), formats.significant(at, 3)) for at in ats)
    return PerWeek(WIDTH, HEIGHT, left, RIGHT, BASE, ticks, top, tuple(bars(one) for one in series))
