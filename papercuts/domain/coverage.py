"""How much of what people run into has been seen: coverage, what is unseen at least, what more watching would show.

Terms of the literature: a unit is one participant at a visit, watched at the task; Q_j is how many paper cuts were
met in exactly j units. The number of those unseen is a lower limit, and the interval around it is too narrow;
coverage and the near future are not (docs/coverage.md has the figures).
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

MIN_UNITS, MIN_SEEN = 3, 5  # below either it is too early to say
LOWEST_P = 0.01  # Lewis: an adjusted p is never below
LEVEL, LEVEL_MIN, LEVEL_MAX = 0.8, 0.5, 0.999  # of the ranges, and which can be asked for
_Z_80 = NormalDist().inv_cdf(0.9)
_MANY = 10_000  # above this mean a Poisson number is as good as normal


@dataclass(frozen=True)
class Forecast:
    """What watching so many more units would show."""

    more: int
    new: float  # paper cuts, expected
    low: int | None  # ends of its range; none beyond as many units again as were watched
    high: int | None
    coverage: float | None  # then


@dataclass(frozen=True)
class Incidence:
    """In how many of the units that were watched each paper cut was met.

    units: T. frequencies: how many paper cuts were met in exactly j units, by j from 1 to T.
    """

    units: int
    frequencies: Mapping[int, int]

    def __post_init__(self) -> None:
        """Refuse what nobody can have met."""
        if self.units < 0 or any(not 1 <= j <= self.units for j in self.frequencies):
            raise ValueError("a paper cut can be met in no fewer than 0 and no more units than were watched")

    @classmethod
    def of_counts(cls, units: int, counts: Iterable[int]) -> "Incidence":
        """Return it from how many units met each paper cut; those that nobody met are not seen yet.

        Raises ValueError when a count is negative, or more than were watched.
        """
        frequencies = Counter(counts)
        frequencies.pop(0, None)
        return cls(units, dict(sorted(frequencies.items())))

    @classmethod
    def of_matrix(cls, rows: Sequence[Sequence[int]]) -> "Incidence":
        """Return it from a matrix of 0 and 1, one row a unit, one column a paper cut."""
        return cls.of_counts(len(rows), (sum(column) for column in zip(*rows, strict=True)))

    @cached_property
    def seen(self) -> int:
        """Return S, how many different paper cuts were met."""
        return sum(self.frequencies.values())

    @cached_property
    def uses(self) -> int:
        """Return U, the ones in the matrix: each paper cut once for each unit that met it."""
        return sum(j * n for j, n in self.frequencies.items())

    @property
    def q1(self) -> int:
        """Return how many were met in one unit only."""
        return self.frequencies.get(1, 0)

    @property
    def q2(self) -> int:
        """Return how many were met in two units."""
        return self.frequencies.get(2, 0)

    @property
    def is_too_early(self) -> bool:
        """Say whether there is too little to say anything."""
        return self.units < MIN_UNITS or self.seen < MIN_SEEN

    @property
    def missing(self) -> tuple[int, int]:
        """Return how many units and paper cuts it takes at least until something can be said."""
        return max(0, MIN_UNITS - self.units), max(0, MIN_SEEN - self.seen)

    @property
    def _a(self) -> float:
        return (self.units - 1) / self.units if self.units else 0.0

    @property
    def coverage(self) -> float | None:
        """Return the share (0–1) of all meetings with paper cuts that those seen account for.

        It is the chance that what slows the next person is on the list. None before the second unit, or when
        nothing was met. Source: Chao and Jost (2012), the improved estimator of Good and Turing for incidence data.
        """
        if self.units < 2 or not self.uses:
            return None
        q1, q2 = (self.q1, self.q2) if self.q2 else (max(self.q1 - 1, 0), 1)
        part = (self.units - 1) * q1
        return 1 - self.q1 / self.uses * part / (part + 2 * q2)

    @property
    def unseen_classic(self) -> float:
        """Return Chao2's lower limit of the paper cuts nobody met yet (Chao 1987; at Q2 = 0 the form of iNEXT)."""
        q1 = self.q1
        return self._a * (q1 * q1 / (2 * self.q2) if self.q2 else q1 * (q1 - 1) / 2)

    @property
    def unseen(self) -> float:
        """Return the same with the bias correction of Chao (2005): the one all pages use."""
        return self._a * (self.q1 * (self.q1 - 1)) / (2 * (self.q2 + 1))  # whole numbers first: no -0.0 at Q1 = 0

    @property
    def total_at_least(self) -> int:
        """Return the lower limit of all there are, seen and unseen."""
        return math.ceil(self.seen + self.unseen - 1e-9)  # 25.000000000000004 are 25

    @property
    def has_sign_of_more(self) -> bool:
        """Say whether anything speaks for more than was met; one that was met in one unit only does not."""
        return self.unseen > 0

    @property
    def unseen_variance(self) -> float:
        """Return the variance of `unseen` (Chao 2005)."""
        a, q1, q2 = self._a, self.q1, self.q2
        first = a * q1 * (q1 - 1) / (2 * (q2 + 1))
        second = a * a * q1 * (2 * q1 - 1) ** 2 / (4 * (q2 + 1) ** 2)
        third = a * a * q1 * q1 * q2 * (q1 - 1) ** 2 / (4 * (q2 + 1) ** 4)
        return first + second + third

    def unseen_limits(self, z: float = _Z_80) -> tuple[float, float]:
        """Return the ends of the log-transformed interval of `unseen` (Chao 1987); z: 1.28 is 80 %.

        Both are 0 where nothing speaks for more. It covers the true number too seldom: use it for forecasts only.
        """
        if not self.unseen:
            return 0.0, 0.0
        factor = math.exp(z * math.sqrt(math.log1p(self.unseen_variance / self.unseen**2)))
        return self.unseen / factor, self.unseen * factor

    @property
    def lewis_p(self) -> float | None:
        """Return the adjusted mean chance that one person meets one paper cut; None when nothing was met.

        Half of the Good–Turing discount and half of the normalised estimate, never below .01. Source: Lewis (2001),
        Evaluation of procedures for adjusting problem-discovery rates estimated from small samples.
        """
        if not self.seen:
            return None
        mean = self.uses / (self.units * self.seen)
        discounted = mean / (1 + self.q1 / self.seen)
        normalised = (mean - 1 / self.units) * (1 - 1 / self.units)
        return max(LOWEST_P, (discounted + normalised) / 2)

    def seen_after(self, units: int) -> float:
        """Return how many different ones a random choice of so many of the units has met on average (0 to T).

        Source: Colwell et al. (2012), sample-based rarefaction.
        """
        if not 0 <= units <= self.units:
            raise ValueError("only as many units as were watched can be chosen")
        return self.seen - sum(n * self._all_miss(j, units) for j, n in self.frequencies.items())

    def _all_miss(self, j: int, units: int) -> float:
        """Return the chance that so many of the units are none of the j that met it."""
        rest = self.units - j
        if units > rest:
            return 0.0
        ways = math.lgamma(rest + 1) - math.lgamma(rest - units + 1)
        return math.exp(ways - math.lgamma(self.units + 1) + math.lgamma(self.units - units + 1))

    def expected_new(self, more: int) -> float | None:
        """Return how many new paper cuts so many more units should show; None before the second unit."""
        return None if self.units < 2 else extrapolated(self.units, self.q1, self.unseen, more)

    def coverage_after(self, more: int) -> float | None:
        """Return what the coverage should be after so many more units; never below what it is."""
        if self.coverage is None or not more:
            return self.coverage
        return max(
            self.coverage, 1 - self.q1 / self.uses * (1 - _chance(self.units, self.q1, self.unseen)) ** (more + 1)
        )

    def forecast(self, more: int, level: float = LEVEL) -> Forecast | None:
        """Return what so many more units would show, with a prediction range; None before the second unit.

        The range: the limits of `unseen` are put through the extrapolation, then the quantiles of a Poisson number
        with those means, at 80 % the 10 % and 90 % ones. In simulated studies that one holds in 87 to 94 % of them.
        Raises ValueError unless the level is one of .5 to .999.
        """
        new = self.expected_new(more)
        if new is None:
            return None
        low = high = None
        if more <= self.units:
            means = [extrapolated(self.units, self.q1, unseen, more) for unseen in self.unseen_limits(reach(level))]
            tail = (1 - level) / 2
            low, high = poisson_quantile(means[0], tail), poisson_quantile(means[1], 1 - tail)
        return Forecast(more, new, low, high, self.coverage_after(more))


def reach(level: float) -> float:
    """Return how many standard deviations a normal range of this level reaches to either side: 1.28 at .8.

    Raises ValueError unless the level is one of .5 to .999.
    """
    if not LEVEL_MIN <= level <= LEVEL_MAX:  # false for what is no number, too
        raise ValueError(f"A level lies between {LEVEL_MIN:g} and {LEVEL_MAX:g}")
    return NormalDist().inv_cdf((1 + level) / 2)


def extrapolated(units: int, q1: int, unseen: float, more: int) -> float:
    """Return how many of the unseen paper cuts so many more units should show.

    Source: Colwell et al. (2012), Models and estimators linking individual-based and sample-based rarefaction.
    """
    chance = _chance(units, q1, unseen)
    return unseen * -math.expm1(more * math.log1p(-chance)) if unseen and chance < 1 else 0.0


def _chance(units: int, q1: int, unseen: float) -> float:
    """Return the chance that the next unit meets a paper cut that is still unseen."""
    return q1 / (units * unseen + q1) if q1 else 1.0


def poisson_quantile(mean: float, share: float) -> int:
    """Return the smallest whole number that a Poisson number does not exceed with at least this chance (0–1)."""
    if mean > _MANY:
        z = NormalDist().inv_cdf(share)
        return max(0, math.ceil(mean + z * math.sqrt(mean) + (z * z - 1) / 6 - 0.5))
    number = max(0, math.floor(mean - 10 * math.sqrt(mean)))  # below it there is nothing to speak of
    term = math.exp(number * math.log(mean) - mean - math.lgamma(number + 1)) if mean else 1.0
    total = term
    while total < share:
        number += 1
        term *= mean / number
        total += term
    return number


def discovered(p: float, units: int) -> float:
    """Return the chance that something which hits a share p (0–1) of the people is met by one of so many.

    Source: Lewis (1982), Virzi (1992); Nielsen and Landauer (1993) with p = .31.
    """
    return 1 - (1 - p) ** units


def units_needed(p: float, goal: float) -> int:
    """Return how many to watch until something that hits a share p of the people was met with the chance `goal`.

    Raises ValueError unless both lie between 0 and 1.
    """
    if not (0 < p < 1 and 0 < goal < 1):
        raise ValueError("a share and a goal lie between 0 and 1")
    return math.ceil(math.log1p(-goal) / math.log1p(-p) - 1e-9)
