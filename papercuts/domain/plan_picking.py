"""Picking from the top: each item that still fits is taken, with what it requires.

What was taken is never given back, so it is asked of each further item only what that item changes.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from papercuts.domain.plan_blocks import Block, Blocks, blocks
from papercuts.domain.planner import Id, Item, Problem, broken, with_required

STEPS_MOST = 1_000_000  # from item to required item, in one list; so many take less than a second


def picked(asked: Problem, order: Sequence[Id] | None = None, parts: Blocks | None = None) -> frozenset[Id]:
    """Return what picking from the top gives: each that still fits is taken, with what it requires.

    order: of the list; without it, the most value for its effort first. parts: the blocks, where they are known.
    What must be done comes first. Nothing when that is impossible. After STEPS_MOST steps, what requires something
    that is not taken yet is passed over.
    """
    must = with_required(asked, asked.must)
    if broken(asked, must):
        return frozenset()
    parts = parts or blocks(asked)
    basket, way = _Basket(asked), _Way(parts)
    basket.fits(asked.by_id[one] for one in must)
    for one in parts.by_ratio() if order is None else order:
        item = asked.by_id.get(one)
        if item is None or one in basket.taken or not item.value:
            continue
        new = way.to(parts.place[one], basket.taken, asked.budget - basket.effort)
        if new:
            basket.fits(item for block in new for item in block.items)
    return frozenset(basket.taken)


@dataclass
class _Way:
    """The way from a block to all that it requires: no further than there is room, nor where none was found before."""

    parts: Blocks
    closed: set[int] = field(default_factory=set)  # blocks that cannot be taken any more
    n_steps: int = 0

    def to(self, start: int, taken: set[Id], room: int) -> list[Block]:
        """Return a block with all it requires that is not taken yet; nothing where that cannot be."""
        found, todo, seen, left = [], [start], {start}, room
        while todo:
            place = todo.pop()
            block = self.parts.all[place]
            left -= block.effort
            if place in self.closed or not block.is_possible or block.effort > room:
                self.closed |= {place, start}  # room only becomes less
                return []
            waiting = [one for one in block.requires if one not in seen and not self._is_taken(one, taken)]
            self.n_steps += len(block.requires)
            if left < 0 or (waiting and self.n_steps > STEPS_MOST):
                return []
            found.append(block)
            seen.update(waiting)
            todo += waiting
        return found

    def _is_taken(self, place: int, taken: set[Id]) -> bool:
        return self.parts.all[place].items[0].id in taken


class _Basket:
    """What is taken, and its sums."""

    def __init__(self, asked: Problem) -> None:
        self.asked = asked
        self.taken: set[Id] = set()
        self.effort = 0
        self.sums: Counter[tuple[str, str]] = Counter()  # effort of an owner, items of an area
        self.begun: set[tuple[int, str | None]] = set()  # a bundle, of all and of each owner
        self.pairs: dict[Id, set[Id]] = defaultdict(set)
        for one, other in asked.not_both:
            self.pairs[one].add(other)
            self.pairs[other].add(one)

    def fits(self, items: Iterable[Item]) -> bool:
        """Take some more where every limit is kept with them; say whether it is."""
        asked, effort, new = self.asked, self.effort, set[Id]()
        sums: Counter[tuple[str, str]] = Counter()
        begun = set[tuple[int, str | None]]()
        for item in items:
            if any(one in self.taken or one in new for one in self.pairs.get(item.id, ())):
                return False
            new.add(item.id)
            effort += item.effort - self._shared(item, None, begun)
            if item.owner in asked.per_owner:
                sums["owner", item.owner] += item.effort - self._shared(item, item.owner, begun)
            if item.area in asked.at_most:
                sums["area", item.area] += 1
        if effort > asked.budget or not all(self._is_kept(key, more) for key, more in sums.items()):
            return False
        self.taken |= new
        self.effort = effort
        self.sums.update(sums)
        self.begun |= begun
        return True

    def _shared(self, item: Item, owner: str | None, begun: set[tuple[int, str | None]]) -> int:
        """Return how much of its effort is done already, by others of all or of its owner."""
        done = 0
        for i in self.asked.bundles_of.get(item.id, ()):
            if (i, owner) in self.begun or (i, owner) in begun:
                done += self.asked.bundles[i].shared
            begun.add((i, owner))
        return done

    def _is_kept(self, key: tuple[str, str], more: int) -> bool:
        kind, name = key
        limit = self.asked.per_owner[name] if kind == "owner" else self.asked.at_most[name]
        return self.sums[key] + more <= limit
