"""What is only done as a whole: items that require each other in a circle are one block, every other item is its own.

A set with one of a circle has all of it, so that a planner may take a block for one item; between blocks, nothing
requires itself any more.

Source: Tarjan (1972), Depth-first search and linear graph algorithms, for the circles.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from papercuts.domain.planner import Id, Item, Problem


@dataclass(frozen=True, slots=True)
class Block:
    """Items that are done together or not at all. value, effort: whole units; effort is the least it takes."""

    items: tuple[Item, ...]
    requires: tuple[int, ...]  # other blocks, by their place
    value: int
    effort: int
    is_possible: bool  # all that it requires is there, none of it is left out, and it fits into the hours


@dataclass(frozen=True)
class Blocks:
    """All blocks, in the order of their first items, and in which one an item is."""

    all: tuple[Block, ...]
    place: dict[Id, int]

    def by_ratio(self) -> list[Id]:
        """Return the items, those of the block with most value for its effort first; ties by less effort."""
        ordered = sorted(self.all, key=_ratio_key)
        return [item.id for block in ordered for item in block.items]

    def with_required(self, places: Iterable[int]) -> set[int]:
        """Return these blocks and all that they require, and what that requires."""
        return _reached(places, [block.requires for block in self.all])

    def with_requiring(self, places: Iterable[int]) -> set[int]:
        """Return these blocks and all that require them, and what requires that."""
        back: list[list[int]] = [[] for _ in self.all]
        for place, block in enumerate(self.all):
            for other in block.requires:
                back[other].append(place)
        return _reached(places, back)


def blocks(asked: Problem) -> Blocks:
    """Return the blocks of a problem."""
    place = {item.id: i for i, item in enumerate(asked.items)}
    if not any(item.requires for item in asked.items):
        return Blocks(tuple(_alone(asked, item) for item in asked.items), place)
    needs = [[place[one] for one in item.requires if one in place] for item in asked.items]
    found = _circles(needs)  # what is required before what requires it
    circles = sorted(found)
    block_of = {i: n for n, circle in enumerate(circles) for i in circle}
    requires = [
        tuple(sorted({block_of[j] for i in circle for j in needs[i]} - {n})) for n, circle in enumerate(circles)
    ]
    order = [block_of[circle[0]] for circle in found]
    made = _made(asked, [[asked.items[i] for i in circle] for circle in circles], requires, order)
    return Blocks(made, {item.id: block_of[i] for i, item in enumerate(asked.items)})


def _alone(asked: Problem, item: Item) -> Block:
    effort = asked.least_effort(item)
    return Block((item,), (), item.value, effort, effort <= asked.budget and item.id not in asked.left_out)


def _made(
    asked: Problem, parts: Sequence[Sequence[Item]], requires: Sequence[tuple[int, ...]], order: Iterable[int]
) -> tuple[Block, ...]:
    """Return a block of each part. order: of their places, what is required before what requires it."""
    made: dict[int, Block] = {}
    whole: dict[int, int] = {}  # the least effort with all that is required: its own and the most of one required
    for n in order:
        effort = sum(asked.least_effort(item) for item in parts[n])
        whole[n] = effort + max((whole[other] for other in requires[n]), default=0)
        is_possible = (
            whole[n] <= asked.budget
            and all(made[other].is_possible for other in requires[n])
            and all(_is_possible(asked, item) for item in parts[n])
        )
        made[n] = Block(tuple(parts[n]), requires[n], sum(item.value for item in parts[n]), effort, is_possible)
    return tuple(made[n] for n in range(len(parts)))


def _is_possible(asked: Problem, item: Item) -> bool:
    return item.id not in asked.left_out and all(one in asked.by_id for one in item.requires)


def _circles(needs: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the strongly connected components of a graph, each in order. Without recursion: a circle may be long."""
    found: list[list[int]] = []
    number: dict[int, int] = {}  # in the order in which nodes are met
    lowest: dict[int, int] = {}  # the smallest number that a node reaches
    open_ones: list[int] = []  # met, and in no component yet
    is_open = [False] * len(needs)
    for root in range(len(needs)):
        path = [] if root in number else [(root, 0)]
        while path:
            node, n_followed = path.pop()
            if n_followed == 0:
                number[node] = lowest[node] = len(number)
                open_ones.append(node)
                is_open[node] = True
            else:
                lowest[node] = min(lowest[node], lowest[needs[node][n_followed - 1]])
            for i in range(n_followed, len(needs[node])):
                other = needs[node][i]
                if other not in number:
                    path += [(node, i + 1), (other, 0)]
                    break
                if is_open[other]:
                    lowest[node] = min(lowest[node], number[other])
            else:
                if lowest[node] == number[node]:  # it leads no further back: what is open above it is one circle
                    found.append(_closed(node, open_ones, is_open))
    return found


def _closed(root: int, open_ones: list[int], is_open: list[bool]) -> list[int]:
    """Take the component of a root from the open ones."""
    component = []
    while True:
        node = open_ones.pop()
        is_open[node] = False
        component.append(node)
        if node == root:
            return sorted(component)


def _reached(starts: Iterable[int], leads: Sequence[Sequence[int]]) -> set[int]:
    found, todo = set[int](), list(starts)
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += leads[one]
    return found


def _ratio_key(block: Block) -> tuple[float, int]:
    ratio = block.value / block.effort if block.effort else math.inf if block.value else 0.0
    return -ratio, block.effort
