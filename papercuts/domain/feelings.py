"""Means of what people felt, with ranges that know that people at one visit are alike.

Each visit is a cluster: its total y of m entries. The mean is Σy / Σm, its variance that of a ratio of cluster totals
(Cochran 1977, *Sampling Techniques*, §9A.3), its range Student's with one degree of freedom less than there are visits.
Few visits that happen to agree know little of how visits differ; so the spread between visits is drawn towards that of
its scale with the weight of one visit (the conjugate prior of a variance, Gelman et al. 2013, *Bayesian Data
Analysis*, §2.6). Two means are compared by Welch (1947): the range of their difference, at 95 %.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from papercuts.domain.distributions import student_reach

RANGE, SURE = 0.8, 0.95  # of a shown range, and of a change that is more than chance
_PRIOR_VISITS = 1

Entry = tuple[int, float]  # the visit, and what somebody felt there


@dataclass(frozen=True)
class Scale:
    """The smallest and the largest answer, and how far answers usually lie apart (a standard deviation)."""

    bottom: float
    top: float
    spread: float

    def held(self, value: float) -> float:
        """Return a value, or the end of the scale that it is beyond."""
        return min(max(value, self.bottom), self.top)


# a quarter of the scale; of yes and no the most that there can be
MOOD, APPLAUSE, RATING, SHARE = Scale(-2, 2, 1), Scale(0, 3, 0.75), Scale(0, 10, 2.5), Scale(0, 1, 0.5)


@dataclass(frozen=True)
class Mean:
    """A mean of entries at visits, with its 80 % range within the scale."""

    mean: float
    low: float
    high: float
    n: int
    n_visits: int
    variance: float  # of the mean
    freedom: float


@dataclass(frozen=True)
class Change:
    """By how much a later mean differs from an earlier one, and where the difference lies with 95 %."""

    before: Mean
    after: Mean
    low: float
    high: float

    @property
    def by(self) -> float:
        """Return the later mean less the earlier one."""
        return self.after.mean - self.before.mean

    @property
    def is_sure(self) -> bool:
        """Say whether no difference at all lies outside of the range."""
        return self.low > 0 or self.high < 0


def mean(entries: Iterable[Entry], scale: Scale) -> Mean | None:
    """Return the mean of what was felt, with its range; none of no entry."""
    totals: dict[int, list[float]] = defaultdict(lambda: [0.0, 0])
    for visit, value in entries:
        totals[visit][0] += value
        totals[visit][1] += 1
    if not totals:
        return None
    n_visits, n = len(totals), sum(int(m) for _, m in totals.values())
    middle = sum(y for y, _ in totals.values()) / n
    squares = sum((y - m * middle) ** 2 for y, m in totals.values())
    prior = scale.spread**2 * n**2 / n_visits**2  # of the total of a visit of usual size
    freedom = n_visits - 1 + _PRIOR_VISITS
    variance = (squares + _PRIOR_VISITS * prior) / freedom * n_visits / n**2
    reach = student_reach(freedom, RANGE) * math.sqrt(variance)
    return Mean(middle, scale.held(middle - reach), scale.held(middle + reach), n, n_visits, variance, freedom)


def change(before: Mean, after: Mean) -> Change:
    """Return how two means of different visits differ.

    The degrees of freedom are those of Welch and Satterthwaite.
    """
    parts = (before.variance**2 / before.freedom, after.variance**2 / after.freedom)
    variance = before.variance + after.variance
    freedom = variance**2 / sum(parts)
    reach = student_reach(freedom, SURE) * math.sqrt(variance)
    by = after.mean - before.mean
    return Change(before, after, by - reach, by + reach)
