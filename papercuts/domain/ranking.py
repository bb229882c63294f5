"""What a paper cut costs its users, what mending it gives back, and how sure that is.

    hours lost a year = people × times a year × share who are hit × occurrences × seconds / 3600
    payback           = hours lost × share the fix removes / engineer-hours

People and times are summed over the segments. No factor is known exactly, so each is a distribution, and so is the
result. Hours shown or added up are means; the order is the median payback. Nothing is simulated: see
`distributions` for the arithmetic, `rank_inputs` for what comes in, `rank_factors` for what it says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

from papercuts.domain import rank_factors
from papercuts.domain.distributions import Uncertain, beta, beta_limits, exactly, log_normal
from papercuts.domain.rank_factors import LogTimes, Use
from papercuts.domain.rank_inputs import (
    EffortGiven,
    HitOccurrence,
    Inputs,
    SegmentUse,
    Timing,
    VisitCount,
)

__all__ = [
    "EffortGiven",
    "Estimate",
    "Factor",
    "HitOccurrence",
    "Inputs",
    "SegmentUse",
    "Timing",
    "VisitCount",
    "estimate",
]

SECONDS_AN_HOUR = 3600
WEEKS_A_YEAR = 52
MOSTLY = 0.5  # the share of the doubt above which assumed factors earn a badge
Limits = tuple[float, float, float]  # low, middle, high
NOTHING_SAID = SegmentUse("", 1.0, None, None, None, None, None)  # stands in where a task has no segment yet


@dataclass(frozen=True)
class Factor:
    """One input of the sum. The means of all but effort multiply to the hours given back × 3600."""

    name: str  # people, frequency, hit rate, occurrences, seconds, effort, fix removes
    mean: float  # people · times a year · share · times · seconds · engineer-hours · share
    variance_share: float  # of the doubt in the order (variance of ln payback), 0–1
    is_assumed: bool
    limits_of: Callable[[], Limits]

    @cached_property
    def limits(self) -> Limits:
        """Return the 80 % range and its middle, computed when a page asks: they cost more than all of a score."""
        return self.limits_of()

    @property
    def low(self) -> float:
        """Return the lower limit of the 80 % range."""
        return self.limits[0]

    @property
    def typical(self) -> float:
        """Return the median; of seconds the geometric mean."""
        return self.limits[1]

    @property
    def high(self) -> float:
        """Return the upper limit of the 80 % range."""
        return self.limits[2]


@dataclass(frozen=True)
class Estimate:
    """What one paper cut costs and what mending it gives back, in hours a year, with 80 % ranges q10–q90."""

    hit_k: int  # participants at visits, as counted
    watched_n: int
    hit_a: float  # the share who are hit follows Beta(hit_a, hit_b)
    hit_b: float
    hours_lost_mean: float  # all users together, unweighted
    hours_lost_sd: float
    hours_lost_q10: float
    hours_lost_q50: float
    hours_lost_q90: float
    hours_back_mean: float  # the share of them that the fix removes
    effort_hours_mean: float  # engineer-hours
    effort_hours_q10: float
    effort_hours_q90: float
    payback_q10: float  # hours given back a year per engineer-hour, segments weighted; the order
    payback_q50: float
    payback_q90: float
    payback_weeks: float | None  # until a fix has paid for itself: 52 ÷ the median without weights; None when never
    weight: float  # by which the segments' weights multiply the payback; 1 where all count alike
    score_m: float | None  # mean and variance of ln(payback); None when there is no payback
    score_v: float | None
    factors: tuple[Factor, ...]
    assumed: tuple[str, ...]  # names of the factors that nobody gave
    is_mostly_assumed: bool  # people or frequency are, and assumed factors carry most of the doubt


@dataclass(frozen=True)
class _Known:
    """The factors of one paper cut as uncertain numbers, in the order of the sum."""

    segments: tuple[SegmentUse, ...]
    use: Use  # people and times a year
    ranked_use: Use  # … with the segments' weights
    hit_a: float
    hit_b: float
    occurrences: Uncertain
    times: LogTimes
    effort_log: tuple[float, float]
    removed: Uncertain

    @property
    def seconds(self) -> Uncertain:
        """Return the mean seconds lost each time."""
        return rank_factors.log_normal_mean_of_seconds(self.times)

    @property
    def effort(self) -> Uncertain:
        """Return the engineer-hours it takes."""
        return log_normal(*self.effort_log)

    @property
    def weight(self) -> float:
        """Return performances with the segments' weights, over performances as they are."""
        performances = self.use.performances.mean
        return self.ranked_use.performances.mean / performances if performances else 1.0

    @property
    def mended_an_hour(self) -> Uncertain:
        """Return one divided by the engineer-hours."""
        log_mean, log_variance = self.effort_log
        return log_normal(-log_mean, log_variance)

    def hours(self, use: Use) -> Uncertain:
        """Return the hours lost a year by those who use it."""
        hit = beta(self.hit_a, self.hit_b)
        return use.performances * hit * self.occurrences * self.seconds * exactly(1 / SECONDS_AN_HOUR)


def estimate(inputs: Inputs) -> Estimate | None:
    """Return what the paper cut costs and gives back; None when nobody was hit, for then it is not ranked."""
    if not inputs.hit_k:
        return None
    known = _known(inputs)
    lost = known.hours(known.use)
    back = lost * known.removed
    payback = known.hours(known.ranked_use) * known.removed * known.mended_an_hour
    has_payback = payback.mean > 0
    factors = _factors(inputs, known, doubt=payback.log_variance)
    assumed = tuple(factor.name for factor in factors if factor.is_assumed)
    assumed_share = sum(factor.variance_share for factor in factors if factor.is_assumed)
    return Estimate(
        hit_k=inputs.hit_k,
        watched_n=inputs.watched_n,
        hit_a=known.hit_a,
        hit_b=known.hit_b,
        hours_lost_mean=lost.mean,
        hours_lost_sd=lost.sd,
        hours_lost_q10=lost.q10,
        hours_lost_q50=lost.q50,
        hours_lost_q90=lost.q90,
        hours_back_mean=back.mean,
        effort_hours_mean=known.effort.mean,
        effort_hours_q10=known.effort.q10,
        effort_hours_q90=known.effort.q90,
        payback_q10=payback.q10,
        payback_q50=payback.q50,
        payback_q90=payback.q90,
        payback_weeks=WEEKS_A_YEAR / (back * known.mended_an_hour).q50 if has_payback else None,
        weight=known.weight,
        score_m=payback.log_mean if has_payback else None,
        score_v=payback.log_variance if has_payback else None,
        factors=factors,
        assumed=assumed,
        is_mostly_assumed=("people" in assumed or "frequency" in assumed) and assumed_share > MOSTLY,
    )


def _known(inputs: Inputs) -> _Known:
    """Return every factor, from the data or its default."""
    segments = inputs.segments or (NOTHING_SAID,)
    hit_a, hit_b = rank_factors.hit_posterior(inputs.visits, inputs.hit_prior, inputs.rho)
    return _Known(
        segments=segments,
        use=rank_factors.use_known(segments, inputs.periods_a_year, is_weighted=False),
        ranked_use=rank_factors.use_known(segments, inputs.periods_a_year, is_weighted=True),
        hit_a=hit_a,
        hit_b=hit_b,
        occurrences=rank_factors.occurrences_known(inputs.occurrences, inputs.occurrences_log),
        times=rank_factors.times_known(inputs.timings),
        effort_log=rank_factors.effort_log(inputs.effort),
        removed=exactly(inputs.share_removed),
    )


def _factors(inputs: Inputs, known: _Known, doubt: float) -> tuple[Factor, ...]:
    """Return the factors as pages show them, each with its part in the doubt (the variance of ln payback)."""
    ranked, hit = known.ranked_use, beta(known.hit_a, known.hit_b)
    occurrences, seconds, effort = known.occurrences, known.seconds, known.effort
    return (
        _factor(
            "people",
            known.use.people,
            ranked.people_variance / doubt,
            is_assumed=any(segment.people is None for segment in known.segments),
        ),
        _factor(
            "frequency",
            known.use.frequency,
            ranked.frequency_variance / doubt,
            is_assumed=any(segment.is_frequency_assumed for segment in known.segments),
        ),
        _factor("hit rate", hit, hit.log_variance / doubt, limits_of=partial(beta_limits, known.hit_a, known.hit_b)),
        _factor(
            "occurrences",
            occurrences,
            occurrences.log_variance / doubt,
            is_assumed=not inputs.occurrences and inputs.occurrences_log is None,
        ),
        _factor(
            "seconds",
            seconds,
            seconds.log_variance / doubt,
            limits_of=known.times.typical_limits,
            is_assumed=not any(timing.stopwatch_seconds or timing.stated_seconds for timing in inputs.timings),
        ),
        _factor("effort", effort, effort.log_variance / doubt, is_assumed=inputs.effort is None),
        _factor("fix removes", known.removed, 0.0),
    )


def _factor(
    name: str,
    value: Uncertain,
    variance_share: float,
    *,
    limits_of: Callable[[], Limits] | None = None,
    is_assumed: bool = False,
) -> Factor:
    """Return one factor; limits_of: where better is known than the limits of the value."""
    return Factor(name, value.mean, variance_share, is_assumed, limits_of or value.limits)
