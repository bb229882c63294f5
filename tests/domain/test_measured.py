"""Fixes added up by release and by quarter: each paper cut once, and what is given back only by what holds."""

from dataclasses import dataclass
from datetime import date

import pytest

from papercuts.domain.measured import by_quarter, by_release, last_quarter, of_quarter, together
from papercuts.domain.totals import Hours


def hours(mean: float) -> Hours:
    return Hours(mean, mean / 4, mean * 0.7, mean * 1.4)


@dataclass(frozen=True)
class One:
    """A fix of a release."""

    version: str
    released_on: date
    predicted: Hours | None
    realised: Hours | None
    is_newest: bool = True
    is_holding: bool = True
    too_much: Hours | None = None

    @property
    def release_id(self) -> int:
        """Return the number behind the point."""
        return int(self.version.partition(".")[2])


FIXES = [
    One("4.1", date(2026, 2, 1), hours(525), hours(8), is_newest=False, is_holding=False),
    One("4.1", date(2026, 2, 1), hours(300), hours(250)),
    One("4.1", date(2026, 2, 1), hours(100), hours(-10), is_holding=False),
    One("4.2", date(2026, 5, 1), hours(525), hours(500)),
    One("4.2", date(2026, 5, 1), None, None),
    One("4.2", date(2026, 5, 1), hours(80), None),
]


@pytest.mark.parametrize("groups", [by_release(FIXES), by_quarter(FIXES)])
def test_only_the_newest_fix_of_a_paper_cut_is_in_a_sum(groups: list) -> None:
    second, first = groups

    assert (first.all.predicted.mean, first.all.given.mean) == (400, 240)
    assert (first.holding.given.mean, first.came_back.predicted.mean) == (250, 100)
    assert [one.predicted.mean for one in first.fixed_again] == [525]
    assert first.listed[-1] is FIXES[0]
    assert (second.all.is_whole, second.all.predicted_left.mean, second.n_uncounted) == (False, 80, 1)
    assert together(groups).given.mean == 740
    assert sum(group.holding.given.mean for group in groups) == 750  # what the totals since we began say


def test_a_quarter_without_a_release_is_empty() -> None:
    empty = of_quarter(FIXES, last_quarter(date(2026, 11, 22)))

    assert (empty.name, empty.listed, empty.all.predicted.mean) == ("July to September 2026", (), 0)
    assert not empty.all.is_whole
