"""A plan as bars: blocks that fill the hours, the reserve at the end, and two plans on one scale."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercuts.domain import formats
from papercuts.pages import charts
from papercuts.pages.charts.plan_bar import WIDTHS, Part
from papercuts.pages.planner_numbers import in_fives, price, span_in_fives, tenths


def test_blocks_stand_side_by_side_up_to_the_reserve() -> None:
    wide, _, narrow = charts.plan_filled([Part("PC-31", 3), Part("PC-44", 6), Part("PC-66", 0.1)], 16, 3.2)

    assert (wide.width, narrow.width) == (WIDTHS[0], WIDTHS[-1])
    assert [block.name for block in wide.blocks] == ["PC-31", "PC-44", ""]
    assert [block.amount for block in wide.blocks] == ["3 h", "6 h", ""]
    assert wide.unnamed == "The short one is PC-66 0.1 h"
    for one, after in zip(wide.blocks, wide.blocks[1:], strict=False):
        assert one.x + one.width <= after.x
    assert wide.reserve is not None
    assert wide.reserve.x + wide.reserve.width == pytest.approx(wide.width - 1, abs=0.1)
    assert wide.reserve.width == pytest.approx((wide.width - 2) * 3.2 / 16, abs=0.1)
    assert [tick.text for tick in wide.ticks] == ["4", "8", "12", "16 h"]


@pytest.mark.parametrize(("parts", "hours"), [([], 0.0), ([], 16.0), ([Part("PC-1", 0.0)], 100_000.0)])
def test_nothing_and_very_much_have_a_picture(parts: list[Part], hours: float) -> None:
    for picture in charts.plan_filled(parts, hours, 0):
        assert picture.reserve is None
        assert all(0 <= block.x <= picture.width and block.width > 0 for block in picture.blocks)


def test_two_plans_share_one_scale() -> None:
    rows = [
        ("Best set", [Part("PC-1", 300), Part("PC-2", 100)], "400 h"),
        ("From the top", [Part("PC-2", 100)], "100 h"),
    ]

    wide = charts.plan_compared(rows)[0]

    first, second = wide.bars
    assert first.blocks[1].width == second.blocks[0].width
    assert first.value_x > second.value_x
    assert (first.is_best, second.is_best) == (True, False)
    assert charts.plan_compared([("Best set", [], "0 h")])[0].bars[0].blocks == ()


def test_sums_are_shown_in_fives_and_a_price_is_the_same_in_every_plan() -> None:
    assert [in_fives(hours) for hours in (3413.2, 97.4, 12.34, 0.0, 2.5e7)] == ["3,410", "97", "12", "0", "25 million"]
    assert span_in_fives(2498, 5403) == "2,500 to 5,400"
    assert price(4883.16 - 4715.88) == price(3740.48 - 3573.20) == "−165 h"
    assert (price(8), price(-8), price(0), price(0.001)) == ("−8 h", "+8 h", "0 h", "0 h")
    assert [tenths(hours) for hours in (12.84, 12.0, 99.96, 4000.4)] == ["12.8", "12", "100", "4,000"]


@given(st.floats(0, 9_990))
def test_one_paper_cut_reads_in_the_planner_as_everywhere(hours: float) -> None:
    assert in_fives(hours) == formats.hours(hours)
