"""The rank of a paper cut: the worked example, what moves it which way, and the closed form against simulation."""

import math
import random
from dataclasses import replace
from itertools import pairwise
from statistics import fmean, quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercuts.domain.limits import Size
from papercuts.domain.ranking import (
    EffortGiven,
    Estimate,
    Factor,
    HitOccurrence,
    Inputs,
    SegmentUse,
    Timing,
    VisitCount,
    estimate,
)

OFFICES = SegmentUse("Offices", 1.0, 400, "customer said", 3, "day", "customer said")
HOMES = SegmentUse("Homes", 1.0, 5000, "telemetry", 1, "month", "guess")

# Timed 6, 14 and 9 s where 8 s were guessed; 2 of 5 hit; 400 people, 3 times a day; once each; a small fix.
WORKED_EXAMPLE = Inputs(
    visits=tuple(VisitCount(1, hit) for hit in (1, 1, 0, 0, 0)),
    timings=(Timing(1, (6,), (8,)), Timing(2, (14,)), Timing(3, (9,))),
    occurrences=(HitOccurrence(1, 1), HitOccurrence(1, 1)),
    segments=(OFFICES,),
    effort=EffortGiven("S"),
    occurrences_log=(0, 0),
)
NOTHING_GIVEN = Inputs(
    visits=(VisitCount(1, 1),), timings=(), occurrences=(HitOccurrence(1, 1),), segments=(), effort=None
)


def ranked(inputs: Inputs, **changes: object) -> Estimate:
    """Return the estimate of inputs with some of them changed."""
    result = estimate(replace(inputs, **changes))  # type: ignore[arg-type]
    assert result is not None
    return result


def factors(result: Estimate) -> dict[str, Factor]:
    """Return the factors by name."""
    return {factor.name: factor for factor in result.factors}


segments = st.builds(
    SegmentUse,
    name=st.just("Offices"),
    weight=st.floats(0.1, 3),
    people=st.none() | st.integers(1, 10**6),
    people_source=st.sampled_from(["telemetry", "customer said", "guess"]),
    times=st.none() | st.floats(0.1, 100),
    per=st.sampled_from(["day", "week", "month", "quarter", "year"]),
    frequency_source=st.sampled_from(["telemetry", "customer said", "guess"]),
    reported_per_year=st.lists(st.floats(0.5, 1e4), max_size=3).map(tuple),
)
seconds = st.lists(st.floats(1, 60), max_size=3).map(tuple)
three_points = st.lists(st.floats(0.1, 500), min_size=3, max_size=3).map(sorted)
inputs_that_rank = st.builds(
    Inputs,
    visits=st.lists(
        st.integers(1, 6).flatmap(lambda watched: st.builds(VisitCount, st.just(watched), st.integers(0, watched))),
        min_size=1,
        max_size=8,
    )
    .filter(lambda visits: any(visit.hit for visit in visits))
    .map(tuple),
    timings=st.lists(st.builds(Timing, st.integers(1, 4), seconds, seconds), max_size=5).map(tuple),
    occurrences=st.lists(st.builds(HitOccurrence, st.integers(1, 9), st.integers(1, 9)), max_size=4).map(tuple),
    segments=st.lists(segments, min_size=1, max_size=3).map(tuple),
    effort=st.none()
    | st.sampled_from(Size).map(EffortGiven)
    | three_points.map(lambda points: EffortGiven(None, *points)),
    share_removed=st.floats(0.01, 1),
)


# The worked example


def test_the_worked_example() -> None:
    result = ranked(WORKED_EXAMPLE)

    shown = factors(result)
    assert (result.hit_k, result.watched_n, result.hit_a, result.hit_b) == (2, 5, 3, 6)
    assert shown["seconds"].typical == pytest.approx(8.8, rel=0.01)
    assert shown["hit rate"].mean == pytest.approx(1 / 3)
    assert shown["frequency"].typical == pytest.approx(660)
    assert result.hours_lost_mean == pytest.approx(281, rel=0.01)
    assert (result.hours_lost_q10, result.hours_lost_q50, result.hours_lost_q90) == pytest.approx(
        (79.6, 223.0, 547), rel=0.01
    )
    assert (result.payback_q10, result.payback_q50, result.payback_q90) == pytest.approx((8.0, 27.5, 86.5), rel=0.01)
    assert result.payback_weeks == pytest.approx(1.9, rel=0.01)


def test_where_the_doubt_of_the_worked_example_comes_from() -> None:
    percents = {name: round(100 * factor.variance_share) for name, factor in factors(ranked(WORKED_EXAMPLE)).items()}

    assert percents == {
        "people": 14,
        "frequency": 14,
        "hit rate": 32,
        "occurrences": 0,
        "seconds": 7,
        "effort": 33,
        "fix removes": 0,
    }


def test_without_a_hit_it_is_not_ranked() -> None:
    assert estimate(replace(WORKED_EXAMPLE, visits=(VisitCount(1, 0),))) is None
    assert estimate(replace(WORKED_EXAMPLE, visits=())) is None


# What moves the rank


@given(inputs_that_rank)
def test_one_more_hit_raises_it(inputs: Inputs) -> None:
    clean = VisitCount(1, 0)

    fewer = ranked(inputs, visits=(*inputs.visits, clean))
    more = ranked(inputs, visits=(*inputs.visits, replace(clean, hit=1)))

    assert more.payback_q50 > fewer.payback_q50


@given(inputs_that_rank)
def test_a_watched_but_clean_visit_lowers_it(inputs: Inputs) -> None:
    before, after = ranked(inputs), ranked(inputs, visits=(*inputs.visits, VisitCount(1, 0)))

    assert after.payback_q50 < before.payback_q50
    assert after.hours_lost_mean < before.hours_lost_mean


@given(inputs_that_rank, st.floats(1.1, 10))
def test_more_people_raise_it(inputs: Inputs, growth: float) -> None:
    grown = [replace(segment, people=(segment.people or 1) * growth) for segment in inputs.segments]
    small = [replace(segment, people=segment.people or 1) for segment in inputs.segments]

    more, fewer = ranked(inputs, segments=tuple(grown)), ranked(inputs, segments=tuple(small))

    assert more.payback_q50 == pytest.approx(growth * fewer.payback_q50)


@given(inputs_that_rank, st.floats(1.1, 10))
def test_doing_it_more_often_raises_it(inputs: Inputs, growth: float) -> None:
    rare = [replace(segment, times=segment.times or 1) for segment in inputs.segments]
    often = [replace(segment, times=(segment.times or 1) * growth) for segment in inputs.segments]

    assert ranked(inputs, segments=tuple(often)).payback_q50 > ranked(inputs, segments=tuple(rare)).payback_q50


@given(inputs_that_rank, st.floats(1, 50), st.floats(1.1, 10))
def test_losing_more_seconds_raises_it(inputs: Inputs, lost: float, growth: float) -> None:
    """One timed person. Of several the shortest may rise and the mean fall: they agree better then."""
    short = ranked(inputs, timings=(Timing(1, (lost,)),))
    long = ranked(inputs, timings=(Timing(1, (lost * growth,)),))

    assert long.payback_q50 > short.payback_q50


@given(inputs_that_rank, st.floats(1.1, 10))
def test_when_all_takes_longer_the_loss_grows_alike(inputs: Inputs, growth: float) -> None:
    short = (*inputs.timings, Timing(9, (6,), (5,)))
    long = tuple(
        Timing(
            timing.visit,
            tuple(growth * seconds for seconds in timing.stopwatch_seconds),
            tuple(growth * seconds for seconds in timing.stated_seconds),
        )
        for timing in short
    )

    ratio = ranked(inputs, timings=long).hours_lost_mean / ranked(inputs, timings=short).hours_lost_mean

    assert ratio == pytest.approx(growth)


@given(inputs_that_rank)
def test_a_larger_effort_lowers_it(inputs: Inputs) -> None:
    paybacks = [ranked(inputs, effort=EffortGiven(size)).payback_q50 for size in Size]

    assert all(small > large for small, large in pairwise(paybacks))


@given(inputs_that_rank)
def test_limits_stand_in_order(inputs: Inputs) -> None:
    result = ranked(inputs)

    assert result.payback_q10 < result.payback_q50 < result.payback_q90
    assert result.hours_lost_q10 < result.hours_lost_q50 < result.hours_lost_q90
    assert result.effort_hours_q10 <= result.effort_hours_q90
    assert all(factor.low <= factor.typical <= factor.high for factor in result.factors)


@given(inputs_that_rank)
def test_the_factors_account_for_the_hours_and_for_the_doubt(inputs: Inputs) -> None:
    result = ranked(inputs)

    product = math.prod(factor.mean for factor in result.factors if factor.name != "effort")
    assert product / 3600 == pytest.approx(result.hours_back_mean)
    assert sum(factor.variance_share for factor in result.factors) == pytest.approx(1)


# Weights and the share removed


def test_a_weight_moves_the_order_and_not_the_hours() -> None:
    once, twice = ranked(WORKED_EXAMPLE), ranked(WORKED_EXAMPLE, segments=(replace(OFFICES, weight=2.0),))

    assert twice.payback_q50 == pytest.approx(2 * once.payback_q50)
    assert (twice.hours_back_mean, twice.payback_weeks) == (once.hours_back_mean, once.payback_weeks)
    assert (once.weight, twice.weight) == (1, pytest.approx(2))


def test_the_weight_of_several_segments_is_their_mean_by_performances() -> None:
    mixed = ranked(WORKED_EXAMPLE, segments=(replace(OFFICES, weight=2.0), OFFICES))

    assert mixed.weight == pytest.approx(1.5)
    assert ranked(WORKED_EXAMPLE, segments=(replace(OFFICES, people=0.0),)).weight == 1


def test_half_a_fix_gives_half_the_hours_back() -> None:
    whole, half = ranked(WORKED_EXAMPLE), ranked(WORKED_EXAMPLE, share_removed=0.5)

    assert half.hours_lost_mean == whole.hours_lost_mean
    assert half.hours_back_mean == pytest.approx(whole.hours_back_mean / 2)
    assert half.payback_q10 == pytest.approx(whole.payback_q10 / 2)


@pytest.mark.parametrize(
    "change",
    [
        {"share_removed": 0},
        {"segments": (replace(OFFICES, weight=0.0), replace(HOMES, weight=0.0))},
        {"segments": (replace(OFFICES, people=0),)},
        {"segments": (replace(OFFICES, times=0),)},
    ],
)
def test_nothing_given_back_is_no_payback(change: dict[str, object]) -> None:
    result = ranked(WORKED_EXAMPLE, **change)

    assert (result.payback_q10, result.payback_q50, result.payback_q90) == (0, 0, 0)
    assert (result.score_m, result.score_v) == (None, None)
    assert all(math.isfinite(factor.mean) for factor in result.factors)


# What is assumed


def test_a_fully_given_example_assumes_nothing() -> None:
    result = ranked(WORKED_EXAMPLE)

    assert (result.assumed, result.is_mostly_assumed) == ((), False)


def test_what_nobody_gave_is_named() -> None:
    result = ranked(NOTHING_GIVEN)

    assert (result.assumed, result.is_mostly_assumed) == (("people", "frequency", "seconds", "effort"), True)
    assert result.payback_q10 > 0


@pytest.mark.parametrize(
    ("change", "assumed"),
    [
        ({"segments": (OFFICES, replace(HOMES, people=None))}, ("people",)),
        ({"segments": (OFFICES, replace(HOMES, times=None))}, ("frequency",)),
        ({"segments": (OFFICES, replace(HOMES, times=None, reported_per_year=(12,)))}, ()),
        ({"timings": (Timing(1),)}, ("seconds",)),
        ({"timings": (Timing(1, (), (5,)),)}, ()),
        ({"effort": None}, ("effort",)),
        ({"occurrences": (), "occurrences_log": None}, ("occurrences",)),
    ],
)
def test_each_assumption_is_named(change: dict[str, object], assumed: tuple[str, ...]) -> None:
    assert ranked(WORKED_EXAMPLE, **change).assumed == assumed


def test_an_assumed_effort_alone_is_not_mostly_assumed() -> None:
    """The badge is about the cost to users; a missing effort has its own."""
    result = ranked(WORKED_EXAMPLE, effort=None)

    assert factors(result)["effort"].variance_share > 0.5
    assert not result.is_mostly_assumed


# Against simulation


@pytest.mark.parametrize(
    ("hit", "watched", "segments", "effort"),
    [
        (1, 1, (OFFICES,), EffortGiven("S")),
        (2, 5, (OFFICES, HOMES), EffortGiven("XL")),
        (10, 30, (OFFICES, replace(HOMES, people_source="guess")), EffortGiven(None, 2, 4, 12)),
    ],
)
def test_the_closed_form_against_draws(
    hit: int, watched: int, segments: tuple[SegmentUse, ...], effort: EffortGiven
) -> None:
    visits = tuple(VisitCount(1, int(i < hit)) for i in range(watched))
    result = ranked(WORKED_EXAMPLE, visits=visits, segments=segments, effort=effort)

    hours, paybacks = simulate(result, segments)

    lost, gained = quantiles(hours, n=10), quantiles(paybacks, n=10)
    assert fmean(hours) == pytest.approx(result.hours_lost_mean, rel=0.02)
    assert (lost[0], lost[4], lost[8]) == pytest.approx(
        (result.hours_lost_q10, result.hours_lost_q50, result.hours_lost_q90), rel=0.03
    )
    assert (gained[0], gained[4], gained[8]) == pytest.approx(
        (result.payback_q10, result.payback_q50, result.payback_q90), rel=0.03
    )


def simulate(result: Estimate, segments: tuple[SegmentUse, ...]) -> tuple[list[float], list[float]]:
    """Return hours lost and paybacks of 60,000 seeded draws; seconds and effort as the estimate has them."""
    chance = random.Random(1)
    people_sd = {"telemetry": 0.1, "customer said": 0.35, "guess": 0.7}
    periods = {"day": 220, "month": 12}
    uses = [
        (math.log(s.people * s.times * periods[s.per]), math.hypot(people_sd[s.people_source], 0.35))
        for s in segments
        if s.people and s.times and s.per and s.people_source
    ]
    seconds = factors(result)["seconds"]
    effort = factors(result)["effort"].typical
    effort_sd = math.sqrt(2 * math.log(result.effort_hours_mean / effort))
    seconds_sd = math.sqrt(seconds.variance_share * (result.score_v or 0))
    seconds_mean = math.log(seconds.mean) - seconds_sd**2 / 2
    hours, paybacks = [], []
    for _ in range(60_000):
        use = sum(math.exp(chance.gauss(mean, sd)) for mean, sd in uses)
        lost = use * chance.betavariate(result.hit_a, result.hit_b)
        lost *= math.exp(chance.gauss(seconds_mean, seconds_sd)) / 3600
        hours.append(lost)
        paybacks.append(lost / chance.lognormvariate(math.log(effort), effort_sd))
    return hours, paybacks
