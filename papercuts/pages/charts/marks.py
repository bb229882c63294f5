"""Small marks for table rows and lists: meters, dots for people, how long ago, when in a task."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from papercuts.pages.charts.scales import share

METER_WIDTH = 200
STRIP_WIDTH = 600
SEEN_MAX = 24  # people; above it a number is quicker to read than dots


@dataclass(frozen=True)
class Meter:
    """A bar to the middle value with a line for its range; an arrowhead in place of its upper cap where it goes on."""

    width: float
    low: float
    high: float
    has_low_cap: bool
    has_high_cap: bool


@dataclass(frozen=True)
class Dot:
    """A point of a picture; is_on: filled, as against an empty one."""

    x: float
    y: float
    is_on: bool = True


@dataclass(frozen=True)
class Seen:
    """One dot for each person watched; none when there are too many to count at a glance."""

    dots: tuple[Dot, ...]
    width: int
    height: int
    n_hit: int
    n_watched: int


@dataclass(frozen=True)
class Ago:
    """How long ago, as a thin bar of 100; late ones are marked."""

    width: float
    is_late: bool
    text: str


@dataclass(frozen=True)
class Strip:
    """When in a task its sightings came, as marks on a line."""

    marks: tuple[float, ...]
    label: str


def meter(mean: float, low: float, high: float, top: float) -> Meter:
    """Return the bar and range of one value on a scale from 0 to `top`."""
    return Meter(
        width=share(mean, top, METER_WIDTH),
        low=share(low, top, METER_WIDTH),
        high=share(high, top, METER_WIDTH),
        has_low_cap=low <= top,
        has_high_cap=high <= top,
    )


def seen(n_hit: int, n_watched: int) -> Seen:
    """Return a dot for each person watched, those who hit it first."""
    if not 0 < n_watched <= SEEN_MAX:
        return Seen((), 0, 0, n_hit, n_watched)
    columns = n_watched if n_watched <= 6 else math.ceil(n_watched / 2)
    dots = tuple(Dot(4 + 7 * (i % columns), 4 + 7 * (i // columns), i < n_hit) for i in range(n_watched))
    return Seen(dots, 7 * columns + 1, 15 if n_watched > columns else 8, n_hit, n_watched)


def ago(days: int | None, limit: int = 60) -> Ago:
    """Return how long ago something was; nothing (never) and more than `limit` days are late."""
    if days is None:
        return Ago(0, True, "not yet")
    text = "today" if days <= 0 else "1 day" if days == 1 else f"{days:,} days"
    return Ago(share(days, 1.5 * limit, 100), days > limit, text)


def strip(minutes: Sequence[float], total: float | None) -> Strip:
    """Return where sightings lie in a task of `total` minutes; without a total, the last one ends it."""
    end = max([total or 0, *minutes, 1])
    marks = tuple(share(minute, end, STRIP_WIDTH - 3) for minute in sorted(minutes))
    times = [f"{minute:.0f}" for minute in sorted(minutes)]
    said = f"{', '.join(times[:-1])} and {times[-1]}" if len(times) > 1 else "".join(times)
    return Strip(marks, f"Sightings at {said} minutes of {end:.0f}" if times else "No sightings")
