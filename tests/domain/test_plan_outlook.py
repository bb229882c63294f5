"""How sure a plan is, held against closed forms where there are any."""

import math
import random
from statistics import NormalDist

import pytest

from papercuts.domain import plan_outlook, rank_known
from papercuts.domain.distributions import log_normal
from papercuts.domain.plan_outlook import Doubt, Outlook, doubt, outlook
from papercuts.domain.ranking import estimate
from tests.estimates import PLAIN

SURE = (0.0, 0.0)


def one(task: int = 1, use: float = 0.25, each: float = 0.25, effort: float = 0.25) -> Doubt:
    """A paper cut whose logarithms have these variances, hit by nearly everybody: about an hour each."""
    return Doubt(task, ((log_normal(0.0, use), (1e6, 1.0)),), (0.0, each), (0.0, effort))


def test_one_paper_cut_has_the_range_of_its_log_normal() -> None:
    found = outlook([one()], hours=1.5, goal=2.0)

    reach = math.sqrt(0.5) * NormalDist().inv_cdf(0.9)
    assert found.low == pytest.approx(math.exp(-reach), rel=0.04)
    assert found.high == pytest.approx(math.exp(reach), rel=0.04)
    assert found.goal == pytest.approx(1 - NormalDist().cdf(math.log(2) / math.sqrt(0.5)), abs=0.015)
    assert found.enough == pytest.approx(NormalDist().cdf(math.log(1.5) / 0.5), abs=0.015)


def test_an_estimate_and_a_plan_of_it_have_the_same_range() -> None:
    """The closed form and the draws are two ways to the same numbers."""
    found = estimate(PLAIN)
    assert found is not None
    known = rank_known.known(PLAIN)

    drawn = outlook([doubt(1, known, known.rates(PLAIN.hit_prior, PLAIN.rho))], hours=16)

    assert drawn.low == pytest.approx(found.hours_lost_q10, rel=0.05)
    assert drawn.high == pytest.approx(found.hours_lost_q90, rel=0.05)


def test_paper_cuts_of_one_task_stay_in_doubt_together() -> None:
    apart, alike = outlook([one(task=1), one(task=2)], hours=9), outlook([one(task=1), one(task=1)], hours=9)

    assert alike.high / alike.low > 1.1 * apart.high / apart.low


def test_the_same_plan_shows_the_same_chances_and_another_one_others() -> None:
    plan = [one(task=1), one(task=2)]

    assert outlook(plan, hours=2, goal=3) == outlook(list(plan), hours=2, goal=3)
    assert outlook(plan, hours=2, goal=3) != outlook([*plan, one(task=3)], hours=2, goal=3)


def test_a_set_has_one_range_whatever_it_is_held_against() -> None:
    plan = [one(task=1), one(task=2)]
    plain = outlook(plan, hours=2)

    for other in (outlook(plan, 2, goal=3), outlook(plan, 9), outlook(plan, 2, shared=[((0, 1), 0.5)])):
        assert (other.low, other.high) == (plain.low, plain.high)


def test_what_is_shared_is_done_once() -> None:
    plan = [one(effort=0.0), one(effort=0.0)]

    assert outlook(plan, hours=1.5).enough < 0.001
    assert outlook(plan, hours=1.5, shared=[((0, 1), 0.6)]).enough > 0.999


def test_a_fix_that_removes_nothing_gives_nothing_back_and_no_plan_is_sure() -> None:
    known = rank_known.known(PLAIN)
    useless = doubt(1, known, known.rates(PLAIN.hit_prior, PLAIN.rho))
    useless = Doubt(useless.task, useless.groups, (-math.inf, 0.1), useless.effort)

    assert outlook([useless], hours=16).high == 0
    assert outlook([], hours=0, goal=1) == Outlook(0, 0, 1, 0)


def test_a_long_plan_has_the_range_it_has_when_each_is_drawn_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three tasks with two groups of segments each, and a few paper cuts that give far more back than the rest."""
    dice = random.Random(3)
    plan = [
        Doubt(
            task=i % 3,
            groups=((log_normal(0.5, 0.1), (1.0 + i % 4, 9.0)), (log_normal(0.0, 0.2), (2.0, 6.0))),
            each=(dice.gauss(0.0, 1.0), dice.uniform(0.1, 0.6)),
            effort=(dice.gauss(1.0, 0.8), 0.3),
        )
        for i in range(400)
    ]
    hours, shared = 1600.0, [((0, 399), 1.5)]
    together = outlook(plan, hours, 480.0, shared)
    monkeypatch.setattr(plan_outlook, "ALONE_MOST", 400)
    alone = outlook(plan, hours, 480.0, shared)

    assert together.low == pytest.approx(alone.low, rel=0.02)
    assert together.high == pytest.approx(alone.high, rel=0.02)
    assert 0.1 < alone.enough < 0.9
    assert 0.1 < (alone.goal or 0) < 0.9
    assert together.enough == pytest.approx(alone.enough, abs=0.03)
    assert together.goal == pytest.approx(alone.goal, abs=0.03)
