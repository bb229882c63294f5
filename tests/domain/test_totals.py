"""Adding up hours that are not known exactly."""

import math
import random

import pytest

from papercuts.domain.distributions import log_normal
from papercuts.domain.totals import NOTHING, Hours, given_back, of_moments, total


def hours(median: float, log_sd: float) -> Hours:
    one = log_normal(math.log(median), log_sd**2)
    return Hours(one.mean, one.sd, one.q10, one.q90)


def test_a_fix_gives_back_its_share_of_every_figure() -> None:
    assert given_back(Hours(200, 50, 100, 300), 25) == Hours(50, 12.5, 25, 75)
    assert given_back(Hours(200, 50, 100, 300), 0) == NOTHING


def test_nothing_adds_up_to_nothing() -> None:
    assert total([]) == NOTHING
    assert total([NOTHING, NOTHING]) == NOTHING


def test_a_single_part_keeps_its_own_range() -> None:
    skewed = Hours(100, 90, 5, 180)  # no log-normal has such a range

    assert total([skewed]) == skewed
    assert total([NOTHING, skewed]) == skewed


def test_means_and_variances_add() -> None:
    both = total([Hours(100, 30, 60, 140), Hours(50, 40, 10, 100)])

    assert both.mean == 150
    assert both.sd == pytest.approx(50)
    assert both.q10 < both.mean < both.q90


def test_the_range_of_equal_parts_narrows_with_their_number() -> None:
    """The coefficient of variation of a sum of n equal parts is 1/√n of that of one."""
    one = hours(100, 0.7)
    four = total([one] * 4)

    assert four.sd / four.mean == pytest.approx(one.sd / one.mean / 2)
    assert four.q90 / four.q10 < one.q90 / one.q10


@pytest.mark.parametrize(("log_sd", "off_low", "off_high"), [(0.35, 0.02, 0.02), (0.7, 0.09, 0.03)])
def test_the_range_agrees_with_a_simulation(log_sd: float, off_low: float, off_high: float) -> None:
    chance = random.Random(20260312)
    medians = [40.0, 100.0, 250.0, 600.0]
    draws = sorted(sum(median * chance.lognormvariate(0, log_sd) for median in medians) for _ in range(40_000))

    added_up = total([hours(median, log_sd) for median in medians])

    assert added_up.q10 == pytest.approx(draws[4_000], rel=off_low)
    assert added_up.q90 == pytest.approx(draws[36_000], rel=off_high)


def test_a_sum_made_elsewhere_has_the_same_range() -> None:
    parts = [Hours(100, 30, 60, 140), Hours(50, 40, 10, 100)]

    assert of_moments(150, 2500) == total(parts)
    assert of_moments(0, 0) == NOTHING
