"""What a fix has really given back: the hours lost before, with the seconds measured after.

    hours realised = people × times a year × share who are hit × occurrences × (seconds before − seconds after) ÷ 3600
                   = hours lost before × (1 − seconds after ÷ seconds before)

*Seconds after* is the plain mean over everybody who was looked at with the fix: 0 for whom it is gone. It is not drawn
towards anything, so that over many fixes the totals are right. All else is as it was before the fix, with its doubt:
people, times, share and occurrences are not counted anew, so that an error in them is in what was predicted, too.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist, fmean

import numpy as np
from numpy.typing import NDArray

from papercuts.domain.limits import Outcome
from papercuts.domain.rank_factors import TIMES_SPREAD, design_effect, log_normal_mean_of_seconds, shrink_times
from papercuts.domain.rank_inputs import RHO, Counts, VisitCount
from papercuts.domain.totals import NOTHING, Hours, of_moments

Array = NDArray[np.float64]
Cluster = tuple[int, int]  # people looked at together, and those of them who still lose time

# What is left of the seconds before where nobody timed it: half of them where it is better (between none and all), all
# of them where it is still there, half of them more where it is worse.
LEFT = {Outcome.GONE: 0.0, Outcome.BETTER: 0.5, Outcome.STILL_THERE: 1.0, Outcome.WORSE: 1.5}
AS_BEFORE_WEIGHT = 0.25  # of timed people that "as long as before" is worth to the range of the seconds after
_NORMAL = NormalDist()
_Z10 = _NORMAL.inv_cdf(0.1)


@dataclass(frozen=True, slots=True)
class Before:
    """What a paper cut cost before its fix, by the model."""

    lost: Hours  # a year
    middle: float  # the median of the hours lost
    seconds: tuple[float, float]  # mean and variance of ln(mean seconds lost each time)

    @property
    def mean_seconds(self) -> float:
        """Return the mean seconds lost each time, as it enters the hours."""
        return math.exp(self.seconds[0] + self.seconds[1] / 2)


@dataclass(frozen=True, slots=True)
class Found:
    """What one person loses each time with the fix; an outcome of `LEFT`."""

    visit: int  # any key; it only says who was at the same visit
    outcome: Outcome
    seconds: float | None = None  # as measured; what is gone takes none

    @property
    def is_assumed(self) -> bool:
        """Say whether it takes time still, and nobody measured how much."""
        return self.outcome is not Outcome.GONE and self.seconds is None

    def left(self, seconds_before: float) -> float:
        """Return the seconds that are left of those lost before."""
        if self.outcome is Outcome.GONE:
            return 0.0
        return LEFT[self.outcome] * seconds_before if self.seconds is None else self.seconds


def seconds_after(before: Before, found: Sequence[Found]) -> float:
    """Return the mean seconds that are left each time, over all who were looked at: at least one."""
    return fmean(one.left(before.mean_seconds) for one in found)


def realised(before: Before, found: Sequence[Found], rho: float = RHO) -> Hours | None:
    """Return the hours a year that a fix gives back as measured; None when nobody was looked at with it.

    Less than 0 where it takes longer than before. rho: how alike people at one visit are, 0–1.
    The range (80 %) joins the doubt in the hours lost before, of which nothing is new, with that of what is left: the
    share who still lose time follows Jeffreys' Beta(k + ½, n − k + ½), people at one visit counting as in the share
    who are hit; the seconds they lose are log-normal, by the update of `rank_factors.shrink_times` around those before.
    Source: Brown, Cai and DasGupta (2001), Interval estimation for a binomial proportion; Gelman et al. 2013, 3.3.
    """
    both = compared(before, found, 100, rho)
    return both[0] if both else None


def compared(
    before: Before, found: Sequence[Found], percent_removed: float, rho: float = RHO
) -> tuple[Hours, Hours] | None:
    """Return the hours `realised`, and by how many more were predicted; None when nobody was looked at with the fix.

    The hours lost before are in both: each draw of them is held against what is given back of that same draw, so that
    the doubt that both share is not in their difference.
    """
    if not found or before.lost.mean <= 0:
        return None
    part = 1 - seconds_after(before, found) / before.mean_seconds
    mean = before.lost.mean * part
    lost, values, weights = _drawn(before, found, rho)
    order = np.argsort(values)
    steps = np.cumsum(weights[order]) - weights[order] / 2
    low, high = (float(limit) for limit in np.interp((0.1, 0.9), steps, values[order]))
    sd = math.sqrt(float(weights @ (values - mean) ** 2))
    removed = percent_removed / 100
    less = before.lost.mean * (removed - part)
    return (
        Hours(mean, sd, min(low, mean), max(high, mean)),
        _normal(less, math.sqrt(float(weights @ (removed * lost - values - less) ** 2))),
    )


def difference(parts: Iterable[Hours]) -> Hours:
    """Return the sum of differences that `compared` gave, which lie on both sides of 0: means and variances add."""
    known = list(parts)
    return _normal(sum(part.mean for part in known), math.sqrt(sum(part.sd**2 for part in known)))


def _normal(mean: float, sd: float) -> Hours:
    return Hours(mean, sd, mean + _Z10 * sd, mean - _Z10 * sd)


def total(parts: Iterable[Hours]) -> Hours:
    """Return the sum of hours realised: means and variances add, as in `totals.total`.

    A part may take hours, and a log-normal sum cannot: so it begins, where some range does, below 0, at twice those
    lower ends together. Where none does, the range is that of `totals.total`. Parts are taken as independent.
    """
    known = list(parts)
    if len(known) < 2:
        return known[0] if known else NOTHING
    begins = sum(min(0.0, 2 * part.q10) for part in known)
    mean, sd = sum(part.mean for part in known), math.sqrt(sum(part.sd**2 for part in known))
    above = of_moments(mean - begins, sd**2)
    return Hours(mean, sd, begins + above.q10, begins + above.q90)


def too_much(predicted: float, given: float) -> float:
    """Return by which share (0–1) of what was predicted less was given; below 0 where more was. 0 of nothing."""
    return (predicted - given) / predicted if predicted else 0.0


def _drawn(before: Before, found: Sequence[Found], rho: float) -> tuple[Array, Array, Array]:
    """Return hours lost, hours realised, and how likely each pair is, over a grid of all that is in doubt."""
    lasting = [one for one in found if one.outcome is not Outcome.GONE]
    clusters = Counter(one.visit for one in found)
    still = Counter(one.visit for one in lasting)
    shares = _shares_left(tuple(sorted((n, still[visit]) for visit, n in clusters.items())), rho)
    z, chance = _nodes(7)
    seconds = np.exp(before.seconds[0] + math.sqrt(before.seconds[1]) * z)
    after, chance_after = _after(before, lasting, seconds)
    left = seconds[:, None, None] - shares[None, :, None] * after[:, None, :]
    weights = chance[:, None, None] * np.full_like(shares, 1 / len(shares))[None, :, None] * chance_after
    others = _all_but_seconds(before)
    values = others[:, None] * left.ravel()
    lost = others[:, None] * np.broadcast_to(seconds[:, None, None], left.shape).ravel()
    return lost.ravel(), values.ravel(), np.tile(weights.ravel() / len(others), len(others))


def _after(before: Before, lasting: Sequence[Found], seconds: Array) -> tuple[Array, Array]:
    """Return the mean seconds of those who still lose time: a row for each of the seconds before; and the chances.

    Where nobody does, somebody who would is taken to lose what was lost before.
    """
    z, chance = _nodes(5)
    timed = [math.log(max(one.seconds, 0.01)) for one in lasting if one.seconds is not None]
    assumed = [LEFT[one.outcome] for one in lasting if one.seconds is None]
    log_sd = TIMES_SPREAD / math.sqrt(max(1, len(assumed)))
    as_before = np.exp(log_sd * z - log_sd**2 / 2)[None, :] * seconds[:, None]
    if not lasting:
        return as_before, chance
    both = as_before * sum(assumed)
    if timed:
        known = log_normal_mean_of_seconds(shrink_times(timed, before.seconds[0], AS_BEFORE_WEIGHT))
        both = both + len(timed) * np.exp(known.log_mean + math.sqrt(known.log_variance) * z)[None, :]
    return both / len(lasting), chance


def _all_but_seconds(before: Before) -> Array:
    """Return the hours lost before for each of its seconds, at 41 equally likely places.

    Each half of the logarithm is normal, as wide as the range of the hours lost without what is in their seconds.
    """
    log = math.log(before.middle)
    down, up = (
        math.sqrt(max(0.0, (abs(math.log(limit) - log) / -_Z10) ** 2 - before.seconds[1]))
        for limit in (before.lost.q10, before.lost.q90)
    )
    z = np.array([_NORMAL.inv_cdf((place + 0.5) / 41) for place in range(41)])
    places: Array = np.exp(log - before.seconds[0] + np.where(z < 0, down, up) * z)
    return places


@lru_cache(maxsize=1024)
def _shares_left(clusters: tuple[Cluster, ...], rho: float) -> Array:
    """Return nine equally likely shares of people who still lose time."""
    counts = Counts.of(VisitCount(watched, hit) for watched, hit in clusters)
    worth = design_effect(counts, rho)
    k, n = counts.hit / worth, counts.watched / worth
    # shares are sin² of equal steps: there the density has no pole, not even where k = 0 or k = n
    steps = (np.arange(2000) + 0.5) * (math.pi / 4000)
    logs = 2 * k * np.log(np.sin(steps)) + 2 * (n - k) * np.log(np.cos(steps))
    chances = np.exp(logs - logs.max())
    below = (np.cumsum(chances) - chances / 2) / chances.sum()
    shares: Array = np.sin(np.interp((np.arange(9) + 0.5) / 9, below, steps)) ** 2
    return shares


@lru_cache(maxsize=8)
def _nodes(n: int) -> tuple[Array, Array]:
    """Return n places of a normal number and the chance of each: nodes of Gauss and Hermite."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(n)
    return np.asarray(nodes), np.asarray(weights / weights.sum())
