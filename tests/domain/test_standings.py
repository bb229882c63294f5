"""How sure an order is: against simulations of the ranks, and what must hold for any list."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papercuts.domain.standings import Row, bands, chance_above, chance_against, first_of, line

scores = st.lists(st.tuples(st.floats(-5, 12), st.floats(0.05, 6)), min_size=2, max_size=60)


def chances(known: list[tuple[float, float]], n_first: int) -> list[float]:
    at = line(known, n_first)
    return [chance_above(score, at) for score in known]


@settings(max_examples=60)
@given(scores, st.data())
def test_the_chances_add_up_to_the_number_of_first_ones(known: list[tuple[float, float]], data: st.DataObject) -> None:
    n_first = data.draw(st.integers(1, len(known) - 1))

    assert sum(chances(known, n_first)) == pytest.approx(n_first, abs=1e-6)


@settings(max_examples=30)
@given(scores)
def test_more_payback_is_a_better_chance(known: list[tuple[float, float]]) -> None:
    level = [(m, 1.0) for m, _ in known]

    found = chances(level, 1)

    assert [found[i] for i in sorted(range(len(level)), key=lambda i: level[i][0])] == sorted(found)


@pytest.mark.parametrize(("n", "n_first", "off"), [(20, 5, 0.03), (60, 10, 0.035)])
def test_the_chances_are_those_of_simulated_ranks(n: int, n_first: int, off: float) -> None:
    """Within .014 and .021 for lists of 20 and 60, to which 20,000 draws add their own noise."""
    chance = random.Random(3)
    known = [(chance.gauss(3, 1.2), chance.uniform(0.4, 1.6)) for _ in range(n)]
    counts = [0] * n
    for _ in range(20_000):
        drawn = [chance.gauss(m, v**0.5) for m, v in known]
        for i in sorted(range(n), key=lambda i: -drawn[i])[:n_first]:
            counts[i] += 1

    assert chances(known, n_first) == pytest.approx([count / 20_000 for count in counts], abs=off)


def test_all_of_a_list_are_not_its_first_ones() -> None:
    with pytest.raises(ValueError, match="fewer than all"):
        line([(1.0, 1.0)] * 3, 3)


@pytest.mark.parametrize(("n", "first"), [(4, None), (5, 3), (8, 5), (14, 5), (15, 10), (10**6, 10)])
def test_a_short_list_has_fewer_first_ones(n: int, first: int | None) -> None:
    assert first_of(n) == first


def test_against_each_other_by_hand() -> None:
    """Φ(1) = .8413; what both share is no doubt between them."""
    assert chance_against((2.0, 0.5), (1.0, 0.5)) == pytest.approx(0.8413, abs=1e-4)
    assert chance_against((2.0, 1.0), (1.0, 1.0), shared_variance=0.5) == pytest.approx(0.8413, abs=1e-4)
    assert chance_against((2.0, 1.0), (1.0, 1.0), shared_variance=9) == 1


@given(st.floats(-9, 9), st.floats(0.01, 4), st.floats(-9, 9), st.floats(0.01, 4), st.floats(0, 4))
def test_the_chances_of_both_ways_add_up(m: float, v: float, n: float, w: float, shared: float) -> None:
    there, back = chance_against((m, v), (n, w), shared), chance_against((n, w), (m, v), shared)

    assert there + back == pytest.approx(1)


def rows(*middles: float, task: int = 0) -> list[Row]:
    """Paybacks of one sd each, of one task or each of its own."""
    return [Row((middle, 1.0), task or n, shared=0.9) for n, middle in enumerate(middles)]


def test_places_of_which_none_likely_pays_back_less_share_a_band() -> None:
    """Φ(.3 / √2) = .58; Φ(.4 / √2) = .61."""
    assert bands(rows(3.0, 2.9, 2.7, 2.6, 2.5, 0.0), [0.9, 0.8, 0.7, 0.6, 0.5, 0.1]) == [(0, 2), (3, 4)]
    assert bands([], []) == []
    assert bands(rows(1.0), [0.5]) == []


def test_what_is_far_from_the_first_ones_is_no_band() -> None:
    assert bands(rows(0.2, 0.1), [0.01, 0.01]) == []


def test_what_both_share_tells_them_apart() -> None:
    """Of one task .9 of the variance is in both: Φ(.2 / √.2) = .67."""
    assert bands(rows(0.2, 0.0), [0.5, 0.5]) == [(0, 1)]
    assert bands(rows(0.2, 0.0, task=7), [0.5, 0.5]) == []
