"""Why one stands where it does: what lifts it, what drags it, and the work that would move it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from papercuts.domain.ranking import EffortGiven, Estimate, VisitCount
from papercuts.pages.standing import Standing, change, compared_with, reasons
from papercuts.queries.neighbours import Around, Neighbour
from tests.estimates import USE, estimated


def said(found: Estimate, *, rank: int, above: Sequence[float] = (), below: Sequence[float] = ()) -> str:
    """What would change its place between neighbours whose payback is so many times its own."""
    neighbours = [
        tuple(Neighbour(number, found.payback_q50 * times) for number, times in enumerate(side, first))
        for side, first in ((above, 11), (below, 21))
    ]
    return change(found, Standing(rank, 9, Around(*neighbours)))


def test_two_factors_lift_and_one_drags() -> None:
    own = estimated(
        segments=(replace(USE, people=4_000),), visits=(VisitCount(5, 4),), effort=EffortGiven("L"), share_removed=0.5
    )

    words = reasons(own, Standing(1, 3, others=[estimated()] * 2))

    assert words == (
        ", because 4,020 people do it (others: 402) and 48 % of people are hit (others: 31 %),"
        " despite a fix of 140 hours (others: 9.3 hours)"
    )


def test_what_only_drags_needs_no_because() -> None:
    words = reasons(estimated(segments=(replace(USE, people=40),)), Standing(2, 2, others=[estimated()]))

    assert words == ", despite only 40.2 people doing it (others: 402)"


def test_nobody_doing_it_is_what_drags_most() -> None:
    words = reasons(estimated(segments=(replace(USE, people=0),)), Standing(2, 2, others=[estimated()]))

    assert words == ", despite only 0 people doing it (others: 402)"


def test_what_is_like_the_others_has_no_reasons() -> None:
    assert reasons(estimated(), Standing(1, 2, others=[estimated()])) == ""
    assert reasons(estimated(), Standing()) == ""


@pytest.mark.parametrize(
    ("n", "of", "words"),
    [
        (1, 2, "Others: the one other ranked paper cut."),
        (4, 5, "Others: the middle of the 4 other ranked paper cuts."),
        (100, 900, "Others: the middle of the 100 paper cuts around it in the list."),
    ],
)
def test_the_others_are_named(n: int, of: int, words: str) -> None:
    assert compared_with(Standing(1, of, others=[estimated()] * n)) == words


def test_the_work_that_would_move_it_is_said_for_both_neighbours() -> None:
    found = estimated()  # 9.26 hours

    assert said(found, rank=3, above=[2, 3], below=[0.5]) == (
        "It would be second if the fix took less than about 4.6 hours, and fourth if it took more than about 19 hours."
    )
    assert said(found, rank=1, below=[0.5]) == "It would be second if the fix took more than about 19 hours."
    assert said(found, rank=2, above=[2]) == "It would be first if the fix took less than about 4.6 hours."
    assert said(found, rank=1) == ""


def test_neighbours_that_pay_back_as_much_are_named() -> None:
    assert said(estimated(), rank=3, above=[1.0], below=[0.96]) == (
        "The one above it, PC-11, and the one below it, PC-21, pay back about as much."
    )
    assert said(estimated(), rank=2, above=[1.0], below=[0.5]) == (
        "It would be third if the fix took more than about 19 hours. The one above it, PC-11, pays back about as much."
    )


def test_what_no_work_could_change_is_not_said() -> None:
    assert said(estimated(), rank=2, above=[1e6], below=[0.0]) == ""
    assert change(estimated(), Standing()) == ""
