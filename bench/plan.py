"""Measure the planner: `python -m bench.plan`, or with sizes: `python -m bench.plan 100 1000 10000`.

Only ratios of one run count: the best set against picking from the top of the same items. Values are of three
kinds: as paper cuts have them (log-normal, for 16 hours), any whole numbers, and such that follow the efforts closely,
which takes solvers longest (Pisinger, 2005); of the last two half of all fits. Then such that require others: all in
one circle, in circles of ten, in one chain, or each one of those before it; of these a third fits.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable
from typing import TypeVar

from papercuts.domain.plan_picking import picked
from papercuts.domain.plan_solver import SECONDS, Best, best
from papercuts.domain.planner import Item, Problem, hours_up, problem, value_of, value_of_hours

ROUNDS = 5
Result = TypeVar("Result")


def main() -> None:
    """Print, for each size and kind, the seconds of both, their ratio, the gap, and what the best set gives more."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[100, 1_000, 10_000], help="items")
    options = parser.parse_args()
    best(paper_cuts(10, random.Random(0)))  # loads the solver
    for size in options.sizes:
        for kind in (paper_cuts, whole_numbers, close_ones, circle, circles, chain, tree):
            print(f"{size:>7,} {kind.__name__:<14}", measured(kind, size), flush=True)


def measured(kind: Callable[[int, random.Random], Problem], size: int) -> str:
    """Return the figures of one size and kind: medians over some drawn problems."""
    problems = [kind(size, random.Random(seed)) for seed in range(ROUNDS)]
    greedy, optimal, gaps, gains = [], [], [], []
    for one in problems:
        top, seconds = timed(picked, one)
        greedy.append(seconds)
        found, seconds = timed(in_time, one)
        optimal.append(seconds)
        gaps.append(found.gap)
        gains.append(found.value / max(1, value_of(one, top)) - 1)
    first, second = statistics.median(greedy), statistics.median(optimal)
    return (
        f"from the top {first:.4f} s, best {second:.4f} s (at most {max(optimal):.2f}), ratio {second / first:.1f},"
        f" largest gap {max(gaps):.1e}, {statistics.median(gains):.2%} more"
    )


def in_time(asked: Problem) -> Best:
    """Return the best set that is found by the clock."""
    return best(asked, SECONDS, time.perf_counter)


def timed(function: Callable[[Problem], Result], argument: Problem) -> tuple[Result, float]:
    """Return what a function returns, and its seconds."""
    begin = time.perf_counter()
    result = function(argument)
    return result, time.perf_counter() - begin


def paper_cuts(size: int, dice: random.Random) -> Problem:
    """Return items like paper cuts, for 16 hours."""
    drawn = ((dice.lognormvariate(4, 1.5), dice.lognormvariate(2.1, 1)) for _ in range(size))
    return problem([Item(i, value_of_hours(v), hours_up(e)) for i, (v, e) in enumerate(drawn)], 1600)


def whole_numbers(size: int, dice: random.Random) -> Problem:
    """Return items whose values have nothing to do with their efforts."""
    return _half([Item(i, dice.randint(10, 1000), dice.randint(10, 1000)) for i in range(size)])


def close_ones(size: int, dice: random.Random) -> Problem:
    """Return items whose values follow their efforts closely."""
    efforts = [dice.randint(10, 1000) for _ in range(size)]
    return _half([Item(i, effort + 100, effort) for i, effort in enumerate(efforts)])


def circle(size: int, dice: random.Random) -> Problem:
    """Return items of which all are done or none: they fit just so."""
    items = _requiring(size, dice, lambda i: (i + 1) % size)
    return problem(items, sum(item.effort for item in items))


def circles(size: int, dice: random.Random) -> Problem:
    """Return items of which ten are done or none."""
    return _third(_requiring(size, dice, lambda i: i + 1 if (i + 1) % 10 and i + 1 < size else i // 10 * 10))


def chain(size: int, dice: random.Random) -> Problem:
    """Return items of which each requires the next one."""
    return _third(_requiring(size, dice, lambda i: i + 1 if i + 1 < size else None))


def tree(size: int, dice: random.Random) -> Problem:
    """Return items of which each requires any of those before it."""
    return _third(_requiring(size, dice, lambda i: dice.randrange(i) if i else None))


def _requiring(size: int, dice: random.Random, other: Callable[[int], int | None]) -> list[Item]:
    items = []
    for i in range(size):
        required = other(i)
        requires = () if required in (None, i) else (required,)
        items.append(Item(i, dice.randint(1, 100), dice.randint(1, 100), requires=requires))
    return items


def _third(items: list[Item]) -> Problem:
    return problem(items, sum(item.effort for item in items) // 3)


def _half(items: list[Item]) -> Problem:
    return problem(items, sum(item.effort for item in items) // 2)


if __name__ == "__main__":
    main()
