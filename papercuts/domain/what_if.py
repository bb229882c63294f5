"""What the rank of a paper cut would rest on if some of its numbers were others; nothing here is stored.

What is not changed stays exactly as it is, in its middle and in its doubt. A number that is typed where it was only
assumed counts as a guess. Units: people, times a year, seconds, engineer-hours; shares are 0–1.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace

from papercuts.domain import rank_factors
from papercuts.domain.limits import Per, Source
from papercuts.domain.rank_factors import REPORT_LOG_VARIANCE, people_said
from papercuts.domain.rank_inputs import EffortGiven, Inputs, SegmentUse
from papercuts.domain.rank_known import NOTHING_SAID
from papercuts.domain.what_if_seen import n_timed, timings_with, visits_with

Z_80 = rank_factors.WIDTH_80 / 2
Hours = tuple[float, float, float]  # low, likely, high


@dataclass(frozen=True)
class Changes:
    """Numbers to take instead of those that are known; None: as it is."""

    people: float | None = None  # over all segments, each scaled in proportion
    people_source: Source | None = None
    times: float | None = None  # by one person in each period, over all segments
    per: str | None = None  # the period of times
    frequency_source: Source | None = None
    hit: int | None = None  # people
    watched: int | None = None  # people
    seconds: float | None = None  # typically lost: the geometric mean
    timed: int | None = None  # people with a stopwatch time
    occurrences: float | None = None
    effort: Hours | None = None
    share_removed: float | None = None

    def __post_init__(self) -> None:
        """Refuse what is no number, and a frequency without its period."""
        numbers = [value for value in astuple(self) if isinstance(value, float | int)] + list(self.effort or ())
        if not all(math.isfinite(number) for number in numbers):
            raise ValueError("only a finite number can be tried")
        if any(number < 0 for number in numbers):
            raise ValueError("a number to try cannot be negative")
        if (self.times is None) != (self.per is None):
            raise ValueError("a frequency needs its period: day, week, month, quarter or year")


@dataclass(frozen=True)
class Today:
    """The middle of every number as it is known."""

    people: float
    times_a_year: float  # by one of these people
    hit: int
    watched: int
    seconds: float  # geometric mean
    timed: int
    occurrences: float
    effort: Hours  # three points as given; of a size and an assumption the 80 % range and its middle
    share_removed: float


def today(inputs: Inputs) -> Today:
    """Return what the numbers are, before anything is changed."""
    segments = _segments(inputs)
    occurrences = rank_factors.occurrences_known(inputs.occurrences, inputs.occurrences_log)
    return Today(
        people=sum(people_said(segment) for segment in segments),
        times_a_year=_times_a_year(segments, inputs.periods_a_year),
        hit=inputs.hit_k,
        watched=inputs.watched_n,
        seconds=math.exp(rank_factors.times_known(inputs.timings).center),
        timed=n_timed(inputs.timings),
        occurrences=math.exp(occurrences.log_mean),
        effort=_hours(inputs.effort),
        share_removed=inputs.share_removed,
    )


def changed(inputs: Inputs, changes: Changes) -> Inputs:
    """Return the inputs with these changes; the very same without any.

    Raises ValueError for what cannot be: more people hit than watched, hours out of order, a share above 1.
    """
    if changes == Changes():
        return inputs
    return replace(
        inputs,
        visits=visits_with(inputs.visits, changes.hit, changes.watched),
        timings=timings_with(inputs.timings, changes.seconds, changes.timed),
        segments=_with_people(_with_frequency(inputs, changes), changes),
        effort=_effort(inputs, changes),
        occurrences_log=_occurrences_log(inputs, changes),
        share_removed=inputs.share_removed if changes.share_removed is None else changes.share_removed,
    )


def _segments(inputs: Inputs) -> tuple[SegmentUse, ...]:
    return inputs.segments or (NOTHING_SAID,)


def _times_of(segment: SegmentUse, periods: Mapping[str, float]) -> float:
    return math.exp(rank_factors.frequency_in(segment, periods).log_mean)


def _times_a_year(segments: Sequence[SegmentUse], periods: Mapping[str, float]) -> float:
    """Return how often one of the people of all segments does the task."""
    people = [people_said(segment) for segment in segments]
    weights = people if any(people) else [1.0] * len(people)
    times = [_times_of(segment, periods) for segment in segments]
    return sum(w * f for w, f in zip(weights, times, strict=True)) / sum(weights)


def _with_people(segments: tuple[SegmentUse, ...], changes: Changes) -> tuple[SegmentUse, ...]:
    if changes.people is None and changes.people_source is None:
        return segments
    now = [people_said(segment) for segment in segments or (NOTHING_SAID,)]
    shares = [n / sum(now) for n in now] if any(now) else [1 / len(now)] * len(now)
    then = now if changes.people is None else [changes.people * share for share in shares]
    return tuple(
        replace(segment, people=n, people_source=changes.people_source or segment.people_source)
        for segment, n in zip(segments or (NOTHING_SAID,), then, strict=True)
    )


def _with_frequency(inputs: Inputs, changes: Changes) -> tuple[SegmentUse, ...]:
    if changes.times is None and changes.frequency_source is None:
        return inputs.segments
    periods, segments = inputs.periods_a_year, _segments(inputs)
    now = [_times_of(segment, periods) for segment in segments]
    then = now
    if changes.times is not None and changes.per is not None:
        wanted, middle = rank_factors.per_year(changes.times, changes.per, periods), _times_a_year(segments, periods)
        then = [wanted * (f / middle) if middle else wanted for f in now]
    return tuple(
        _stated(segment, f, changes.frequency_source, periods)
        if changes.frequency_source or not (before and f)
        else _scaled(segment, f / before, f, periods)
        for segment, before, f in zip(segments, now, then, strict=True)
    )


def _stated(segment: SegmentUse, f: float, source: Source | None, periods: Mapping[str, float]) -> SegmentUse:
    """Return the segment with f times a year from a source; what was said at visits agrees with it."""
    said = [report for report in segment.reported_per_year if report > 0]
    middle = math.exp(sum(map(math.log, said)) / len(said)) if said else 1.0
    return replace(
        segment,
        times=f / periods[Per.YEAR],
        per=Per.YEAR,
        frequency_source=source or segment.frequency_source,
        reported_per_year=tuple(report / middle * f for report in segment.reported_per_year),
    )


def _scaled(segment: SegmentUse, factor: float, f: float, periods: Mapping[str, float]) -> SegmentUse:
    """Return the segment with f times a year, `factor` as many as before, as unsure as before."""
    said = segment.reported_per_year
    if segment.times is not None:
        times = segment.times * factor
        return replace(segment, times=times, reported_per_year=tuple(report * factor for report in said))
    n_said = sum(report > 0 for report in said)
    if not n_said:
        return _stated(segment, f, None, periods)
    # what was said is drawn towards once a week, which stays: so it has to move further than the middle does
    pull = 1 + REPORT_LOG_VARIANCE / (n_said * rank_factors.ASSUMED_FREQUENCY_LOG_SD**2)
    return replace(segment, reported_per_year=tuple(report * factor**pull for report in said))


def _occurrences_log(inputs: Inputs, changes: Changes) -> tuple[float, float] | None:
    if changes.occurrences is None:
        return inputs.occurrences_log
    if not changes.occurrences:
        raise ValueError("it happens at least now and then to those whom it hits")
    now = rank_factors.occurrences_known(inputs.occurrences, inputs.occurrences_log)
    return math.log(changes.occurrences), math.sqrt(now.log_variance)


def _hours(effort: EffortGiven | None) -> Hours:
    if effort is not None and not effort.size:
        low, likely, high = effort.low, effort.likely, effort.high
        return low or 0.0, likely or 0.0, high or 0.0
    mean, variance = rank_factors.effort_log(effort)
    reach = Z_80 * math.sqrt(variance)
    return math.exp(mean - reach), math.exp(mean), math.exp(mean + reach)


def _effort(inputs: Inputs, changes: Changes) -> EffortGiven | None:
    if changes.effort is None:
        return inputs.effort
    rank_factors.pert(*changes.effort)  # refuses what is out of order
    return EffortGiven(None, *changes.effort)
