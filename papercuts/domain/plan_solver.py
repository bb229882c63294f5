"""The best set of all that keep the limits, found and proven by HiGHS (a solver for mixed-integer programs).

Before it, what requires each other in a circle becomes one (`plan_blocks`), and what can be shown not to matter is put
aside (`plan_bound`); few items with no limit but the hours need no solver (`plan_table`). After it, the set is held
against whole numbers; one that only fits by rounding is forbidden, and the solver asked again.
"""

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from papercuts.domain.plan_blocks import Blocks, blocks
from papercuts.domain.plan_bound import SAME, Bound
from papercuts.domain.plan_model import Model, is_too_large
from papercuts.domain.plan_picking import picked
from papercuts.domain.plan_table import filled, is_plain
from papercuts.domain.planner import (
    Broken,
    Id,
    Item,
    Problem,
    broken,
    effort_of,
    impossible,
    order_of,
    value_of,
    with_required,
)

SECONDS = 4.0  # the solver looks at its watch now and then, so that 5 are never reached
LEAST_SECONDS = 0.02  # less is not worth to begin with
Start = tuple[Blocks, frozenset[Id]]  # the blocks of a problem, and what picking from the top gives


class Impossible(ValueError):
    """What must be done breaks a limit."""

    def __init__(self, why: Sequence[Broken]) -> None:
        super().__init__("No set keeps every limit.")
        self.why = why


@dataclass(frozen=True)
class Best:
    """A set that keeps the limits, and what is proven of it. value, effort, bound: in units of the problem."""

    chosen: tuple[Id, ...]  # in the order of the ids
    value: int
    effort: int
    bound: float  # no set is worth more
    seconds: float  # that the solver took

    @property
    def gap(self) -> float:
        """Return by how much a better set could be better, as a share of this one; 0 when it is proven best."""
        missing = self.bound - self.value
        return missing / self.value if self.value else (math.inf if missing else 0.0)

    @property
    def is_proven(self) -> bool:
        """Say whether no set is better."""
        return self.bound == self.value


def best(
    asked: Problem,
    seconds: float = SECONDS,
    clock: Callable[[], float] = lambda: 0.0,
    start: Start | None = None,
) -> Best:
    """Return the most valuable set; on time-out the best one found, with a bound for all others.

    clock: seconds from any moment on; without one, only what the solver takes counts. start: what is known already.
    The same problem gives the same set: the solver gets it in one order and one seed, and of items that are alike those
    with the smaller numbers are taken. Raising values a little to break ties would keep it from proving whole numbers.
    Nothing without value is taken, unless it must be. Raises Impossible.
    """
    if why := impossible(asked):
        raise Impossible(why)
    ends = clock() + seconds

    def left(spent: float) -> float:
        return min(seconds - spent, ends - clock())

    parts = start[0] if start else blocks(asked)
    known, top = start[1] if start else picked(asked, parts=parts), Bound(asked, parts)
    taken, dropped = top.decided(value_of(asked, known))
    core = [place for place in range(len(parts.all)) if place not in dropped]
    if taken & dropped:  # no set is better
        chosen, bound, spent = known, float(value_of(asked, known)), 0.0
    else:
        chosen, bound, spent = _solved(asked, parts, core, taken, known, left)
        bound = min(bound, top.value)
    chosen = _first_of_equals(asked, _without_ballast(asked, chosen))
    value = value_of(asked, chosen)
    bound = max(bound, top.beyond(asked.beyond))
    bound = value if bound - value <= max(SAME * value, SAME) else bound
    return Best(tuple(sorted(chosen, key=order_of)), value, effort_of(asked, chosen), bound, spent)


def _without_ballast(asked: Problem, chosen: Collection[Id]) -> frozenset[Id]:
    """Return a set without what brings nothing and nothing in it needs."""
    worth = [one for one in chosen if asked.by_id[one].value or one in asked.must]
    return with_required(asked, worth)


def _first_of_equals(asked: Problem, chosen: Collection[Id]) -> frozenset[Id]:
    """Return the set with the smaller numbers where several are alike in everything that counts."""
    special = {one for pair in asked.not_both for one in pair} | set(asked.bundles_of) | asked.must | asked.left_out
    special |= {other for item in asked.items for other in item.requires}
    alike: dict[tuple[int, int, str, str], list[Id]] = {_kind(asked.by_id[one]): [] for one in chosen}
    for item in asked.items:
        if item.id not in special and not item.requires and (same := alike.get(_kind(item))) is not None:
            same.append(item.id)
    result = set(chosen)
    for ids in alike.values():
        n_chosen = sum(one in result for one in ids)
        result.difference_update(ids)
        result.update(ids[:n_chosen])
    return frozenset(result)


def _kind(item: Item) -> tuple[int, int, str, str]:
    return item.value, item.effort, item.owner, item.area


def _from_table(asked: Problem, parts: Blocks, core: Sequence[int], taken: Collection[int]) -> frozenset[Id] | None:
    """Return the best set of the core where a small table of the hours tells; None where the solver has to be asked."""
    decided = [parts.all[place] for place in core if place in taken]
    free = [parts.all[place] for place in core if place not in taken]
    if not is_plain(asked, free):
        return None
    rest = filled(free, asked.budget - sum(block.effort for block in decided))
    return None if rest is None else frozenset(item.id for block in decided + rest for item in block.items)


def _solved(
    asked: Problem,
    parts: Blocks,
    core: Sequence[int],
    taken: Collection[int],
    known: frozenset[Id],
    left: Callable[[float], float],
) -> tuple[frozenset[Id], float, float]:
    """Return the best set of the core, or the known one, a bound, and the seconds it took.

    left: seconds that are left when the solver has taken so many.
    """
    if len(core) == len(taken):  # all is decided
        only = frozenset(item.id for place in core for item in parts.all[place].items)
        known = known if broken(asked, only) else max((only, known), key=lambda one: value_of(asked, one))
        return known, float(value_of(asked, known)), 0.0
    if (exact := _from_table(asked, parts, core, taken)) is not None:
        known = max((exact, known), key=lambda one: value_of(asked, one))
        return known, float(value_of(asked, known)), 0.0
    incumbent, spent = known, 0.0
    if is_too_large(parts, core):
        return incumbent, math.inf, spent
    model = Model(asked, parts, core, taken)
    while (seconds := left(spent)) > LEAST_SECONDS:
        found, bound, took = model.run(seconds, incumbent)
        spent += took
        if found is not None and not broken(asked, found) and asked.must <= found:
            better = max((found, incumbent), key=lambda one: value_of(asked, one))
            return better, max(bound, float(value_of(asked, better))), spent
        if found is None:
            return incumbent, bound, spent
        model.forbid(found)
    return incumbent, math.inf, spent
