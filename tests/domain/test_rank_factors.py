"""Each input of the rank against published or hand-computed values."""

import math
from collections.abc import Iterable
from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercuts.domain.distributions import beta_limits
from papercuts.domain.limits import Size
from papercuts.domain.rank_factors import (
    LogTimes,
    beta_hit_share,
    design_effect,
    effort_log,
    frequency_in,
    hit_posterior,
    log_normal_mean_of_seconds,
    occurrences_known,
    people_in,
    per_year,
    pert,
    shrink_times,
    times_known,
    use_known,
)
from papercuts.domain.rank_inputs import (
    PERIODS_A_YEAR,
    Counts,
    EffortGiven,
    HitOccurrence,
    Inputs,
    SegmentUse,
    Timing,
    VisitCount,
)
from papercuts.domain.task_times import geometric_mean_interval

JEFFREYS = (0.5, 0.5)


def segment(**given: object) -> SegmentUse:
    """Return a segment of 400 people who do the task three times a day, as the customer said."""
    usual: dict[str, object] = {
        "name": "Offices",
        "weight": 1.0,
        "people": 400,
        "people_source": "customer said",
        "times": 3,
        "per": "day",
        "frequency_source": "customer said",
    }
    return SegmentUse(**(usual | given))  # type: ignore[arg-type]


def visit_counts() -> st.SearchStrategy[VisitCount]:
    """Return visits with up to 12 participants."""
    return st.integers(1, 12).flatmap(lambda watched: st.builds(VisitCount, st.just(watched), st.integers(0, watched)))


# The share who are hit


@pytest.mark.parametrize(
    ("hit", "watched", "share", "jeffreys"),
    [(1, 1, 0.40, 0.75), (2, 5, 0.333, 0.417), (5, 5, 0.667, 0.917), (1, 12, 0.125, 0.115), (0, 0, 0.25, 0.5)],
)
def test_a_few_watched_people_do_not_say_everybody_or_nobody(
    hit: int, watched: int, share: float, jeffreys: float
) -> None:
    assert beta_hit_share(hit, watched) == pytest.approx(share, abs=5e-4)
    assert beta_hit_share(hit, watched, prior=JEFFREYS) == pytest.approx(jeffreys, abs=1e-3)


@pytest.mark.parametrize(("hit", "watched"), [(2, 1), (-1, 1)])
def test_nobody_is_hit_unwatched(hit: int, watched: int) -> None:
    with pytest.raises(ValueError, match="without having been watched"):
        VisitCount(watched, hit)
    with pytest.raises(ValueError, match="without having been watched"):
        beta_hit_share(hit, watched)


def test_a_visit_counts_at_least_one_person() -> None:
    with pytest.raises(ValueError, match="at least one person"):
        VisitCount(watched=0, hit=0)


@pytest.mark.parametrize(
    ("watched", "effect"),
    [([], 1), ([1], 1), ([1, 1, 1, 1], 1), ([3, 3], 1.4), ([5, 1], 1 + 0.2 * (26 / 6 - 1))],
)
def test_people_watched_together_are_worth_less(watched: list[int], effect: float) -> None:
    assert design_effect(Counts.of(VisitCount(m, 0) for m in watched)) == pytest.approx(effect)


@given(st.lists(st.integers(1, 1000)), st.floats(0, 1))
def test_the_design_effect_is_never_below_one(watched: list[int], rho: float) -> None:
    assert design_effect(Counts.of(VisitCount(m, 0) for m in watched), rho) >= 1


def test_both_counts_are_divided_by_the_design_effect() -> None:
    assert posterior([VisitCount(3, 2), VisitCount(3, 1)]) == pytest.approx((1 + 3 / 1.4, 3 + 3 / 1.4))


@given(st.lists(visit_counts(), min_size=1, max_size=8))
def test_a_watched_but_clean_visit_lowers_the_share(visits: list[VisitCount]) -> None:
    before, after = posterior(visits), posterior([*visits, VisitCount(1, 0)])

    assert _mean(*after) < _mean(*before)


@given(st.lists(st.booleans(), min_size=1, max_size=30).filter(lambda hits: sum(hits) <= len(hits) / 2))
def test_a_watched_but_clean_visit_narrows_the_share(hits: list[bool]) -> None:
    """Where more than half are hit it need not: it contradicts what was seen."""
    visits = [VisitCount(1, int(hit)) for hit in hits]

    assert _width(*posterior([*visits, VisitCount(1, 0)])) < _width(*posterior(visits))


@given(st.lists(visit_counts(), min_size=1, max_size=8))
def test_twice_the_visits_narrow_the_share(visits: list[VisitCount]) -> None:
    assert _width(*posterior(visits * 2)) < _width(*posterior(visits))


def posterior(visits: Iterable[VisitCount]) -> tuple[float, float]:
    return hit_posterior(Counts.of(visits))


def _mean(a: float, b: float) -> float:
    return a / (a + b)


def _width(a: float, b: float) -> float:
    low, _, high = beta_limits(a, b)
    return high - low


# Occurrences


def test_without_counts_it_happens_about_once() -> None:
    once = occurrences_known([])

    assert once.q50 == pytest.approx(1)
    assert math.sqrt(once.log_variance) == pytest.approx(0.31, abs=0.005)


def test_occurrences_are_drawn_towards_once() -> None:
    known = occurrences_known([HitOccurrence(8, 1), HitOccurrence(2, 2)])

    assert known.q50 == pytest.approx(10 / 3)
    assert known.log_variance == pytest.approx(math.log(1 + 7.1 / (3 * 10 / 3) ** 2))


def test_occurrences_may_be_known_exactly() -> None:
    known = occurrences_known([HitOccurrence(8, 1)], log=(0, 0))

    assert (known.mean, known.q10, known.q90) == (1, 1, 1)


@pytest.mark.parametrize(("occurrences", "performed"), [(0, 1), (1, 0), (-1, 1)])
def test_a_hit_happened_at_least_once(occurrences: float, performed: float) -> None:
    with pytest.raises(ValueError, match="at least once"):
        HitOccurrence(occurrences, performed)


# Seconds


def test_two_times_alone_say_nothing_and_with_a_guess_much() -> None:
    low, _, high = geometric_mean_interval([3, 8], 0.95)
    shrunken = times_known([Timing(1, (3,), (5,)), Timing(2, (8,))]).typical_limits(0.95)

    assert (low, high) == pytest.approx((0.01, 2491), rel=0.05)
    assert shrunken == pytest.approx((2.3, 4.9, 10.4), abs=0.06)


def test_the_prior_alone_where_nothing_is_timed() -> None:
    assert times_known([]) == LogTimes(math.log(10), 0.55, 0.25, 4)
    assert astuple(times_known([Timing(1, (), (4, 9))])) == pytest.approx((math.log(6), 0.55, 1, 4))


def test_shrinking_by_hand() -> None:
    """Two people took e⁰ and e² seconds where e³ was expected, worth one person."""
    times = shrink_times([0, 2], expected=3, weight=1)

    squares = 4 * 0.55**2 + 2 + 2 / 3 * (1 - 3) ** 2
    assert astuple(times) == pytest.approx((5 / 3, math.sqrt(squares / 6), 3, 6))


def test_one_participant_is_one_value_however_often_timed() -> None:
    assert times_known([Timing(1, (4, 9))]) == times_known([Timing(1, (6,))])


def test_from_three_visits_on_a_visit_is_one_value() -> None:
    together = [Timing(1, (4,)), Timing(1, (9,))]

    assert times_known([*together, Timing(2, (6,))]).freedom == 4 + 3
    assert times_known([*together, Timing(2, (6,)), Timing(3, (6,))]) == times_known(
        [Timing(1, (6,)), Timing(2, (6,)), Timing(3, (6,))]
    )


def test_a_time_is_capped_at_a_working_day() -> None:
    assert times_known([Timing(1, (1e6,), (1e6,))]) == times_known([Timing(1, (28800,), (28800,))])


@pytest.mark.parametrize("seconds", [0, -1])
def test_a_loss_takes_time(seconds: float) -> None:
    with pytest.raises(ValueError, match="more than 0"):
        Timing(1, (seconds,))
    with pytest.raises(ValueError, match="more than 0"):
        Timing(1, (), (3, seconds))


def test_the_mean_of_seconds_is_above_the_typical_one() -> None:
    """By hand: spread² / 2 above, with the doubt of the center and of the spread."""
    mean = log_normal_mean_of_seconds(LogTimes(2, 0.5, 4, 8))

    assert mean.log_mean == pytest.approx(2.125)
    assert mean.log_variance == pytest.approx(0.25 / 4 + 0.0625 / 16)


# People and frequency


@pytest.mark.parametrize(
    ("source", "log_sd"), [("telemetry", 0.1), ("customer said", 0.35), ("guess", 0.7), (None, 0.7)]
)
def test_people_are_as_sure_as_their_source(source: str | None, log_sd: float) -> None:
    people = people_in(segment(people_source=source))

    assert people.q50 == pytest.approx(400)
    assert math.sqrt(people.log_variance) == pytest.approx(log_sd)


def test_people_may_be_assumed() -> None:
    known = people_in(segment(people=None, assumed_people=25, assumed_people_sigma=0.9))
    unknown = people_in(segment(people=None))

    assert (known.q50, known.log_variance) == pytest.approx((25, 0.81))
    assert (unknown.q50, unknown.log_variance) == pytest.approx((10, 1))


@pytest.mark.parametrize(
    ("times", "per", "a_year"), [(3, "day", 660), (1, "week", 46), (2, "month", 24), (1, "quarter", 4), (5, "year", 5)]
)
def test_a_frequency_counts_worked_periods(times: float, per: str, a_year: float) -> None:
    assert per_year(times, per) == a_year


def test_a_frequency_has_a_known_period() -> None:
    with pytest.raises(ValueError, match='"hour" is not a period'):
        per_year(3, "hour")
    with pytest.raises(ValueError, match="needs its period"):
        segment(per=None)


@pytest.mark.parametrize(
    ("given", "a_year", "log_sd"),
    [
        ({}, 660, 0.35),
        ({"frequency_source": "guess"}, 660, 0.35),
        ({"frequency_source": "telemetry"}, 660, 0.1),
        ({"times": None}, 46, 1.0),
    ],
)
def test_frequencies_are_as_sure_as_their_source(given: dict[str, object], a_year: float, log_sd: float) -> None:
    frequency = frequency_in(segment(**given), PERIODS_A_YEAR)

    assert frequency.q50 == pytest.approx(a_year)
    assert math.sqrt(frequency.log_variance) == pytest.approx(log_sd)


def test_reports_from_visits_draw_the_frequency() -> None:
    """By hand: weekly with sd 1, two reports with sd .70 each."""
    frequency = frequency_in(segment(times=None, reported_per_year=(220, 440)), PERIODS_A_YEAR)

    precision = 1 + 2 / 0.49
    assert frequency.log_variance == pytest.approx(1 / precision)
    assert frequency.log_mean == pytest.approx((math.log(46) + math.log(220 * 440) / 0.49) / precision)


def test_telemetry_overrides_reports() -> None:
    frequency = frequency_in(segment(frequency_source="telemetry", reported_per_year=(1,)), PERIODS_A_YEAR)

    assert frequency.q50 == pytest.approx(660)


def test_a_report_of_never_is_left_out() -> None:
    assert frequency_in(segment(reported_per_year=(0,)), PERIODS_A_YEAR).q50 == pytest.approx(660)
    assert segment(times=None, reported_per_year=(0,)).is_frequency_assumed


@pytest.mark.parametrize("given", [{"people": -1}, {"times": -1}, {"weight": -1}, {"reported_per_year": (-1,)}])
def test_people_and_frequency_are_not_negative(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="negative"):
        segment(**given)


def test_the_doubt_in_one_segment_splits_exactly() -> None:
    use = use_known([segment(people_source="guess")], PERIODS_A_YEAR, is_weighted=False)

    assert (use.people_variance, use.frequency_variance) == pytest.approx((0.7**2, 0.35**2))
    assert use.performances.q50 == pytest.approx(400 * 660)
    assert use.frequency.q50 == pytest.approx(660)


def test_the_doubt_in_several_segments_follows_the_largest() -> None:
    segments = [segment(people=1000, people_source="telemetry"), segment(people=10, people_source="guess")]

    use = use_known(segments, PERIODS_A_YEAR, is_weighted=False)

    assert use.people_variance + use.frequency_variance == pytest.approx(use.performances.log_variance)
    assert use.people_variance / use.frequency_variance == pytest.approx((0.1 / 0.35) ** 2, rel=0.01)
    assert use.people.mean * use.frequency.mean == pytest.approx(use.performances.mean)


def test_a_segment_in_which_nobody_does_it_adds_nothing() -> None:
    alone = use_known([segment()], PERIODS_A_YEAR, is_weighted=False)
    nobody = use_known([segment(people=0)], PERIODS_A_YEAR, is_weighted=False)

    assert use_known([segment(), segment(people=0)], PERIODS_A_YEAR, is_weighted=False) == alone
    assert (nobody.people.mean, nobody.frequency.mean, nobody.performances.mean) == (0, 0, 0)


# Effort


@pytest.mark.parametrize(("size", "median"), [("XS", 2), ("S", 8), ("M", 32), ("L", 120), ("XL", 400)])
def test_sizes_have_their_medians_and_one_spread(size: str, median: float) -> None:
    log_mean, log_variance = effort_log(EffortGiven(size))

    assert math.exp(log_mean) == pytest.approx(median)
    assert math.sqrt(log_variance) == pytest.approx(0.541, abs=5e-4)


def test_every_size_has_hours() -> None:
    for size in Size:
        effort_log(EffortGiven(size))


def test_without_an_effort_it_is_about_size_m_and_very_unsure() -> None:
    assert effort_log(None) == pytest.approx((math.log(32), 1))


def test_three_points_keep_mean_and_spread() -> None:
    log_mean, log_variance = effort_log(EffortGiven(None, 2, 4, 12))

    mean = math.exp(log_mean + log_variance / 2)
    assert pert(2, 4, 12) == pytest.approx((5, 10 / 6))
    assert (mean, mean * math.sqrt(math.expm1(log_variance))) == pytest.approx((5, 10 / 6))


def test_three_equal_points_leave_no_doubt() -> None:
    assert effort_log(EffortGiven(None, 4, 4, 4)) == pytest.approx((math.log(4), 0))


@pytest.mark.parametrize("points", [(3, 2, 4), (2, 5, 4), (4, 4, 2), (0, 1, 2), (-1, 1, 2), (1, 2, math.inf)])
def test_three_points_stand_in_order(points: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="stand in this order"):
        effort_log(EffortGiven(None, *points))


def test_an_effort_is_a_known_size_or_three_points() -> None:
    with pytest.raises(ValueError, match='"XXL" is not a size'):
        effort_log(EffortGiven("XXL"))
    with pytest.raises(ValueError, match="a size, or low, likely and high"):
        effort_log(EffortGiven(None, low=2, high=4))


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_fix_removes_a_share(share: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 100 %"):
        Inputs((), (), (), (), None, share_removed=share)
