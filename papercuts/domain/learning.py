"""What all paper cuts together teach: how alike people at one visit are, and how often a paper cut hits at all.

Both are defaults until there is enough to learn from. Nothing here looks at one paper cut alone.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from papercuts.domain.rank_inputs import HIT_PRIOR, RHO

VISITS_MIN, WATCHED_TOGETHER_MIN = 8, 2.0  # visits, and people watched at a task at one of them, to learn rho from
RHO_MAX, RHO_WEIGHT = 0.6, 10  # the default is worth so many visits

CUTS_MIN, WATCHED_MIN = 20, 3  # paper cuts, and people watched of each, to learn the prior from
A_RANGE, WEIGHT_RANGE = (0.5, 3.0), (2.0, 12.0)  # of a, and of a + b
B_MIN = 0.25
PENALTY_SD = 0.5  # of ln a, and of ln((a + b) / 4)
DIGITS = 3  # kept of what was learnt, so that the page shows the very value in force

MEAN_MOVED, WEIGHT_MOVED, RHO_MOVED = 0.01, 1.1, 0.02  # what moved less changes no rank worth the unrest

Prior = tuple[float, float]


@dataclass(frozen=True)
class Scatter:
    """Sums over all paper cuts for a one-way analysis of variance; the groups are the visits of each.

    k and n are people hit and watched at a visit, K and N the same of a paper cut over its visits.
    """

    n_visits: int  # at which anything was watched
    watched_together: float  # people watched at a task at one of them, in the mean
    between: float = 0.0  # Σ (Σ k²/n − K²/N)
    between_freedom: float = 0.0  # Σ (visits − 1)
    within: float = 0.0  # Σ (K − Σ k²/n)
    within_freedom: float = 0.0  # Σ (N − visits)
    group_sizes: float = 0.0  # Σ (N − Σ n²/N)


@dataclass(frozen=True)
class Learnt:
    """What is in force, and from how much it was learnt."""

    rho: float
    prior: Prior
    has_rho: bool  # learnt, not the default
    has_prior: bool
    n_visits: int
    watched_together: float
    n_cuts: int  # that were watched enough to learn the prior from


def learn(scatter: Scatter, counts: Mapping[tuple[int, int], int]) -> Learnt:
    """Return what the visits teach; the defaults where there is too little.

    counts: how many paper cuts were hit by k of n people watched, by (k, n); those with fewer than three are left out.
    """
    enough = {kn: number for kn, number in counts.items() if kn[1] >= WATCHED_MIN and kn[0] >= 1}
    n_cuts = sum(enough.values())
    rho = likeness(scatter)
    prior = fit_prior(enough) if n_cuts >= CUTS_MIN else None
    return Learnt(
        rho=round(shrunk(rho, scatter.n_visits), DIGITS) if rho is not None else RHO,
        prior=prior or HIT_PRIOR,
        has_rho=rho is not None,
        has_prior=prior is not None,
        n_visits=scatter.n_visits,
        watched_together=scatter.watched_together,
        n_cuts=n_cuts,
    )


def likeness(scatter: Scatter) -> float | None:
    """Return how alike people of one visit are (0–0.6), the intra-class correlation; None when too little was seen.

    Source: one-way analysis of variance, Fleiss (1981), Statistical Methods for Rates and Proportions, pooled over
    paper cuts: (MSB − MSW) / (MSB + (m₀ − 1) MSW), m₀ the size of a visit corrected for unequal ones.
    """
    too_few = scatter.n_visits < VISITS_MIN or scatter.watched_together < WATCHED_TOGETHER_MIN
    if too_few or scatter.between_freedom <= 0 or scatter.within_freedom <= 0:
        return None
    between, within = scatter.between / scatter.between_freedom, scatter.within / scatter.within_freedom
    whole = between + (scatter.group_sizes / scatter.between_freedom - 1) * within
    return min(max((between - within) / whole, 0.0), RHO_MAX) if whole > 0 else None


def shrunk(rho: float, n_visits: int) -> float:
    """Return a likeness drawn towards the default, which is worth ten visits."""
    return (RHO_WEIGHT * RHO + n_visits * rho) / (RHO_WEIGHT + n_visits)


def fit_prior(counts: Mapping[tuple[int, int], int]) -> Prior:
    """Return a, b of the Beta distribution that paper cuts' hit rates follow, of which only those hit once are seen.

    Maximum of the zero-truncated beta-binomial likelihood with a normal penalty on ln a and ln((a + b) / 4), sd .5,
    within .5 ≤ a ≤ 3, b ≥ .25 and 2 ≤ a + b ≤ 12.
    """

    def worth(log_a: float, log_weight: float) -> float:
        a, weight = math.exp(log_a), math.exp(log_weight)
        if weight - a < B_MIN:
            return -math.inf
        penalty = (log_a / PENALTY_SD) ** 2 + (math.log(weight / 4) / PENALTY_SD) ** 2
        return sum(number * log_chance(k, n, a, weight - a) for (k, n), number in counts.items()) - penalty / 2

    log_a, log_weight = _highest(worth, (_logs(A_RANGE), _logs(WEIGHT_RANGE)))
    a = round(math.exp(log_a), DIGITS)
    return a, round(math.exp(log_weight) - a, DIGITS)


def log_chance(k: int, n: int, a: float, b: float) -> float:
    """Return ln of the chance that k ≥ 1 of n are hit, when the rate follows Beta(a, b) and one at least is hit."""
    chance = _log_binomial(n, k) + _log_beta(k + a, n - k + b) - _log_beta(a, b)
    return chance - math.log1p(-math.exp(_log_beta(a, n + b) - _log_beta(a, b)))


def has_moved(before: tuple[float, Prior], after: tuple[float, Prior]) -> bool:
    """Say whether rho or the prior changed so much that the order may."""
    (rho, prior), (new_rho, new_prior) = before, after
    weight, new_weight = sum(prior), sum(new_prior)
    return (
        abs(rho - new_rho) > RHO_MOVED
        or abs(prior[0] / weight - new_prior[0] / new_weight) > MEAN_MOVED
        or max(weight / new_weight, new_weight / weight) > WEIGHT_MOVED
    )


def _highest(
    worth: Callable[[float, float], float], box: tuple[tuple[float, float], tuple[float, float]]
) -> tuple[float, float]:
    """Return where in a box a smooth function with one hill is highest: by ever finer grids around the best."""
    (low_x, high_x), (low_y, high_y) = box
    x, y = (low_x + high_x) / 2, (low_y + high_y) / 2
    step_x, step_y = (high_x - low_x) / 4, (high_y - low_y) / 4
    while step_x > 1e-5:
        around = [
            (min(max(x + i * step_x, low_x), high_x), min(max(y + j * step_y, low_y), high_y))
            for i in (-2, -1, 0, 1, 2)
            for j in (-2, -1, 0, 1, 2)
        ]
        x, y = max(around, key=lambda at: worth(*at))
        step_x, step_y = step_x / 2, step_y / 2
    return x, y


def _logs(limits: tuple[float, float]) -> tuple[float, float]:
    return math.log(limits[0]), math.log(limits[1])


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _log_binomial(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
