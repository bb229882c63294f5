"""Realised savings: the literal sum, ranges that widen with few people, and worlds whose truth is known."""

import math
from random import Random

import pytest

from bench import realised as bench
from papercuts.domain.limits import Outcome
from papercuts.domain.realised import Before, Found, compared, difference, realised, seconds_after, too_much, total
from papercuts.domain.totals import Hours, of_moments

LOST = of_moments(280.0, 150.0**2)
BEFORE = Before(LOST, 247.0, (math.log(9.0), 0.08))  # of mean seconds e^.04 × 9 = 9.37
GONE = Outcome.GONE


def test_the_hours_are_those_lost_before_times_the_part_of_the_seconds_that_is_gone() -> None:
    found = [Found(1, GONE), Found(1, Outcome.BETTER, 3.0), Found(2, Outcome.STILL_THERE, 9.0)]

    given = realised(BEFORE, found)

    assert seconds_after(BEFORE, found) == pytest.approx(4.0)
    assert given is not None
    assert given.mean == pytest.approx(280 * (1 - 4 / (9 * math.exp(0.04))))
    assert given.q10 < given.mean < given.q90


@pytest.mark.parametrize(
    ("outcome", "part"), [(GONE, 1), (Outcome.BETTER, 0.5), (Outcome.STILL_THERE, 0), (Outcome.WORSE, -0.5)]
)
def test_what_nobody_timed_is_assumed_by_its_word(outcome: Outcome, part: float) -> None:
    found = Found(1, outcome)

    given = realised(BEFORE, [found])

    assert given is not None
    assert given.mean == pytest.approx(280 * part)
    assert found.is_assumed is (outcome is not GONE)


def test_what_takes_longer_than_before_takes_hours() -> None:
    given = realised(BEFORE, [Found(1, Outcome.WORSE, 20.0), Found(2, Outcome.WORSE, 25.0)])

    assert given is not None
    assert given.q10 < given.mean < 0


def test_nobody_looked_at_and_nothing_lost_say_nothing() -> None:
    assert realised(BEFORE, []) is None
    assert realised(Before(Hours(0, 0, 0, 0), 0.0, BEFORE.seconds), [Found(1, GONE)]) is None


def test_the_range_is_that_of_the_hours_lost_once_many_are_looked_at_and_wider_with_few() -> None:
    one, four, many = (realised(BEFORE, [Found(i, GONE) for i in range(n)]) for n in (1, 4, 400))

    assert one is not None
    assert four is not None
    assert many is not None
    assert one.q10 < four.q10 < many.q10
    assert many.q10 == pytest.approx(LOST.q10, rel=0.03)
    assert many.q90 == pytest.approx(LOST.q90, rel=0.03)


def test_people_at_one_visit_say_less_than_people_at_several() -> None:
    def width(visits: int) -> float:
        found = [Found(i % visits, GONE if i % 3 else Outcome.BETTER, 5.0 if not i % 3 else None) for i in range(9)]
        given = realised(BEFORE, found)
        assert given is not None
        return given.q90 - given.q10

    assert width(1) > width(9)


def test_totals_add_means_and_may_be_below_nothing() -> None:
    some, worse = Hours(100, 40, 55, 150), Hours(-60, 30, -100, -20)

    assert total([]).mean == 0
    assert total([worse]) == worse
    both = total([some, worse])
    assert (both.mean, both.sd) == (40, 50)
    assert -60 < both.q10 < 40 < both.q90 < 130
    assert total([some, some]) == of_moments(200, 2 * 40**2)


def test_how_much_too_much_was_promised() -> None:
    assert too_much(2275, 1945) == pytest.approx(0.145, abs=0.001)
    assert too_much(0, 0) == 0


def test_in_worlds_whose_truth_is_known_ranges_hold_it_and_the_mean_is_right() -> None:
    fixes = bench.mended(Random(4), 5)

    assert 0.70 <= bench.held(fixes) <= 0.90
    assert 0.70 <= bench.held_together(fixes) <= 0.90
    assert abs(bench.bias(fixes)) < 0.03


def test_what_was_fixed_again_counts_once_over_all_quarters() -> None:
    n_twice, off = bench.fixed_again(Random(4), 1)

    assert n_twice > 5
    assert abs(off) < 0.05


def test_the_doubt_that_both_share_is_not_in_what_was_promised_too_much() -> None:
    many = [Found(i, Outcome.BETTER if i % 4 else GONE, 3.0 if i % 4 else None) for i in range(200)]

    all_, half = (compared(BEFORE, many, percent) for percent in (100, 50))

    assert all_ is not None
    assert half is not None
    assert all_[1].mean == pytest.approx(280 - all_[0].mean)
    assert half[1].mean == pytest.approx(140 - all_[0].mean)
    assert all_[1].sd < 0.5 * all_[0].sd
    assert difference([all_[1], half[1]]).sd == pytest.approx(math.hypot(all_[1].sd, half[1].sd))
    assert all_[1].q10 > 0  # more than the doubt in what is left explains
