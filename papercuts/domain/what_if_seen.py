"""What would have been seen at visits if more or fewer people had been watched, hit or timed, or lost other times."""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate

from papercuts.domain import rank_factors
from papercuts.domain.rank_factors import (
    STATED_WEIGHT,
    TIMES_FREEDOM,
    TIMES_SPREAD,
    UNSTATED_SECONDS,
    UNSTATED_WEIGHT,
    LogTimes,
)
from papercuts.domain.rank_inputs import Timing, VisitCount


def visits_with(visits: tuple[VisitCount, ...], hit: int | None, watched: int | None) -> tuple[VisitCount, ...]:
    """Return visits at which so many people were hit and watched; None: as many as there are.

    Added people are watched one by one. Where there were fewer of them than now, hit or not, all are taken as watched
    one by one. They come from the segments in proportion. Raises ValueError when more were hit than watched.
    """
    hit_now, watched_now = sum(visit.hit for visit in visits), sum(visit.watched for visit in visits)
    hit, watched = hit_now if hit is None else hit, watched_now if watched is None else watched
    if (hit, watched) == (hit_now, watched_now):
        return visits
    if hit > watched:
        raise ValueError("nobody can hit a paper cut without having been watched")
    clean, clean_now = watched - hit, watched_now - hit_now
    is_more = hit >= hit_now and clean >= clean_now
    if is_more:
        hit, clean = hit - hit_now, clean - clean_now
    added = [VisitCount(1, 1, name) for name in _segments(visits, hit)]
    added += [VisitCount(1, 0, name) for name in _segments(visits, clean)]
    return (*(visits if is_more else ()), *added)


def _segments(visits: Sequence[VisitCount], n: int) -> Iterator[str]:
    """Yield the segment of each of n people, shared out as those who were watched are."""
    counts: Counter[str] = Counter()
    for visit in visits:
        counts[visit.segment] += visit.watched
    names, ends = list(counts) or [""], list(accumulate(counts.values())) or [1]
    for i in range(n):
        yield names[bisect_right(ends, (i + 0.5) / n * ends[-1])]


def n_timed(timings: Sequence[Timing]) -> int:
    """Return how many people were timed with a stopwatch."""
    return sum(bool(timing.stopwatch_seconds) for timing in timings)


def timings_with(timings: tuple[Timing, ...], seconds: float | None, timed: int | None) -> tuple[Timing, ...]:
    """Return timings by which so many seconds are typically lost, and so many people were timed; None: as it is.

    Other seconds scale all that is there; where nothing is, they are a stated value. With another number of people the
    typical seconds stay, and so does how far people lie apart, as far as so few can show it: only how well both are
    known changes. Raises ValueError when no time is lost.
    """
    if seconds is not None and seconds <= 0:
        raise ValueError("seconds lost must be more than 0")
    now = rank_factors.times_known(timings)
    center = now.center if seconds is None else math.log(seconds)
    if timed is not None and timed != n_timed(timings):
        return _retimed(_has_stated(timings), center, now.spread, timed)
    return timings if seconds is None else _scaled(timings, center, now)


def _has_stated(timings: Sequence[Timing]) -> bool:
    return any(timing.stated_seconds for timing in timings)


def _scaled(timings: tuple[Timing, ...], center: float, now: LogTimes) -> tuple[Timing, ...]:
    if not any(timing.stopwatch_seconds or timing.stated_seconds for timing in timings):
        return (_as_stated(center),)
    shift = center - now.center
    if not _has_stated(timings):  # what stands in for a stated value stays where it is, so the others move further
        shift *= now.weight / (now.weight - UNSTATED_WEIGHT)
    factor = math.exp(shift)
    return tuple(
        Timing(
            timing.visit,
            tuple(seconds * factor for seconds in timing.stopwatch_seconds),
            tuple(seconds * factor for seconds in timing.stated_seconds),
        )
        for timing in timings
    )


def _as_stated(center: float) -> Timing:
    return Timing(0, (), (math.exp(center),))


def _retimed(has_stated: bool, center: float, spread: float, timed: int) -> tuple[Timing, ...]:
    """Return timings of so many people that are known by these in the end: see `rank_factors.shrink_times`."""
    if not timed:
        return (_as_stated(center),)
    expected, weight = (center, STATED_WEIGHT) if has_stated else (math.log(UNSTATED_SECONDS), UNSTATED_WEIGHT)
    mean = center + (center - expected) * weight / timed
    squares = (TIMES_FREEDOM + timed) * spread**2 - TIMES_FREEDOM * TIMES_SPREAD**2
    squares -= weight * timed / (weight + timed) * (mean - expected) ** 2
    each = math.sqrt(max(0.0, squares) / timed)
    people = (Timing(0, (math.exp(mean + each * step),)) for step in _steps(timed))
    return (*((_as_stated(center),) if has_stated else ()), *people)


def _steps(n: int) -> Iterator[float]:
    """Yield n numbers whose sum is 0 and whose squares add up to n; a single one is 0."""
    if n % 2:
        yield from (math.sqrt(1.5), -math.sqrt(1.5), 0.0) if n > 1 else (0.0,)
    for _ in range((n - 3 * (n % 2)) // 2):
        yield from (1.0, -1.0)
