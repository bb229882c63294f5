"""What sets a paper cut apart, and the work that would move it past another."""

from dataclasses import replace

import pytest

from papercuts.domain.comparison import differences, effort_to_reach, is_level
from papercuts.domain.ranking import EffortGiven, VisitCount
from tests.estimates import USE, estimated


def test_what_lifts_most_comes_first_and_what_drags_most_last() -> None:
    others = [estimated()] * 3
    own = estimated(
        segments=(replace(USE, people=4_000),), effort=EffortGiven("L"), share_removed=0.5, visits=(VisitCount(5, 4),)
    )

    found = differences(own, others)

    assert [one.name for one in found] == ["people", "hit rate", "fix removes", "effort"]
    assert [one.lift > 0 for one in found] == [True, True, False, False]
    assert found[0].value == pytest.approx(10 * found[0].middle)


def test_all_differences_together_are_the_difference_of_the_hours_given_back_for_an_hour() -> None:
    other, own = estimated(), estimated(segments=(replace(USE, people=90, weight=2.0),), effort=EffortGiven("XS"))

    lifted = sum(one.lift for one in differences(own, [other]))

    assert lifted == pytest.approx(own.score_m - other.score_m)  # type: ignore[operator]  # the spreads are the same


def test_the_middle_is_that_of_the_others() -> None:
    others = [estimated(segments=(replace(USE, people=people),)) for people in (10, 400, 90_000)]

    assert differences(estimated(), others) == []
    assert differences(estimated(), []) == []


def test_nobody_is_the_least_of_all() -> None:
    nobody = estimated(segments=(replace(USE, people=0),))

    assert [one.name for one in differences(nobody, [estimated()])] == ["people", "frequency"]
    assert "people" not in [one.name for one in differences(estimated(), [nobody])]


def test_with_that_effort_it_pays_back_as_much() -> None:
    """The payback is in proportion to 1 / effort: half the hours, twice the payback."""
    small, large = estimated(effort=EffortGiven("S")), estimated(effort=EffortGiven(None, 8, 16, 24))

    needed = effort_to_reach(small.payback_q50, small.effort_hours_mean, 2 * small.payback_q50)
    reached = effort_to_reach(large.payback_q50, large.effort_hours_mean, large.payback_q50 / 3)

    assert needed == pytest.approx(small.effort_hours_mean / 2)
    assert reached == pytest.approx(large.effort_hours_mean * 3)


@pytest.mark.parametrize("other", [0.0, 1e9, 1e-9])
def test_what_no_estimate_can_be_is_not_answered(other: float) -> None:
    assert effort_to_reach(10.0, 8.0, other) is None
    assert effort_to_reach(0.0, 8.0, 10.0) is None


@pytest.mark.parametrize(
    ("payback", "other", "expected"), [(100, 104, True), (100, 106, False), (0, 0, True), (0, 1, False), (5, 0, False)]
)
def test_two_are_level_whichever_is_asked(payback: float, other: float, expected: bool) -> None:
    assert is_level(payback, other) is is_level(other, payback) is expected
