"""Familiar scores of all paper cuts at once, and the places they give: the formulas of `domain.familiar` for arrays.

A place needs the values of all. What is unknown is NaN, and so is every value that is made of it. A test holds both
writings together.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from papercuts.domain.familiar import RUBIN_BINS, TENTHS
from papercuts.domain.ranking import WEEKS_A_YEAR

Array = NDArray[np.float64]  # one value for each paper cut


class Column:
    """The values of one score, by the numbers of the paper cuts."""

    def __init__(self, ids: NDArray[np.int64], values: Array, parts: Array) -> None:
        order = np.argsort(ids)
        self.ids, self.values, self.parts = ids[order], values[order], parts[order]  # parts: what it is made of
        self.in_order = np.sort(values[~np.isnan(values)])

    @property
    def n(self) -> int:
        """Return how many have a value."""
        return len(self.in_order)

    def at(self, cut_id: int) -> int | None:
        """Return where a paper cut stands in the arrays; nothing where it has no value."""
        place = int(np.searchsorted(self.ids, cut_id))
        if place == len(self.ids) or self.ids[place] != cut_id or np.isnan(self.values[place]):
            return None
        return place

    def rank(self, value: float) -> int:
        """Return the place of a value, the largest first: equal ones have one, and those after them the next free."""
        return self.n - int(np.searchsorted(self.in_order, value, side="right")) + 1


def column(key: str, rows: Sequence[Sequence[float | None]]) -> Column:
    """Return a score of very many. rows: of each the number, then what its function here takes; None is unknown."""
    table = np.array(rows, dtype=float) if rows else np.empty((0, 2))
    ids, measured = table[:, 0].astype(np.int64), table[:, 1:]
    if not rows:
        return Column(ids, np.empty(0), measured)
    parts = ice_tenths(*measured.T) if key == "ice" else measured
    return Column(ids, parts.prod(axis=1) if key == "ice" else FORMULAS[key](*measured.T), parts)


def ice_tenths(hours_lost: Array, variance: Array, effort_hours: Array) -> Array:
    """Return impact, confidence and ease of ICE, each 1 to 10: three numbers a row. The names say of what."""
    return np.column_stack([tenths(hours_lost), tenths(-variance), tenths(-effort_hours)])


def tenths(values: Array) -> Array:
    """Return `familiar.tenth` of each value among all that are known: 10 for the largest."""
    in_order = np.sort(values[~np.isnan(values)])
    n_at_most = np.searchsorted(in_order, values, side="right")
    tenth = -(-TENTHS * n_at_most // max(1, len(in_order)))
    return np.where(np.isnan(values), np.nan, tenth)


def cd3(hours_lost: Array, share_removed: Array, effort_hours: Array) -> Array:
    """Return hours given back a week for each engineer-hour. hours_lost: a year."""
    return hours_lost * share_removed / WEEKS_A_YEAR / np.where(effort_hours == 0, np.nan, effort_hours)


def rubin(impact: Array, share_hit: Array) -> Array:
    """Return Rubin's criticality. share_hit: 0–1."""
    low, middle, high = RUBIN_BINS
    frequency = 1.0 + (share_hit > low) + (share_hit > middle) + (share_hit >= high)
    return np.where(np.isnan(share_hit), np.nan, impact + frequency)


def wsjf(value: Array, urgency: Array, risk: Array, size: Array) -> Array:
    """Return cost of delay ÷ job size."""
    return (value + urgency + risk) / size


FORMULAS: dict[str, Callable[..., Array]] = {"rice": lambda stored: stored, "cd3": cd3, "rubin": rubin, "wsjf": wsjf}
