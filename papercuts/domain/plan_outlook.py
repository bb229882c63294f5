"""How sure a plan is: the range of what it gives back, and the chances that it reaches a goal and that the hours do.

Simulated, for two paper cuts of one task share its people and how often they do it: their doubts do not cancel out. The
numbers drawn depend on what is known of the paper cuts alone, so that one set has one range, whatever goal or hours it
is held against.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from papercuts.domain.distributions import Uncertain, bent
from papercuts.domain.rank_known import Known, Log, Rate
from papercuts.domain.ranking import SECONDS_AN_HOUR

DRAWS = 10_000  # a chance is right to about half a per cent


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
    given_back = _given_back(doubts, draws, numpy)
    low, high = numpy.quantile(given_back, [0.1, 0.9])
    effort = _effort(doubts, shared, draws, numpy)
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


def _given_back(doubts: Sequence[Doubt], draws: Any, numpy: Any) -> Any:
    """Return so many draws of all that is given back; the performances of a task are drawn once."""
    keys = sorted({(one.task, place) for one in doubts for place in range(len(one.groups))})
    normals: Mapping[tuple[int, int], Any] = {key: draws.standard_normal(DRAWS) for key in keys}
    total = numpy.zeros(DRAWS)
    for one in doubts:
        each = numpy.exp(_log(one.each, draws.standard_normal(DRAWS)))
        for place, (performances, (a, b)) in enumerate(one.groups):
            total += each * numpy.exp(_drawn(performances, normals[one.task, place])) * draws.beta(a, b, DRAWS)
    return total


def _effort(doubts: Sequence[Doubt], shared: Sequence[tuple[Sequence[int], float]], draws: Any, numpy: Any) -> Any:
    each = [numpy.exp(_log(one.effort, draws.standard_normal(DRAWS))) for one in doubts]
    total = sum(each)
    for places, hours in shared:  # what is shared turns out as the efforts it is a part of do
        ratios = sum(each[i] / math.exp(doubts[i].effort[0] + doubts[i].effort[1] / 2) for i in places) / len(places)
        total = total - hours * (len(places) - 1) * ratios
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
