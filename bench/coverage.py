"""Measure what is said of the unseen where the truth is known: `python -m bench.coverage`, or `… 500 --seed 2`.

Three worlds of 30 to 80 paper cuts, each studied with 5, 8 and 15 people. Prints how far the share that is seen is off,
how often the 80 % range of what two more people show holds, and how often the 80 % range of the total would. Nothing is
timed.
"""

import argparse
import math
from random import Random
from statistics import fmean
from typing import NamedTuple

from papercuts.domain.coverage import Incidence

WORLDS = {"30 paper cuts, easy": (30, -1.0, 0.7), "40": (40, -1.7, 0.93), "80, hidden": (80, -2.4, 1.2)}
PEOPLE, MORE = (5, 8, 15), 2


class Study(NamedTuple):
    """How one study came out."""

    off: float  # the share seen, as estimated less as it is
    forecast_held: bool
    total_held: bool


def main() -> None:
    """Print a row for each world and number of people."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("studies", type=int, nargs="?", default=1_500, help="of each world and number of people")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = Random(options.seed)
    print(f"{options.studies:,} studies each         people  share off  forecast held  total held")
    for name, world in WORLDS.items():
        for n in PEOPLE:
            found = [one for _ in range(options.studies) if (one := study(chance, n, *world))]
            off, forecast, total = (fmean(column) for column in zip(*found, strict=True))
            print(f"{name:28}{n:7}{off:11.3f}{forecast:15.0%}{total:12.0%}")


def study(chance: Random, n: int, cuts: int, mean: float, sd: float) -> Study | None:
    """Return one study of a world whose chances to be met are logit-normal; nothing when it is too early to say."""
    chances = [1 / (1 + math.exp(-chance.gauss(mean, sd))) for _ in range(cuts)]
    counts = [sum(chance.random() < p for _ in range(n)) for p in chances]
    table = Incidence.of_counts(n, counts)
    forecast = table.forecast(MORE)
    if table.is_too_early or forecast is None or forecast.low is None or forecast.high is None:
        return None
    new = sum(not seen and chance.random() < 1 - (1 - p) ** MORE for seen, p in zip(counts, chances, strict=True))
    truth = sum(p for seen, p in zip(counts, chances, strict=True) if seen) / sum(chances)
    low, high = table.unseen_limits()
    return Study(
        (table.coverage or 0) - truth,
        forecast.low <= new <= forecast.high,
        table.seen + low <= cuts <= table.seen + high,
    )


if __name__ == "__main__":
    main()
