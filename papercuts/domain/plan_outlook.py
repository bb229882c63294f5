"""How sure a plan is: the range of what it gives back, and the chances that it reaches a goal and that the hours do.

Simulated, for two paper cuts of one task share its people and how often they do it: their doubts do not cancel out. The
numbers drawn depend on what is known of the paper cuts alone, so that one set has one range, whatever goal or hours it
is held against. Of a very long plan only those that give most back are drawn one by one; the others, each of which
weighs little, are drawn together for each task: their sum is nearly normal, with the mean and variance they have.
"""

import hashlib
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from papercuts.domain.distributions import Uncertain, bent
from papercuts.domain.rank_known import Known, Log, Rate
from papercuts.domain.ranking import SECONDS_AN_HOUR

DRAWS = 10_000  # a chance is right to about half a per cent
ALONE_MOST = 200  # paper cuts that are drawn one by one


@dataclass(frozen=True)
class Doubt:
    """What is known of one paper cut, as it is drawn. A Log is mean and variance of a normal logarithm."""

    task: int  # those of one task share its performances
    groups: tuple[tuple[Uncertain, Rate], ...]  # performances a year, and who of them is hit: Beta(a, b)
    each: Log  # hours that the fix gives back each time
    effort: Log  # engineer-hours


@dataclass(frozen=True)
class Outlook:
    """Hours given back a year from the 10 % to the 90 % limit; chances from 0 to 1."""

    low: float
    high: float
    enough: float  # that the hours are
    goal: float | None  # that the goal is reached; none where there is no goal


def doubt(task: int, known: Known, rates: Sequence[Rate]) -> Doubt:
    """Return what is drawn of a paper cut: the factors of its score, without the segments' weights.

    rates: of the groups in `known`, who of them is hit.
    """
    removed = math.log(known.removed / SECONDS_AN_HOUR) if known.removed else -math.inf
    mean, variance = (a + b for a, b in zip(known.occurrences, known.seconds, strict=True))
    performances = (group.performances for group in known.groups)
    return Doubt(task, tuple(zip(performances, rates, strict=True)), (mean + removed, variance), known.effort)


def outlook(
    doubts: Sequence[Doubt],
    hours: float,
    goal: float | None = None,
    shared: Sequence[tuple[Sequence[int], float]] = (),
) -> Outlook:
    """Return how sure a plan of these paper cuts is.

    hours: engineer-hours there are. goal: hours a year. shared: places in `doubts` that share so many hours of effort,
    on average.
    """
    if not doubts:
        return Outlook(0.0, 0.0, 1.0, None if goal is None else float(goal <= 0))
    import numpy  # here, for it takes longer to load than most commands run

    draws = numpy.random.default_rng(_seed(doubts))
    alone = _alone(doubts, shared)
    given_back = _given_back(doubts, alone, draws, numpy)
    low, high = numpy.quantile(given_back, [0.1, 0.9])
    effort = _effort(doubts, alone, shared, draws, numpy)
    return Outlook(
        low=float(low),
        high=float(high),
        enough=_chance(effort <= hours),
        goal=None if goal is None else _chance(given_back >= goal),
    )


def _chance(happened: Any) -> float:
    """Return a chance from draws: never quite none, and never quite certain."""
    return (int(happened.sum()) + 0.5) / (DRAWS + 1)


def _seed(doubts: Sequence[Doubt]) -> int:
    return int.from_bytes(hashlib.sha256(repr(tuple(doubts)).encode()).digest()[:8], "big")


def _alone(doubts: Sequence[Doubt], shared: Sequence[tuple[Sequence[int], float]]) -> list[int]:
    """Return the places of those that are drawn one by one: all, or those that give most back, or share their work."""
    places = range(len(doubts))
    if len(doubts) <= ALONE_MOST:
        return list(places)
    first = sorted(places, key=lambda i: -_mean_back(doubts[i]))[:ALONE_MOST]
    return sorted({*first, *(i for some, _ in shared for i in some)})


def _mean_back(one: Doubt) -> float:
    return _moments(one.each)[0] * sum(use.mean * a / (a + b) for use, (a, b) in one.groups)


def _given_back(doubts: Sequence[Doubt], alone: Sequence[int], draws: Any, numpy: Any) -> Any:
    """Return so many draws of all that is given back; the performances of a task are drawn once."""
    keys = sorted({(one.task, place) for one in doubts for place in range(len(one.groups))})
    normals: Mapping[tuple[int, int], Any] = {key: draws.standard_normal(DRAWS) for key in keys}

    @cache
    def performances(task: int, place: int, known: Uncertain) -> Any:
        return numpy.exp(_drawn(known, normals[task, place]))

    total = numpy.zeros(DRAWS)
    for one in (doubts[i] for i in alone):
        each = numpy.exp(_log(one.each, draws.standard_normal(DRAWS)))
        for place, (known, (a, b)) in enumerate(one.groups):
            total += each * performances(one.task, place, known) * draws.beta(a, b, DRAWS)
    alike: dict[tuple[int, tuple[Uncertain, ...]], list[Doubt]] = defaultdict(list)
    for one in _others(doubts, alone):
        alike[one.task, tuple(known for known, _ in one.groups)].append(one)
    for (task, groups), some in alike.items():
        times = numpy.array([performances(task, place, known) for place, known in enumerate(groups)])
        total += _together(some, times, draws.standard_normal(DRAWS), numpy)
    return total


def _together(some: Sequence[Doubt], times: Any, normal: Any, numpy: Any) -> Any:
    """Return draws of what those of one task give back. times: performances, a row for each group of segments.

    Given the performances, each is independent of the others: means and variances add up.
    """
    each, spread = numpy.array([_moments(one.each) for one in some]).T
    a, b = numpy.array([[rate for _, rate in one.groups] for one in some]).transpose(2, 0, 1)
    hit, doubt_of_hit = a / (a + b), a * b / ((a + b) ** 2 * (a + b + 1))
    mean = (each @ hit) @ times
    in_common = numpy.einsum("gd,gh,hd->d", times, (hit.T * spread) @ hit, times)
    variance = in_common + ((each**2 + spread) @ doubt_of_hit) @ times**2
    return numpy.maximum(mean + numpy.sqrt(variance) * normal, 0.0)


def _moments(known: Log) -> tuple[float, float]:
    """Return mean and variance of a log-normal number."""
    mean = math.exp(known[0] + known[1] / 2)
    return mean, mean**2 * math.expm1(known[1])


def _others(doubts: Sequence[Doubt], alone: Sequence[int]) -> list[Doubt]:
    known = set(alone)
    return [one for i, one in enumerate(doubts) if i not in known]


def _effort(
    doubts: Sequence[Doubt],
    alone: Sequence[int],
    shared: Sequence[tuple[Sequence[int], float]],
    draws: Any,
    numpy: Any,
) -> Any:
    each = {i: numpy.exp(_log(doubts[i].effort, draws.standard_normal(DRAWS))) for i in alone}
    total = sum(each.values())
    for places, hours in shared:  # what is shared turns out as the efforts it is a part of do
        ratios = sum(each[i] / _moments(doubts[i].effort)[0] for i in places) / len(places)
        total = total - hours * (len(places) - 1) * ratios
    if others := [_moments(one.effort) for one in _others(doubts, alone)]:
        means, variances = zip(*others, strict=True)
        total = total + sum(means) + math.sqrt(sum(variances)) * draws.standard_normal(DRAWS)
    return total


def _drawn(value: Uncertain, normal: Any) -> Any:
    """Return draws of the logarithm: those of a normal one, bent as the limits of the number are."""
    variance = value.log_variance
    if not variance:
        return value.log_mean + 0 * normal
    skewness, kurtosis = value.log_k3 / variance**1.5, value.log_k4 / variance**2
    return value.log_mean + math.sqrt(variance) * bent(normal.clip(-4, 4), skewness, kurtosis)


def _log(known: Log, normal: Any) -> Any:
    mean, variance = known
    return mean + math.sqrt(variance) * normal
