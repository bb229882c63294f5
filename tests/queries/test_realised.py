"""What fixes have given back: whose look counts, and what was lost before, whatever became of the paper cut."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import HowTimed, Outcome, ReleaseStatus, Status
from papercuts.models import Fix, PaperCut, Participant, Sighting, Task, Visit
from papercuts.queries import realised
from papercuts.queries.realised import Realised
from tests.factories import AT, DAY, make


def day(n: int) -> date:
    return DAY + timedelta(days=n)


@pytest.fixture
def fix(app: Flask) -> Fix:
    """A fix of what three people lost 10 s with, in 4.12; and what has nothing to do with it."""
    actions.scores.refresh_all()
    cut = make.paper_cut("Date field clears", status=Status.FIXED)
    for n in range(3):
        before = make.visit(visited_on=day(-20 - n))
        make.sighting(before, paper_cut=cut, seconds_lost=10.0, how_timed=HowTimed.STOPWATCH)
    make.sighting(make.visit(visited_on=day(5)), paper_cut=make.paper_cut(task=cut.task), seconds_lost=99.0)
    fix = make.fix(cut, make.release("4.12", status=ReleaseStatus.PUBLISHED))
    actions.scores.refresh_all()
    return fix


def look(fix: Fix, outcome: Outcome, n: int = 1, person: Participant | None = None, **said: Any) -> Visit:
    """Let somebody look on the nth day after the release."""
    person = person or make.participant()
    visit = make.visit(participants=[person], visited_on=day(n), product_version=said.pop("version", ""))
    actions.verifications.verify(fix, visit=visit, participant=person, outcome=outcome, by=None, at=AT, **said)
    return visit


def meet(fix: Fix, n: int, **said: Any) -> Visit:
    """Let somebody meet the paper cut whom nobody asked."""
    person = make.participant()
    visit = make.visit(participants=[person], visited_on=day(n), product_version=said.pop("version", ""))
    cut = db.session.get_one(PaperCut, fix.paper_cut_id)
    task = db.session.get_one(Task, cut.task_id)
    actions.sightings.record(
        visit=visit,
        participant=person,
        task=task,
        what_happened="Again",
        uid=uuid4(),
        paper_cut=cut,
        by=None,
        at=AT,
        **said,
    )
    return visit


def of(fix: Fix) -> Realised:
    db.session.flush()
    return realised.of_fixes([fix.id])[fix.id]


def test_before_anybody_looks_there_is_only_what_was_predicted(fix: Fix) -> None:
    fix.percent_removed = 80
    found = of(fix)

    assert found.predicted is not None
    assert found.predicted.mean == pytest.approx(0.8 * (fix.paper_cut.hours_lost_mean or 0))
    assert (found.realised, found.n_looked, found.seconds_after) == (None, 0, None)


def test_the_mean_of_what_is_left_counts_and_not_what_is_no_evidence(fix: Fix) -> None:
    look(fix, Outcome.GONE, 2)
    look(fix, Outcome.BETTER, 3, seconds_after=3.0)
    look(fix, Outcome.WORKAROUND, 4)
    look(fix, Outcome.NOT_YET, 4)
    lost = fix.paper_cut.hours_lost_mean or 0

    found = of(fix)

    assert (found.n_looked, found.n_gone, found.n_sites, found.n_assumed) == (2, 1, 2, 0)
    assert found.seconds_after == pytest.approx(1.5)
    assert found.realised is not None
    assert found.realised.mean == pytest.approx(lost * (1 - 1.5 / (found.seconds_before or 0)))


def test_of_one_person_the_newest_look_counts(fix: Fix) -> None:
    person = make.participant()
    look(fix, Outcome.BETTER, 2, person, seconds_after=8.0)
    look(fix, Outcome.GONE, 9, person)

    assert [(one.outcome, one.visited_on) for one in of(fix).looked] == [(Outcome.GONE, day(9))]


def test_a_look_on_a_version_without_the_fix_counts_no_more(fix: Fix) -> None:
    visit = look(fix, Outcome.GONE, 2)
    visit.product_version = "4.11"

    assert of(fix).n_looked == 0


def test_who_meets_it_again_counts_without_being_asked_and_what_was_lost_before_stays(fix: Fix) -> None:
    before = of(fix).predicted
    look(fix, Outcome.GONE, 2)
    meet(fix, 3, seconds_lost=4.0, how_timed=HowTimed.STOPWATCH)
    meet(fix, 4, version="4.11", seconds_lost=60.0)
    assert fix.paper_cut.status is Status.OPEN
    actions.scores.refresh_all()

    found = of(fix)

    assert not found.is_holding
    assert found.predicted == before
    assert [(one.outcome, one.seconds) for one in found.looked] == [
        (Outcome.GONE, None),
        (Outcome.STILL_THERE, 4.0),
    ]
    assert found.seconds_after == pytest.approx(2.0)


def test_what_was_recorded_as_still_there_counts_once_with_the_seconds_of_its_sighting(fix: Fix) -> None:
    visit = look(fix, Outcome.STILL_THERE, 2)
    seen = db.session.scalars(db.select(Sighting).where(Sighting.visit_id == visit.id)).one()
    seen.seconds_lost, seen.how_timed = 7.0, HowTimed.STOPWATCH

    (one,) = of(fix).looked

    assert (one.seconds, one.sighting_id) == (7.0, seen.id)
    assert one.verification_id is not None


def test_of_two_fixes_each_is_measured_with_those_who_had_it(fix: Fix) -> None:
    meet(fix, 3, seconds_lost=4.0)
    cut = db.session.get_one(PaperCut, fix.paper_cut_id)
    cut.status = Status.VERIFIED
    later = make.fix(cut, make.release("4.13", status=ReleaseStatus.PUBLISHED, released_on=day(10)))
    look(later, Outcome.GONE, 12)
    actions.scores.refresh_all()

    first, second = of(fix), of(later)

    assert ([one.seconds for one in first.looked], first.is_holding) == ([4.0], False)
    assert ([one.outcome for one in second.looked], second.is_holding) == ([Outcome.GONE], True)
    assert [one.version for one in realised.of_paper_cut(cut.id)] == ["4.13", "4.12"]


def test_thirty_fixes_take_as_many_statements_as_three(
    app: Flask, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    release = make.release("5.0", status=ReleaseStatus.PUBLISHED)
    task, site = make.task(), make.site()
    visit = make.visit(site, visited_on=day(3))
    counts = []
    for n in (3, 27):
        for i in range(n):
            status = Status.FIXED if i % 2 else Status.OPEN
            cut = make.paper_cut(task=task, status=status)
            look_at = make.fix(cut, release)
            actions.verifications.verify(look_at, visit=visit, participant=None, outcome=Outcome.BETTER, by=None, at=AT)
        db.session.flush()
        with count_queries() as statements:
            assert len(realised.of_published()) in (3, 30)
        counts.append(len(statements))

    assert counts[0] == counts[1]
