"""How sure an order is: the chance to be among the first, of one paper cut against another, and what is level.

Each payback is taken as log-normal, by the mean and the variance of its logarithm.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Score = tuple[float, float]  # mean and variance of ln(payback)

STEPS, CLOSE = 60, 1e-10  # of the search for the line, and how near it comes to the wanted number
SURE = 6.0  # standard deviations from a payback within which the line must lie
EVEN = 0.6  # a chance below that to pay back more than another one is no real difference
HOPELESS = 0.02  # a chance to be among the first below which nobody asks for differences
FIRST = ((15, 10), (8, 5), (5, 3))  # ranked paper cuts, and how many of them are worth calling the first


@dataclass(frozen=True)
class Row:
    """A payback to be held against others of its list."""

    score: Score
    task: int
    shared: float  # of the variance, what all paper cuts of a task have in common: who does it, and how often

    def chance_against(self, other: "Row") -> float:
        """Return the chance (0–1) that this one pays back more than another."""
        shared = min(self.shared, other.shared) if self.task == other.task else 0.0
        return chance_against(self.score, other.score, shared)


def first_of(n_ranked: int) -> int | None:
    """Return how many of a list are its first ones; nothing for a list so short that it has none."""
    return next((first for least, first in FIRST if n_ranked >= least), None)


def line(scores: Sequence[Score], n_first: int) -> float:
    """Return the logarithm of the payback above which a list expects n_first of its paper cuts.

    The chances to be above it add up to n_first. Within .02 of a simulation of the ranks.
    Raises ValueError unless there are more than n_first.
    Source: soft threshold, our own; solved by regula falsi in the Illinois way, on the logarithm of the number.
    """
    if not 0 < n_first < len(scores):
        raise ValueError("the first are fewer than all, and one at least")
    known = [(m, math.sqrt(v)) for m, v in scores]

    def excess(at: float) -> float:
        return math.log(sum(_above(m, sd, at) for m, sd in known) / n_first)

    low, high = min(m - SURE * sd for m, sd in known), max(m + SURE * sd for m, sd in known)
    over, under = excess(low), excess(high)
    side = 0
    for _ in range(STEPS):
        at = (low * under - high * over) / (under - over)
        found = excess(at)
        if abs(found) < CLOSE:
            break
        if found > 0:
            low, over, under, side = at, found, under / 2 if side > 0 else under, 1
        else:
            high, under, over, side = at, found, over / 2 if side < 0 else over, -1
    return at


def chance_above(score: Score, at: float) -> float:
    """Return the chance (0–1) that a payback is above a line, both as logarithms."""
    return _above(score[0], math.sqrt(score[1]), at)


def chance_against(one: Score, other: Score, shared_variance: float = 0.0) -> float:
    """Return the chance (0–1) that one pays back more than another.

    shared_variance: of the logarithm, what both have in common: who does the same task, and how often.
    """
    variance = one[1] + other[1] - 2 * min(shared_variance, one[1], other[1])
    return _above(one[0] - other[0], math.sqrt(max(variance, 0.0)), 0.0)


def bands(rows: Sequence[Row], chances: Sequence[float]) -> list[tuple[int, int]]:
    """Return the runs of places (first and last, from 0) of a list without a real difference within each.

    In a run nothing likely pays back less than its first one, what both share left out.
    chances: to be among the first, in the order of the list; a run whose best surely is not tells nothing.
    Source: our own. Chances to be among the first are near each other also where paybacks are not: far from the line.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for place in range(1, len(rows) + 1):
        if place < len(rows) and rows[start].chance_against(rows[place]) < EVEN:
            continue
        if place - start > 1 and chances[start] > HOPELESS:
            found.append((start, place - 1))
        start = place
    return found


def _above(m: float, sd: float, at: float) -> float:
    if sd == 0:
        return float(m > at) if m != at else 0.5
    return 0.5 * math.erfc((at - m) / (sd * math.sqrt(2)))
