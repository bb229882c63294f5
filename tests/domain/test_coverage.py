"""Coverage and what is unseen, against published outputs, by counting all cases, and in simulated studies."""

import random
from itertools import combinations
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercuts.domain.coverage import Incidence, discovered, extrapolated, poisson_quantile, reach, units_needed

Z_95 = 1.959963984540054

# SpadeR's ChaoSpecies (datatype "incidence_freq") as printed for four soil seed banks: T, Q1, Q2 …; coverage, Chao2,
# Chao2-bc with its standard error and 95 % interval
SPADER = [
    (16, {1: 9, 2: 4, 3: 1, 10: 1}, 0.717, 24.492, (21.750, 6.075, 16.492, 45.544)),
    (16, {1: 13, 2: 4, 8: 1}, 0.569, 37.805, (32.625, 10.966, 21.950, 72.154)),
    (40, {1: 6, 5: 1, 7: 1, 8: 1, 9: 1}, 0.83, 24.625, (24.625, 13.681, 13.092, 79.180)),  # Q2 = 0
]

# iNEXT's DataInfo(ant, "incidence_freq"), data of Longino and Colwell (2011): T, U, S, coverage, Q1, Q2
INEXT = [
    (599, 5976, 227, 0.9918, 49, 23),
    (230, 2943, 241, 0.9760, 71, 34),
    (150, 1730, 122, 0.9839, 28, 16),
    (200, 1170, 56, 0.9889, 13, 4),
    (200, 271, 14, 0.9964, 1, 2),
]


def ants(units: int, uses: int, seen: int, q1: int, q2: int) -> Incidence:
    """A table with these sums; how the others are spread changes neither coverage nor what is unseen."""
    n_rest, left = seen - q1 - q2, uses - q1 - 2 * q2
    frequencies = {1: q1, 2: q2}
    for i in range(n_rest):
        j = left // (n_rest - i)
        left -= j
        frequencies[j] = frequencies.get(j, 0) + 1
    table = Incidence(units, frequencies)
    assert (table.uses, table.seen) == (uses, seen)
    return table


@pytest.mark.parametrize(("units", "frequencies", "coverage", "classic", "corrected"), SPADER)
def test_the_estimates_are_those_of_spader(
    units: int, frequencies: dict[int, int], coverage: float, classic: float, corrected: tuple[float, ...]
) -> None:
    table = Incidence(units, frequencies)
    low, high = table.unseen_limits(Z_95)

    assert table.coverage == pytest.approx(coverage, abs=6e-4)
    assert table.seen + table.unseen_classic == pytest.approx(classic, abs=6e-4)
    ours = (table.seen + table.unseen, table.unseen_variance**0.5, table.seen + low, table.seen + high)
    assert ours == pytest.approx(corrected, abs=6e-4)


@pytest.mark.parametrize(("units", "uses", "seen", "coverage", "q1", "q2"), INEXT)
def test_coverage_is_that_of_inext(units: int, uses: int, seen: int, coverage: float, q1: int, q2: int) -> None:
    assert ants(units, uses, seen, q1, q2).coverage == pytest.approx(coverage, abs=6e-5)


@pytest.mark.parametrize(("more", "seen"), [(284, 245.732481), (599, 258.745498)])
def test_the_extrapolation_is_that_of_inext(more: int, seen: float) -> None:
    """At 50 m, with the classic estimate that iNEXT puts in."""
    table = ants(599, 5976, 227, 49, 23)

    assert 227 + extrapolated(599, 49, table.unseen_classic, more) == pytest.approx(seen, abs=1e-6)


def test_lewis_adjusted_p_is_worked_out_by_hand() -> None:
    """Four people, three problems met by 3, 2 and 1: p = 6/12, discount 4/3, (1/2 − 1/4)·3/4."""
    assert Incidence.of_counts(4, [3, 2, 1]).lewis_p == pytest.approx((0.5 / (1 + 1 / 3) + 0.25 * 0.75) / 2)
    assert Incidence.of_counts(50, [1] * 30).lewis_p == pytest.approx(0.01)  # never below


def test_discovery_has_the_published_values() -> None:
    assert discovered(0.31, 5) == pytest.approx(0.844, abs=5e-4)  # Nielsen and Landauer (1993)
    assert units_needed(0.10, 0.90) == 22  # Lewis: 21.85
    with pytest.raises(ValueError, match="between"):
        units_needed(0, 0.9)


def test_a_matrix_is_counted_by_its_columns() -> None:
    table = Incidence.of_matrix([[1, 0, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0]])

    assert (table.units, table.seen, table.uses, table.q1, table.q2) == (3, 3, 5, 2, 0)
    assert table.is_too_early
    assert table.missing == (0, 2)


@pytest.mark.parametrize("counts", [[4], [-1]])
def test_impossible_counts_are_refused(counts: list[int]) -> None:
    with pytest.raises(ValueError, match="no more units than were watched"):
        Incidence.of_counts(3, counts)
    with pytest.raises(ValueError, match="no more units than were watched"):
        Incidence(3, dict.fromkeys(counts, 1))


@pytest.mark.parametrize("units", [0, 1])
def test_one_person_says_nothing_of_the_next(units: int) -> None:
    table = Incidence.of_counts(units, [1] * (7 * units))

    assert (table.coverage, table.expected_new(2), table.forecast(2), table.unseen) == (None, None, None, 0)


def test_without_singles_nothing_speaks_for_more() -> None:
    table = Incidence.of_counts(6, [3, 2, 4, 2, 6])
    forecast = table.forecast(3)

    assert forecast is not None
    assert (forecast.new, forecast.low, forecast.high, forecast.coverage) == (0, 0, 0, 1)
    assert (table.total_at_least, table.coverage) == (5, 1)


@pytest.mark.parametrize("level", [0.0, 0.49, 1.0, float("nan")])
def test_a_level_is_none_of_nothing_or_all(level: float) -> None:
    assert reach(0.95) == pytest.approx(Z_95)
    with pytest.raises(ValueError, match="level"):
        reach(level)


def test_nothing_met_is_no_coverage() -> None:
    table = Incidence.of_counts(6, [0, 0])

    assert (table.coverage, table.lewis_p, table.total_at_least, table.expected_new(2)) == (None, None, 0, 0)


def test_a_forecast_has_no_range_beyond_as_many_again() -> None:
    table = Incidence.of_counts(4, [1, 1, 1, 2, 3, 4])
    near, far = table.forecast(4), table.forecast(5)

    assert near is not None
    assert far is not None
    assert near.low is not None
    assert near.high is not None
    assert near.low <= near.new <= near.high
    assert (far.low, far.high) == (None, None)
    assert far.new > near.new


matrices = st.integers(2, 6).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 1), min_size=7, max_size=7), min_size=n, max_size=n)
)


@given(matrices)
def test_interpolation_is_the_mean_over_all_choices(rows: list[list[int]]) -> None:
    table = Incidence.of_matrix(rows)
    for n in range(len(rows) + 1):
        chosen = [sum(map(any, zip(*some, strict=True))) for some in combinations(rows, n)]
        assert table.seen_after(n) == pytest.approx(fmean(chosen), abs=1e-9)


@given(matrices)
def test_forecasts_grow_and_stay_below_what_is_unseen(rows: list[list[int]]) -> None:
    table = Incidence.of_matrix(rows)
    new = [table.expected_new(more) or 0 for more in range(8)]
    then = [table.coverage_after(more) or 0 for more in range(8)]

    assert new == sorted(new)
    assert new[0] == 0
    assert new[-1] <= table.unseen + 1e-9
    assert then == sorted(then)
    assert then[0] >= 0
    assert then[-1] <= 1


@pytest.mark.parametrize(
    ("mean", "share", "number"),
    [(0, 0.9, 0), (0.1, 0.9, 0), (0.11, 0.9, 1), (2, 0.1, 0), (2, 0.9, 4), (5, 0.1, 2), (5, 0.9, 8), (400, 0.9, 426)],
)  # tables of the Poisson distribution; the last by its normal limit
def test_poisson_quantiles(mean: float, share: float, number: int) -> None:
    assert poisson_quantile(mean, share) == number


def test_many_expected_ones_are_as_good_as_normal() -> None:
    assert poisson_quantile(9_999, 0.9) == pytest.approx(poisson_quantile(10_001, 0.9), abs=4)
    assert poisson_quantile(1e12, 0.1) < 1e12 < poisson_quantile(1e12, 0.9)


def test_in_simulated_studies_the_range_holds_and_coverage_is_hardly_off() -> None:
    """Forty problems, logit-normal chances (−1.7, .93), eight watched, then two more: 80 % must hold 80 to 97 %."""
    dice = random.Random(20261122)
    held, off = [], []
    for _ in range(600):
        chances = [1 / (1 + 2.718281828 ** -dice.gauss(-1.7, 0.93)) for _ in range(40)]
        counts = [sum(dice.random() < p for _ in range(8)) for p in chances]
        table = Incidence.of_counts(8, counts)
        forecast = table.forecast(2)
        assert forecast is not None
        assert forecast.low is not None
        assert forecast.high is not None
        new = sum(n == 0 and dice.random() < 1 - (1 - p) ** 2 for n, p in zip(counts, chances, strict=True))
        held.append(forecast.low <= new <= forecast.high)
        truth = sum(p for n, p in zip(counts, chances, strict=True) if n) / sum(chances)
        off.append((table.coverage or 0) - truth)

    assert 0.80 <= fmean(held) <= 0.97
    assert abs(fmean(off)) < 0.02
