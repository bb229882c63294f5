"""What a paper cut costs its users, what mending it gives back, and how sure that is.

    hours lost a year = people × times a year × share who are hit × occurrences × seconds / 3600
    payback           = hours lost × share the fix removes / engineer-hours

Summed over the segments. No factor is known exactly, so each is a distribution, and so is the result. Hours shown or
added up are means; the order is the median payback. Nothing is simulated: see `distributions` for the arithmetic,
`rank_inputs` for what comes in, `rank_factors` for what it says, `rank_known` for what of it is kept.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import starmap

from papercuts.domain import rank_factors, rank_known
from papercuts.domain.distributions import Uncertain, beta, beta_limits, exactly, log_normal, sum_of
from papercuts.domain.rank_inputs import (
    EffortGiven,
    HitOccurrence,
    Inputs,
    SegmentUse,
    Timing,
    VisitCount,
)
from papercuts.domain.rank_known import Known, Rate
from papercuts.domain.totals import Hours

__all__ = [
    "EffortGiven",
    "Estimate",
    "Factor",
    "HitOccurrence",
    "Inputs",
    "Scores",
    "SegmentUse",
    "Timing",
    "VisitCount",
    "estimate",
    "scores",
]

VERSION = 4  # of the sum; another one has every stored score computed anew at the next start
SECONDS_AN_HOUR = 3600
WEEKS_A_YEAR = 52
MOSTLY = 0.5  # the share of the doubt above which assumed factors earn a badge
Limits = tuple[float, float, float]  # low, middle, high


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
class Scores:
    """What lists sort and show of one paper cut, in hours a year, with 80 % ranges q10–q90."""

    hit_mean: float  # the share of people who are hit, 0–1
    hours_lost_mean: float  # all users together, unweighted
    hours_lost_sd: float
    hours_lost_q10: float
    hours_lost_q50: float
    hours_lost_q90: float
    payback_q10: float  # hours given back a year per engineer-hour, segments weighted; the order
    payback_q50: float
    payback_q90: float
    score_m: float | None  # mean and variance of ln(payback); None when there is no payback
    score_v: float | None
    is_mostly_assumed: bool  # people or frequency are, and assumed factors carry most of the doubt

    @property
    def lost(self) -> Hours:
        """Return the hours lost a year, unweighted."""
        return Hours(self.hours_lost_mean, self.hours_lost_sd, self.hours_lost_q10, self.hours_lost_q90)


@dataclass(frozen=True)
class Estimate(Scores):
    """What one paper cut costs and what mending it gives back, and what that rests on."""

    hit_k: int  # participants at visits, as counted
    watched_n: int
    hit_a: float  # the share who are hit over all segments follows Beta(hit_a, hit_b)
    hit_b: float
    hours_back_mean: float  # the share of the hours lost that the fix removes
    effort_hours_mean: float  # engineer-hours
    effort_hours_q10: float
    effort_hours_q90: float
    payback_weeks: float | None  # until a fix has paid for itself: 52 ÷ the median without weights; None when never
    weight: float  # by which the segments' weights multiply the payback; 1 where all count alike
    factors: tuple[Factor, ...]
    assumed: tuple[str, ...]  # names of the factors that nobody gave
    known: Known


@dataclass(frozen=True)
class _Sum:
    """The factors multiplied, and added up over the groups of segments."""

    known: Known
    rates: tuple[Rate, ...]
    lost: Uncertain  # hours a year
    ranked: Uncertain  # … with the segments' weights
    payback: Uncertain

    @property
    def mended_an_hour(self) -> Uncertain:
        """Return one divided by the engineer-hours."""
        return _mended_an_hour(self.known)

    @property
    def weight(self) -> float:
        """Return the hours lost with the segments' weights over those as they are."""
        return self.ranked.mean / self.lost.mean if self.lost.mean else 1.0

    def hit_rate(self) -> Rate:
        """Return a, b of the share who are hit over all groups: the Beta of the same mean and variance."""
        if len(self.rates) == 1:
            return self.rates[0]
        people = [group.performances.mean for group in self.known.groups]
        total = sum(people)
        shares = [n / total if total else 1 / len(people) for n in people]
        hits = list(starmap(beta, self.rates))
        mean = sum(w * hit.mean for w, hit in zip(shares, hits, strict=True))
        variance = sum((w * hit.sd) ** 2 for w, hit in zip(shares, hits, strict=True))
        weight = mean * (1 - mean) / variance - 1
        return mean * weight, (1 - mean) * weight

    def variances(self) -> dict[str, float]:
        """Return what each factor has in the variance of ln(payback)."""
        known, hits = self.known, list(starmap(beta, self.rates))
        parts = [group.ranked * hit for group, hit in zip(known.groups, hits, strict=True)]
        weights = _variance_weights(parts)
        groups = list(zip(weights, known.groups, hits, strict=True))
        return {
            "people": sum(w * group.people_variance for w, group, _ in groups),
            "frequency": sum(w * group.frequency_variance for w, group, _ in groups),
            "hit rate": sum(w * hit.log_variance for w, _, hit in groups),
            "occurrences": known.occurrences[1],
            "seconds": known.seconds[1],
            "effort": known.effort[1],
            "fix removes": 0.0,
        }


def scores(known: Known, prior: Rate, rho: float) -> Scores:
    """Return what is stored of a paper cut that somebody was hit by.

    prior: a, b of Beta(a, b), the share who are hit before anything is seen.
    rho: how alike people of one visit are, 0–1.
    """
    return _scores(_sum(known, known.rates(prior, rho)))


def estimate(inputs: Inputs) -> Estimate | None:
    """Return what the paper cut costs and gives back; None when nobody was hit, for then it is not ranked."""
    if not inputs.hit_k:
        return None
    known = rank_known.known(inputs)
    found = _sum(known, known.rates(inputs.hit_prior, inputs.rho))
    hit_a, hit_b = found.hit_rate()
    back, effort = found.lost * exactly(known.removed), rank_known.number(known.effort)
    has_payback = found.payback.mean > 0
    return Estimate(
        **vars(_scores(found)),
        hit_k=inputs.hit_k,
        watched_n=inputs.watched_n,
        hit_a=hit_a,
        hit_b=hit_b,
        hours_back_mean=back.mean,
        effort_hours_mean=effort.mean,
        effort_hours_q10=effort.q10,
        effort_hours_q90=effort.q90,
        payback_weeks=WEEKS_A_YEAR / (back * found.mended_an_hour).q50 if has_payback else None,
        weight=found.weight,
        factors=_factors(inputs, found),
        assumed=known.assumed,
        known=known,
    )


def _sum(known: Known, rates: tuple[Rate, ...]) -> _Sum:
    hits = list(starmap(beta, rates))
    each = rank_known.number(known.occurrences) * rank_known.number(known.seconds) * exactly(1 / SECONDS_AN_HOUR)
    groups = list(zip(known.groups, hits, strict=True))
    lost = sum_of(group.performances * hit for group, hit in groups) * each
    ranked = sum_of(group.ranked * hit for group, hit in groups) * each
    return _Sum(known, rates, lost, ranked, ranked * exactly(known.removed) * _mended_an_hour(known))


def _mended_an_hour(known: Known) -> Uncertain:
    log_mean, log_variance = known.effort
    return log_normal(-log_mean, log_variance)


def _variance_weights(parts: Sequence[Uncertain]) -> list[float]:
    """Return by how much the variance of each part's logarithm counts in that of the sum; 1 for one part alone.

    Larger parts count by their square, as they do in the variance of a sum.
    """
    raw = [part.mean**2 * math.expm1(part.log_variance) / part.log_variance if part.mean else 0.0 for part in parts]
    total = sum(w * part.log_variance for w, part in zip(raw, parts, strict=True))
    scale = sum_of(parts).log_variance / total if total else 0.0
    return [w * scale for w in raw]


def _scores(found: _Sum) -> Scores:
    lost, payback = found.lost, found.payback
    return Scores(
        hit_mean=_mean(found.hit_rate()),
        hours_lost_mean=lost.mean,
        hours_lost_sd=lost.sd,
        hours_lost_q10=lost.q10,
        hours_lost_q50=lost.q50,
        hours_lost_q90=lost.q90,
        payback_q10=payback.q10,
        payback_q50=payback.q50,
        payback_q90=payback.q90,
        score_m=payback.log_mean if payback.mean > 0 else None,
        score_v=payback.log_variance if payback.mean > 0 else None,
        is_mostly_assumed=_is_mostly_assumed(found),
    )


def _mean(rate: Rate) -> float:
    return rate[0] / sum(rate)


def _is_mostly_assumed(found: _Sum) -> bool:
    assumed = found.known.assumed
    if "people" not in assumed and "frequency" not in assumed:
        return False
    variances = found.variances()
    return sum(variances[name] for name in assumed) > MOSTLY * found.payback.log_variance


def _factors(inputs: Inputs, found: _Sum) -> tuple[Factor, ...]:
    """Return the factors as pages show them, each with its part in the doubt (the variance of ln payback)."""
    known, use = found.known, rank_known.use_of(inputs)
    hit_a, hit_b = found.hit_rate()
    times = rank_factors.times_known(inputs.timings)
    values = {
        "people": use.people,
        "frequency": use.frequency,
        "hit rate": beta(hit_a, hit_b),
        "occurrences": rank_known.number(known.occurrences),
        "seconds": rank_known.number(known.seconds),
        "effort": rank_known.number(known.effort),
        "fix removes": exactly(known.removed),
    }
    better: dict[str, Callable[[], Limits]] = {
        "hit rate": partial(beta_limits, hit_a, hit_b),
        "seconds": times.typical_limits,
    }
    variances, doubt = found.variances(), found.payback.log_variance
    return tuple(
        Factor(name, value.mean, variances[name] / doubt, name in known.assumed, better.get(name, value.limits))
        for name, value in values.items()
    )
