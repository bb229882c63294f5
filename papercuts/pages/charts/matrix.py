"""Impact and effort: hours lost a year over hours to fix, both on log scales, with lines of equal payback."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from papercuts.domain import formats
from papercuts.pages.charts.crowd import Crowd
from papercuts.pages.charts.labels import Box, Ground, Place, move_apart, place, text_box
from papercuts.pages.charts.log_plot import SMALLEST, Iso, Scale, band, bounds, isos, range_across, range_up
from papercuts.pages.charts.scales import Tick, shortened, text_width

N_ALL = 40  # up to here every point has its range, and its words or number where they fit; above it the first ones
N_FIRST = 15
N_SOME = 150  # up to here the others are a little larger than in a crowd
LABEL_WIDTH = 150
FAR = 12  # pixels from its place a point may be moved without being tied to it


@dataclass(frozen=True)
class Point:
    """A paper cut to draw. hours: users lose a year, or did; effort: engineer hours; each with its 80 % range."""

    rank: int | None  # none: it is no longer ranked
    number: int
    title: str
    href: str
    mark: str  # "open", "claimed", "mend" (fixed or verified) or "off" (declined)
    hours: float
    hours_low: float
    hours_high: float
    effort: float
    effort_low: float
    effort_high: float
    is_quick_win: bool = False


@dataclass(frozen=True)
class Spot:
    """A point as drawn; ranges: a line up and down, and one across for the focused one, with heads where they go on."""

    point: Point
    label: str
    x: float
    y: float
    radius: float
    is_marked: bool  # with its range, and its words or number; the others are small
    has_number: bool
    range_up: str
    range_across: str
    is_cut: bool  # its range is drawn, and goes on beyond the plot
    leader: str  # back to where the point belongs, where it stands further away


@dataclass(frozen=True)
class Words:
    """A short title beside its point, or further away with a line to it; empty where only the number has room."""

    rank: int | None
    title: str
    place: Place


@dataclass(frozen=True)
class Picture:
    """The matrix at one width; band: the corner that pays back enough for quick wins, empty where none is in sight."""

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
    marks: frozenset[str]  # those that points have, for the legend; "quick win" among them


def matrix(points: Sequence[Point], quick_win_payback: float) -> Matrix:
    """Return both pictures of paper cuts in rank order; quick wins pay back at least `quick_win_payback`."""
    quick_win = max(quick_win_payback, SMALLEST)
    wins = ["quick win"] if any(point.is_quick_win for point in points) else []
    return Matrix(
        wide=_picture(points, quick_win, width=760, height=640, is_narrow=False),
        narrow=_picture(points, quick_win, width=326, height=400, is_narrow=True),
        band_text=_band_text(quick_win),
        marks=frozenset([*(point.mark for point in points), *wins]),
    )


def _picture(points: Sequence[Point], quick_win: float, width: int, height: int, is_narrow: bool) -> Picture:
    top, bottom, right = (48, height - 46, width - 30) if is_narrow else (50, height - 48, width - 36)
    y = Scale(*bounds([point.hours for point in points]), bottom, top)
    left = round(16 + max(28, *(text_width(tick.text) for tick in y.ticks(10))))
    x = Scale(*bounds([point.effort for point in points]), left, right)
    plot = Box(left, top, right, bottom)
    n = _n_marked(points)
    homes = [(x.at(point.effort), y.at(point.hours)) for point in points]
    if is_narrow:
        most = FAR if n == len(points) else 60
        homes[:n] = move_apart(homes[:n], Box(left + 9, top + 9, right - 9, bottom - 9), distance=18, most=most)
    words_box = Box(left, top, left + 18 + text_width(_band_text(quick_win)), top + 26)
    corner, has_words = band(x, y, quick_win, words_box)
    radius, small = (9.0, 3.0) if is_narrow else (6.0, 4.5 if len(points) <= N_SOME else 3.5)
    has_words = has_words and not any(words_box.meets(_dot(home)) for home in homes)
    return Picture(
        width=width,
        height=height,
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        x_ticks=x.ticks(2, " h"),
        y_ticks=y.ticks(10),
        isos=isos(x, y, quick_win, width + 14),
        band=corner,
        has_band_words=has_words,
        spots=tuple(_spot(point, i < n, homes[i], x, y, radius if i < n else small) for i, point in enumerate(points)),
        words=() if is_narrow else _words(points[:n], homes, small, plot, [words_box] if has_words else []),
    )


def _band_text(quick_win: float) -> str:
    """Return what the green corner is; which of its points are quick wins, the gate says."""
    return f"Pays back over {formats.payback(quick_win)}"


def _dot(home: tuple[float, float], radius: float = 6) -> Box:
    side = radius + 1
    return Box(home[0] - side, home[1] - side, home[0] + side, home[1] + side)


def _n_marked(points: Sequence[Point]) -> int:
    """Return how many points, from the first on, have their range drawn and their words or number."""
    return len(points) if len(points) <= N_ALL else N_FIRST


def _spot(point: Point, is_marked: bool, home: tuple[float, float], x: Scale, y: Scale, radius: float) -> Spot:
    across, up = x.at(point.effort), y.at(point.hours)
    return Spot(
        point=point,
        label=f"{_standing(point)}, PC-{point.number} {point.title}: {formats.hours(point.hours)} hours a year, "
        f"{formats.hours(point.effort)} hours to fix{', a quick win' if point.is_quick_win else ''}",
        x=home[0],
        y=home[1],
        radius=radius,
        is_marked=is_marked,
        has_number=is_marked and point.rank is not None,
        range_up=range_up(y, across, point.hours_low, point.hours_high),
        range_across=range_across(x, up, point.effort_low, point.effort_high),
        is_cut=is_marked and y.is_cut(point.hours_low, point.hours_high),
        leader=f"M{home[0]} {home[1]}L{across} {up}" if math.dist(home, (across, up)) > FAR else "",
    )


def _standing(point: Point) -> str:
    return f"Number {point.rank}" if point.rank else "Fixed" if point.mark == "mend" else "Not ranked"


def _words(
    points: Sequence[Point], homes: Sequence[tuple[float, float]], small: float, plot: Box, taken: list[Box]
) -> tuple[Words, ...]:
    """Return the titles of those points that find a place, or at least their numbers.

    homes: of all points, those with words first. Among few, the best rank chooses first; in a crowd, the highest point.
    """
    n = len(points)
    inside = Box(plot.left + 2, plot.top, plot.right + 30, plot.bottom)
    taken = [*taken, *map(_dot, homes[:n])]
    if len(homes) == n:
        return _words_of_few(points, homes, inside, Ground(taken))
    crowd = Crowd(inside, others=(_dot(home, small) for home in homes[n:]), never=taken)
    words = []
    for point, (x, y) in sorted(zip(points, homes, strict=False), key=lambda one: one[1][1]):
        for title in _shorter(point):
            if found := crowd.place(_text(point, title), x, y):
                words.append(Words(point.rank, title, found))
                break
    return tuple(words)


def _words_of_few(
    points: Sequence[Point], homes: Sequence[tuple[float, float]], inside: Box, taken: Ground
) -> tuple[Words, ...]:
    words = []
    for point, (x, y) in zip(points, homes, strict=True):
        for title in _shorter(point):
            if found := place(_text(point, title), x, y, inside, taken):
                words.append(Words(point.rank, title, found))
                taken.take(text_box(_text(point, title), found.x, found.y, found.anchor))
                break
    return tuple(words)


def _shorter(point: Point) -> tuple[str, ...]:
    """Return what may stand beside a point: its title, or nothing but its number where it has one."""
    return (shortened(point.title, LABEL_WIDTH), *([""] if point.rank else []))


def _text(point: Point, title: str) -> str:
    return f"{point.rank or ''}  {title}".strip()
