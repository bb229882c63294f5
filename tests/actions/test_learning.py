"""Learning from the visits: stored, told, and the same scores as a computation from scratch."""

from datetime import timedelta

import pytest
from flask import Flask

from papercuts import actions
from papercuts.actions import scores
from papercuts.db import db
from papercuts.domain.rank_inputs import HIT_PRIOR, RHO
from papercuts.models import Event, Setting
from tests.actions.test_scores import check_all
from tests.factories import AT, DAY, make


def see_much() -> None:
    """Ten visits with three people at one task, and 24 paper cuts of which each person meets a few."""
    task, site = make.task(), make.site()
    people = [make.participant(site) for _ in range(3)]
    cuts = [make.paper_cut(task=task) for _ in range(24)]
    for n in range(10):
        visit = make.visit(site, visited_on=DAY + timedelta(days=n))
        for i, person in enumerate(people):
            make.watch(visit, person, task)
            for j, cut in enumerate(cuts):
                if (n * (j + 2) + i * (j % 3)) % 7 < 2:
                    make.sighting(visit, participant=person, task=task, paper_cut=cut)
    scores.refresh_all()


def test_much_teaches_a_prior_and_a_likeness(app: Flask) -> None:
    see_much()
    setting = db.session.get_one(Setting, 1)

    assert actions.learning.learn(by=None, at=AT)

    assert setting.hit_prior != HIT_PRIOR
    assert setting.rho != RHO
    check_all()
    assert not actions.learning.learn(by=None, at=AT, is_wanted=True)  # nothing new


def test_what_was_learnt_is_in_the_history(app: Flask) -> None:
    see_much()
    actions.learning.learn(by=None, at=AT)

    event = db.session.query(Event).filter_by(verb="learnt from the visits").one()
    assert event.details["usual hit rate"] == pytest.approx(db.session.get_one(Setting, 1).hit_prior_a / 4, rel=0.6)


def test_a_little_news_waits_until_somebody_asks(app: Flask) -> None:
    see_much()
    setting = db.session.get_one(Setting, 1)
    actions.learning.learn(by=None, at=AT)
    learnt = setting.rho
    setting.rho = learnt + 0.01

    assert not actions.learning.learn(by=None, at=AT)
    assert actions.learning.learn(by=None, at=AT, is_wanted=True)
    assert setting.rho == learnt
    check_all()


def test_too_little_keeps_the_defaults(app: Flask) -> None:
    make.sighting(make.visit(), paper_cut=make.paper_cut())
    scores.refresh_all()

    assert not actions.learning.learn(by=None, at=AT, is_wanted=True)


def test_what_another_version_scored_is_scored_anew_once(app: Flask) -> None:
    cut = make.paper_cut()
    make.sighting(make.visit(), paper_cut=cut)
    db.session.get_one(Setting, 1).scored_by = 0

    actions.learning.bring_up_to_date(at=AT)

    check_all()
    assert cut.payback_q50
    assert not scores.bring_up_to_date()
