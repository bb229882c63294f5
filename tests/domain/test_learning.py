"""What all paper cuts together teach: against worlds whose truth is known, and by hand."""

import math
import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercuts.domain.learning import (
    Learnt,
    Scatter,
    fit_prior,
    has_moved,
    learn,
    likeness,
    log_chance,
    shrunk,
)
from papercuts.domain.rank_inputs import HIT_PRIOR, RHO


def scatter_of(cuts: list[list[tuple[int, int]]]) -> Scatter:
    """Return the sums over paper cuts, each given by (hit, watched) at its visits."""
    sums = [0.0] * 5
    for visits in cuts:
        hit, watched = sum(k for k, _ in visits), sum(n for _, n in visits)
        squares = sum(k * k / n for k, n in visits)
        sums[0] += squares - hit**2 / watched
        sums[1] += len(visits) - 1
        sums[2] += hit - squares
        sums[3] += watched - len(visits)
        sums[4] += watched - sum(n * n for _, n in visits) / watched
    return Scatter(20, 3.0, *sums)


def test_visits_at_which_all_or_none_are_hit_are_as_alike_as_can_be() -> None:
    assert likeness(scatter_of([[(4, 4), (0, 4), (4, 4), (0, 4)]])) == 0.6


def test_visits_at_which_the_same_share_is_hit_are_not_alike() -> None:
    assert likeness(scatter_of([[(2, 4)] * 6])) == 0


def test_the_likeness_by_hand() -> None:
    """Visits of 2 people with 2, 1, 0 and 1 hit: MSB = 1/3, MSW = 1/4, m₀ = 2, so (1/12) / (7/12)."""
    assert likeness(scatter_of([[(2, 2), (1, 2), (0, 2), (1, 2)]])) == pytest.approx(1 / 7)


@pytest.mark.parametrize("rho", [0.0, 0.2, 0.5])
def test_the_likeness_of_a_world_is_found(rho: float) -> None:
    chance = random.Random(4)
    cuts = []
    for _ in range(400):
        a = 0.4 * (1 - rho) / rho if rho else 0.0
        visits = []
        for _ in range(8):
            share = chance.betavariate(a, 1.5 * a) if rho else 0.4
            visits.append((sum(chance.random() < share for _ in range(4)), 4))
        cuts.append(visits)

    assert likeness(scatter_of(cuts)) == pytest.approx(rho, abs=0.04)


@pytest.mark.parametrize(
    "change",
    [
        {"n_visits": 7},
        {"watched_together": 1.9},
        {"between_freedom": 0},
        {"within_freedom": 0},
        {"within": 0, "between": 0},
    ],
)
def test_too_little_teaches_no_likeness(change: dict[str, float]) -> None:
    enough = scatter_of([[(2, 2), (1, 2), (0, 2), (1, 2)]])
    assert likeness(enough) is not None

    assert likeness(replace(enough, **change)) is None  # type: ignore[arg-type]


def test_the_default_is_worth_ten_visits() -> None:
    assert shrunk(0.5, 10) == pytest.approx((RHO + 0.5) / 2)


@given(st.integers(1, 12), st.floats(0.5, 3), st.floats(0.6, 9))
def test_the_chances_of_one_hit_or_more_add_up(n: int, a: float, b: float) -> None:
    assert sum(math.exp(log_chance(k, n, a, b)) for k in range(1, n + 1)) == pytest.approx(1)


@pytest.mark.parametrize(("a", "b"), [(1.0, 3.0), (0.8, 5.0), (2.0, 4.0)])
def test_the_prior_of_a_world_is_found_though_unhit_paper_cuts_are_never_seen(a: float, b: float) -> None:
    chance = random.Random(7)
    counts: Counter[tuple[int, int]] = Counter()
    while counts.total() < 4000:
        share, n = chance.betavariate(a, b), chance.randint(3, 15)
        if hit := sum(chance.random() < share for _ in range(n)):
            counts[hit, n] += 1

    found = fit_prior(counts)

    assert found[0] / sum(found) == pytest.approx(a / (a + b), abs=0.03)
    naive = sum(k * number for (k, _), number in counts.items()) / sum(n * number for (_, n), number in counts.items())
    assert abs(found[0] / sum(found) - a / (a + b)) < abs(naive - a / (a + b))


def test_the_fit_is_the_highest_of_a_fine_grid() -> None:
    counts = {(1, 5): 9, (2, 5): 6, (3, 5): 4, (5, 5): 1, (1, 12): 5}

    def worth(a: float, b: float) -> float:
        penalty = (math.log(a) / 0.5) ** 2 + (math.log((a + b) / 4) / 0.5) ** 2
        return sum(number * log_chance(k, n, a, b) for (k, n), number in counts.items()) - penalty / 2

    found = fit_prior(counts)

    grid = [(a / 50, w / 20 - a / 50) for a in range(25, 151, 5) for w in range(40, 241, 5) if w / 20 > a / 50]
    assert worth(*found) >= max(worth(*at) for at in grid)


@given(
    st.dictionaries(st.integers(1, 30).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n))), st.integers(1, 99))
)
def test_any_world_gives_a_prior_within_bounds(counts: dict[tuple[int, int], int]) -> None:
    a, b = fit_prior(counts)

    assert 0.499 <= a <= 3.001
    assert b >= 0.249
    assert 1.99 <= a + b <= 12.01


def test_from_twenty_paper_cuts_on_the_prior_is_learnt() -> None:
    few, many = {(1, 3): 19, (1, 2): 50}, {(1, 3): 20, (1, 2): 50}

    assert (learn(Scatter(0, 0), few).prior, learn(Scatter(0, 0), few).has_prior) == (HIT_PRIOR, False)
    assert learn(Scatter(0, 0), many).has_prior
    assert learn(Scatter(0, 0), {}) == Learnt(RHO, HIT_PRIOR, False, False, 0, 0, 0)


def test_only_what_moves_the_order_is_a_change() -> None:
    assert not has_moved((0.2, (1, 3)), (0.21, (1.01, 3.0)))
    assert has_moved((0.2, (1, 3)), (0.3, (1, 3)))
    assert has_moved((0.2, (1, 3)), (0.2, (1.2, 2.8)))
    assert has_moved((0.2, (1, 3)), (0.2, (2, 6)))
