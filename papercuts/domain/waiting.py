"""How long things wait, with those that wait still: days, half of them, the middle 80 %, and how groups compare."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from papercuts.domain.totals import Hours

LEAST = 5  # that came to an end; with fewer it is too early to say
Z80 = 1.2815515655446004  # the 90 % point of the standard normal distribution


class Wait(NamedTuple):
    """How many days something has waited, and whether it is over."""

    days: int
    is_over: bool


@dataclass(frozen=True)
class Waits:
    """How long some things wait. Days; none: not so many are over yet, so that it is more than `longest`."""

    n_over: int
    n_waiting: int
    median: int | None
    q10: int | None
    q90: int | None
    longest: int  # of those that wait still and those that are over

    @property
    def n(self) -> int:
        """Return how many there are."""
        return self.n_over + self.n_waiting

    @property
    def is_too_early(self) -> bool:
        """Say whether too few are over to tell."""
        return self.n_over < LEAST

    @property
    def at_least(self) -> int:
        """Return the median, or what it is more than."""
        return self.longest if self.median is None else self.median


class Ratio(NamedTuple):
    """How many times as long, with the ends of the 80 % range."""

    mean: float
    q10: float
    q90: float


def waits(some: Iterable[Wait]) -> Waits:
    """Return how long things wait, counting those that wait still by what they have waited so far.

    Source: Kaplan & Meier (1958), Nonparametric estimation from incomplete observations, JASA 53, 457–481.
    """
    known = list(some)
    curve = survival(known)
    return Waits(
        n_over=sum(one.is_over for one in known),
        n_waiting=sum(not one.is_over for one in known),
        median=quantile(curve, 0.5),
        q10=quantile(curve, 0.1),
        q90=quantile(curve, 0.9),
        longest=max((one.days for one in known), default=0),
    )


def survival(some: Iterable[Wait]) -> list[tuple[int, float]]:
    """Return the share (0–1) that waits longer than so many days, for each day on which one came to an end.

    Those that wait still leave after those that end on the same day. Source: see `waits`.
    """
    ended, left = Counter[int](), Counter[int]()
    for one in some:
        (ended if one.is_over else left)[one.days] += 1
    at_risk, share = ended.total() + left.total(), 1.0
    curve = []
    for day in sorted(ended.keys() | left.keys()):
        if ended[day]:
            share *= 1 - ended[day] / at_risk
            curve.append((day, share))
        at_risk -= ended[day] + left[day]
    return curve


def quantile(curve: Sequence[tuple[int, float]], share: float) -> int | None:
    """Return the days within which this share (0–1) is over; none where it is not known yet."""
    return next((day for day, longer in curve if longer <= 1 - share + 1e-9), None)


def times_as_long(some: Iterable[Wait], others: Iterable[Wait]) -> Ratio | None:
    """Return how many times as long some wait as others, or none where too few of either are over.

    The ratio of days waited for each end, which counts those that wait still; a wait of d days counts as d + ½. Its
    logarithm is about normal, with the variance 1/ends + 1/ends: exact enough where the chance of an end is the same
    on every day. Source: Breslow & Day (1987), Statistical Methods in Cancer Research II, chapter 2 (rates of two
    groups).
    """
    (ends, days), (other_ends, other_days) = _rate(some), _rate(others)
    if min(ends, other_ends) < LEAST:
        return None
    mean = (days / ends) / (other_days / other_ends)
    factor = math.exp(Z80 * math.sqrt(1 / ends + 1 / other_ends))
    return Ratio(mean, mean / factor, mean * factor)


def worth(hours: Hours, hour_cost: float) -> Hours:
    """Return what hours are worth where one costs so much; the range is that of the hours, for the cost is given."""
    return Hours(*(figure * hour_cost for figure in (hours.mean, hours.sd, hours.q10, hours.q90)))


def _rate(some: Iterable[Wait]) -> tuple[int, float]:
    known = list(some)
    return sum(one.is_over for one in known), sum(one.days + 0.5 for one in known)
