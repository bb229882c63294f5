"""The scores of very many paper cuts at once, from what is kept of their factors.

The same sum as `ranking.scores`, written for arrays: one by one, 100,000 take half a minute. A test holds the two
together. Arrays named after groups have one row for each group of segments, all others one for each paper cut.
"""

from collections.abc import Sequence
from math import factorial
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from papercuts.domain.distributions import BERNOULLI, FAR_ENOUGH, HERMITE_NODES, HERMITE_WEIGHTS, bent
from papercuts.domain.rank_factors import SEGMENT_PRIOR_WEIGHT
from papercuts.domain.rank_known import ASSUMABLE, GROUP, HEAD, Rate
from papercuts.domain.ranking import MOSTLY, SECONDS_AN_HOUR

Array = NDArray[np.float64]
Groups = NDArray[np.int64]  # of each group, the place of its paper cut
LOG_MEAN, LOG_VARIANCE, LOG_K3, LOG_K4 = range(4)  # rows of cumulants


def scores(packed: Sequence[bytes], prior: Rate, rho: float) -> dict[str, list[Any]]:
    """Return the fields of `ranking.Scores`, each as a list with one value for each paper cut.

    packed: what `Known.packed` made. prior: a, b of Beta(a, b). rho: how alike people of one visit are, 0–1.
    """
    head, groups, owner = _read(packed)
    a, b = _rates(head, groups, owner, prior, rho)
    hit = Total(a / (a + b), a * (a + 1) / ((a + b) * (a + b + 1)), _beta_cumulants(a, b))
    plain, weighed = groups[:, 0:6], groups[:, 6:12]
    parts, weighted = (_product(_use(numbers), hit) for numbers in (plain, weighed))
    each = head[:, 3:7] @ np.array([[1, 0], [0, 1], [1, 0], [0, 1]]) - [np.log(SECONDS_AN_HOUR), 0]
    ranked = _total(weighted, owner, len(head))
    performances = ranked if np.array_equal(plain, weighed) else _total(parts, owner, len(head))
    hours = _times(performances, each)
    payback = _times(ranked, each + np.column_stack([_log(head[:, 9]) - head[:, 7], head[:, 8]]))
    variances = _variances(groups[:, 12:14], weighted, ranked, owner, head)
    return _columns(
        {
            "hit_mean": _mixed(groups[:, 0], hit.mean, owner, len(head)),
            "hours_lost_mean": hours.mean,
            "hours_lost_sd": np.sqrt(np.maximum(hours.square - hours.mean**2, 0)),
            **{f"hours_lost_q{u}": _quantile(hours.logs, u / 100) for u in (10, 50, 90)},
            **{f"payback_q{u}": _quantile(payback.logs, u / 100) for u in (10, 50, 90)},
        },
        payback.logs,
        _is_mostly_assumed(head[:, 10], variances),
    )


def middles(packed: Sequence[bytes], prior: Rate, rho: float) -> dict[str, float]:
    """Return the median of ln x of each factor x over a list, as `comparison.differences_in` compares with them.

    Arguments as of `scores`; the factors are means. One that is 0 for half of the list is −∞.
    """
    head, groups, owner = _read(packed)
    a, b = _rates(head, groups, owner, prior, rho)
    rate, n = a / (a + b), len(head)
    hit, ranked = (_added(owner, groups[:, column] * rate, n) for column in (0, 6))
    logs = {
        "performances": _log(_added(owner, groups[:, 0], n)),
        "hit rate": _log(_mixed(groups[:, 0], rate, owner, n)),
        "occurrences": head[:, 3] + head[:, 4] / 2,
        "seconds": head[:, 5] + head[:, 6] / 2,
        "effort": head[:, 7] + head[:, 8] / 2,
        "fix removes": _log(head[:, 9]),
        "weight": _log(np.divide(ranked, hit, out=np.ones_like(hit), where=hit > 0)),
    }
    return {name: float(np.median(values)) for name, values in logs.items()}


class Total(NamedTuple):
    """Uncertain numbers: `distributions.Uncertain` for arrays."""

    mean: Array
    square: Array  # mean of the square
    logs: Array  # cumulants of the logarithm, 4 rows


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
    counts = groups[:, 14:17]
    hit = counts[:, 0] / _worth(counts, rho)
    least = np.maximum(SEGMENT_PRIOR_WEIGHT / pooled.sum(axis=1)[owner], (1 - hit) / pooled[owner, 0])
    own = _posterior(counts, pooled[owner] * np.minimum(1, least)[:, None], rho)
    chosen: Array = np.where(groups[:, 17:18] > 0, own, pooled[owner])
    return chosen[:, 0], chosen[:, 1]


def _posterior(counts: Array, prior: Array, rho: float) -> Array:
    hit, watched, _ = counts.T
    worth = _worth(counts, rho)
    posterior: Array = prior + np.column_stack([hit / worth, (watched - hit) / worth])
    return posterior


def _worth(counts: Array, rho: float) -> Array:
    """Return `rank_factors.design_effect` for arrays."""
    _, watched, squares = counts.T
    effect: Array = np.where(watched > 0, 1 + (squares / np.maximum(watched, 1) - 1) * rho, 1.0)
    return effect


def _beta_cumulants(a: Array, b: Array) -> Array:
    rows = np.array([_polygamma(order, a) - _polygamma(order, a + b) for order in range(4)])
    mean, square = a / (a + b), a * (a + 1) / ((a + b) * (a + b + 1))
    variance = np.log(square / mean**2)
    plain = np.array([np.log(mean) - variance / 2, variance, np.zeros_like(a), np.zeros_like(a)])
    return np.where(a < 1, plain, rows)


def _polygamma(order: int, x: Array) -> Array:
    """Return `distributions.polygamma` for arrays, all shifted by the same number of steps."""
    steps: Array = sum((factorial(order) / (x + i) ** (order + 1) for i in range(FAR_ENOUGH)), np.zeros_like(x))
    x = x + FAR_ENOUGH
    first = factorial(order - 1) / x**order if order else -np.log(x)
    total = steps + first + factorial(order) / (2 * x ** (order + 1))
    for k, number in zip((2, 4, 6, 8), BERNOULLI, strict=True):
        total = total + number * factorial(k + order - 1) / factorial(k) / x ** (k + order)
    return total if order % 2 else -total


def _use(numbers: Array) -> Total:
    return Total(numbers[:, 0], numbers[:, 1], numbers[:, 2:6].T)


def _product(one: Total, other: Total) -> Total:
    return Total(one.mean * other.mean, one.square * other.square, one.logs + other.logs)


def _total(parts: Total, owner: Groups, n: int) -> Total:
    """Return the groups of each paper cut added up, one after the other: `distributions.sum_of` for arrays."""
    total = Total(np.zeros(n), np.zeros(n), np.vstack([np.full(n, -np.inf), np.zeros((3, n))]))
    nth = np.arange(len(owner)) - np.searchsorted(owner, owner)
    for place in range(int(nth.max(initial=-1)) + 1):
        rows = np.flatnonzero((nth == place) & (parts.mean > 0))
        alone, pairs = (rows[chosen] for chosen in (total.mean[owner[rows]] == 0, total.mean[owner[rows]] > 0))
        both = _added_up(_at(total, owner[pairs]), _at(parts, pairs)) if len(pairs) else None
        for chosen, found in ((alone, _at(parts, alone)), (pairs, both)):
            if found is not None:
                total.mean[owner[chosen]], total.square[owner[chosen]] = found.mean, found.square
                total.logs[:, owner[chosen]] = found.logs
    return total


def _at(total: Total, rows: Groups) -> Total:
    return Total(total.mean[rows], total.square[rows], total.logs[:, rows])


def _added_up(one: Total, other: Total) -> Total:
    """Return sums of two, over a grid of both: axes are the nodes of one, of the other, and the paper cuts."""
    grid = np.log(_at_nodes(one)[:, None, :] + _at_nodes(other)[None, :, :])
    weights = np.outer(HERMITE_WEIGHTS, HERMITE_WEIGHTS)
    mean = np.einsum("ij,ijn->n", weights, grid)
    away = grid - mean
    squared = away * away  # products: a power of an array takes ten times as long
    square, cube, fourth = (
        np.einsum("ij,ijn->n", weights, power) for power in (squared, squared * away, squared * squared)
    )
    moments = one.square + other.square + 2 * one.mean * other.mean
    return Total(one.mean + other.mean, moments, np.array([mean, square, cube, fourth - 3 * square**2]))


def _at_nodes(total: Total) -> Array:
    """Return the numbers at the nodes of Gauss and Hermite, one row for each."""
    m, v, k3, k4 = total.logs
    sd = np.sqrt(v)
    z = np.array(HERMITE_NODES)[:, None]
    values: Array = np.exp(m + sd * bent(z, k3 / sd**3, k4 / sd**4))
    return values


def _times(total: Total, log: Array) -> Total:
    """Return numbers times log-normal ones with this mean and variance of their logarithm."""
    logs = total.logs.copy()
    logs[LOG_MEAN] += log[:, 0]
    logs[LOG_VARIANCE] += log[:, 1]
    factor = np.exp(log[:, 0] + log[:, 1] / 2)
    return Total(total.mean * factor, total.square * np.exp(2 * log[:, 0] + 2 * log[:, 1]), logs)


def _quantile(cumulants: Array, u: float) -> Array:
    """Return `distributions.cornish_fisher` for arrays."""
    m, v, k3, k4 = cumulants
    limits: Array = np.exp(m + np.sqrt(v) * bent(NormalDist().inv_cdf(u), k3 / v**1.5, k4 / v**2))
    return limits


def _variances(of_use: Array, parts: Total, whole: Total, owner: Groups, head: Array) -> Array:
    """Return what each factor that may be assumed has in the variance of ln(payback), and the whole: 6 rows.

    of_use: what people and frequency have in the variance of each group's performances, two columns.
    """
    n, variance = len(head), parts.logs[LOG_VARIANCE]
    raw = parts.mean**2 * np.expm1(variance) / variance
    weight = raw * _ratio(whole.logs[LOG_VARIANCE], _added(owner, raw * variance, n))[owner]
    people, often = (_added(owner, weight * column, n) for column in of_use.T)
    others = head[:, [4, 6, 8]].T
    return np.array([people, often, *others, whole.logs[LOG_VARIANCE] + others.sum(axis=0)])


def _is_mostly_assumed(assumed: Array, variances: Array) -> NDArray[np.bool_]:
    flags = np.array([(assumed.astype(int) >> i) & 1 for i in range(len(ASSUMABLE))])
    mostly: NDArray[np.bool_] = (flags * variances[:-1]).sum(axis=0) > MOSTLY * variances[-1]
    has_guess: NDArray[np.bool_] = (flags[0] | flags[1]) > 0
    return mostly & has_guess


def _mixed(people: Array, hit_mean: Array, owner: Groups, n: int) -> Array:
    """Return the share who are hit over all groups; where nobody does the task, all groups count alike."""
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
