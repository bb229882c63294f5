"""The interval of a plain "k of n" against published values."""

import math

import pytest

from papercuts.domain.proportions import adjusted_wald


def test_four_of_five_as_published() -> None:
    """Sauro and Lewis (2005): 95 % interval of 4 of 5, .36 to .98."""
    assert adjusted_wald(4, 5, 0.95) == pytest.approx((0.3596, 0.9797), abs=1e-4)


def test_all_of_five_is_two_sided() -> None:
    """z = 1.96 throughout: .51, not the one-sided .60."""
    low, high = adjusted_wald(5, 5, 0.95)

    assert (low, high) == (pytest.approx(0.511, abs=1e-3), 1)


def test_none_and_all_mirror_each_other() -> None:
    low, high = adjusted_wald(0, 7)

    assert (1 - high, 1 - low) == pytest.approx(adjusted_wald(7, 7))


@pytest.mark.parametrize("share", [0, 1, math.nan])
def test_a_confidence_lies_between_none_and_all(share: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        adjusted_wald(1, 2, share)


@pytest.mark.parametrize(("k", "n"), [(-1, 5), (6, 5), (0, 0)])
def test_what_cannot_be_is_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="of n people"):
        adjusted_wald(k, n)
