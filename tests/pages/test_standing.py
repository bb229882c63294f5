"""Why one stands where it does: what lifts it, what drags it, and the work that would move it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from papercuts.domain import rank_batch
from papercuts.domain.rank_inputs import HIT_PRIOR, RHO
from papercuts.domain.ranking import EffortGiven, Estimate, VisitCount
from papercuts.pages.standing import Standing, change, compared_with, in_short, reasons
from papercuts.queries.first_ones import Line
from papercuts.queries.middles import Middles
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
    ("n", "words"), [(1, "Others: the one other ranked paper cut."), (2, "Others: the middle of the 2 others.")]
)
def test_the_others_are_named(n: int, words: str) -> None:
    own = estimated(effort=EffortGiven("L"))

    assert compared_with(own, Standing(1, n + 1, others=[estimated()] * n)) == words
    assert compared_with(estimated(), Standing(1, n + 1, others=[estimated()] * n)) == ""


def test_in_a_list_with_a_middle_that_is_what_it_is_compared_with() -> None:
    """People and times a year are kept as one number."""
    packed = [estimated(segments=(replace(USE, people=people),)).known.packed() for people in (10, 400, 400, 9_000)]
    middles = Middles(4, rank_batch.middles(packed, HIT_PRIOR, RHO), is_filtered=True)
    own = estimated(segments=(replace(USE, people=4_000),), effort=EffortGiven("L"))
    standing = Standing(1, 4, others=[own], middles=middles)

    assert reasons(own, standing) == (
        ", because it is done 2.67 million times a year (middle: 267,000),"
        " despite a fix of 140 hours (middle: 9.3 hours)"
    )
    assert compared_with(own, standing) == "Middle: that of all 4 ranked paper cuts in this list."


def test_beside_the_rank_stands_the_chance_or_with_whom_it_is_level() -> None:
    found = estimated()
    level = Around((Neighbour(11, found.payback_q50),), (Neighbour(12, found.payback_q50 / 2),))

    assert in_short(found, Standing(2, 3, level)) == "level with PC-11"
    assert in_short(found, Standing(2, 30, level, line=Line(5, 30, found.score_m or 0))) == "in the first 5: 50 %"
    assert in_short(found, Standing()) == ""


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
