"""Each input of the rank as an uncertain number.

Where nothing is known a default stands in, wide enough to say so. A log-sd is the sd of the logarithm: value ×
e^(±1.28 log-sd) is the 80 % range of an input.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean

from papercuts.domain.distributions import Uncertain, exactly, log_normal, student_reach, sum_of
from papercuts.domain.limits import SECONDS_MAX, Per, Size, Source
from papercuts.domain.rank_inputs import (
    HIT_PRIOR,
    PERIODS_A_YEAR,
    RHO,
    Counts,
    EffortGiven,
    HitOccurrence,
    SegmentUse,
    Timing,
)

TIMES_SPREAD = 0.55  # sd of ln(seconds) before anything is timed: .48 within the teams and tasks of CUE-8
TIMES_FREEDOM = 4.0  # … worth this many timed people
STATED_WEIGHT = 1.0  # counted steps or a guess are worth one timed person
UNSTATED_SECONDS, UNSTATED_WEIGHT = 10.0, 0.25
SEGMENT_WATCHED_MIN = 5  # people, from which on a segment has a hit rate of its own
SEGMENT_PRIOR_WEIGHT = 4.0  # watched people that all segments together are worth to one of them
VISITS_TO_GROUP = 3  # from here people of one visit count as one, being alike

PEOPLE_LOG_SD = {Source.TELEMETRY: 0.10, Source.CUSTOMER: 0.35, Source.GUESS: 0.70}
ASSUMED_PEOPLE = 10.0  # a team; only where neither a head count nor another task says better
FREQUENCY_LOG_SD, FREQUENCY_TELEMETRY_LOG_SD = 0.35, 0.10
ASSUMED_FREQUENCY_LOG_SD = 1.0  # … around once a week
REPORT_LOG_VARIANCE = 0.49  # one person's word on how often they do it: sd .70

# Engineer-hours from the 10 % to the 90 % limit of each size.
SIZE_HOURS: dict[str, tuple[float, float]] = {
    Size.XS: (1, 4),
    Size.S: (4, 16),
    Size.M: (16, 64),
    Size.L: (60, 240),
    Size.XL: (200, 800),
}
WIDTH_80 = 2 * NormalDist().inv_cdf(0.9)  # 2.5631 sd lie between the 10 % and the 90 % limit
ASSUMED_EFFORT_LOG_VARIANCE = 1.0  # … around the median of size M


def design_effect(counts: Counts, rho: float = RHO) -> float:
    """Return by how much people watched together are worth less than people watched one by one (≥ 1).

    rho: how alike people of one visit are, 0–1.
    Source: Kish (1965), with the mean visit as a participant meets it, Σm² / Σm.
    """
    return 1 + (counts.squares / counts.watched - 1) * rho if counts.watched else 1.0


def hit_posterior(counts: Counts, prior: tuple[float, float] = HIT_PRIOR, rho: float = RHO) -> tuple[float, float]:
    """Return a, b of Beta(a, b), what is known of the share of people who run into the paper cut."""
    worth = design_effect(counts, rho)
    return prior[0] + counts.hit / worth, prior[1] + (counts.watched - counts.hit) / worth


def segment_posterior(counts: Counts, pooled: tuple[float, float], rho: float = RHO) -> tuple[float, float]:
    """Return a, b of Beta(a, b), what is known of the share of one segment's people who run into the paper cut.

    pooled: a, b of all segments together. Their rate is worth four watched people to the segment, or more where nobody
    there was hit: as many as make one hit, for a logarithm of less than one has no lower limit to speak of.
    """
    hit = counts.hit / design_effect(counts, rho)
    scale = min(1.0, max(SEGMENT_PRIOR_WEIGHT / sum(pooled), (1 - hit) / pooled[0]))
    return hit_posterior(counts, (pooled[0] * scale, pooled[1] * scale), rho)


def beta_hit_share(n_hit: float, n_watched: float, prior: tuple[float, float] = HIT_PRIOR) -> float:
    """Return the expected share of people who run into a paper cut.

    n_hit, n_watched: people, already divided by the design effect.
    Result: a share in (0, 1); the prior's mean when nobody was watched.
    Raises ValueError when more were hit than watched.
    Source: the mean of the posterior Beta(a + n_hit, b + n_watched - n_hit).
    """
    if not 0 <= n_hit <= n_watched:
        raise ValueError("nobody can hit a paper cut without having been watched")
    a, b = prior
    return (a + n_hit) / (a + b + n_watched)


def occurrences_known(hits: Sequence[HitOccurrence], log: tuple[float, float] | None = None) -> Uncertain:
    """Return how often it happens in one performance of the task, to those whom it hits at all.

    The middle is drawn towards once by one imagined person, and the spread never falls to nothing: one person who
    met it 8 times does not set the rank. log: mean and sd of the logarithm, where they are known otherwise.
    """
    if log is not None:
        return log_normal(log[0], log[1] ** 2)
    rates = [hit.occurrences / hit.performed for hit in hits]
    weight = 1 + len(rates)
    middle = (1 + sum(rates)) / weight
    scatter = 0.1 + sum(abs(rate - 1) for rate in rates)
    return log_normal(math.log(middle), math.log1p(scatter / (weight * middle) ** 2))


@dataclass(frozen=True)
class LogTimes:
    """What is known of ln(seconds): a normal distribution whose mean and spread are themselves in doubt."""

    center: float
    spread: float  # the sd of ln(seconds) between people
    weight: float  # how many timed people the center is worth
    freedom: float  # … and the spread

    def typical_limits(self, share: float = 0.8) -> tuple[float, float, float]:
        """Return low, middle, high of the typical (geometric mean) seconds, between them this share of belief."""
        reach = student_reach(self.freedom, share) * self.spread / math.sqrt(self.weight)
        return math.exp(self.center - reach), math.exp(self.center), math.exp(self.center + reach)


def times_known(timings: Sequence[Timing]) -> LogTimes:
    """Return what is known of the seconds lost; stopwatch times are data, stated ones only the expectation.

    Source: conjugate normal–inverse-χ² update; Gelman et al., Bayesian Data Analysis (3rd ed.), 3.3.
    """
    stated = [log for timing in timings for log in _logs(timing.stated_seconds)]
    expected, weight = (fmean(stated), STATED_WEIGHT) if stated else (math.log(UNSTATED_SECONDS), UNSTATED_WEIGHT)
    return shrink_times(_timed_logs(timings), expected, weight)


def shrink_times(logs: Sequence[float], expected: float, weight: float) -> LogTimes:
    """Return what is known of ln(seconds) after these, drawn towards the expected one by its weight in people."""
    n = len(logs)
    mean = fmean(logs) if logs else expected
    squares = TIMES_FREEDOM * TIMES_SPREAD**2 + sum((log - mean) ** 2 for log in logs)
    squares += weight * n / (weight + n) * (mean - expected) ** 2
    return LogTimes(
        center=(weight * expected + n * mean) / (weight + n),
        spread=math.sqrt(squares / (TIMES_FREEDOM + n)),
        weight=weight + n,
        freedom=TIMES_FREEDOM + n,
    )


def log_normal_mean_of_seconds(times: LogTimes) -> Uncertain:
    """Return the arithmetic mean of the seconds lost: hours add up, typical values do not.

    Source: Cox's method for a log-normal mean, in Zhou and Gao (1997), with the prior's weight added.
    """
    variance = times.spread**2
    return log_normal(times.center + variance / 2, variance / times.weight + variance**2 / (2 * times.freedom))


def _timed_logs(timings: Iterable[Timing]) -> list[float]:
    """Return one ln(seconds) for each timed participant, or for each visit where there are enough of them."""
    by_visit = defaultdict(list)
    for timing in timings:
        if timing.stopwatch_seconds:
            by_visit[timing.visit].append(fmean(_logs(timing.stopwatch_seconds)))
    if len(by_visit) >= VISITS_TO_GROUP:
        return [fmean(logs) for logs in by_visit.values()]
    return [log for logs in by_visit.values() for log in logs]


def _logs(seconds: Iterable[float]) -> list[float]:
    """Return the logarithms, each time capped at a working day."""
    return [math.log(min(value, SECONDS_MAX)) for value in seconds]


@dataclass(frozen=True)
class Use:
    """How many people do the task, and how often they do it in a year, over all segments."""

    people: Uncertain
    performances: Uncertain  # a year, by all of them
    people_variance: float  # what each of the two has in performances.log_variance
    frequency_variance: float

    @property
    def frequency(self) -> Uncertain:
        """Return how often a year one of these people does the task."""
        people, performances = self.people, self.performances
        if not people.mean:
            return exactly(0.0)
        return Uncertain(
            performances.mean / people.mean,
            performances.mean_square / people.mean_square,
            performances.log_mean - people.log_mean,
            self.frequency_variance,
        )


def use_known(segments: Iterable[SegmentUse], periods: Mapping[str, float], is_weighted: bool) -> Use:
    """Return people and performances a year, summed over the segments, weighted or as they are.

    The doubt in the sum is split between people and frequency by their share in each segment's doubt, larger
    segments counting by their square as they do in the variance of the sum. Exact for one segment.
    """
    people, performances, from_people, from_frequency = [], [], 0.0, 0.0
    for segment in segments:
        weight = segment.weight if is_weighted else 1.0
        n, f = people_in(segment, weight), frequency_in(segment, periods)
        people.append(n)
        performances.append(n * f)
        from_people += (n * f).mean ** 2 * n.log_variance
        from_frequency += (n * f).mean ** 2 * f.log_variance
    total = sum_of(performances)
    doubt = total.log_variance / ((from_people + from_frequency) or 1.0)
    return Use(sum_of(people), total, from_people * doubt, from_frequency * doubt)


def people_in(segment: SegmentUse, weight: float = 1.0) -> Uncertain:
    """Return how many people of the segment do the task, times the weight."""
    if segment.people is not None:
        log_sd = PEOPLE_LOG_SD[Source(segment.people_source or Source.GUESS)]
        return _around(segment.people * weight, log_sd**2)
    return _around(people_said(segment) * weight, segment.assumed_people_sigma**2)


def people_said(segment: SegmentUse) -> float:
    """Return how many people do the task as given, or as assumed: the middle of what `people_in` returns."""
    if segment.people is not None:
        return segment.people
    return ASSUMED_PEOPLE if segment.assumed_people is None else segment.assumed_people


def frequency_in(segment: SegmentUse, periods: Mapping[str, float]) -> Uncertain:
    """Return how often one person of the segment does the task in a year.

    What people at visits reported draws a given or assumed frequency towards itself; telemetry stands.
    A report of "never" has no logarithm and is left out.
    Source: our own; the logarithms of the reports, each of sd .70, shrunk towards what was given (of sd .35) or
    assumed (of sd 1), each weighing by its precision.
    """
    given, variance = periods[Per.WEEK], ASSUMED_FREQUENCY_LOG_SD**2
    if segment.times is not None and segment.per is not None:
        given, variance = per_year(segment.times, segment.per, periods), FREQUENCY_LOG_SD**2
        if segment.frequency_source == Source.TELEMETRY:
            return _around(given, FREQUENCY_TELEMETRY_LOG_SD**2)
    reports = [math.log(report) for report in segment.reported_per_year if report > 0]
    if not reports or not given:
        return _around(given, variance)
    precision = 1 / variance + len(reports) / REPORT_LOG_VARIANCE
    return log_normal((math.log(given) / variance + sum(reports) / REPORT_LOG_VARIANCE) / precision, 1 / precision)


def per_year(times: float, per: str, periods: Mapping[str, float] = PERIODS_A_YEAR) -> float:
    """Return how often a year something happens that happens `times` in each period, in worked periods."""
    if per not in periods:
        raise ValueError(f'"{per}" is not a period: take {", ".join(periods)}')
    return times * periods[per]


def _around(median: float, log_variance: float) -> Uncertain:
    """Return a log-normal number with this median; nobody and never are certain."""
    return log_normal(math.log(median), log_variance) if median else exactly(0.0)


def effort_log(effort: EffortGiven | None) -> tuple[float, float]:
    """Return mean and variance of ln(engineer-hours); around size M, very unsure, when nothing is given."""
    if effort is None:
        return _size_log(Size.M)[0], ASSUMED_EFFORT_LOG_VARIANCE
    if effort.size is not None:
        return _size_log(effort.size, effort.size_hours)
    if effort.low is None or effort.likely is None or effort.high is None:
        raise ValueError("an effort is a size, or low, likely and high hours")
    mean, sd = pert(effort.low, effort.likely, effort.high)
    variance = math.log1p((sd / mean) ** 2)
    return math.log(mean) - variance / 2, variance


def _size_log(size: str, hours: tuple[float, float] | None = None) -> tuple[float, float]:
    """Return mean and variance of ln(engineer-hours) of a T-shirt size; hours: what it means here, if not as usual."""
    if size not in SIZE_HOURS:
        raise ValueError(f'"{size}" is not a size: take {", ".join(SIZE_HOURS)}')
    low, high = hours or SIZE_HOURS[size]
    return math.log(low * high) / 2, (math.log(high / low) / WIDTH_80) ** 2


def pert(low: float, likely: float, high: float) -> tuple[float, float]:
    """Return mean and standard deviation of a three-point estimate, in its unit.

    Raises ValueError unless 0 < low ≤ likely ≤ high, all finite. Source: Malcolm et al. (1959), PERT.
    """
    if not 0 < low <= likely <= high < math.inf:
        raise ValueError("low, likely and high hours must be more than 0 and stand in this order")
    return (low + 4 * likely + high) / 6, (high - low) / 6
