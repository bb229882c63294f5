"""Other numbers in a score: what is not changed stays, and what is changed ends up where it was put."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercuts.domain.limits import Source
from papercuts.domain.rank_factors import times_known
from papercuts.domain.ranking import EffortGiven, Inputs, SegmentUse, VisitCount, estimate
from papercuts.domain.what_if import Changes, changed, today
from tests.domain.test_ranking import HOMES, NOTHING_GIVEN, OFFICES, WORKED_EXAMPLE, factors, inputs_that_rank

SEGMENTED = Inputs(
    visits=(VisitCount(6, 2, "Offices"), VisitCount(3, 1, "Homes")),
    timings=(),
    occurrences=(),
    segments=(OFFICES, HOMES),
    effort=None,
)


def then(inputs: Inputs, **changes: Any) -> Inputs:
    """The inputs with these changes."""
    return changed(inputs, Changes(**changes))


def range_of(inputs: Inputs) -> float:
    """How far the upper limit of the payback lies from the lower one, as a logarithm."""
    found = estimate(inputs)
    assert found is not None
    return math.log(found.payback_q90 / found.payback_q10)


@given(inputs_that_rank)
def test_no_change_is_the_very_same(inputs: Inputs) -> None:
    assert changed(inputs, Changes()) is inputs


@given(inputs_that_rank, st.floats(0.2, 5))
def test_every_number_ends_up_where_it_was_put(inputs: Inputs, factor: float) -> None:
    now = today(inputs)
    n_hit, n_watched, n_timed = now.hit + 3, now.watched + 7, now.timed + 2
    found = today(
        then(
            inputs,
            people=now.people * factor,
            times=now.times_a_year * factor,
            per="year",
            hit=n_hit,
            watched=n_watched,
            seconds=now.seconds * factor,
            timed=n_timed,
            occurrences=now.occurrences * factor,
            effort=(1.0, 2.0, 4.0),
            share_removed=0.5,
        )
    )

    assert found.people == pytest.approx(now.people * factor)
    assert found.times_a_year == pytest.approx(now.times_a_year * factor)
    assert (found.hit, found.watched, found.timed) == (n_hit, n_watched, n_timed)
    assert found.seconds == pytest.approx(now.seconds * factor)
    assert found.occurrences == pytest.approx(now.occurrences * factor)
    assert (found.effort, found.share_removed) == ((1.0, 2.0, 4.0), 0.5)


@given(inputs_that_rank, st.floats(0.2, 5))
def test_another_number_of_people_scales_the_payback_and_leaves_the_rest(inputs: Inputs, factor: float) -> None:
    if any(segment.people is None for segment in inputs.segments):
        return  # then a number is a guess, and no longer assumed
    now, more = estimate(inputs), estimate(then(inputs, people=today(inputs).people * factor))
    assert now
    assert more

    assert more.payback_q50 == pytest.approx(now.payback_q50 * factor)
    assert more.payback_q90 / more.payback_q10 == pytest.approx(now.payback_q90 / now.payback_q10)
    assert more.effort_hours_mean == now.effort_hours_mean


@given(inputs_that_rank, st.floats(0.2, 5))
def test_other_seconds_scale_what_was_timed(inputs: Inputs, factor: float) -> None:
    found = today(then(inputs, seconds=today(inputs).seconds * factor))

    assert found.seconds == pytest.approx(today(inputs).seconds * factor)
    assert found.timed == today(inputs).timed


@pytest.mark.parametrize("timed", range(2, 40))
def test_more_timed_people_say_the_same_more_surely(timed: int) -> None:
    now, more = times_known(WORKED_EXAMPLE.timings), times_known(then(WORKED_EXAMPLE, timed=timed).timings)

    assert more.center == pytest.approx(now.center)
    assert (more.weight, more.freedom) == (1 + timed, 4 + timed)
    if timed >= 3:
        assert more.spread == pytest.approx(now.spread)


def test_a_source_alone_changes_how_sure_it_is() -> None:
    told = then(WORKED_EXAMPLE, people_source=Source.TELEMETRY, frequency_source=Source.TELEMETRY)

    assert today(told) == today(WORKED_EXAMPLE)
    assert range_of(told) < range_of(WORKED_EXAMPLE)
    assert range_of(then(WORKED_EXAMPLE, people_source=Source.GUESS)) > range_of(WORKED_EXAMPLE)


@pytest.mark.parametrize("reports", [(), (276.0,), (276.0, 440.0, 0.0)])
@pytest.mark.parametrize("source", [None, *Source])
def test_what_was_said_at_visits_moves_along(reports: tuple[float, ...], source: Source | None) -> None:
    use = SegmentUse("", 1.0, 400, "guess", None, None, None, reported_per_year=reports)
    inputs = then(Inputs((VisitCount(1, 1),), (), (), (use,), None), times=3.0, per="day", frequency_source=source)

    assert today(inputs).times_a_year == pytest.approx(660)
    found = estimate(inputs)
    assert found is not None
    assert "frequency" not in found.assumed


def test_added_people_are_watched_one_by_one_and_come_from_the_segments_in_proportion() -> None:
    added = then(SEGMENTED, hit=4, watched=18).visits

    assert added[:2] == SEGMENTED.visits
    assert sorted((visit.segment, visit.watched, visit.hit) for visit in added[2:]) == sorted(
        [("Offices", 1, 1), *[("Offices", 1, 0)] * 5, *[("Homes", 1, 0)] * 3]
    )


@pytest.mark.parametrize(("hit", "watched"), [(2, 9), (3, 8), (4, 9), (3, 3)])
def test_fewer_than_were_seen_are_single_people(hit: int, watched: int) -> None:
    visits = then(SEGMENTED, hit=hit, watched=watched).visits

    assert {visit.watched for visit in visits} == {1}
    assert (sum(visit.hit for visit in visits), len(visits)) == (hit, watched)


def test_nobody_hit_is_no_score_and_somebody_is_one() -> None:
    unseen = Inputs((VisitCount(4, 0),), (), (), (OFFICES,), EffortGiven("S"))

    assert estimate(then(WORKED_EXAMPLE, hit=0)) is None
    assert estimate(then(unseen, hit=1)) is not None
    assert estimate(then(Inputs((), (), (), (), None), hit=1, watched=2)) is not None


def test_what_was_assumed_is_a_guess_once_it_is_typed() -> None:
    inputs = then(
        NOTHING_GIVEN,
        people=50,
        times=1.0,
        per="day",
        seconds=4.0,
        occurrences=2.0,
        effort=(1.0, 2.0, 4.0),
    )
    found = estimate(inputs)
    assert found is not None

    assert found.assumed == ()
    assert factors(found)["seconds"].typical == pytest.approx(4)
    assert not inputs.timings[0].stopwatch_seconds


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"hit": 6}, "without having been watched"),
        ({"watched": 1}, "without having been watched"),
        ({"effort": (4.0, 2.0, 8.0)}, "in this order"),
        ({"effort": (0.0, 2.0, 8.0)}, "more than 0"),
        ({"share_removed": 1.5}, "between 0 and 100 %"),
        ({"seconds": 0.0}, "more than 0"),
        ({"occurrences": 0.0}, "at least now and then"),
        ({"times": 3.0}, "needs its period"),
        ({"times": 3.0, "per": "decade"}, "is not a period"),
        ({"people": math.nan}, "finite"),
        ({"seconds": math.inf}, "finite"),
        ({"effort": (1.0, 2.0, math.inf)}, "finite"),
        ({"people": -1}, "negative"),
        ({"timed": -1}, "negative"),
    ],
)
def test_what_cannot_be_is_refused_in_words(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        then(WORKED_EXAMPLE, **changes)


def test_without_people_and_never_done_has_no_payback_and_is_no_error() -> None:
    for changes in ({"people": 0}, {"times": 0.0, "per": "day"}, {"share_removed": 0.0}):
        inputs = then(SEGMENTED, **changes)
        found = estimate(inputs)
        assert found is not None
        assert found.payback_q50 == 0

    nobody = then(SEGMENTED, people=0, times=0.0, per="week")
    assert today(then(nobody, people=90, times=2.0, per="week")).times_a_year == pytest.approx(92)
