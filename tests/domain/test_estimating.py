"""What sizes have really meant, and by what factor one thing is larger than another."""

import math
import random

import pytest

from papercuts.domain.estimating import Meaning, bias, meanings
from papercuts.domain.rank_factors import SIZE_HOURS


def only(size: str, hours: list[float]) -> Meaning:
    (found,) = meanings({size: hours})
    return found


def test_a_size_means_what_its_fixes_took_once_there_are_many() -> None:
    rng = random.Random(5)
    took = [math.exp(rng.gauss(math.log(4), 0.4)) for _ in range(3_000)]

    found = only("S", took)

    assert found.typical == pytest.approx(4, rel=0.03)
    assert (found.low, found.high) == pytest.approx((4 / math.exp(1.2816 * 0.4), 4 * math.exp(1.2816 * 0.4)), rel=0.04)


def test_its_range_holds_four_of_five_fixes_that_follow() -> None:
    rng, held, n = random.Random(11), 0, 2_000
    for _ in range(n):  # true meaning and spread differ from the usual ones about as the model says
        center, sd = math.log(8) + rng.gauss(0, 0.541), 0.541
        took = [math.exp(rng.gauss(center, sd)) for _ in range(6)]
        found, following = only("S", took), math.exp(rng.gauss(center, sd))
        held += found.low <= following <= found.high

    assert 0.77 <= held / n <= 0.83


def test_one_fix_moves_a_size_by_half_way() -> None:
    low, high = SIZE_HOURS["S"]
    found = only("S", [2.0])

    assert found.typical == pytest.approx(math.sqrt(2 * math.sqrt(low * high)))
    assert not found.is_enough
    assert found.low < found.typical < found.high


def test_sizes_stand_in_order_with_what_is_kept_of_them() -> None:
    found = meanings({"M": [12.0] * 5, "XS": [0.1] * 9, "L": []})

    assert [one.size for one in found] == ["XS", "M"]
    assert found[0].hours[0] == 0.1
    assert found[1].hours == (float(f"{found[1].low:.2g}"), float(f"{found[1].high:.2g}"))


@pytest.mark.parametrize("actual", [{"S": [0.0]}, {"S": [math.inf]}, {"S": [math.nan]}, {"Small": [1.0]}])
def test_what_cannot_be_is_refused(actual: dict[str, list[float]]) -> None:
    with pytest.raises(ValueError, match=r"size|time"):
        meanings(actual)


def test_a_bias_is_the_ratio_of_geometric_means() -> None:
    found = bias([(2, 1), (8, 4), (3, 1.5)])
    spread = bias([(2, 1), (1, 2), (4, 1), (1, 1)])

    assert found is not None
    assert spread is not None
    assert (found.factor, found.low, found.high) == pytest.approx((2, 2, 2))
    # by hand: logs ln 2 · (1, −1, 2, 0), mean ½, sd √(5/3); t(3, 90 %) = 1.6377
    reach = math.log(2) * 1.6377 * math.sqrt(5 / 3) / 2
    assert math.log(spread.high / spread.factor) == pytest.approx(reach, rel=1e-3)
    assert spread.may_be_none
    assert bias([(1, 2)]) is None
    with pytest.raises(ValueError, match="above 0"):
        bias([(0, 1)])
