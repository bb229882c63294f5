"""Measure how near limits are to simulation: `python -m bench.limits`, or with more inputs: `… 200`.

Draws a million times for each of some random inputs (1 to 3 segments, pooled or with hit rates of their own) and prints
by how much the 10, 50 and 90 % limits of hours lost and payback are off at worst. Nothing is timed; the same seed
prints the same.
"""

import argparse
import math
from collections import defaultdict
from random import Random
from typing import Any

import numpy

from papercuts.domain import rank_factors, rank_known
from papercuts.domain.distributions import Uncertain
from papercuts.domain.rank_factors import SEGMENT_WATCHED_MIN
from papercuts.domain.ranking import (
    EffortGiven,
    HitOccurrence,
    Inputs,
    SegmentUse,
    Timing,
    VisitCount,
    estimate,
)

QUANTILES = (0.1, 0.5, 0.9)


def main() -> None:
    """Print the worst error of each kind of input."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", type=int, nargs="?", default=60)
    parser.add_argument("--draws", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=2)
    options = parser.parse_args()
    chance, draws = Random(options.seed), numpy.random.default_rng(options.seed)
    worst: dict[str, list[float]] = defaultdict(list)
    for _ in range(options.inputs):
        inputs = some_inputs(chance)
        n_own = sum(group.is_own for group in rank_known.known(inputs).groups)
        worst[f"{len(inputs.segments)} segments, {n_own} with a rate of their own"].append(
            error(inputs, draws, options.draws)
        )
    for kind, errors in sorted(worst.items()):
        print(f"{kind:42} {len(errors):4} inputs, off by at most {max(errors):.1%}")


def some_inputs(chance: Random) -> Inputs:
    """Return what might be known of a paper cut."""
    names = "ABC"[: chance.choice([1, 1, 2, 3])]
    visits = [
        VisitCount(m, chance.randint(0, m), chance.choice(names))
        for m in chance.choices([1, 1, 2, 3], k=chance.choice([1, 2, 5, 12]))
    ]
    seconds = [math.exp(chance.gauss(2, 0.5)) for _ in range(chance.choice([0, 1, 4]))]
    return Inputs(
        visits=(*visits, VisitCount(1, 1, "A")),
        timings=tuple(Timing(i, (one,)) for i, one in enumerate(seconds)),
        occurrences=(HitOccurrence(1, 1),) * chance.choice([1, 3]),
        segments=tuple(some_use(chance, name) for name in names),
        effort=chance.choice([None, EffortGiven("S"), EffortGiven(None, 2, 4, 9)]),
    )


def some_use(chance: Random, name: str) -> SegmentUse:
    """Return who does it in a segment, as somebody said."""
    people, source = chance.choice([20, 400, 5000]), chance.choice(["telemetry", "customer said", "guess"])
    return SegmentUse(name, 1.0, people, source, 3, chance.choice(["day", "week", "month"]), "guess")


def error(inputs: Inputs, draws: Any, n: int) -> float:
    """Return by how much a limit is off at worst."""
    found = estimate(inputs)
    assert found is not None
    hours, paybacks = simulated(inputs, draws, n)
    ours = [found.hours_lost_q10, found.hours_lost_q50, found.hours_lost_q90]
    ours += [found.payback_q10, found.payback_q50, found.payback_q90]
    theirs = [*numpy.quantile(hours, QUANTILES), *numpy.quantile(paybacks, QUANTILES)]
    return max(abs(a / b - 1) for a, b in zip(ours, theirs, strict=True))


def simulated(inputs: Inputs, draws: Any, n: int) -> tuple[Any, Any]:
    """Return so many draws of the hours lost and the payback, segment by segment."""

    def drawn(value: Uncertain) -> Any:
        return numpy.exp(draws.normal(value.log_mean, math.sqrt(value.log_variance), n))

    known = rank_known.known(inputs)
    rates = list(known.rates(inputs.hit_prior, inputs.rho))
    own = iter([draws.beta(*rate, n) for group, rate in zip(known.groups, rates, strict=True) if group.is_own])
    shared = draws.beta(*rates[-1], n)
    total = numpy.zeros(n)
    for use in inputs.segments:
        watched = sum(visit.watched for visit in inputs.visits if visit.segment == use.name)
        has_own = len(inputs.segments) > 1 and watched >= SEGMENT_WATCHED_MIN
        often = rank_factors.frequency_in(use, inputs.periods_a_year)
        total += drawn(rank_factors.people_in(use)) * drawn(often) * (next(own) if has_own else shared)
    hours = total * drawn(rank_known.number(known.occurrences)) * drawn(rank_known.number(known.seconds)) / 3600
    return hours, hours / drawn(rank_known.number(known.effort))


if __name__ == "__main__":
    main()
