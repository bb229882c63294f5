"""Measure the planner: `python -m bench.plan`, or with sizes: `python -m bench.plan 100 1000 10000`.

Only ratios of one run count: the best set, proven, against picking from the top of the same items. Values are of three
kinds: as paper cuts have them (log-normal, for 16 hours), any whole numbers, and such that follow the efforts closely,
which takes solvers longest (Pisinger, 2005); of the last two half of all fits.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable
from typing import TypeVar

from papercuts.domain.plan_solver import best
from papercuts.domain.planner import Item, Problem, hours_up, picked, problem, value_of, value_of_hours

ROUNDS = 5
Result = TypeVar("Result")


def main() -> None:
    """Print, for each size and kind, the seconds of both, their ratio, the gap, and what the best set gives more."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[100, 1_000, 10_000], help="items")
    options = parser.parse_args()
    best(paper_cuts(10, random.Random(0)))  # loads the solver
    for size in options.sizes:
        for kind in (paper_cuts, whole_numbers, close_ones):
            print(f"{size:>7,} {kind.__name__:<14}", measured(kind, size), flush=True)


def measured(kind: Callable[[int, random.Random], Problem], size: int) -> str:
    """Return the figures of one size and kind: medians over some drawn problems."""
    problems = [kind(size, random.Random(seed)) for seed in range(ROUNDS)]
    greedy, optimal, gaps, gains = [], [], [], []
    for one in problems:
        top, seconds = timed(picked, one)
        greedy.append(seconds)
        found, seconds = timed(best, one)
        optimal.append(seconds)
        gaps.append(found.gap)
        gains.append(found.value / value_of(one, top) - 1)
    first, second = statistics.median(greedy), statistics.median(optimal)
    return (
        f"from the top {first:.4f} s, best {second:.4f} s (at most {max(optimal):.2f}), ratio {second / first:.1f},"
        f" largest gap {max(gaps):.1e}, {statistics.median(gains):.2%} more"
    )


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


def _half(items: list[Item]) -> Problem:
    return problem(items, sum(item.effort for item in items) // 2)


if __name__ == "__main__":
    main()
