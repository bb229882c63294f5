"""A bound for every set, and with it what can be shown not to matter before the solver begins.

With a price λ on each unit of effort, no set is worth more than λ·hours + Σ max(0, value − λ·effort); a block whose
choice would pull that below a set that is known already is decided.

Source: Dantzig (1957) for the bound; Martello and Toth, Knapsack Problems (1990), 2.3 for the reduction.
"""

import math
from collections.abc import Iterable

from papercuts.domain.plan_blocks import Block, Blocks
from papercuts.domain.planner import Problem

SAME = 1e-9  # closer than that, relatively, bound and value are the same


class Bound:
    """What the hours are worth: the bound, and how much each block's choice the other way round would pull it down."""

    def __init__(self, asked: Problem, parts: Blocks) -> None:
        self.parts = parts
        self.must = parts.with_required(parts.place[one] for one in asked.must)
        self.room = asked.budget - sum(parts.all[place].effort for place in self.must)
        self.hopeless = parts.with_requiring(place for place in range(len(parts.all)) if not self._is_possible(place))
        free = [i for i in range(len(parts.all)) if i not in self.must and i not in self.hopeless]
        self.possible = {i: parts.all[i] for i in free}
        self.price = self._price()
        worth = sum(max(0.0, self._reduced(block)) for block in self.possible.values())
        self.value = sum(parts.all[place].value for place in self.must) + self.price * self.room + worth

    def _is_possible(self, place: int) -> bool:
        block = self.parts.all[place]
        return place in self.must or (block.is_possible and block.effort <= self.room)

    def _price(self) -> float:
        """Return the price at which the hours are just used up, taking the most valuable first."""
        room = self.room
        ordered = sorted(
            (block for block in self.possible.values() if block.value),
            key=lambda block: -block.value / block.effort if block.effort else -math.inf,
        )
        for block in ordered:
            room -= block.effort
            if room < 0:
                return block.value / block.effort
        return 0.0

    def _reduced(self, block: Block) -> float:
        return block.value - self.price * block.effort

    def beyond(self, others: Iterable[tuple[int, int]]) -> float:
        """Return what no set is worth more than that has any of these as well: value and effort of others."""
        reduced = [value - self.price * effort for value, effort in others if effort <= self.room]
        return self.value + sum(one for one in reduced if one > 0) + min(0.0, max(reduced, default=-math.inf))

    def decided(self, known_value: int) -> tuple[set[int], set[int]]:
        """Return the blocks that every set that is better than the known one has, and those that none has."""
        taken, dropped = set(self.must), set(self.hopeless)
        for place, block in self.possible.items():
            reduced = self._reduced(block)
            if self.value - abs(reduced) < known_value * (1 - SAME) - SAME:
                (taken if reduced > 0 else dropped).add(place)
        return self.parts.with_required(taken), self.parts.with_requiring(dropped)
