"""Hours given back, one bar for each release."""

from collections.abc import Sequence
from dataclasses import dataclass

from papercuts.domain import formats
from papercuts.pages.charts.scales import Tick, share, shortened, steps_to

BARS_WIDE, BARS_NARROW = 12, 5


@dataclass(frozen=True)
class Release:
    """What a bar is drawn from: hours a year with the ends of the 80 % range; is_this: the one talked about."""

    name: str
    date: str
    hours: float
    low: float
    high: float
    is_this: bool = False


@dataclass(frozen=True)
class Bar:
    """The hours one release gives back."""

    name: str
    date: str
    text: str
    is_on: bool
    x: float
    y: float
    width: float
    height: float
    middle: float
    low: float
    high: float
    text_y: float


@dataclass(frozen=True)
class BarPicture:
    """The bars of the latest releases at one width."""

    width: int
    height: int
    left: int
    right: int
    base: float
    ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class ReleaseBars:
    """Hours given back by release, in three sizes, and the same as a table."""

    wide: BarPicture
    narrow: BarPicture
    small: BarPicture
    label: str
    table: tuple[tuple[str, ...], ...]


def release_bars(releases: Sequence[Release]) -> ReleaseBars:
    """Return a bar for each of the latest releases, oldest first as given."""
    said = ", ".join(f"{release.name} {formats.hours(release.hours)}" for release in releases)
    return ReleaseBars(
        wide=_picture(releases[-BARS_WIDE:], 820, 210, left=44, right=812, gap=8),
        narrow=_picture(releases[-BARS_NARROW:], 326, 220, left=44, right=318, gap=8),
        small=_picture(releases[-BARS_NARROW:], 304, 132, left=4, right=298, gap=16, is_small=True),
        label=f"Hours a year given back by release, with 80 % ranges: {said}",
        table=tuple(
            (one.name, one.date, formats.hours(one.hours), formats.span(one.low, one.high, between="–"))
            for one in releases
        ),
    )


def _picture(
    releases: Sequence[Release], width: int, height: int, left: int, right: int, gap: int, is_small: bool = False
) -> BarPicture:
    base, ceiling = height - (24 if is_small else 40), 30 if is_small else 22
    most = max((one.hours if is_small else one.high for one in releases), default=0) or 1
    ats = [0.0, most] if is_small else steps_to(most, 3)
    slot = (right - left) / max(len(releases), 1)

    def y(hours: float) -> float:
        return round(base - share(hours, ats[-1], base - ceiling), 1)

    def bar(i: int, one: Release) -> Bar:
        wide = min(44.0, slot - gap)
        middle = round(left + slot * (i + 0.5), 1)
        return Bar(
            name=shortened(one.name, slot - 4),
            date=one.date,
            text=formats.hours(one.hours),
            is_on=one.is_this,
            x=round(middle - wide / 2, 1),
            y=y(one.hours),
            width=round(wide, 1),
            height=round(base - y(one.hours), 1),
            middle=middle,
            low=y(one.low),
            high=y(one.high),
            text_y=y(one.hours if is_small else one.high) - 7,
        )

    return BarPicture(
        width=width,
        height=height,
        left=left,
        right=right,
        base=base,
        ticks=tuple(Tick(y(at), formats.significant(at, 3)) for at in ats),
        bars=tuple(bar(i, one) for i, one in enumerate(releases)),
    )
