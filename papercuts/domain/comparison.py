"""What sets one paper cut apart from others, and how much work would move it past one of them.

The payback is a product, so its logarithm is a sum, and each factor's part in it can be held against the middle of the
same factor elsewhere: the largest differences are why one stands higher than the other.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from papercuts.domain.limits import EFFORT_HOURS_MAX, EFFORT_HOURS_MIN
from papercuts.domain.ranking import Estimate

LEAST = math.log(1.05)  # what is nearer than that to the others explains nothing, and two as near are level
WEIGHT, EFFORT = "weight", "effort"
PERFORMANCES = "performances"  # people × times a year; what is kept of a paper cut has no more of them


@dataclass(frozen=True)
class Difference:
    """A factor that is not as it is elsewhere."""

    name: str  # of the factor, or "weight", or "performances"
    value: float
    middle: float  # of what it is compared with
    lift: float  # by which it raises ln(payback) over the middle; below 0 where it drags it down


def differences(found: Estimate, others: Sequence[Estimate]) -> list[Difference]:
    """Return the factors that differ from the middle of the others, the one that lifts most first.

    Source: our own; ln x minus the median of ln x of the others, effort with the other sign.
    """
    if not others:
        return []
    elsewhere = [_values(other) for other in others]
    values = _values(found)
    return _differing(values, {name: median(_log(other[name]) for other in elsewhere) for name in values})


def differences_in(found: Estimate, middles: Mapping[str, float]) -> list[Difference]:
    """Return the same against a whole list. middles: of ln x of its paper cuts, as `rank_batch.middles` has them."""
    values = _values(found)
    del values["people"], values["frequency"]
    values[PERFORMANCES] = sum(group.performances.mean for group in found.known.groups)
    return _differing(values, middles)


def effort_to_reach(payback: float, effort_hours: float, other_payback: float) -> float | None:
    """Return the engineer-hours at which it would pay back as much as another; None when no estimate could be that.

    payback, other_payback: medians. The payback is divided by the effort, so the answer is exact while the effort stays
    as uncertain as it is.
    """
    if payback <= 0 or other_payback <= 0:
        return None
    needed = effort_hours * payback / other_payback
    return needed if EFFORT_HOURS_MIN <= needed <= EFFORT_HOURS_MAX else None


def is_level(payback: float, other_payback: float) -> bool:
    """Say whether two pay back about as much."""
    if payback <= 0 or other_payback <= 0:
        return payback == other_payback
    return abs(math.log(payback / other_payback)) < LEAST


def _values(found: Estimate) -> dict[str, float]:
    return {factor.name: factor.mean for factor in found.factors} | {WEIGHT: found.weight}


def _differing(values: Mapping[str, float], middles: Mapping[str, float]) -> list[Difference]:
    compared = [_difference(name, value, middles[name]) for name, value in values.items()]
    differing = [one for one in compared if one is not None and abs(one.lift) >= LEAST]
    return sorted(differing, key=lambda one: -one.lift)


def _difference(name: str, value: float, middle: float) -> Difference | None:
    if math.isinf(middle):
        return None
    lift = _log(value) - middle
    return Difference(name, value, math.exp(middle), -lift if name == EFFORT else lift)


def _log(value: float) -> float:
    return math.log(value) if value > 0 else -math.inf
