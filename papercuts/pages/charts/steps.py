"""Days that each step takes: a bar to the median, and the middle 80 %."""

from collections.abc import Sequence
from dataclasses import dataclass

from papercuts.domain import formats
from papercuts.pages.charts.scales import Tick, share, steps_to, text_width

ROW, NARROW_ROW, TOP = 34, 44, 12
ROOM = 60  # for the words behind a whisker


@dataclass(frozen=True)
class Step:
    """What a row is drawn from, in days; none: longer than all that is known, so that the row goes on to `longest`."""

    name: str
    text: str  # behind the row: "9 d"; "too early to say"
    median: int | None
    low: int | None
    high: int | None
    longest: int
    is_known: bool = True  # false: words only
    is_longest: bool = False  # where it waits


@dataclass(frozen=True)
class StepRow:
    """One row of a picture."""

    name: str
    name_y: float
    text: str
    text_x: float
    y: float  # the middle of the bar
    width: float
    low: float
    high: float
    goes_on: bool  # the upper end is not known yet
    is_open: bool  # nor is the median
    is_known: bool
    is_longest: bool


@dataclass(frozen=True)
class StepPicture:
    """All rows at one width."""

    width: int
    height: int
    bottom: int
    ticks: tuple[Tick, ...]
    rows: tuple[StepRow, ...]


@dataclass(frozen=True)
class Steps:
    """The picture in three sizes."""

    wide: StepPicture
    middle: StepPicture
    narrow: StepPicture


def steps(rows: Sequence[Step]) -> Steps:
    """Return a row for each step, in their order, on one scale of days."""
    return Steps(_picture(rows, 1180, 170), _picture(rows, 760, 170), _picture(rows, 326, 0, is_narrow=True))


def _picture(rows: Sequence[Step], width: int, left: int, is_narrow: bool = False) -> StepPicture:
    slot = NARROW_ROW if is_narrow else ROW
    bottom = TOP + slot * len(rows) + 8
    ats = steps_to(max((_end(row) for row in rows if row.is_known), default=0) or 1, 4)
    right = width - max([ROOM, *(8 + text_width(row.text) for row in rows if row.is_known)])

    def x(days: float) -> float:
        return round(left + share(days, ats[-1], right - left), 1)

    def row(i: int, one: Step) -> StepRow:
        y = TOP + slot * i + (32 if is_narrow else 16)
        return StepRow(
            name=one.name,
            name_y=y - 14 if is_narrow else y + 4,
            text=one.text,
            text_x=(x(_end(one)) if one.is_known else float(left)) + 8,
            y=y,
            width=round(x(one.longest if one.median is None else one.median) - left, 1),
            low=x(one.longest if one.low is None else one.low),
            high=x(_end(one)),
            goes_on=one.high is None,
            is_open=one.median is None,
            is_known=one.is_known,
            is_longest=one.is_longest,
        )

    ticks = [Tick(x(at), formats.significant(at, 3)) for at in ats]
    ticks[-1] = Tick(ticks[-1].at, f"{ticks[-1].text} d")
    return StepPicture(width, bottom + 20, bottom, tuple(ticks), tuple(row(i, one) for i, one in enumerate(rows)))


def _end(row: Step) -> int:
    return row.longest if row.high is None else row.high
