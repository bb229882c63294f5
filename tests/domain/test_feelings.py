"""Means with ranges that know that people at one visit are alike."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercuts.domain.feelings import MOOD, RATING, SHARE, change, mean

ENTRIES = st.lists(st.tuples(st.integers(1, 6), st.integers(-2, 2)), min_size=1, max_size=40)


def test_the_variance_is_that_of_a_ratio_of_cluster_totals() -> None:
    # by hand: totals 3, 1, −2 of 2, 1, 2 entries: mean .4, residuals 2.2, .6, −2.8, squares 13.04;
    # the prior's 1 · 25 / 9 beside them, three degrees of freedom: (13.04 + 2.7778) / 3 · 3 / 25
    found = mean([(1, 2), (1, 1), (2, 1), (3, -1), (3, -1)], MOOD)

    assert found is not None
    assert (found.n, found.n_visits, found.freedom) == (5, 3, 3)
    assert found.mean == pytest.approx(0.4)
    assert found.variance == pytest.approx((13.04 + 25 / 9) / 25)


@given(ENTRIES)
def test_a_range_holds_its_mean_within_the_scale(entries: list[tuple[int, int]]) -> None:
    found = mean(entries, MOOD)

    assert found is not None
    assert -2 <= found.low <= found.mean <= found.high <= 2
    assert found.high > found.low


def test_one_visit_says_next_to_nothing_and_no_entry_nothing() -> None:
    one = mean([(1, 1)] * 20, MOOD)

    assert one is not None
    assert one.high - one.low > 2
    assert mean([], MOOD) is None


def test_many_at_one_visit_count_for_less_than_as_many_at_several() -> None:
    values = [2, 2, 1, 1, -1, -1, -2, -2]
    alike = mean([(i // 2, value) for i, value in enumerate(values)], MOOD)
    apart = mean(list(enumerate(values)), MOOD)

    assert alike is not None
    assert apart is not None
    assert alike.variance > 1.5 * apart.variance


@pytest.mark.parametrize(("n_visits", "scale"), [(4, RATING), (8, SHARE), (16, MOOD)])
def test_ranges_cover_what_they_say(n_visits: int, scale: object) -> None:
    # 400 simulated studies: visits differ by as much as people at one visit do; the truth is known
    chance, inside = random.Random(5), 0
    width = scale.top - scale.bottom  # type: ignore[attr-defined]
    truth = scale.bottom + 0.55 * width  # type: ignore[attr-defined]
    for _ in range(400):
        shifts = [chance.uniform(-0.2, 0.2) * width for _ in range(n_visits)]
        entries = [
            (visit, truth + shift + chance.uniform(-0.2, 0.2) * width)
            for visit, shift in enumerate(shifts)
            for _ in range(chance.randint(1, 5))
        ]
        found = mean(entries, scale)  # type: ignore[arg-type]
        assert found is not None
        inside += found.low <= truth <= found.high

    assert inside / 400 > 0.77


def test_a_change_is_only_told_where_chance_alone_would_rarely_make_it() -> None:
    # 300 pairs from one truth: about one in twenty may look like a change, not more
    chance, told = random.Random(7), 0

    def study() -> list[tuple[int, float]]:
        shifts = [chance.gauss(0, 0.5) for _ in range(8)]
        return [(visit, shift + chance.gauss(0, 0.7)) for visit, shift in enumerate(shifts) for _ in range(3)]

    for _ in range(300):
        before, after = mean(study(), MOOD), mean(study(), MOOD)
        assert before is not None
        assert after is not None
        told += change(before, after).is_sure
    assert told / 300 < 0.07

    low, high = mean(((i, -1) for i in range(12)), MOOD), mean(((i, 1) for i in range(12)), MOOD)
    assert low is not None
    assert high is not None
    assert change(low, high).is_sure
    assert change(low, high).by == 2
    assert change(high, low).high < 0
