"""Impact and effort: hours lost a year over hours to fix, both on log scales, with lines of equal payback."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from papercuts.domain import formats
from papercuts.web.charts.labels import Box, Place, move_apart, place, text_box
from papercuts.web.charts.scales import Tick, shortened, text_width

N_LABELS = 15
N_WHISKERS = 40  # above it the ranges of the unlabelled would be a grey wall
LABEL_WIDTH = 150
SMALLEST = 0.05  # hours; a log scale has no nothing
N_ISO = 5


@dataclass(frozen=True)
class Point:
    """A paper cut to draw. hours: users lose a year; effort: engineer hours; each with its 80 % range."""

    rank: int
    number: int
    title: str
    href: str
    status: str
    hours: float
    hours_low: float
    hours_high: float
    effort: float
    effort_low: float
    effort_high: float


@dataclass(frozen=True)
class Spot:
    """A point as drawn; ranges: a line up and down, and one across for the focused one."""

    point: Point
    label: str
    x: float
    y: float
    has_number: bool
    has_whisker: bool
    range_up: str
    range_across: str


@dataclass(frozen=True)
class Words:
    """A short title beside its point."""

    rank: int
    title: str
    place: Place


@dataclass(frozen=True)
class Iso:
    """A line on which every point pays back the same."""

    path: str
    text: str
    place: Place


@dataclass(frozen=True)
class Picture:
    """The matrix at one width; band: the corner of quick wins, empty where none is in sight."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    isos: tuple[Iso, ...]
    band: str
    has_band_words: bool
    spots: tuple[Spot, ...]
    words: tuple[Words, ...]


@dataclass(frozen=True)
class Matrix:
    """The matrix for a desk (with words) and for a phone (with rank numbers in the points)."""

    wide: Picture
    narrow: Picture
    band_text: str


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

    def ticks(self, unit: str = "", most: int = 7) -> tuple[Tick, ...]:
        """Return grid lines at 1, 2, 4, 8 …, or at 1, 3, 10 …, or at powers of ten, whichever are few enough."""
        values = next(values for values in _series(self.low, self.high) if len(values) <= most)
        return tuple(
            Tick(self.at(value), formats.significant(value, 6) + (unit if i == 0 else ""))
            for i, value in enumerate(values)
        )


def matrix(points: Sequence[Point], quick_win_payback: float) -> Matrix:
    """Return both pictures of paper cuts in rank order; quick wins pay back more than `quick_win_payback`."""
    return Matrix(
        wide=_picture(points, quick_win_payback, width=760, height=640, is_narrow=False),
        narrow=_picture(points, quick_win_payback, width=326, height=400, is_narrow=True),
        band_text=f"payback over {formats.payback(quick_win_payback)}",
    )


def _picture(points: Sequence[Point], quick_win: float, width: int, height: int, is_narrow: bool) -> Picture:
    x_values, y_values = _bounds([p.effort for p in points]), _bounds([p.hours for p in points])
    top, bottom, right = (48, height - 46, width - 30) if is_narrow else (50, height - 48, width - 36)
    y = Scale(*y_values, bottom, top)
    left = round(16 + max(36 if not is_narrow else 28, *(text_width(tick.text) for tick in y.ticks())))
    x = Scale(*x_values, left, right)
    plot = Box(left, top, right, bottom)
    band, has_words = _band(x, y, quick_win)
    homes = [(x.at(p.effort), y.at(p.hours)) for p in points]
    if is_narrow:
        n = N_LABELS if len(points) > N_WHISKERS else len(points)
        rim = Box(left + 9, top + 9, right - 9, bottom - 9)
        homes[:n] = move_apart(homes[:n], rim, distance=18, most=12)
    return Picture(
        width, height, left, right, top, bottom,
        x_ticks=x.ticks(" h"),
        y_ticks=y.ticks(),
        isos=_isos(x, y, quick_win),
        band=band,
        has_band_words=has_words,
        spots=tuple(_spot(p, i, home, x, y, len(points)) for i, (p, home) in enumerate(zip(points, homes, strict=True))),
        words=() if is_narrow else _words(points, homes, plot, [_band_words(plot)] if has_words else []),
    )  # fmt: skip


def _bounds(values: Sequence[float]) -> tuple[float, float]:
    """Return the ends of a log scale around values, at least a factor of sixteen apart."""
    known = [max(value, SMALLEST) for value in values] or [1.0]
    low, high = min(known) / 2, max(known) * 2
    missing = max(math.sqrt(16 / (high / low)), 1)
    return low / missing, high * missing


def _series(low: float, high: float) -> list[list[float]]:
    """Return grids from fine to coarse; the last ones are powers of ten, ever further apart."""
    tens = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    twos = range(math.floor(math.log2(low)), math.ceil(math.log2(high)) + 1)
    grids = [[2.0**k for k in twos], [step * 10.0**k for k in tens for step in (1, 3)]]
    grids += [[10.0**k for k in tens if k % every == 0] for every in range(1, 30)]
    return [[value for value in grid if low <= value <= high] for grid in grids]


def _spot(point: Point, i: int, home: tuple[float, float], x: Scale, y: Scale, n: int) -> Spot:
    is_first = n <= N_WHISKERS or i < N_LABELS
    across, up = x.at(point.effort), y.at(point.hours)
    return Spot(
        point=point,
        label=f"Number {point.rank}, {point.title}: {formats.hours(point.hours)} hours a year, "
        f"{formats.hours(point.effort)} hours to fix",
        x=home[0],
        y=home[1],
        has_number=is_first,
        has_whisker=is_first,
        range_up=f"M{across} {y.at(point.hours_high)}V{y.at(point.hours_low)}",
        range_across=f"M{x.at(point.effort_low)} {up}H{x.at(point.effort_high)}",
    )


def _words(
    points: Sequence[Point], homes: Sequence[tuple[float, float]], plot: Box, taken: list[Box]
) -> tuple[Words, ...]:
    """Return the titles of the first points that find a free place, best rank first."""
    taken = taken + [Box(x - 8, y - 8, x + 8, y + 8) for x, y in homes]
    inside = Box(plot.left + 2, plot.top, plot.right + 30, plot.bottom)
    words: list[Words] = []
    for point, (x, y) in list(zip(points, homes, strict=True))[:N_LABELS]:
        title = shortened(point.title, LABEL_WIDTH)
        text = f"{point.rank}  {title}"
        if found := place(text, x, y, inside, taken):
            words.append(Words(point.rank, title, found))
            taken.append(text_box(text, found.x, found.y, found.anchor))
    return tuple(words)


def _isos(x: Scale, y: Scale, quick_win: float) -> tuple[Iso, ...]:
    """Return at most five lines of equal payback that cross the plot, the quick-win line first of all."""
    lines = [line for payback in _paybacks(x, y, quick_win) if (line := _iso(x, y, payback))]
    kept: list[Iso] = []
    for line in lines:
        near = [other.place for other in kept]
        if all(abs(line.place.x - at.x) > 40 or abs(line.place.y - at.y) > 16 for at in near):
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


def _band(x: Scale, y: Scale, quick_win: float) -> tuple[str, bool]:
    """Return the corner above the quick-win line as a path, and whether its words fit into it."""
    corners = [(x.low, y.high), (x.high, y.high), (x.high, y.low), (x.low, y.low)]
    shape = _above(corners, quick_win)
    if len(shape) < 3:
        return "", False
    path = "L".join(f"{x.at(effort)} {y.at(hours)}" for effort, hours in shape)
    words = _band_words(Box(x.start, y.end, x.end, y.start))
    share = (words.right - x.start) / (x.end - x.start)
    effort = x.low * (x.high / x.low) ** share
    return f"M{path}Z", y.at(max(quick_win * effort, y.low)) > words.bottom


def _band_words(plot: Box) -> Box:
    return Box(plot.left, plot.top, plot.left + 130, plot.top + 42)


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
