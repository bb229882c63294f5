"""What a sprint is planned from: the items, the limits, and whether a set keeps them.

    max Σ value·x   where Σ effort·x ≤ hours, each owner's and each area's limit holds, x is 0 or 1
    must: x = 1 · left out: x = 0 · not both: x + x' ≤ 1 · requires: x ≤ x'
    together: those in a bundle share a part of their effort, which counts once

Everything is counted in whole numbers, so that sums are exact: efforts in hundredths of an hour, rounded up, and values
in millionths of an hour a year; a list of anybody's own brings its own units. The solver (`plan_solver`) works with
floating-point numbers, and what it finds is held against the whole numbers here.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

Id = int | str

EFFORT_UNITS = 100  # in an hour
VALUE_UNITS = 1_000_000
ALMOST = 1e-6  # of a unit: what a sum of floating-point numbers may be off by


@dataclass(frozen=True, slots=True)
class Item:
    """Something that could be done. value, effort: whole units, not negative; requires: what must be done too."""

    id: Id
    value: int
    effort: int
    owner: str = ""
    area: str = ""
    requires: tuple[Id, ...] = ()

    def __post_init__(self) -> None:
        """Refuse less than nothing."""
        if self.value < 0 or self.effort < 0:
            raise ValueError(f"{self.id}: value and effort cannot be negative.")


@dataclass(frozen=True)
class Bundle:
    """Some that share a part of their effort: it counts once, however many of them are done."""

    ids: tuple[Id, ...]
    shared: int  # units of effort, a part of the effort of each


@dataclass(frozen=True)
class Problem:
    """What there is to choose from, and what is asked of the set. `problem` makes it."""

    items: tuple[Item, ...]  # in the order of their ids, whatever order they came in
    budget: int
    must: frozenset[Id] = frozenset()
    left_out: frozenset[Id] = frozenset()
    not_both: tuple[tuple[Id, Id], ...] = ()
    bundles: tuple[Bundle, ...] = ()
    at_most: Mapping[str, int] = field(default_factory=dict)  # items of an area
    per_owner: Mapping[str, int] = field(default_factory=dict)  # units of effort
    beyond: tuple[tuple[int, int], ...] = ()  # the most value, and the effort, of others that nobody looked at

    @cached_property
    def by_id(self) -> dict[Id, Item]:
        """Return the items by their ids."""
        return {item.id: item for item in self.items}

    @cached_property
    def bundles_of(self) -> dict[Id, list[int]]:
        """Return in which bundles an item is."""
        found: dict[Id, list[int]] = defaultdict(list)
        for i, bundle in enumerate(self.bundles):
            for one in bundle.ids:
                found[one].append(i)
        return found

    def least_effort(self, item: Item) -> int:
        """Return what an item takes at least: what it shares may be done for another one."""
        if not self.bundles:
            return item.effort
        return max(0, item.effort - sum(self.bundles[i].shared for i in self.bundles_of.get(item.id, ())))


@dataclass(frozen=True)
class Broken:
    """A limit that a set does not keep. group: hours, owner, area, not both, left out, requires."""

    group: str
    about: Id | None  # the owner, the area, or what is required
    ids: tuple[Id, ...]  # of the set, that break it
    has: int = 0
    may: int = 0


def problem(
    items: Iterable[Item],
    budget: int,
    *,
    must: Iterable[Id] = (),
    left_out: Iterable[Id] = (),
    not_both: Iterable[tuple[Id, Id]] = (),
    bundles: Iterable[Bundle] = (),
    at_most: Mapping[str, int] | None = None,
    per_owner: Mapping[str, int] | None = None,
    beyond: Iterable[tuple[int, int]] = (),
) -> Problem:
    """Return a problem whose parts stand in the order of the ids, so that the same input is the same problem.

    Limits about items that are not there have no effect; what must be done has to be there.
    Raises ValueError for what cannot be: an id twice, something unknown that must be done, more shared than it takes.
    """
    in_order = tuple(sorted(items, key=lambda item: order_of(item.id)))
    ids = {item.id for item in in_order}
    if len(ids) < len(in_order):
        twice = next(one for one, n in Counter(item.id for item in in_order).items() if n > 1)
        raise ValueError(f"{twice} is there twice.")
    if unknown := sorted(set(must) - ids, key=order_of):
        raise ValueError(f"{unknown[0]} must be done and is not there.")
    there = [Bundle(tuple(sorted(set(b.ids) & ids, key=order_of)), b.shared) for b in bundles]
    made = Problem(
        items=in_order,
        budget=budget,
        must=frozenset(must),
        left_out=frozenset(left_out) & ids,
        not_both=tuple(sorted({_in_order(pair) for pair in not_both if set(pair) <= ids}, key=_order_of_pair)),
        bundles=tuple(bundle for bundle in there if len(bundle.ids) > 1),
        at_most=dict(sorted((at_most or {}).items())),
        per_owner=dict(sorted((per_owner or {}).items())),
        beyond=tuple(beyond),
    )
    _refuse_odd_bundles(made)
    return made


def order_of(item_id: Id) -> tuple[int, int, str]:
    """Return a key by which numbers stand in their order, and before words."""
    text = str(item_id)
    return (0, int(text), text) if text.isascii() and text.isdecimal() else (1, 0, text)


def hours_up(hours: float) -> int:
    """Return an effort in whole units, rounded up: a set never takes more than it says."""
    return math.ceil(hours * EFFORT_UNITS - ALMOST)


def hours_down(hours: float) -> int:
    """Return the hours there are in whole units, rounded down."""
    return math.floor(hours * EFFORT_UNITS + ALMOST)


def value_of_hours(hours: float) -> int:
    """Return hours a year in whole units, to the nearest."""
    return round(hours * VALUE_UNITS)


def effort_of(asked: Problem, chosen: Collection[Id], owner: str | None = None) -> int:
    """Return what a set takes; what a bundle shares counts once.

    owner: only of their part. Where the others of a bundle are somebody else's, they do the shared work as well.
    """
    mine = [asked.by_id[one] for one in chosen if owner in (None, asked.by_id[one].owner)]
    n_done = Counter(i for item in mine for i in asked.bundles_of.get(item.id, ()))
    return sum(item.effort for item in mine) - sum(asked.bundles[i].shared * (n - 1) for i, n in n_done.items())


def value_of(asked: Problem, chosen: Collection[Id]) -> int:
    """Return what a set is worth."""
    return sum(asked.by_id[one].value for one in chosen)


def broken(asked: Problem, chosen: Collection[Id]) -> list[Broken]:
    """Return every limit that a set does not keep, but for what it must hold."""
    items = [asked.by_id[one] for one in sorted(chosen, key=order_of)]
    found = []
    if (effort := effort_of(asked, chosen)) > asked.budget:
        found.append(Broken("hours", None, tuple(item.id for item in items), effort, asked.budget))
    for owner, cap in asked.per_owner.items():
        if (effort := effort_of(asked, chosen, owner)) > cap:
            found.append(Broken("owner", owner, tuple(one.id for one in items if one.owner == owner), effort, cap))
    for area, most in asked.at_most.items():
        there = tuple(item.id for item in items if item.area == area)
        if len(there) > most:
            found.append(Broken("area", area, there, len(there), most))
    found += [Broken("not both", None, pair) for pair in asked.not_both if set(pair) <= set(chosen)]
    found += [Broken("left out", item.id, (item.id,)) for item in items if item.id in asked.left_out]
    for item in items:
        found += [Broken("requires", other, (item.id,)) for other in item.requires if other not in chosen]
    return found


def with_required(asked: Problem, ids: Iterable[Id]) -> frozenset[Id]:
    """Return these and all that they require, and what that requires."""
    wanted, todo = set[Id](), list(ids)
    while todo:
        one = todo.pop()
        if one not in wanted and one in asked.by_id:
            wanted.add(one)
            todo += asked.by_id[one].requires
    return frozenset(wanted)


def impossible(asked: Problem) -> list[Broken]:
    """Return why nothing can be chosen: the limits that what must be done breaks by itself; none when there is a set.

    Every limit is an upper one, so the smallest set that could do is what must be done with all that it requires.
    """
    return broken(asked, with_required(asked, asked.must))


def _in_order(pair: tuple[Id, Id]) -> tuple[Id, Id]:
    one, other = sorted(pair, key=order_of)
    return one, other


def _order_of_pair(pair: tuple[Id, Id]) -> tuple[tuple[int, int, str], ...]:
    return tuple(order_of(one) for one in pair)


def _refuse_odd_bundles(asked: Problem) -> None:
    for item in asked.items:
        shared = sum(asked.bundles[i].shared for i in asked.bundles_of.get(item.id, ()))
        if shared > item.effort:
            raise ValueError(f"{item.id} cannot share more effort than it takes.")
