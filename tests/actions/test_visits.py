"""Planning a visit, changing its plan, starting it."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.limits import ReleaseStatus, Role, Status, VisitKind, VisitStatus
from papercuts.models import Event, Question, Visit
from tests.factories import AT, DAY, make


def held(visit: Visit, **changed: Any) -> dict[str, Any]:
    """Return what a plan holds, as `change_plan` takes it."""
    loaded = queries.visits.plan_of(visit.id)
    assert loaded is not None
    plan = {
        name: getattr(loaded, name)
        for name in ("site", "visited_on", "kind", "observers", "participants", "tasks", "product", "product_version")
    }
    return plan | {"questions": [row.question for row in loaded.questions]} | changed


def test_a_plan_holds_what_was_said(app: Flask) -> None:
    ada, person, task = make.account("Ada"), make.participant(), make.task()

    visit = actions.visits.plan(
        site=person.site,
        visited_on=DAY,
        kind=VisitKind.REMOTE,
        observers=[ada],
        participants=[person],
        tasks=[task],
        questions=["Why?", "How?"],
        by=ada,
        at=AT,
    )

    assert (visit.status, visit.kind, visit.is_ours) == (VisitStatus.PLANNED, VisitKind.REMOTE, True)
    assert held(visit)["questions"] == ["Why?", "How?"]
    event = db.session.scalars(db.select(Event)).one()
    assert (event.verb, event.details["day"]) == ("planned the visit", "2026-03-12")


def test_people_are_watched_at_their_own_site(app: Flask) -> None:
    with pytest.raises(ValueError, match="another site"):
        actions.visits.plan(site=make.site(), visited_on=DAY, participants=[make.participant()], by=None, at=AT)


def test_an_answered_question_stays_whatever_the_new_list_says(app: Flask) -> None:
    visit = make.visit(questions=["Why?", "How?", "When?"])
    visit.questions[0].answer = "Because"

    actions.visits.change_plan(visit, **held(visit, questions=["When?", "Who?"]), by=None, at=AT)

    assert held(visit)["questions"] == ["When?", "Who?", "Why?"]
    assert db.session.scalar(db.select(db.func.count()).select_from(Question)) == 3


def test_the_history_of_a_plan_names_what_changed(app: Flask) -> None:
    person, task = make.participant(code="P1"), make.task("Send invoices")
    visit = make.visit(person.site)

    actions.visits.change_plan(
        visit, **held(visit, participants=[person], tasks=[task], visited_on=date(2026, 4, 2)), by=None, at=AT
    )
    actions.visits.change_plan(visit, **held(visit), by=None, at=AT)  # nothing new

    event = db.session.scalars(db.select(Event)).one()
    assert event.details == {
        "visited_on": ["2026-03-12", "2026-04-02"],
        "participants": [[], ["P1"]],
        "tasks": [[], ["Send invoices"]],
    }


def test_a_visit_that_has_begun_stays_at_its_site(app: Flask) -> None:
    visit, other = make.visit(), make.site()
    actions.visits.change_plan(visit, **held(visit, site=other), by=None, at=AT)
    make.watch(visit)

    with pytest.raises(ValueError, match="stays at its site"):
        actions.visits.change_plan(visit, **held(visit, site=make.site()), by=None, at=AT)


def test_another_product_takes_the_sightings_out_of_the_rank(app: Flask) -> None:
    cut = make.paper_cut()
    visit = make.visit()
    make.sighting(visit, paper_cut=cut)
    actions.scores.refresh_all()
    assert cut.is_ranked

    actions.visits.change_plan(visit, **held(visit, product="Another one"), by=None, at=AT)

    assert not cut.is_ranked


@pytest.mark.parametrize("correction", [{"visited_on": DAY - timedelta(days=9)}, {"product_version": "4.11"}])
def test_a_correction_scores_what_was_seen_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch, correction: dict[str, Any]
) -> None:
    visit, release = make.visit(), make.release("4.12", status=ReleaseStatus.PUBLISHED)
    cuts = [make.paper_cut(status=Status.FIXED) for _ in range(2)]
    for cut in cuts:
        make.fix(cut, release)
        actions.sightings.match(make.sighting(visit, task=cut.task), cut, by=None, at=AT)
    scored: list[set[int]] = []
    computed = actions.scores.computed
    monkeypatch.setattr(actions.scores, "computed", lambda ids: scored.append(set(ids)) or computed(ids))

    actions.visits.change_plan(visit, **held(visit, **correction), by=None, at=AT)

    assert [cut.status for cut in cuts] == [Status.FIXED] * 2
    assert scored == [{cut.id for cut in cuts}]


def test_who_starts_a_visit_is_there_on_that_day(app: Flask) -> None:
    ada = make.account("Ada", Role.FIELD)
    visit = make.visit(status=VisitStatus.PLANNED, visited_on=DAY + timedelta(days=1))

    actions.visits.start(visit, by=ada, at=AT, today=DAY)
    actions.visits.start(visit, by=ada, at=AT + timedelta(hours=1), today=DAY)  # pressed twice

    assert (visit.status, visit.started_at, visit.visited_on) == (VisitStatus.UNDER_WAY, AT, DAY)
    assert held(visit)["observers"] == [ada]
    (event,) = db.session.scalars(db.select(Event))
    assert (event.verb, event.details["joined"]) == ("started the visit", "Ada")


def test_notes_typed_in_later_leave_a_visit_on_the_day_it_was_planned_for(app: Flask) -> None:
    visit = make.visit(status=VisitStatus.PLANNED, visited_on=DAY - timedelta(days=1))

    actions.visits.start(visit, by=None, at=AT, today=DAY)

    assert (visit.status, visit.started_at, visit.visited_on) == (
        VisitStatus.UNDER_WAY,
        None,
        DAY - timedelta(days=1),
    )


def test_a_visit_that_is_written_up_is_not_started_again(app: Flask) -> None:
    with pytest.raises(ValueError, match="written up already"):
        actions.visits.start(make.visit(status=VisitStatus.WRITTEN_UP), by=None, at=AT)


def test_who_was_watched_stays_whatever_the_new_list_says(app: Flask) -> None:
    site = make.site()
    watched, seen, planned = (make.participant(site, code) for code in ("P1", "P2", "P3"))
    visit = make.visit(participants=[watched, seen, planned])
    make.watch(visit, watched)
    make.sighting(visit, participant=seen)
    make.watch(make.visit(participants=[planned]), planned)

    actions.visits.change_plan(visit, **held(visit, participants=[]), by=None, at=AT)

    assert [person.code for person in held(visit)["participants"]] == ["P1", "P2"]
    (event,) = db.session.scalars(db.select(Event))
    assert event.details == {"participants": [["P1", "P2", "P3"], ["P1", "P2"]]}


def test_a_version_that_is_corrected_decides_again_what_was_seen(app: Flask) -> None:
    cut = make.paper_cut(status=Status.FIXED)
    make.fix(cut, make.release("4.12", status=ReleaseStatus.PUBLISHED))
    visit = make.visit()
    sighting = make.sighting(visit, task=cut.task)
    make.sighting(visit, paper_cut=make.paper_cut())
    actions.sightings.match(sighting, cut, by=None, at=AT)
    assert cut.status is Status.OPEN

    actions.visits.change_plan(visit, **held(visit, product_version="4.11"), by=None, at=AT)
    assert cut.status is Status.FIXED
    actions.visits.change_plan(visit, **held(visit, product_version="4.12"), by=None, at=AT)
    assert cut.status is Status.OPEN
