"""What to learn next: how far an observation narrows a payback, and how many of the first places it could change."""

import math
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercuts.domain import observing
from papercuts.domain.observing import ASK, COUNT, ESTIMATE, HAPPEN, TIME, WATCH, Candidate, Narrowing, Worth, worths
from papercuts.domain.rank_inputs import Timing
from papercuts.domain.ranking import EffortGiven, HitOccurrence, Inputs, SegmentUse, VisitCount, estimate
from tests.estimates import PLAIN, USE

GUESSED = replace(USE, people_source="guess", frequency_source="guess")


def narrowing(kind: str, **changed: object) -> Narrowing | None:
    """What one kind of observation would do to a plain paper cut that is like this."""
    inputs: Inputs = replace(PLAIN, **changed)  # type: ignore[arg-type]
    found = estimate(inputs)
    assert found is not None
    return next((one for one in observing.narrowings(inputs, found) if one.kind == kind), None)


def known(kind: str, **changed: object) -> Narrowing:
    """The same where it does something."""
    found = narrowing(kind, **changed)
    assert found is not None
    return found


def test_watching_five_more_takes_what_the_trigamma_function_says() -> None:
    """Two of five at visits of one: Beta(3, 6), of which a third are hit; five more make it Beta(3 + 5/3, 6 + 10/3)."""
    one_by_one = (*(VisitCount(1, 1) for _ in range(2)), *(VisitCount(1, 0) for _ in range(3)))
    # trigamma at 3, 9, 14/3 and 14, as tables of the polygamma function have them
    assert known(WATCH, visits=one_by_one).variance == pytest.approx(
        (0.394934 - 0.117512) - (0.238870 - 0.074040), abs=2e-5
    )


def test_asking_five_takes_what_their_precision_says() -> None:
    """From a log-sd of .35: 1 / (1/.1225 + 5/.49) is left, four ninths."""
    assert known(ASK, segments=(GUESSED,)).variance == pytest.approx(0.35**2 * 5 / 9)


def test_an_estimate_and_a_count_leave_what_is_known_of_them() -> None:
    assert known(ESTIMATE, effort=None).variance == pytest.approx(1 - math.log1p((0.25 / (6.5 / 6)) ** 2))
    assert known(COUNT, segments=(GUESSED,)).variance == pytest.approx(0.7**2 - 0.1**2)


def test_an_effort_without_doubt_cannot_be_estimated_better() -> None:
    assert narrowing(ESTIMATE, effort=EffortGiven(None, 4, 4, 4)) is None


def test_what_telemetry_says_cannot_be_asked_or_counted_better() -> None:
    assert narrowing(ASK) is None
    assert narrowing(COUNT) is None
    assert observing.segment_to_ask(PLAIN) is None


def test_times_come_closer_the_fewer_there_were() -> None:
    timed = tuple(Timing(visit, (8.0 + visit,)) for visit in range(2))
    assert known(TIME).variance > known(TIME, timings=timed).variance


@given(hit=st.integers(1, 30), clean=st.integers(0, 30), more=st.integers(1, 20))
def test_the_more_were_watched_the_less_five_more_tell(hit: int, clean: int, more: int) -> None:
    few, many = VisitCount(hit + clean, hit), VisitCount((hit + clean) * (more + 1), hit * (more + 1))
    first, later = (known(WATCH, visits=(visit,)) for visit in (few, many))

    assert first.variance > later.variance > 0


def test_each_range_is_within_the_one_before_and_the_most_telling_comes_first() -> None:
    inputs = replace(PLAIN, segments=(GUESSED,))
    found = estimate(inputs)
    assert found is not None
    told = observing.narrowings(inputs, found)

    assert [one.variance for one in told] == sorted((one.variance for one in told), reverse=True)
    assert {one.kind for one in told} == set(observing.FACTORS)
    assert all(found.payback_q10 < one.low < found.payback_q50 < one.high < found.payback_q90 for one in told)


def test_people_are_asked_in_the_segment_that_counts_most() -> None:
    """And five of them: as much as five tell of the sum when the rest stays as it is."""
    large, small = replace(GUESSED, name="Large"), replace(GUESSED, name="Small", people=4.0)
    idle = SegmentUse("Idle", 1.0, 0.0, "guess", 0.0, "day", "guess")
    alone, both = (known(ASK, segments=segments).variance for segments in ((large,), (large, large)))

    assert observing.segment_to_ask(replace(PLAIN, segments=(small, idle, large))) == "Large"
    assert alone / 5 < both < alone / 3  # half the people, whose doubt counts by its square
    assert known(ASK, segments=(large, small, idle)).variance == pytest.approx(alone, rel=0.05)


def candidate(number: int, middle: float, task: int = 1, **gone: float) -> Candidate:
    return Candidate(number, task, middle, gone)


def only(*candidates: Candidate, n_first: int = 1, seed: int = 1) -> Worth:
    [worth] = worths(candidates, n_first, seed)
    return worth


def test_a_place_changes_as_often_as_a_normal_number_crosses_the_line() -> None:
    """One paper cut a standard deviation below another that is known: Φ(−1)."""
    worth = only(candidate(7, 1.0, task=2), candidate(8, 0.0, watch=1.0), candidate(9, -9.0, task=3))

    assert worth.places == worth.chance == pytest.approx(0.1587, abs=0.02)
    assert (worth.task, worth.kind, worth.closest) == (1, WATCH, (8,))


def test_what_people_say_of_a_task_moves_its_paper_cuts_together() -> None:
    """Two of one task change places when each moves by itself, and never when both move alike."""
    pair = [candidate(1, 0.1), candidate(2, 0.0)]
    assert worths([replace(one, gone={ASK: 1.0}) for one in pair], 1, seed=1) == []
    apart = only(*(replace(one, gone={WATCH: 1.0}) for one in pair))
    assert apart.places == pytest.approx(0.4718, abs=0.02)  # Φ(−0.1 / √2)


def test_far_from_the_line_nothing_is_worth_watching() -> None:
    sure = [candidate(n, 20.0 - n, task=n, watch=0.01) for n in range(5)]
    assert worths([*sure, candidate(9, 1.0, task=9, watch=0.3)], 3, seed=1) == []
    assert worths(sure[:1], 3, seed=1) == []
    assert worths([], 3, seed=1) == []


numbers = st.floats(-3, 3)
variances = st.floats(0, 2)
lists = st.lists(st.tuples(numbers, variances, st.integers(1, 3)), min_size=2, max_size=9)


@given(rows=lists, n_first=st.integers(1, 5))
def test_the_same_list_has_the_same_worths_and_none_changes_more_than_there_is(
    rows: list[tuple[float, float, int]], n_first: int
) -> None:
    given_ = [candidate(n, m, task, watch=v, ask=v / 2) for n, (m, v, task) in enumerate(rows)]
    found = worths(given_, n_first, seed=3)

    assert found == worths(given_, n_first, seed=3)
    assert [one.places for one in found] == sorted((one.places for one in found), reverse=True)
    for one in found:
        own = {row.id for row in given_ if row.task == one.task}
        assert 0 < one.places <= min(n_first, len(rows))
        assert 0 <= one.chance <= min(one.places, 1)
        assert len(rows) > n_first or one.chance == 0
        assert one.closest
        assert set(one.closest) <= own


def test_the_places_that_change_are_those_of_sorting_the_whole_list_again() -> None:
    """By brute force: everything is drawn, sorted, and compared with the first ones of before, place by place."""
    chance = random.Random(5)
    rows = [candidate(n, chance.gauss(0, 1), n % 4, watch=chance.random(), time=0.2) for n in range(14)]
    first = [one.id for one in sorted(rows, key=lambda one: -one.middle)[:5]]
    found = worths(rows, 5, seed=8)
    assert len(found) == 8
    for worth in found:
        n_places, n_sets = 0, 0
        for _ in range(4_000):
            moved = [
                (one.middle + (one.task == worth.task) * chance.gauss(0, math.sqrt(one.gone[worth.kind])), one.id)
                for one in rows
            ]
            then = [number for _, number in sorted(moved, reverse=True)[:5]]
            n_places += sum(now != before for now, before in zip(then, first, strict=True))
            n_sets += set(then) != set(first)
        assert worth.places == pytest.approx(n_places / 4_000, abs=0.12)
        assert worth.chance == pytest.approx(n_sets / 4_000, abs=0.05)


def test_counting_how_often_it_happens_tells_the_less_the_more_was_counted() -> None:
    few, many = (known(HAPPEN, occurrences=(HitOccurrence(3, 1), HitOccurrence(1, 1)) * n) for n in (1, 8))

    assert few.variance > many.variance > 0
