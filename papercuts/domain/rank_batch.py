"""The scores of very many paper cuts at once, from what is kept of their factors.

The same sum as `ranking.scores`, written for arrays: one by one, 100,000 take half a minute. A test holds the two
together. Arrays named after groups have one row for each group of segments, all others one for each paper cut.
"""

from collections.abc import Sequence
from math import factorial
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from papercuts.domain.rank_factors import SEGMENT_PRIOR_WEIGHT
from papercuts.domain.rank_known import ASSUMABLE, Rate
from papercuts.domain.ranking import MOSTLY, SECONDS_AN_HOUR

Array = NDArray[np.float64]
Groups = NDArray[np.int64]  # of each group, the place of its paper cut
HEAD, GROUP = 11, 10  # numbers in `rank_known.Known.packed`: before the groups, and of each group
SHIFT = 8  # from here the asymptotic series of polygamma is right to nine digits
LOG_MEAN, LOG_VARIANCE, LOG_K3, LOG_K4 = range(4)  # rows of cumulants


def scores(packed: Sequence[bytes], prior: Rate, rho: float) -> dict[str, list[Any]]:
    """Return the fields of `ranking.Scores`, each as a list with one value for each paper cut.

    packed: what `Known.packed` made. prior: a, b of Beta(a, b). rho: how alike people of one visit are, 0–1.
    """
    head, groups, owner = _read(packed)
    a, b = _rates(head, groups, owner, prior, rho)
    hit_mean, hit_square = a / (a + b), a * (a + 1) / ((a + b) * (a + b + 1))
    hit_logs = _beta_cumulants(a, b)
    each = head[:, 3:7] @ np.array([[1, 0], [0, 1], [1, 0], [0, 1]]) - [np.log(SECONDS_AN_HOUR), 0]
    lost = _total(groups[:, 0:2], (hit_mean, hit_square, hit_logs), owner, len(head))
    ranked = _total(groups[:, 2:4], (hit_mean, hit_square, hit_logs), owner, len(head))
    hours = _times(lost, each)
    payback = _times(ranked, each + np.column_stack([_log(head[:, 9]) - head[:, 7], head[:, 8]]))
    variances = _variances(groups, hit_logs, hit_mean, owner, head)
    return _columns(
        {
            "hit_mean": _mixed(groups[:, 0:2], hit_mean, owner, len(head)),
            "hours_lost_mean": hours[0],
            "hours_lost_sd": np.sqrt(np.maximum(hours[1] - hours[0] ** 2, 0)),
            **{f"hours_lost_q{u}": _quantile(hours[2], u / 100) for u in (10, 50, 90)},
            **{f"payback_q{u}": _quantile(payback[2], u / 100) for u in (10, 50, 90)},
        },
        payback[2],
        _is_mostly_assumed(head[:, 10], variances),
    )


Total = tuple[Array, Array, Array]  # mean, mean square, cumulants of the logarithm (4 rows)


def _read(packed: Sequence[bytes]) -> tuple[Array, Array, Groups]:
    """Return the heads, the groups, and the paper cut of each group."""
    numbers = np.frombuffer(b"".join(packed), dtype="<f8")
    sizes = np.array([len(one) // 8 for one in packed])
    starts = np.cumsum(sizes) - sizes
    n_groups = (sizes - HEAD) // GROUP
    owner = np.repeat(np.arange(len(packed)), n_groups)
    nth = np.arange(len(owner)) - np.repeat(np.cumsum(n_groups) - n_groups, n_groups)
    first = starts[owner] + HEAD + GROUP * nth
    return numbers[starts[:, None] + np.arange(HEAD)], numbers[first[:, None] + np.arange(GROUP)], owner


def _rates(head: Array, groups: Array, owner: Groups, prior: Rate, rho: float) -> tuple[Array, Array]:
    pooled = _posterior(head[:, 0:3], np.full((len(head), 2), prior), rho)
    scale = np.minimum(1, SEGMENT_PRIOR_WEIGHT / pooled.sum(axis=1))[:, None]
    own = _posterior(groups[:, 6:9], (pooled * scale)[owner], rho)
    chosen: Array = np.where(groups[:, 9:10] > 0, own, pooled[owner])
    return chosen[:, 0], chosen[:, 1]


def _posterior(counts: Array, prior: Array, rho: float) -> Array:
    hit, watched, squares = counts.T
    worth = 1 + (squares / np.maximum(watched, 1) - 1) * rho
    worth = np.where(watched > 0, worth, 1.0)
    posterior: Array = prior + np.column_stack([hit / worth, (watched - hit) / worth])
    return posterior


def _beta_cumulants(a: Array, b: Array) -> Array:
    rows = np.array([_polygamma(order, a) - _polygamma(order, a + b) for order in range(4)])
    mean, square = a / (a + b), a * (a + 1) / ((a + b) * (a + b + 1))
    variance = np.log(square / mean**2)
    plain = np.array([np.log(mean) - variance / 2, variance, np.zeros_like(a), np.zeros_like(a)])
    return np.where(a < 1, plain, rows)


def _polygamma(order: int, x: Array) -> Array:
    """Return `distributions.polygamma` for arrays, all shifted by the same number of steps."""
    steps: Array = sum((factorial(order) / (x + i) ** (order + 1) for i in range(SHIFT)), np.zeros_like(x))
    x = x + SHIFT
    first = factorial(order - 1) / x**order if order else -np.log(x)
    total = steps + first + factorial(order) / (2 * x ** (order + 1))
    for k, number in zip((2, 4, 6, 8), (1 / 6, -1 / 30, 1 / 42, -1 / 30), strict=True):
        total = total + number * factorial(k + order - 1) / factorial(k) / x ** (k + order)
    return total if order % 2 else -total


def _total(use: Array, hit: Total, owner: Groups, n: int) -> Total:
    """Return the performances that are hit, added up over the groups: `distributions.sum_of` for arrays."""
    mean, square = np.exp(use[:, 0] + use[:, 1] / 2), np.exp(2 * use[:, 0] + 2 * use[:, 1])
    logs = hit[2].copy()
    logs[LOG_MEAN] += use[:, 0]
    logs[LOG_VARIANCE] += use[:, 1]
    mean, square = mean * hit[0], square * hit[1]
    total = _added(owner, mean, n)
    share = _ratio(mean, total[owner])
    variance = np.log1p(_added(owner, share**2 * np.expm1(logs[LOG_VARIANCE]), n))
    bend = _log(hit[0]) - hit[2][LOG_MEAN] - hit[2][LOG_VARIANCE] / 2  # what is log-normal has none
    cumulants = np.array(
        [
            _log(total) - variance / 2 - _added(owner, share**3 * bend, n),
            variance,
            _added(owner, share**3 * logs[LOG_K3], n),
            _added(owner, share**4 * logs[LOG_K4], n),
        ]
    )
    return total, total**2 + _added(owner, square - mean**2, n), cumulants


def _times(total: Total, log: Array) -> Total:
    """Return a number times a log-normal one with this mean and variance of its logarithm."""
    mean, square, cumulants = total
    product = cumulants.copy()
    product[LOG_MEAN] += log[:, 0]
    product[LOG_VARIANCE] += log[:, 1]
    factor = np.exp(log[:, 0] + log[:, 1] / 2)
    return mean * factor, square * np.exp(2 * log[:, 0] + 2 * log[:, 1]), product


def _quantile(cumulants: Array, u: float) -> Array:
    """Return `distributions.cornish_fisher` for arrays."""
    m, v, k3, k4 = cumulants
    z = NormalDist().inv_cdf(u)
    skewness, kurtosis = k3 / v**1.5, k4 / v**2
    bend = (z**2 - 1) * skewness / 6 + (z**3 - 3 * z) * kurtosis / 24 - (2 * z**3 - 5 * z) * skewness**2 / 36
    limits: Array = np.exp(m + np.sqrt(v) * (z + bend))
    return limits


def _variances(groups: Array, hit_logs: Array, hit_mean: Array, owner: Groups, head: Array) -> Array:
    """Return what each factor that may be assumed has in the variance of ln(payback), and the whole: 6 rows."""
    log_variance = groups[:, 3] + hit_logs[LOG_VARIANCE]
    mean = np.exp(groups[:, 2] + groups[:, 3] / 2) * hit_mean
    n = len(head)
    raw = mean**2 * np.expm1(log_variance) / log_variance
    share = _ratio(mean, _added(owner, mean, n)[owner])
    whole = np.log1p(_added(owner, share**2 * np.expm1(log_variance), n))
    weight = raw * _ratio(whole, _added(owner, raw * log_variance, n))[owner]
    people, often = (_added(owner, weight * groups[:, column], n) for column in (4, 5))
    others = head[:, [4, 6, 8]].T
    return np.array([people, often, *others, whole + others.sum(axis=0)])


def _is_mostly_assumed(assumed: Array, variances: Array) -> NDArray[np.bool_]:
    flags = np.array([(assumed.astype(int) >> i) & 1 for i in range(len(ASSUMABLE))])
    mostly: NDArray[np.bool_] = (flags * variances[:-1]).sum(axis=0) > MOSTLY * variances[-1]
    has_guess: NDArray[np.bool_] = (flags[0] | flags[1]) > 0
    return mostly & has_guess


def _mixed(use: Array, hit_mean: Array, owner: Groups, n: int) -> Array:
    """Return the share who are hit over all groups; where nobody does the task, all groups count alike."""
    people = np.exp(use[:, 0] + use[:, 1] / 2)
    total = _added(owner, people, n)
    alike = 1 / _added(owner, np.ones_like(people), n)[owner]
    share = np.where(total[owner] > 0, _ratio(people, total[owner]), alike)
    return _added(owner, share * hit_mean, n)


def _added(owner: Groups, values: Array, n: int) -> Array:
    """Return the values of the groups added up, for each of n paper cuts."""
    totals: Array = np.bincount(owner, values, n).astype(np.float64)
    return totals


def _ratio(part: Array, whole: Array) -> Array:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _log(values: Array) -> Array:
    return np.log(values, out=np.full_like(values, -np.inf), where=values > 0)


def _columns(numbers: dict[str, Array], payback: Array, is_mostly_assumed: NDArray[np.bool_]) -> dict[str, list[Any]]:
    has_payback = np.isfinite(payback[LOG_MEAN])
    columns: dict[str, list[Any]] = {name: values.tolist() for name, values in numbers.items()}
    for name, row in (("score_m", LOG_MEAN), ("score_v", LOG_VARIANCE)):
        columns[name] = [
            value if known else None for value, known in zip(payback[row].tolist(), has_payback, strict=True)
        ]
    return columns | {"is_mostly_assumed": is_mostly_assumed.tolist()}
