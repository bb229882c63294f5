"""Familiar scores: published and hand-computed examples, the edges of their scales, what they are made from."""

from collections.abc import Callable

import pytest

from papercuts.domain import familiar
from papercuts.domain.familiar import SCORES, WSJF_INPUTS
from papercuts.domain.limits import Per, Size, Source
from papercuts.domain.ranking import EffortGiven, Inputs, SegmentUse, Timing, VisitCount, estimate


def test_rice_multiplies_three_and_divides_by_person_months() -> None:
    assert familiar.rice(500, 2, 0.8, 4) == pytest.approx(200)
    assert familiar.rice(2000, 0.25, 0.5, 0.5) == pytest.approx(500)


def test_cd3_puts_the_second_machine_first() -> None:
    """The ice cream stand of Arnold, CD3 and proportionality to outcomes: 10 more a week after 2 weeks, 30 after 4."""
    assert (familiar.cd3(10, 2), familiar.cd3(30, 4)) == (5, 7.5)


def test_wsjf_adds_what_safe_calls_cost_of_delay() -> None:
    """1 + 3 + 5 = 9 is the example of Yip, Problems I have with SAFe-style WSJF, 2024."""
    assert familiar.wsjf(1, 3, 5, 1) == 9
    assert familiar.wsjf(8, 5, 13, 3) == pytest.approx(26 / 3)


def test_ice_and_rubin_reach_from_end_to_end() -> None:
    assert (familiar.ice(1, 1, 1), familiar.ice(8, 5, 7), familiar.ice(10, 10, 10)) == (1, 280, 1000)
    assert (familiar.rubin(1, 1), familiar.rubin(3, 2), familiar.rubin(4, 4)) == (2, 5, 8)


@pytest.mark.parametrize(
    ("share", "frequency"),
    [(0, 1), (0.1, 1), (0.105, 2), (0.11, 2), (0.5, 2), (0.505, 3), (0.51, 3), (0.89, 3), (0.895, 3), (0.9, 4), (1, 4)],
)
def test_rubin_s_steps_leave_no_gap(share: float, frequency: int) -> None:
    assert familiar.rubin_frequency(share) == frequency


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: familiar.rice(1, 1, 1, 0),
        lambda: familiar.cd3(1, 0),
        lambda: familiar.ice(0, 5, 5),
        lambda: familiar.ice(5, 5, 11),
        lambda: familiar.rubin(5, 1),
        lambda: familiar.rubin(1, 0),
        lambda: familiar.wsjf(4, 1, 1, 1),
        lambda: familiar.wsjf(1, 1, 1, 0),
        lambda: familiar.tenth(0, 5),
        lambda: familiar.tenth(6, 5),
    ],
)
def test_what_is_beyond_a_scale_is_refused(wrong: Callable[[], float]) -> None:
    with pytest.raises(ValueError, match=r"more than 0|from 1 to|are 1, 2|of a list"):
        wrong()


def test_tenths_reach_ten_in_every_list() -> None:
    assert [familiar.tenth(i, 20) for i in (1, 2, 3, 4, 19, 20)] == [1, 1, 2, 2, 10, 10]
    assert [familiar.tenth(i, 3) for i in (1, 2, 3)] == [4, 7, 10]
    assert familiar.tenth(1, 1) == 10


@pytest.mark.parametrize(
    ("seconds", "times", "impact"),
    [
        (3600, 8, 3),
        (3599, 8, 2),
        (3600, 4, 2),
        (3599, 4, 1),
        (3600, 1, 1),
        (3599, 1, 0.5),
        (900, 1, 0.5),
        (899, 1, 0.25),
    ],
)
def test_the_bands_of_impact(seconds: float, times: float, impact: float) -> None:
    assert familiar.rice_impact(seconds, times) == impact


@pytest.mark.parametrize(
    ("watched", "is_assumed", "confidence"),
    [(5, False, 1), (5, True, 0.8), (4, False, 0.8), (3, True, 0.8), (2, False, 0.5), (0, True, 0.5)],
)
def test_confidence_grows_with_who_was_watched(watched: int, is_assumed: bool, confidence: float) -> None:
    assert familiar.rice_confidence(watched, is_assumed) == confidence


def test_rice_of_the_worked_example() -> None:
    """400 people, 3 a day, 9.9 s on average: 1.9 hours a year each, so impact 1; 5 watched, nothing assumed."""
    inputs = Inputs(
        visits=tuple(VisitCount(1, hit) for hit in (1, 1, 0, 0, 0)),
        timings=(Timing(1, (6.0,), (8.0,)), Timing(2, (14.0,)), Timing(3, (9.0,))),
        occurrences=(),
        occurrences_log=(0.0, 0.0),
        segments=(SegmentUse("", 2.0, 400, Source.CUSTOMER, 3.0, Per.DAY, Source.CUSTOMER),),
        effort=EffortGiven(Size.S),
    )
    found = estimate(inputs)
    assert found is not None

    reach, impact, confidence, months = familiar.rice_inputs(found)

    people = next(factor.mean for factor in found.factors if factor.name == "people")
    assert (reach, impact, confidence) == (people, 1, 1)  # the weight of a segment does not reach it
    assert months == pytest.approx(found.effort_hours_mean / 140)
    assert familiar.rice_of(found) == pytest.approx(people * 140 / found.effort_hours_mean)


def test_each_score_says_what_it_is() -> None:
    assert [score.key for score in SCORES] == ["rice", "ice", "cd3", "rubin", "wsjf"]
    assert all(score.formula and score.scale and score.source and score.made_from for score in SCORES)
    assert len(WSJF_INPUTS) == 4
