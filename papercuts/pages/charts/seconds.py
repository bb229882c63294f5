"""Seconds lost, one strip of dots for each site."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from papercuts.domain import formats
from papercuts.pages.charts.marks import Dot
from papercuts.pages.charts.scales import Tick, share, shortened, steps_to

DOT_GAP = 9
ROWS_MAX = 12


@dataclass(frozen=True)
class SiteRow:
    """The seconds lost at one site."""

    name: str
    y: float
    dots: tuple[Dot, ...]
    median: float


@dataclass(frozen=True)
class SecondsPicture:
    """The strips of all sites at one width."""

    width: int
    height: int
    left: int
    bottom: float
    ticks: tuple[Tick, ...]
    rows: tuple[SiteRow, ...]


@dataclass(frozen=True)
class SecondsBySite:
    """One strip for each site on one axis, in two widths, and the same as a table."""

    wide: SecondsPicture
    narrow: SecondsPicture
    label: str
    table: tuple[tuple[str, ...], ...]
    n_left_out: int


def seconds_by_site(rows: Sequence[tuple[str, Sequence[float]]]) -> SecondsBySite:
    """Return one strip of dots for each site (name, seconds of each sighting), the first twelve as a picture."""
    timed = [(name, sorted(seconds)) for name, seconds in rows if seconds]
    ticks = steps_to(max((seconds[-1] for _, seconds in timed), default=1), 4)
    shown = timed[:ROWS_MAX]
    medians = [formats.seconds(median(seconds)) for _, seconds in timed]
    return SecondsBySite(
        wide=_picture(shown, ticks, width=850, left=170),
        narrow=_picture(shown, ticks, width=340, left=128),
        label=f"Seconds lost at each of {len(timed)} sites; medians {', '.join(medians)}",
        table=tuple(
            (name, f"{len(seconds):,}", middle, formats.span(seconds[0], seconds[-1], formats.seconds))
            for (name, seconds), middle in zip(timed, medians, strict=True)
        ),
        n_left_out=len(timed) - len(shown),
    )


def _picture(rows: Sequence[tuple[str, list[float]]], ats: Sequence[float], width: int, left: int) -> SecondsPicture:
    right = width - 12
    bottom = 8 + 32 * max(len(rows), 1)

    def x(seconds: float) -> float:
        return round(left + share(seconds, ats[-1], right - left), 1)

    return SecondsPicture(
        width=width,
        height=bottom + 22,
        left=left,
        bottom=bottom,
        ticks=tuple(Tick(x(at), f"{at:,g}" + (" s" if at == ats[-1] else "")) for at in ats),
        rows=tuple(
            SiteRow(
                shortened(name, left - 16),
                20 + 32 * i,
                _apart([x(s) for s in seconds], 20 + 32 * i),
                x(median(seconds)),
            )
            for i, (name, seconds) in enumerate(rows)
        ),
    )


def _apart(xs: Sequence[float], y: float) -> tuple[Dot, ...]:
    """Return dots on one line; those that would hide one another go up, then down, then stay."""
    dots: list[Dot] = []
    for x in xs:
        heights = (y, y - DOT_GAP, y + DOT_GAP)
        free = (at for at in heights if all(abs(dot.x - x) >= DOT_GAP or dot.y != at for dot in dots[-8:]))
        dots.append(Dot(x, next(free, y)))
    return tuple(dots)
