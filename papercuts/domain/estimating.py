"""How good estimates were: hours of work against hours meant, and seconds said against seconds timed.

Nothing here is shown of fewer than five: see `ENOUGH`.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from papercuts.domain.distributions import student_reach
from papercuts.domain.rank_factors import SIZE_HOURS, TIMES_FREEDOM, WIDTH_80

ENOUGH = 5  # fixes, or paper cuts, before a part says anything
MEANT_WEIGHT = 1.0  # fixes that the usual meaning of a size is worth
KEPT_DIGITS = 2


@dataclass(frozen=True)
class Meaning:
    """What a size was meant as, and what it has really taken, in engineer-hours."""

    size: str
    meant: tuple[float, float]  # 10 % and 90 %, as the size means everywhere
    actual: tuple[float, ...]  # of each fix, the shortest first
    low: float  # the next fix of the size takes between low and high with 80 %
    typical: float
    high: float

    @property
    def meant_typical(self) -> float:
        """Return the median of what the size is meant as."""
        return math.sqrt(self.meant[0] * self.meant[1])

    @property
    def median(self) -> float:
        """Return the median of what was really taken."""
        return median(self.actual)

    @property
    def is_enough(self) -> bool:
        """Say whether there are so many fixes that the team may go by it."""
        return len(self.actual) >= ENOUGH

    @property
    def hours(self) -> tuple[float, float]:
        """Return low and high as they are kept, with two significant digits, at least a tenth of an hour."""
        return _kept(self.low), _kept(self.high)


def meanings(actual: Mapping[str, Sequence[float]]) -> list[Meaning]:
    """Return what each size has really meant, from the hours its fixes took; in the order of the sizes.

    The logarithms are drawn towards the size's usual meaning, which is worth one fix, and the range is that of one
    more fix (predictive). Source: normal–inverse-χ² model; Gelman et al., Bayesian Data Analysis (3rd ed.), 3.2–3.3.
    Raises ValueError for a size that is none, and for hours that are not above 0.
    """
    unknown = set(actual) - set(SIZE_HOURS)
    if unknown:
        raise ValueError(f"no size: {', '.join(sorted(unknown))}")
    return [_meaning(size, sorted(actual[size])) for size in SIZE_HOURS if actual.get(size)]


def _meaning(size: str, hours: list[float]) -> Meaning:
    if not all(0 < one < math.inf for one in hours):
        raise ValueError("work that was done took more than no time")
    low, high = SIZE_HOURS[size]
    expected, spread = math.log(low * high) / 2, math.log(high / low) / WIDTH_80
    logs = [math.log(one) for one in hours]
    n, mean = len(logs), fmean(logs)
    weight, freedom = MEANT_WEIGHT + n, TIMES_FREEDOM + n
    center = (MEANT_WEIGHT * expected + n * mean) / weight
    squares = TIMES_FREEDOM * spread**2 + sum((log - mean) ** 2 for log in logs)
    squares += MEANT_WEIGHT * n / weight * (mean - expected) ** 2
    reach = student_reach(freedom, 0.8) * math.sqrt(squares / freedom * (1 + 1 / weight))
    return Meaning(
        size, (low, high), tuple(hours), math.exp(center - reach), math.exp(center), math.exp(center + reach)
    )


def _kept(hours: float) -> float:
    return max(float(f"{hours:.{KEPT_DIGITS}g}"), 0.1)


@dataclass(frozen=True)
class Bias:
    """By what factor one thing is larger than another: 1.2 is a fifth more; with its 80 % range."""

    factor: float
    low: float
    high: float
    n: int

    @property
    def may_be_none(self) -> bool:
        """Say whether no difference at all lies within the range."""
        return self.low <= 1 <= self.high


def bias(pairs: Sequence[tuple[float, float]]) -> Bias | None:
    """Return by what factor the first of each pair is larger than the second; none of fewer than two pairs.

    The geometric mean of the ratios with Student's interval of its logarithm, one pair a thing: pairs of one thing
    would be alike. Source: Sauro and Lewis (2010), as for task times; Bland and Altman (1999), of two methods.
    Raises ValueError for a value that is not above 0.
    """
    if not all(0 < one < math.inf and 0 < other < math.inf for one, other in pairs):
        raise ValueError("a ratio takes values above 0")
    if len(pairs) < 2:
        return None
    logs = [math.log(one / other) for one, other in pairs]
    mean, n = fmean(logs), len(logs)
    sd = math.sqrt(sum((log - mean) ** 2 for log in logs) / (n - 1))
    reach = student_reach(n - 1, 0.8) * sd / math.sqrt(n)
    return Bias(math.exp(mean), math.exp(mean - reach), math.exp(mean + reach), n)
