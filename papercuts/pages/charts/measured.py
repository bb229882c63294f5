"""Hours predicted and measured, a row for each release or quarter: a ring, and below it a diamond, with ranges."""

from collections.abc import Sequence
from dataclasses import dataclass

from papercuts.domain import formats
from papercuts.pages.charts.scales import Tick, round_up, shortened, text_width

ROW, TOP = 36, 28
APART = 6  # from the middle of a row to what was predicted, above it, and to what was measured, below
STEPS = (1, 2, 3, 5, 10)
NAME_MOST = 92  # units that names may take
ROOM = 16


@dataclass(frozen=True)
class Pair:
    """What a row is drawn from, in hours a year; measured: with its range, none where not all is."""

    name: str
    predicted: float
    low: float
    high: float
    measured: tuple[float, float, float] | None


@dataclass(frozen=True)
class PairRow:
    """One row of a picture."""

    name: str
    y: float
    ring_y: float
    ring: float
    low: float
    high: float
    diamond_y: float
    diamond: tuple[float, float, float] | None  # with the ends of its range
    text: str
    text_x: float


@dataclass(frozen=True)
class PairPicture:
    """All rows at one width."""

    width: int
    height: float
    bottom: float
    zero: float
    ticks: tuple[Tick, ...]
    rows: tuple[PairRow, ...]


@dataclass(frozen=True)
class Pairs:
    """The same at two widths, and in words."""

    wide: PairPicture
    narrow: PairPicture
    label: str


def pairs(rows: Sequence[Pair]) -> Pairs:
    """Return a row for each, in their order, on one scale of hours; measured ones may lie below 0."""
    said = "; ".join(
        f"{row.name} predicted {formats.hours(row.predicted)}, "
        + (
            "not measured yet"
            if row.measured is None
            else f"measured {formats.hours(row.measured[0])}, likely {formats.span(*row.measured[1:])}"
        )
        for row in rows
    )
    return Pairs(_picture(rows, 560, 4), _picture(rows, 326, 3), f"Hours a year, predicted and measured: {said}")


def _picture(rows: Sequence[Pair], width: int, n_steps: int) -> PairPicture:
    ats = _ats(rows, n_steps)
    names = [shortened(row.name, NAME_MOST) for row in rows]
    words = ["" if row.measured is None else formats.hours(row.measured[0]) for row in rows]
    left = max((text_width(name) for name in names), default=0) + ROOM
    right = width - ROOM - max((text_width(word) for word in words), default=0)

    def x(hours: float) -> float:
        return round(left + (hours - ats[0]) / (ats[-1] - ats[0]) * (right - left), 1)

    def drawn(i: int, row: Pair) -> PairRow:
        mean, low, high = row.measured or (0.0, 0.0, 0.0)
        diamond = (x(mean), x(low), x(high)) if row.measured else None
        end = max((x(row.high), *(diamond or ())))
        y = TOP + ROW * i
        ring = (x(row.predicted), x(row.low), x(row.high))
        return PairRow(names[i], y, y - APART, *ring, y + APART, diamond, words[i], end + 9)

    bottom = TOP + ROW * len(rows) - 14
    ticks = [Tick(x(at), formats.significant(at, 3)) for at in ats]
    ticks[-1] = Tick(ticks[-1].at, f"{ticks[-1].text} h")
    return PairPicture(
        width, bottom + 24, bottom, x(0), tuple(ticks), tuple(drawn(i, row) for i, row in enumerate(rows))
    )


def _ats(rows: Sequence[Pair], n: int) -> list[float]:
    """Return round numbers, about n equal steps, from below the smallest value (or 0) to above the largest."""
    most = max((max((row.high, *(row.measured or ()))) for row in rows), default=0) or 1
    least = min((min(row.measured or (0.0,)) for row in rows), default=0)
    step = round_up((most - min(least, 0)) / n, STEPS)
    below = 0
    while -below * step > least and below < n:
        below += 1
    above = 1
    while above * step < most * (1 - 1e-9):
        above += 1
    return [step * i for i in range(-below, above + 1)]
