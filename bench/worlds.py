"""Measure how good the rank is in worlds whose truth is known: `python -m bench.worlds`, or `… 200 --seed 2`.

Prints in how many of the cases a range labelled 80 % holds the truth, and how much of the hours a year that the true
order would give back for the first engineer-hours is lost by ordering otherwise: by the payback, its cautious limit,
hours lost, the number of people hit, RICE and ICE. Nothing is timed; the same seed prints the same.

A world: 60 paper cuts at 12 tasks of two segments, watched at 10 visits with 2 or 3 people. What people say of numbers,
frequencies and efforts is off as their sources are; seconds vary from person to person and from visit to visit.
"""

import argparse
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from statistics import fmean

from papercuts.domain import learning
from papercuts.domain.familiar import TENTHS, ice, rice_of
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

SEGMENTS, TASKS, CUTS, VISITS = ("Offices", "Homes"), 12, 60, 10
RHO, HIT = 0.2, (1.0, 3.0)  # of the truth
SPREAD, OF_VISIT = 0.48, 0.3  # sd of ln seconds between people, and the part of its variance that lies between visits
BUDGET = 40.0  # engineer-hours


@dataclass(frozen=True)
class Cut:
    """One paper cut: what is true of it, and what was found out."""

    hours: float  # truly lost a year
    effort: float  # engineer-hours it truly takes
    inputs: Inputs
    found: Estimate


def main() -> None:
    """Print how often ranges hold, and what each order loses."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("worlds", type=int, nargs="?", default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = Random(options.seed)
    worlds = [world(chance) for _ in range(options.worlds)]
    cuts = [cut for one in worlds for cut in one]
    print(f"{options.worlds} worlds, {len(cuts):,} paper cuts seen. Ranges labelled 80 % hold the truth in")
    print(f"  hours lost a year  {held(cuts, lambda cut: cut.hours, 'hours_lost'):.1%}")
    print(f"  payback            {held(cuts, lambda cut: cut.hours / cut.effort, 'payback'):.1%}")
    print(f"Lost of what the true order gives back for {BUDGET:g} engineer-hours, by ordering by")
    for name, order in orders().items():
        print(f"  {name:20} {fmean(loss(one, order) for one in worlds):.1%}")


def world(chance: Random) -> list[Cut]:
    """Return the paper cuts of a world that somebody ran into, with a prior and rho learnt from all of them."""
    visits = [(chance.choice(SEGMENTS), chance.choice((2, 3))) for _ in range(VISITS)]
    tasks = [task(chance) for _ in range(TASKS)]
    drawn = [cut for _ in range(CUTS) if (cut := seen(chance, visits, *chance.choice(tasks)))]
    learnt = learning.learn(scatter([inputs for *_, inputs in drawn]), counts([inputs for *_, inputs in drawn]))
    cuts = []
    for hours, effort, inputs in drawn:
        known = replace(inputs, hit_prior=learnt.prior, rho=learnt.rho)
        found = estimate(known)
        assert found is not None
        cuts.append(Cut(hours, effort, known, found))
    return cuts


def task(chance: Random) -> tuple[float, tuple[SegmentUse, ...]]:
    """Return how often a year a task is truly done by all, and what people say of it."""
    performances, uses = 0.0, []
    for name in SEGMENTS:
        people, often = math.exp(chance.gauss(5.5, 1.0)), math.exp(chance.gauss(5.0, 1.0))
        performances += people * often
        source = chance.choice(list(PEOPLE_LOG_SD))
        said = people * math.exp(chance.gauss(0, PEOPLE_LOG_SD[source]))
        uses.append(SegmentUse(name, 1.0, said, source, often * math.exp(chance.gauss(0, 0.35)), "year", "guess"))
    return performances, tuple(uses)


def seen(
    chance: Random, visits: Sequence[tuple[str, int]], performances: float, uses: tuple[SegmentUse, ...]
) -> tuple[float, float, Inputs] | None:
    """Return true hours, true effort and evidence of a paper cut; nothing when nobody ran into it."""
    share, typical = chance.betavariate(*HIT), math.exp(chance.gauss(2.3, 0.8))
    watched, timings, hits = [], [], []
    for n, (segment, m) in enumerate(visits):
        a = share * (1 - RHO) / RHO
        here = chance.betavariate(a, (1 - share) * (1 - RHO) / RHO)
        of_visit = chance.gauss(0, SPREAD * OF_VISIT**0.5)
        hit = [person for person in range(m) if chance.random() < here]
        watched.append(VisitCount(m, len(hit), segment))
        for _ in hit:
            hits.append(HitOccurrence(1, 1))
            if chance.random() < 0.6:
                own = chance.gauss(0, SPREAD * (1 - OF_VISIT) ** 0.5)
                timings.append(Timing(n, (typical * math.exp(of_visit + own),)))
    if not hits:
        return None
    effort, size = effort_of(chance)
    inputs = Inputs(tuple(watched), tuple(timings), tuple(hits), uses, EffortGiven(size))
    mean_seconds = typical * math.exp(SPREAD**2 / 2)
    return performances * share * mean_seconds / 3600, effort, inputs


def effort_of(chance: Random) -> tuple[float, str]:
    """Return the true hours of a fix, and the size somebody gave it."""
    size = chance.choice(["XS", "S", "M", "L"])
    low, high = SIZE_HOURS[size]
    return math.exp(chance.gauss(math.log(low * high) / 2, math.log(high / low) / WIDTH_80)), size


def counts(many: Sequence[Inputs]) -> dict[tuple[int, int], int]:
    """Return how many paper cuts were hit by k of n watched."""
    found: dict[tuple[int, int], int] = {}
    for inputs in many:
        key = (inputs.hit_k, inputs.watched_n)
        found[key] = found.get(key, 0) + 1
    return found


def scatter(many: Sequence[Inputs]) -> Scatter:
    """Return the sums for the likeness of people at one visit."""
    sums = [0.0] * 5
    for inputs in many:
        k, n, visits = inputs.hit_k, inputs.watched_n, inputs.visits
        squares = sum(visit.hit**2 / visit.watched for visit in visits)
        parts = (squares - k**2 / n, len(visits) - 1, k - squares, n - len(visits))
        sums = [a + b for a, b in zip(sums, (*parts, n - sum(v.watched**2 for v in visits) / n), strict=True)]
    return Scatter(VISITS, fmean(visit.watched for visit in many[0].visits), *sums)


def held(cuts: Sequence[Cut], truth: Callable[[Cut], float], name: str) -> float:
    """Return in which share of the cases the 80 % range of a figure holds its truth."""
    return fmean(getattr(cut.found, f"{name}_q10") <= truth(cut) <= getattr(cut.found, f"{name}_q90") for cut in cuts)


def orders() -> dict[str, Callable[[Sequence[Cut]], list[float]]]:
    """Return what each order sorts by, highest first."""
    return {
        "payback": lambda cuts: [cut.found.payback_q50 for cut in cuts],
        "payback, cautiously": lambda cuts: [cut.found.payback_q10 for cut in cuts],
        "hours lost": lambda cuts: [cut.found.hours_lost_mean for cut in cuts],
        "people hit": lambda cuts: [float(cut.found.hit_k) for cut in cuts],
        "RICE": lambda cuts: [rice_of(cut.found) for cut in cuts],
        "ICE": ice_of,
    }


def ice_of(cuts: Sequence[Cut]) -> list[float]:
    """Return ICE from tenths within the list."""

    def tenths(values: list[float]) -> list[int]:
        ordered = sorted(values)
        return [1 + min(TENTHS - 1, TENTHS * ordered.index(value) // len(values)) for value in values]

    impact = tenths([cut.found.hours_lost_mean for cut in cuts])
    sureness = tenths([1 / (cut.found.score_v or 1) for cut in cuts])
    ease = tenths([1 / cut.found.effort_hours_mean for cut in cuts])
    return [float(ice(*three)) for three in zip(impact, sureness, ease, strict=True)]


def loss(cuts: Sequence[Cut], order: Callable[[Sequence[Cut]], list[float]]) -> float:
    """Return which share of the hours that the true order gives back an order does not, for the first hours of work."""
    best = given_back(sorted(cuts, key=lambda cut: -cut.hours / cut.effort))
    by = order(cuts)
    return 1 - given_back([cuts[i] for i in sorted(range(len(cuts)), key=lambda i: -by[i])]) / best


def given_back(ordered: Sequence[Cut]) -> float:
    """Return the hours a year given back by working from the top until the budget is spent; the last one in part."""
    left, total = BUDGET, 0.0
    for cut in ordered:
        part = min(1.0, left / cut.effort)
        total += part * cut.hours
        left -= part * cut.effort
        if left <= 0:
            break
    return total


if __name__ == "__main__":
    main()
