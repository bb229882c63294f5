"""What fixes of each size have really taken: a dot a fix, on one log axis of hours."""

from collections.abc import Sequence
from dataclasses import dataclass

from papercuts.domain.estimating import Meaning
from papercuts.pages.charts.log_plot import Scale, bounds
from papercuts.pages.charts.marks import Dot
from papercuts.pages.charts.scales import Tick

LEFT, ROW, TOP = 34, 38, 28
DOTS_MOST = 60  # of one size; more would hide one another


@dataclass(frozen=True)
class SizeRow:
    """One size: what it was meant as, and what its fixes took."""

    name: str
    y: float
    meant: float
    median: float
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class SizePicture:
    """All sizes at one width."""

    width: int
    height: float
    bottom: float
    ticks: tuple[Tick, ...]
    rows: tuple[SizeRow, ...]


@dataclass(frozen=True)
class BySize:
    """The same at two widths."""

    wide: SizePicture
    narrow: SizePicture
    label: str


def by_size(meanings: Sequence[Meaning], label: str) -> BySize:
    """Return a row for each size that has a fix."""
    return BySize(_picture(meanings, 560), _picture(meanings, 326), label)


def _picture(meanings: Sequence[Meaning], width: int) -> SizePicture:
    hours = [hours for one in meanings for hours in (*one.actual, one.meant_typical)]
    x = Scale(*bounds(hours), LEFT, width - 16)
    rows = [
        SizeRow(
            one.size,
            y := TOP + ROW * i,
            x.at(one.meant_typical),
            x.at(one.median),
            tuple(Dot(x.at(hours), y) for hours in one.actual[:DOTS_MOST]),
        )
        for i, one in enumerate(meanings)
    ]
    bottom = TOP + ROW * len(rows) - 18
    ticks = x.ticks(2, most=7 if width > 400 else 5)
    return SizePicture(width, bottom + 24, bottom, ticks, tuple(rows))
