"""Log-normal and Beta numbers against published values."""

import math
from dataclasses import astuple

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercuts.domain.distributions import (
    beta,
    beta_cdf,
    beta_limits,
    beta_quantile,
    cornish_fisher,
    exactly,
    log_normal,
    polygamma,
    student_reach,
    sum_of,
)

EULER, APERY = 0.5772156649015329, 1.2020569031595942


@pytest.mark.parametrize(
    ("order", "x", "value"),
    [  # Abramowitz and Stegun 6.3.2, 6.3.3, 6.4.2, 6.4.4
        (0, 1, -EULER),
        (0, 0.5, -EULER - 2 * math.log(2)),
        (0, 10, sum(1 / n for n in range(1, 10)) - EULER),
        (1, 1, math.pi**2 / 6),
        (1, 0.5, math.pi**2 / 2),
        (2, 1, -2 * APERY),
        (2, 0.5, -14 * APERY),
        (3, 1, math.pi**4 / 15),
        (3, 0.5, math.pi**4),
    ],
)
def test_polygamma_has_the_published_values(order: int, x: float, value: float) -> None:
    assert polygamma(order, x) == pytest.approx(value, rel=1e-9)


@given(st.integers(0, 3), st.floats(0.1, 1e6))
def test_polygamma_keeps_its_recurrence(order: int, x: float) -> None:
    step = (-1) ** order * math.factorial(order) / x ** (order + 1)

    assert polygamma(order, x + 1) - polygamma(order, x) == pytest.approx(step, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("x", [0, -1.5])
def test_polygamma_refuses_what_is_not_positive(x: float) -> None:
    with pytest.raises(ValueError, match="positive"):
        polygamma(0, x)


@pytest.mark.parametrize(
    ("hit", "low", "high"),
    [(1, 0.016, 0.501), (2, 0.065, 0.648)],
)
def test_jeffreys_intervals_for_7_people(hit: int, low: float, high: float) -> None:
    """Brown, Cai and DasGupta (2001), table 5: n = 7 at 95 %."""
    a, b = hit + 0.5, 7 - hit + 0.5

    assert beta_quantile(a, b, 0.025) == pytest.approx(low, abs=6e-4)
    assert beta_quantile(a, b, 0.975) == pytest.approx(high, abs=6e-4)


@pytest.mark.parametrize(("n", "share"), [(1, 0.8183), (2, 0.9244), (3, 0.9669), (5, 0.9931), (10, 0.9998)])
def test_chance_of_more_than_half_after_n_hits_of_n(n: int, share: float) -> None:
    """R. Burn, bbai: Bayes' first problem with the Jeffreys prior."""
    assert 1 - beta_cdf(n + 0.5, 0.5, 0.5) == pytest.approx(share, abs=5e-5)


@given(st.floats(0.5, 3000), st.floats(0.01, 0.99))
def test_beta_quantiles_where_they_have_a_formula(b: float, u: float) -> None:
    assert beta_quantile(1, b, u) == pytest.approx(-math.expm1(math.log1p(-u) / b), rel=1e-6)
    assert beta_quantile(b, 1, u) == pytest.approx(u ** (1 / b), rel=1e-6)


def test_a_share_lies_between_none_and_all() -> None:
    assert (beta_cdf(2, 3, 0), beta_cdf(2, 3, 1)) == (0, 1)


@pytest.mark.parametrize(
    ("freedom", "share", "reach"),
    [(1, 0.95, 12.706), (5, 0.95, 2.571), (7, 0.8, 1.415), (10, 0.8, 1.372), (120, 0.95, 1.980)],
)
def test_student_reaches_as_far_as_in_every_table(freedom: float, share: float, reach: float) -> None:
    assert student_reach(freedom, share) == pytest.approx(reach, abs=6e-4)


def test_a_log_normal_has_its_known_moments() -> None:
    seconds = log_normal(math.log(10), 0.55**2)

    assert seconds.q50 == pytest.approx(10)
    assert seconds.mean == pytest.approx(10 * math.exp(0.55**2 / 2))
    assert (seconds.sd / seconds.mean) ** 2 == pytest.approx(math.exp(0.55**2) - 1)
    assert seconds.q90 / seconds.q50 == pytest.approx(math.exp(1.2815516 * 0.55))


def test_a_product_of_log_normals_is_log_normal() -> None:
    product = log_normal(1, 0.2) * log_normal(2, 0.3)

    assert astuple(product) == pytest.approx(astuple(log_normal(3, 0.5)))


def test_nothing_times_something_is_nothing() -> None:
    nothing = exactly(0.0) * log_normal(1, 0.2)

    assert (nothing.mean, nothing.sd, nothing.q10, nothing.q90) == (0, 0, 0, 0)


def test_a_sum_of_one_is_that_one() -> None:
    assert astuple(sum_of([log_normal(3, 0.5)])) == pytest.approx(astuple(log_normal(3, 0.5)))


def test_a_sum_of_none_is_nothing() -> None:
    assert sum_of([]) == exactly(0.0)


def test_a_sum_has_the_mean_and_variance_of_its_parts() -> None:
    parts = [log_normal(3, 0.5), log_normal(2, 0.1), exactly(0.0)]

    total = sum_of(parts)

    assert total.mean == pytest.approx(sum(part.mean for part in parts))
    assert total.sd**2 == pytest.approx(sum(part.sd**2 for part in parts))


@pytest.mark.parametrize("log_sds", [(0.35, 0.35), (0.7, 0.7, 0.7), (1.2, 0.4), (1.0, 1.0, 0.5, 0.8)])
def test_the_limits_of_a_sum_are_those_of_a_simulation(log_sds: tuple[float, ...]) -> None:
    numbers = [log_normal(2.0 - 0.5 * i, sd**2) for i, sd in enumerate(log_sds)]
    chance = numpy.random.default_rng(1)
    draws = sum(numpy.exp(chance.normal(one.log_mean, one.log_variance**0.5, 200_000)) for one in numbers)

    total = sum_of(numbers)

    assert total.limits() == pytest.approx(numpy.quantile(draws, [0.1, 0.5, 0.9]), rel=0.03)


def test_without_doubt_every_limit_is_the_number() -> None:
    assert cornish_fisher(math.log(7), 0, 0, 0, 0.1) == pytest.approx(7)


def test_without_skew_the_limits_are_those_of_a_log_normal() -> None:
    assert cornish_fisher(1, 0.25, 0, 0, 0.9) == pytest.approx(math.exp(1 + 1.2815516 * 0.5))


@pytest.mark.parametrize(("a", "b"), [(2, 3), (3, 6), (6, 3), (11, 23)])
def test_cornish_fisher_is_close_even_for_a_bare_share(a: float, b: float) -> None:
    """The hardest case: nothing log-normal dilutes the skew of the share's logarithm."""
    share = beta(a, b)

    assert (share.q10, share.q50, share.q90) == pytest.approx(beta_limits(a, b), rel=0.03)
