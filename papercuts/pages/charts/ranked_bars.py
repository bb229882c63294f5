"""The ranked list as a picture: hours lost a year as bars with their ranges, in the order of the list."""

from collections.abc import Sequence
from dataclasses import dataclass

from papercuts.domain import formats
from papercuts.pages.charts.scales import BOLD, Axis, axis, scale_top, share, shortened

WIDTH, ROW, TOP, BOTTOM = 760, 24, 30, 6
TITLE_WIDTH, BAR_LEFT, BAR_RIGHT = 330, 392, 672


@dataclass(frozen=True)
class Ranked:
    """A paper cut to draw. hours: users lose a year, with the 80 % range; none until it was seen."""

    rank: int | None  # none: it is not ranked
    title: str
    is_past: bool  # fixed: its hours are those of before
    hours: tuple[float, float, float] | None  # low, mean, high
    payback: float | None  # the middle of its range


@dataclass(frozen=True)
class RankedRow:
    """A row as drawn; y: its middle; low, high: ends of the range, with an arrowhead where it goes on."""

    rank: str
    title: str
    is_past: bool
    payback: str
    y: float
    end: float
    low: float
    high: float
    has_bar: bool
    has_high_cap: bool


@dataclass(frozen=True)
class RankedBars:
    """The whole picture; bars run from left to right on a scale from nothing to the top of the axis."""

    width: int
    height: int
    left: int
    right: int
    top: int
    axis: Axis
    rows: tuple[RankedRow, ...]


def ranked_bars(cuts: Sequence[Ranked]) -> RankedBars:
    """Return the picture of paper cuts in the order they are given."""
    known = [cut.hours for cut in cuts if cut.hours]
    top = scale_top([high for _, _, high in known], max((mean for _, mean, _ in known), default=0))
    return RankedBars(
        width=WIDTH,
        height=TOP + ROW * len(cuts) + BOTTOM,
        left=BAR_LEFT,
        right=BAR_RIGHT,
        top=TOP,
        axis=axis(top),
        rows=tuple(_row(cut, TOP + ROW * i + ROW / 2, top) for i, cut in enumerate(cuts)),
    )


def _row(cut: Ranked, y: float, top: float) -> RankedRow:
    low, mean, high = cut.hours or (0, 0, 0)
    ends = [round(BAR_LEFT + share(value, top, BAR_RIGHT - BAR_LEFT), 1) for value in (low, mean, high)]
    return RankedRow(
        rank=f"{cut.rank:,}" if cut.rank else "",
        title=shortened(cut.title, TITLE_WIDTH / BOLD),
        is_past=cut.is_past,
        payback=formats.payback(cut.payback) if cut.payback is not None else "not seen yet",
        y=y,
        end=ends[1],
        low=ends[0],
        high=ends[2],
        has_bar=cut.hours is not None,
        has_high_cap=high <= top,
    )
