"""Measure how good the rank is in worlds whose truth is known: `python -m bench.worlds`, or `… 200 --seed 2`.

Prints in how many of the cases ranges labelled 80 % hold the true share of people who are hit, typical seconds, hours
lost a year and payback. Then how much of the hours a year that the true order would give back for the first
engineer-hours is lost by ordering otherwise: by the payback, its low limit, hours lost, the number of people hit, RICE
and ICE. A row for what the product takes for granted, and one for each way in which the truth is another. Nothing is
timed; the same seed prints the same.
"""

import argparse
from collections.abc import Callable, Sequence
from random import Random
from statistics import fmean

from bench.known_worlds import Cut, Truth, world
from papercuts.domain.familiar import TENTHS, ice, rice_of

TRUTHS = {
    "as taken for granted": Truth(),
    "rarer hits, Beta(.5, 5)": Truth(hit=(0.5, 5.0)),
    "alike at a visit, rho .45": Truth(rho=0.45),
    "seconds spread .8": Truth(spread=0.8),
    "0.3 to 3 times, 1 to 12 tries": Truth(often=(0.3, 3.0), performed=12),
    "3 visits": Truth(visits=3),
    "3 visits in one segment": Truth(visits=3, segments=1),
    "three points": Truth(has_points=True),
    "three points, 30 % overrun": Truth(has_points=True, overrun=1.3),
}
BUDGET = 40.0  # engineer-hours


def main() -> None:
    """Print how often ranges hold, and what each order loses."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("worlds", type=int, nargs="?", default=100, help="of each truth")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(
        f"{options.worlds} worlds of each. How often ranges labelled 80 % hold the truth; what is lost of what the true"
    )
    print(f"order gives back for {BUDGET:g} engineer-hours, by ordering otherwise.")
    names = ("seen", "share", "seconds", "hours", "payback", *(f"by {name}" for name in orders()))
    print(f"{'':30}" + "".join(f"{name:>{width(name)}}" for name in names))
    for title, truth in TRUTHS.items():
        chance = Random(options.seed)
        worlds = [world(chance, truth) for _ in range(options.worlds)]
        cuts = [cut for one in worlds for cut in one]
        figures = [*factors_held(cuts), *both_held(cuts), *(mean_loss(worlds, order) for order in orders().values())]
        shown = [f"{len(cuts):,}", *(f"{figure:.1%}" for figure in figures)]
        print(f"{title:30}" + "".join(f"{one:>{width(name)}}" for one, name in zip(shown, names, strict=True)))


def width(name: str) -> int:
    """Return how wide a column is."""
    return max(len(name), 6) + 2


def both_held(cuts: Sequence[Cut]) -> tuple[float, float]:
    """Return in which share of the cases the ranges of hours and payback hold the truth."""
    return (
        held(cuts, lambda cut: cut.hours, "hours_lost"),
        held(cuts, lambda cut: cut.hours / cut.effort, "payback"),
    )


def mean_loss(worlds: Sequence[Sequence[Cut]], order: Callable[[Sequence[Cut]], list[float]]) -> float:
    """Return what an order loses, in the mean of the worlds."""
    return fmean(loss(one, order) for one in worlds)


def factors_held(cuts: Sequence[Cut]) -> tuple[float, float]:
    """Return in which share of the cases the ranges of who is hit, and of typical seconds, hold the truth."""

    def held_of(name: str, truth: Callable[[Cut], float]) -> float:
        factors = [next(one for one in cut.found.factors if one.name == name) for cut in cuts]
        return fmean(one.low <= truth(cut) <= one.high for one, cut in zip(factors, cuts, strict=True))

    return held_of("hit rate", lambda cut: cut.share), held_of("seconds", lambda cut: cut.seconds)


def held(cuts: Sequence[Cut], truth: Callable[[Cut], float], name: str) -> float:
    """Return in which share of the cases the 80 % range of a figure holds its truth."""
    return fmean(getattr(cut.found, f"{name}_q10") <= truth(cut) <= getattr(cut.found, f"{name}_q90") for cut in cuts)


def orders() -> dict[str, Callable[[Sequence[Cut]], list[float]]]:
    """Return what each order sorts by, highest first."""
    return {
        "payback": lambda cuts: [cut.found.payback_q50 for cut in cuts],
        "its low limit": lambda cuts: [cut.found.payback_q10 for cut in cuts],
        "hours lost": lambda cuts: [cut.found.hours_lost_mean for cut in cuts],
        "people hit": lambda cuts: [float(cut.found.hit_k) for cut in cuts],
        "RICE": lambda cuts: [rice_of(cut.found) for cut in cuts],
        "ICE": ice_of,
    }


def ice_of(cuts: Sequence[Cut]) -> list[float]:
    """Return ICE from tenths within the list."""

    def tenths(values: list[float]) -> list[int]:
        ordered = sorted(values)
        return [1 + min(TENTHS - 1, TENTHS * ordered.index(value) // len(values)) for value in values]

    impact = tenths([cut.found.hours_lost_mean for cut in cuts])
    sureness = tenths([1 / (cut.found.score_v or 1) for cut in cuts])
    ease = tenths([1 / cut.found.effort_hours_mean for cut in cuts])
    return [float(ice(*three)) for three in zip(impact, sureness, ease, strict=True)]


def loss(cuts: Sequence[Cut], order: Callable[[Sequence[Cut]], list[float]]) -> float:
    """Return which share of the hours that the true order gives back an order does not, for the first hours of work."""
    best = given_back(sorted(cuts, key=lambda cut: -cut.hours / cut.effort))
    by = order(cuts)
    return 1 - given_back([cuts[i] for i in sorted(range(len(cuts)), key=lambda i: -by[i])]) / best


def given_back(ordered: Sequence[Cut]) -> float:
    """Return the hours a year given back by working from the top until the budget is spent; the last one in part."""
    left, total = BUDGET, 0.0
    for cut in ordered:
        part = min(1.0, left / cut.effort)
        total += part * cut.hours
        left -= part * cut.effort
        if left <= 0:
            break
    return total


if __name__ == "__main__":
    main()
