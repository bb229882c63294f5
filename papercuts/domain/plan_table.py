"""The best set where nothing but the hours is limited, and a table of all amounts of hours is small: exactly.

Whole numbers throughout, so it proves at once what branching takes long for: efforts that values follow.

Source: Bellman (1957), Dynamic Programming; Martello and Toth, Knapsack Problems (1990), 2.6.
"""

import math
from collections.abc import Collection, Sequence
from typing import Any

from papercuts.domain.plan_blocks import Block
from papercuts.domain.planner import Problem

CELLS_MOST = 30_000_000  # of the table: a bit each, and about a tenth of a second for all
VALUE_MOST = 2**62  # that a cell can hold


def is_plain(asked: Problem, core: Collection[Block]) -> bool:
    """Say whether the hours are the only limit on what is undecided."""
    has_limits = asked.per_owner or asked.at_most or asked.not_both or asked.bundles
    return not has_limits and not any(block.requires for block in core)


def filled(free: Sequence[Block], room: int) -> list[Block] | None:
    """Return those with the most value whose efforts fit; None when they do not fit at all or the table is too large.

    free: blocks that do not require each other. room: units of effort.
    """
    if room < 0 or sum(block.value for block in free) > VALUE_MOST:
        return None
    unit = math.gcd(*(block.effort for block in free)) or 1
    width = min(room, sum(block.effort for block in free)) // unit + 1
    return _filled(free, unit, width) if width * len(free) <= CELLS_MOST else None


def _filled(free: Sequence[Block], unit: int, width: int) -> list[Block]:
    import numpy  # here, for it takes longer to load than most commands run

    values = numpy.zeros(width, dtype=numpy.int64)  # the most that each amount of effort can bring
    rows: list[Any] = []  # of each block, with which amounts it is taken
    for block in free:
        start = block.effort // unit
        is_taken = numpy.zeros(width, dtype=bool)
        if start < width:
            with_it = values[: width - start] + block.value
            is_taken[start:] = with_it > values[start:]
            numpy.maximum(values[start:], with_it, out=values[start:])
        rows.append(numpy.packbits(is_taken))
    chosen, at = list[Block](), width - 1
    for block, row in zip(reversed(free), reversed(rows), strict=True):
        if row[at >> 3] >> (7 - (at & 7)) & 1:
            chosen.append(block)
            at -= block.effort // unit
    return chosen
