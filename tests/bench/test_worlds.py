"""In worlds whose truth is known the ranges hold it, and the order by payback loses least."""

from random import Random
from statistics import fmean

import pytest

from bench import worlds


@pytest.fixture(scope="module")
def some() -> list[list[worlds.Cut]]:
    chance = Random(5)
    return [worlds.world(chance) for _ in range(20)]


def test_ranges_labelled_80_percent_hold_the_truth_about_so_often(some: list[list[worlds.Cut]]) -> None:
    cuts = [cut for one in some for cut in one]

    assert 0.75 <= worlds.held(cuts, lambda cut: cut.hours, "hours_lost") <= 0.90
    assert 0.75 <= worlds.held(cuts, lambda cut: cut.hours / cut.effort, "payback") <= 0.90


def test_the_order_by_payback_loses_least(some: list[list[worlds.Cut]]) -> None:
    lost = {name: fmean(worlds.loss(one, order) for one in some) for name, order in worlds.orders().items()}

    assert lost["payback"] == min(lost.values())
    assert lost["payback"] < 0.85 * min(lost["people hit"], lost["RICE"], lost["ICE"])


def test_the_true_order_loses_nothing(some: list[list[worlds.Cut]]) -> None:
    assert worlds.loss(some[0], lambda cuts: [cut.hours / cut.effort for cut in cuts]) == pytest.approx(0)
