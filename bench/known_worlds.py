"""Worlds whose truth is known, for `bench.worlds`: paper cuts, who ran into them, and what was said of them.

A world: 60 paper cuts at 12 tasks of two segments, watched at 10 visits with 2 or 3 people. What people say of numbers,
frequencies and efforts is off as their sources are; seconds vary from person to person and from visit to visit. What
is true may be what the product takes for granted before it has learnt anything, or something else.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from statistics import fmean

from papercuts.domain import learning
from papercuts.domain.learning import Scatter
from papercuts.domain.rank_factors import PEOPLE_LOG_SD, SIZE_HOURS, WIDTH_80
from papercuts.domain.ranking import (
    EffortGiven,
    Estimate,
    HitOccurrence,
    Inputs,
    SegmentUse,
    Timing,
    VisitCount,
    estimate,
)

SEGMENTS, TASKS, CUTS = ("Offices", "Homes"), 12, 60
OF_VISIT = 0.3  # the part of the variance of ln seconds that lies between visits
POINTS, POINTS_LOG_SD = (0.6, 1.0, 2.0), 0.3  # low, likely and high, by likely ones; sd of ln(true ÷ likely)


@dataclass(frozen=True)
class Truth:
    """What holds in a world. As it stands: what the product takes for granted."""

    rho: float = 0.2  # how alike people at one visit are
    hit: tuple[float, float] = (1.0, 3.0)  # a, b of the Beta that the shares of people follow
    spread: float = 0.48  # sd of ln seconds between people
    visits: int = 10
    segments: int = 2  # in which the same share is hit
    often: tuple[float, float] | None = None  # from and to how often in a performance it happens; none: once
    performed: int = 1  # performances that somebody is watched at, at most
    has_points: bool = False  # efforts are three points, not sizes
    overrun: float = 1.0  # by how much work takes longer than said


@dataclass(frozen=True)
class Cut:
    """One paper cut: what is true of it, and what was found out."""

    share: float  # of the people whom it can hit
    seconds: float  # that it takes each time, typically
    hours: float  # truly lost a year
    effort: float  # engineer-hours it truly takes
    inputs: Inputs
    found: Estimate


def world(chance: Random, truth: Truth = Truth()) -> list[Cut]:
    """Return the paper cuts of a world that somebody ran into, with a prior and rho learnt from all of them."""
    visits = [(chance.choice(SEGMENTS[: truth.segments]), chance.choice((2, 3))) for _ in range(truth.visits)]
    tasks = [task(chance, truth) for _ in range(TASKS)]
    drawn = [cut for _ in range(CUTS) if (cut := seen(chance, truth, visits, *chance.choice(tasks)))]
    inputs = [inputs for *_, inputs in drawn]
    learnt = learning.learn(scatter(inputs, truth.visits), counts(inputs))
    cuts = []
    for share, seconds, hours, effort, given in drawn:
        known = replace(given, hit_prior=learnt.prior, rho=learnt.rho)
        found = estimate(known)
        assert found is not None
        cuts.append(Cut(share, seconds, hours, effort, known, found))
    return cuts


def task(chance: Random, truth: Truth) -> tuple[float, tuple[SegmentUse, ...]]:
    """Return how often a year a task is truly done by all, and what people say of it."""
    performances, uses = 0.0, []
    for name in SEGMENTS[: truth.segments]:
        people, often = math.exp(chance.gauss(5.5, 1.0)), math.exp(chance.gauss(5.0, 1.0))
        performances += people * often
        source = chance.choice(list(PEOPLE_LOG_SD))
        said = people * math.exp(chance.gauss(0, PEOPLE_LOG_SD[source]))
        uses.append(SegmentUse(name, 1.0, said, source, often * math.exp(chance.gauss(0, 0.35)), "year", "guess"))
    return performances, tuple(uses)


def seen(
    chance: Random, truth: Truth, visits: Sequence[tuple[str, int]], performances: float, uses: tuple[SegmentUse, ...]
) -> tuple[float, float, float, float, Inputs] | None:
    """Return true share, seconds, hours and effort of a paper cut, and its evidence; nothing when nobody met it."""
    share, typical = chance.betavariate(*truth.hit), math.exp(chance.gauss(2.3, 0.8))
    often = 1.0 if truth.often is None else math.exp(chance.uniform(*map(math.log, truth.often)))
    watched, timings, hits = [], [], []
    for n, (segment, m) in enumerate(visits):
        here = at_visit(chance, share, truth.rho)
        of_visit = chance.gauss(0, truth.spread * OF_VISIT**0.5)
        met = [hit for _ in range(m) if chance.random() < here and (hit := occurred(chance, truth, often))]
        watched.append(VisitCount(m, len(met), segment))
        hits += met
        for _ in met:
            if chance.random() < 0.6:
                own = chance.gauss(0, truth.spread * (1 - OF_VISIT) ** 0.5)
                timings.append(Timing(n, (typical * math.exp(of_visit + own),)))
    if not hits:
        return None
    effort, given = effort_of(chance, truth)
    inputs = Inputs(tuple(watched), tuple(timings), tuple(hits), uses, given)
    mean_seconds = typical * math.exp(truth.spread**2 / 2)
    return share, typical, performances * share * often * mean_seconds / 3600, effort, inputs


def at_visit(chance: Random, share: float, rho: float) -> float:
    """Return the share of the people at one visit who are hit, so that two of them are as alike as rho says."""
    weight = (1 - rho) / rho
    return chance.betavariate(max(share * weight, 1e-9), max((1 - share) * weight, 1e-9))


def occurred(chance: Random, truth: Truth, often: float) -> HitOccurrence | None:
    """Return how often it happened while somebody was watched whom it can hit; nothing when it did not."""
    if truth.often is None:
        return HitOccurrence(1, 1)
    performed = chance.randint(1, truth.performed)
    happened, left = 0, often * performed  # a Poisson number: what fits in between exponential waits
    while (left := left - chance.expovariate(1.0)) > 0:
        happened += 1
    return HitOccurrence(happened, performed) if happened else None


def effort_of(chance: Random, truth: Truth) -> tuple[float, EffortGiven]:
    """Return the true hours of a fix, and what somebody said of them."""
    size = chance.choice(["XS", "S", "M", "L"])
    low, high = SIZE_HOURS[size]
    hours = math.exp(chance.gauss(math.log(low * high) / 2, math.log(high / low) / WIDTH_80))
    if not truth.has_points:
        return hours * truth.overrun, EffortGiven(size)
    said = hours / math.exp(chance.gauss(0, POINTS_LOG_SD))
    return hours * truth.overrun, EffortGiven(None, *(said * part for part in POINTS))


def counts(many: Sequence[Inputs]) -> dict[tuple[int, int], int]:
    """Return how many paper cuts were hit by k of n watched."""
    found: dict[tuple[int, int], int] = {}
    for inputs in many:
        key = (inputs.hit_k, inputs.watched_n)
        found[key] = found.get(key, 0) + 1
    return found


def scatter(many: Sequence[Inputs], n_visits: int) -> Scatter:
    """Return the sums for the likeness of people at one visit."""
    sums = [0.0] * 5
    for inputs in many:
        k, n, visits = inputs.hit_k, inputs.watched_n, inputs.visits
        squares = sum(visit.hit**2 / visit.watched for visit in visits)
        parts = (squares - k**2 / n, len(visits) - 1, k - squares, n - len(visits))
        sums = [a + b for a, b in zip(sums, (*parts, n - sum(v.watched**2 for v in visits) / n), strict=True)]
    return Scatter(n_visits, fmean(visit.watched for visit in many[0].visits), *sums)
