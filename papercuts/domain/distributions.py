"""Numbers that are not known exactly: what they are on average, and between which limits.

A product of such numbers needs no simulation. The means of independent factors multiply, and the cumulants of
their logarithms add up; the Cornish–Fisher series turns those cumulants into limits, and two
numbers are added over a grid of both (`bench.limits` found them off by at most 2 %).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import Any

_NORMAL = NormalDist()
BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30)  # B2, B4, B6, B8
# Nodes and weights that integrate a polynomial up to degree 17 against the standard normal density exactly.
_HALF_NODES = (1.0232556637891326, 2.0768479786778302, 3.2054290028564703, 4.512745863399783)
_HALF_WEIGHTS = (0.24409750289493937, 0.04991640676521788, 0.0027891413212317692, 2.2345844007746584e-05)
HERMITE_NODES = (*(-z for z in reversed(_HALF_NODES)), 0.0, *_HALF_NODES)
HERMITE_WEIGHTS = (*reversed(_HALF_WEIGHTS), 0.40634920634920635, *_HALF_WEIGHTS)
FAR_ENOUGH = 8  # from here the asymptotic series is right to nine digits


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A number that is not known exactly and not negative.

    mean, mean_square: E[X] and E[X²], in the unit of X and its square.
    log_mean, log_variance, log_k3, log_k4: the first four cumulants of ln X. Zero has a log_mean of −∞.
    """

    mean: float
    mean_square: float
    log_mean: float
    log_variance: float
    log_k3: float = 0.0
    log_k4: float = 0.0

    def __mul__(self, other: "Uncertain") -> "Uncertain":
        """Return the product of two independent numbers, exact in all six fields."""
        return Uncertain(
            self.mean * other.mean,
            self.mean_square * other.mean_square,
            self.log_mean + other.log_mean,
            self.log_variance + other.log_variance,
            self.log_k3 + other.log_k3,
            self.log_k4 + other.log_k4,
        )

    @property
    def sd(self) -> float:
        """Return the standard deviation, in the unit of the number."""
        return math.sqrt(max(0.0, self.mean_square - self.mean**2))  # rounding may fall below zero

    def quantile(self, u: float) -> float:
        """Return the limit below which the number lies with the chance u (0–1)."""
        return cornish_fisher(self.log_mean, self.log_variance, self.log_k3, self.log_k4, u)

    @property
    def q10(self) -> float:
        """Return the lower limit of the 80 % range."""
        return self.quantile(0.1)

    @property
    def q50(self) -> float:
        """Return the median."""
        return self.quantile(0.5)

    @property
    def q90(self) -> float:
        """Return the upper limit of the 80 % range."""
        return self.quantile(0.9)

    def limits(self) -> tuple[float, float, float]:
        """Return the 80 % range and its middle: low, median, high."""
        return self.q10, self.q50, self.q90


def exactly(value: float) -> Uncertain:
    """Return a number without any doubt."""
    return Uncertain(value, value**2, math.log(value) if value else -math.inf, 0.0)


def log_normal(log_mean: float, log_variance: float) -> Uncertain:
    """Return a number whose logarithm is normal; its median is exp(log_mean)."""
    return Uncertain(
        mean=math.exp(log_mean + log_variance / 2),
        mean_square=math.exp(2 * log_mean + 2 * log_variance),
        log_mean=log_mean,
        log_variance=log_variance,
    )


@lru_cache(maxsize=16384)  # "2 of 5" is the same for every paper cut
def beta(a: float, b: float) -> Uncertain:
    """Return a share (0–1) that follows Beta(a, b); its log-cumulants are differences of polygamma functions.

    Below a = 1 the logarithm has a tail that no four cumulants describe: there it is the log-normal number of the same
    mean and variance, which takes the lower limit for larger than it is.
    """
    mean, mean_square = a / (a + b), a * (a + 1) / ((a + b) * (a + b + 1))
    if a < 1:
        log_variance = math.log(mean_square / mean**2)
        return log_normal(math.log(mean) - log_variance / 2, log_variance)
    return Uncertain(mean, mean_square, *(polygamma(order, a) - polygamma(order, a + b) for order in range(4)))


def sum_of(parts: Iterable[Uncertain]) -> Uncertain:
    """Return the sum of independent numbers: mean and variance exactly, the cumulants of its logarithm by quadrature.

    Source: as Schwartz and Yeh (1982) add log-normal powers two by two, here with the third and fourth cumulant too.
    """
    total = exactly(0.0)
    for part in parts:
        if part.mean:
            total = _added(total, part) if total.mean else part
    return total


@lru_cache(maxsize=4096)  # who does a task, and how often, is the same for all of its paper cuts
def _added(one: Uncertain, other: Uncertain) -> Uncertain:
    """Return the sum of two: the moments of its logarithm over a grid of both, 9 nodes of Gauss and Hermite each."""
    ones, others = ([math.exp(value) for value in _logs_at_nodes(part)] for part in (one, other))
    logs = [
        (w * v, math.log(x + y))
        for x, w in zip(ones, HERMITE_WEIGHTS, strict=True)
        for y, v in zip(others, HERMITE_WEIGHTS, strict=True)
    ]
    mean = sum(w * log for w, log in logs)
    square, cube, fourth = (sum(w * (log - mean) ** power for w, log in logs) for power in (2, 3, 4))
    return Uncertain(
        mean=one.mean + other.mean,
        mean_square=one.mean_square + other.mean_square + 2 * one.mean * other.mean,
        log_mean=mean,
        log_variance=square,
        log_k3=cube,
        log_k4=fourth - 3 * square**2,
    )


def _logs_at_nodes(part: Uncertain) -> list[float]:
    sd = math.sqrt(part.log_variance)
    if not sd:
        return [part.log_mean] * len(HERMITE_NODES)
    skewness, kurtosis = part.log_k3 / sd**3, part.log_k4 / sd**4
    return [part.log_mean + sd * bent(z, skewness, kurtosis) for z in HERMITE_NODES]


def cornish_fisher(m: float, v: float, k3: float, k4: float, u: float) -> float:
    """Return the u-quantile of a number from the cumulants of its logarithm: mean, variance, third, fourth.

    Source: Cornish and Fisher (1938), up to the fourth cumulant.
    """
    if v == 0:
        return math.exp(m)
    return math.exp(m + math.sqrt(v) * bent(_NORMAL.inv_cdf(u), k3 / v**1.5, k4 / v**2))


def bent(z: Any, skewness: Any, kurtosis: Any) -> Any:
    """Return the quantile of a standardized number where a normal one has z; numbers, or arrays of them."""
    bend = (z**2 - 1) * skewness / 6 + (z**3 - 3 * z) * kurtosis / 24
    return z + bend - (2 * z**3 - 5 * z) * skewness**2 / 36


def polygamma(order: int, x: float) -> float:
    """Return the derivative number order + 1 of ln Γ(x), for x > 0, right to nine digits up to order 3.

    Source: Abramowitz and Stegun (1964): recurrence 6.4.6 up to x ≥ 8, then the asymptotic series 6.4.11.
    """
    if x <= 0:
        raise ValueError("the polygamma functions are computed for positive numbers only")
    steps = 0.0
    while x < FAR_ENOUGH:
        steps += math.factorial(order) / x ** (order + 1)
        x += 1
    first = math.factorial(order - 1) / x**order if order else -math.log(x)
    second = math.factorial(order) / (2 * x ** (order + 1))
    others = (
        number * math.factorial(k + order - 1) / math.factorial(k) / x ** (k + order)
        for k, number in zip((2, 4, 6, 8), BERNOULLI, strict=True)
    )
    total = steps + first + second + sum(others)
    return total if order % 2 else -total


def beta_limits(a: float, b: float) -> tuple[float, float, float]:
    """Return low, median and high of a share that follows Beta(a, b): its 80 % range."""
    return beta_quantile(a, b, 0.1), beta_quantile(a, b, 0.5), beta_quantile(a, b, 0.9)


@lru_cache(maxsize=16384)
def beta_quantile(a: float, b: float, u: float) -> float:
    """Return the share (0–1) below which Beta(a, b) lies with the chance u, by bisection to 12 digits."""
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        if beta_cdf(a, b, middle) < u:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def beta_cdf(a: float, b: float, x: float) -> float:
    """Return the chance (0–1) that Beta(a, b) lies below x.

    Source: DLMF 8.17.22, a continued fraction of the incomplete Beta function, evaluated from its far end. It is
    quick below the mean; above it the mirrored distribution is asked.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_cdf(b, a, 1 - x)
    log_factor = math.lgamma(a + b) - math.lgamma(a + 1) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    fraction = 1.0
    for m in range(20 + int(math.sqrt(a + b)), 0, -1):
        fraction = 1 + m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)) / fraction
        fraction = 1 - (a + m - 1) * (a + b + m - 1) * x / ((a + 2 * m - 2) * (a + 2 * m - 1)) / fraction
    return math.exp(log_factor) / fraction


def student_reach(freedom: float, share: float) -> float:
    """Return t such that this share (0–1) of Student's distribution lies within −t … t.

    Source: freedom / (freedom + t²) follows Beta(freedom / 2, 1 / 2).
    """
    x = beta_quantile(freedom / 2, 0.5, 1 - share)
    return math.sqrt(freedom * (1 - x) / x)
