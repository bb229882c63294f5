"""What to say about a plan: the price of insisting, what more hours would bring, and what does not fit."""

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from papercuts.domain.plan_solver import LEAST_SECONDS, Best, Impossible, Start, best
from papercuts.domain.planner import Id, Problem, effort_of, order_of, with_required


@dataclass(frozen=True)
class Other:
    """Another set, held against the best one. price: what it is worth less; below 0 where it is worth more."""

    about: Id | None  # what is insisted on
    best: Best
    price: int
    goes: tuple[Id, ...]  # what makes room
    comes: tuple[Id, ...]  # what comes in, but for what is insisted on


@dataclass
class Watch:
    """How long one request may still take. clock: seconds, from any moment on; ends: when, on this clock."""

    clock: Callable[[], float]
    ends: float
    overhead: float = 0.0  # seconds that a question took beside the solver, whatever time it was given

    @property
    def left(self) -> float:
        """Return the seconds that are left."""
        return self.ends - self.clock()

    @property
    def is_out(self) -> bool:
        """Say whether nothing more can be asked."""
        return self.left < LEAST_SECONDS + self.overhead

    def best(self, asked: Problem, most: float = math.inf, start: Start | None = None) -> Best:
        """Return the best set that is found in the seconds that are left, or in so many. Raises Impossible."""
        begin = self.clock()
        found = best(asked, min(most, self.left), self.clock, start)
        self.overhead = max(self.overhead, self.clock() - begin - found.seconds)
        return found


def insisting(asked: Problem, found: Best, ids: Sequence[Id], watch: Watch) -> tuple[list[Other], list[Id]]:
    """Return the best set with each of these in it, the cheapest first, and those there was no time for.

    What cannot be insisted on, for it breaks a limit, is in neither list.
    """
    others, unasked = [], []
    for one in ids:
        if watch.is_out:
            unasked.append(one)
            continue
        try:
            forced = watch.best(replace(asked, must=asked.must | {one}))
        except Impossible:
            continue
        others.append(_held_against(found, forced, one))
    return sorted(others, key=lambda other: (other.price, order_of(other.about or ""))), unasked


def with_more(asked: Problem, found: Best, more: int, watch: Watch) -> Other | None:
    """Return the best set with so many more units of effort; nothing where it would be no better, or time is out."""
    if watch.is_out:
        return None
    wider = watch.best(replace(asked, budget=asked.budget + more))
    return _held_against(found, wider, None) if wider.value > found.value else None


def instead(other: Problem, found: Best, watch: Watch) -> Other | None:
    """Return the best set of another problem, say without a limit; nothing where it was not proven in time."""
    if watch.is_out:
        return None
    freed = watch.best(other)
    return _held_against(found, freed, None) if freed.is_proven else None


def too_large(asked: Problem, known: Collection[Id]) -> list[tuple[Id, int]]:
    """Return what takes more than all there is, with what it requires, and how much more; the nearest first.

    known: what need not be looked at.
    """
    missing = []
    for item in asked.items:
        if item.id not in known and item.id not in asked.left_out:
            alone = item.effort if not item.requires else effort_of(asked, with_required(asked, [item.id]))
            lacks = alone - asked.budget
            if lacks > 0:
                missing.append((item.id, lacks))
    return sorted(missing, key=lambda one: (one[1], order_of(one[0])))


def _held_against(found: Best, other: Best, about: Id | None) -> Other:
    before, after = set(found.chosen), set(other.chosen)
    return Other(
        about=about,
        best=other,
        price=found.value - other.value,
        goes=tuple(one for one in found.chosen if one not in after),
        comes=tuple(one for one in other.chosen if one not in before and one != about),
    )
