"""Measure how good realised savings are in worlds whose truth is known: `python -m bench.realised`, or `… 80 --seed 2`.

Worlds are those of `bench.worlds`. Each of their paper cuts gets a fix: six of ten remove it, the others leave it to a
share of the people, quicker or slower than before. Then 1 to 4 people at 1 to 3 visits are looked at, and seven of ten
who still lose time are timed. Prints in how many of the cases ranges labelled 80 % hold what is truly given back, of
single fixes and of releases of five; and how far off the part of the loss that is given back is in the mean. Then three
of ten paper cuts are fixed again in the next quarter, for good: how far off is what quarters say is given back by now?
Nothing is timed; the same seed prints the same.
"""

import argparse
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from bench.known_worlds import Cut, Truth, at_visit, world
from papercuts.domain.limits import Outcome
from papercuts.domain.measured import by_quarter, together
from papercuts.domain.realised import Before, Found, compared, total
from papercuts.domain.totals import Hours

TRUTH = Truth()
REMOVED = 0.6  # of the fixes leave nothing
LEFT_TO = (1.0, 2.0)  # a, b of the Beta of the share of people to whom the others leave it
TAKES = (math.log(0.6), 0.5)  # mean and sd of ln(seconds after ÷ seconds before) there
TIMED = 0.7
OF_RELEASE = 5
AGAIN = 0.3  # of the paper cuts are fixed again
QUARTERS = (date(2026, 2, 1), date(2026, 5, 1))


@dataclass(frozen=True)
class Mended:
    """A fix: the hours lost before it, what is truly given back, and what was found."""

    lost: float  # as estimated
    true: float
    part: float  # of what was lost that is truly given back, 0–1; below 0: it takes more
    given: Hours
    too_much: Hours  # that was predicted
    n_looked: int


@dataclass(frozen=True)
class Out:
    """A fix in a release of one of two quarters; a `domain.measured.Measurable`."""

    fix: Mended
    release_id: int  # 0, 1
    is_newest: bool

    @property
    def version(self) -> str:
        """Return the version of its release."""
        return f"4.{self.release_id + 1}"

    @property
    def released_on(self) -> date:
        """Return the day of its release."""
        return QUARTERS[self.release_id]

    @property
    def is_holding(self) -> bool:
        """Say whether people have it."""
        return self.is_newest

    @property
    def predicted(self) -> Hours:
        """Return all that was lost."""
        return Hours(self.fix.lost, 0, self.fix.lost, self.fix.lost)

    @property
    def realised(self) -> Hours:
        """Return what it gives back as measured."""
        return self.fix.given

    @property
    def too_much(self) -> Hours:
        """Return by which more was predicted."""
        return self.fix.too_much


def main() -> None:
    """Print how often ranges hold, and how far totals are off."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("worlds", type=int, nargs="?", default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for removed in (REMOVED, 0.0):
        _print(mended(Random(options.seed), options.worlds, removed), options.worlds, removed)
    n_twice, off = fixed_again(Random(options.seed), options.worlds)
    print(f"{n_twice:,} paper cuts fixed twice: what quarters say is given back is {off:+.1%} of what was lost off.")


def _print(fixes: Sequence[Mended], n_worlds: int, removed: float) -> None:
    print(f"{len(fixes):,} fixes of {n_worlds} worlds, of which {removed:.0%} remove it. The ranges hold the truth of:")
    for least, most in ((1, 1), (2, 3), (4, 12)):
        some = [fix for fix in fixes if least <= fix.n_looked <= most]
        print(f"  {f'fixes, {least} to {most} people looked at':34}{len(some):>6,}{held(some):>8.1%}")
    print(f"  {'all fixes':34}{len(fixes):>6,}{held(fixes):>8.1%}")
    print(f"  {f'releases of {OF_RELEASE} fixes':34}{len(fixes) // OF_RELEASE:>6,}{held_together(fixes):>8.1%}")
    print(
        f"In the mean {sum(fix.part for fix in fixes) / len(fixes):.1%} of what was lost is truly given back; ", end=""
    )
    print(f"as measured {bias(fixes):+.1%} of what was lost.")


def mended(chance: Random, n_worlds: int, removed: float = REMOVED) -> list[Mended]:
    """Return the fixes of so many worlds; this share of them leaves nothing."""
    return [_mend(chance, cut, removed) for _ in range(n_worlds) for cut in world(chance, TRUTH)]


def fixed_again(chance: Random, n_worlds: int) -> tuple[int, float]:
    """Return how many paper cuts were fixed twice, and how far off the sum of all quarters is.

    The latter is a share of what was lost: of what is given back by now, as two quarters together say it.
    """
    fixes = []
    for cut in (cut for _ in range(n_worlds) for cut in world(chance, TRUTH)):
        is_twice = chance.random() < AGAIN
        fixes.append(Out(_mend(chance, cut, 0.0 if is_twice else REMOVED), 0, is_newest=not is_twice))
        if is_twice:
            fixes.append(Out(_mend(chance, cut, 1.0), 1, is_newest=True))
    given = sum(group.holding.given.mean for group in by_quarter(fixes))
    newest = [one.fix for one in fixes if one.is_newest]
    lost = together(by_quarter(fixes)).predicted.mean
    return len(fixes) - len(newest), (given - sum(fix.part * fix.lost for fix in newest)) / lost


def held(fixes: Sequence[Mended]) -> float:
    """Return in which share of the cases the range holds what is truly given back."""
    return sum(fix.given.q10 <= fix.true <= fix.given.q90 for fix in fixes) / len(fixes)


def held_together(fixes: Sequence[Mended]) -> float:
    """Return in which share of the releases the range of the total holds the true one."""
    releases = [fixes[i : i + OF_RELEASE] for i in range(0, len(fixes) - OF_RELEASE + 1, OF_RELEASE)]
    totals = [(total(fix.given for fix in one), sum(fix.true for fix in one)) for one in releases]
    return sum(given.q10 <= true <= given.q90 for given, true in totals) / len(totals)


def bias(fixes: Sequence[Mended]) -> float:
    """Return the mean of measured minus true part of what was lost, 0–1: large fixes count like small ones."""
    return sum(fix.given.mean / fix.lost - fix.part for fix in fixes) / len(fixes)


def _mend(chance: Random, cut: Cut, removed: float) -> Mended:
    share = 0.0 if chance.random() < removed else chance.betavariate(*LEFT_TO)
    takes = math.exp(chance.gauss(*TAKES))
    found = _look(chance, cut, share, takes)
    estimate = cut.found
    hours = (estimate.hours_lost_mean, estimate.hours_lost_sd, estimate.hours_lost_q10, estimate.hours_lost_q90)
    before = Before(Hours(*hours), estimate.hours_lost_q50, estimate.known.seconds)
    both = compared(before, found, 100, TRUTH.rho)
    assert both is not None
    part = 1 - share * takes
    return Mended(estimate.hours_lost_mean, cut.hours * part, part, *both, len(found))


def _look(chance: Random, cut: Cut, share: float, takes: float) -> list[Found]:
    found = []
    for visit in range(chance.randint(1, 3)):
        here = at_visit(chance, share, TRUTH.rho) if share else 0.0
        for _ in range(chance.randint(1, 4)):
            if chance.random() >= here:
                found.append(Found(visit, Outcome.GONE))
                continue
            seconds = cut.seconds * takes * math.exp(chance.gauss(0, TRUTH.spread))
            word = Outcome.BETTER if takes < 0.9 else Outcome.WORSE if takes > 1.1 else Outcome.STILL_THERE
            found.append(Found(visit, word, seconds if chance.random() < TIMED else None))
    return found


if __name__ == "__main__":
    main()
