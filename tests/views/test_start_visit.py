"""Starting a visit: a planned one, or one without a plan."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import selectinload

from papercuts.db import db
from papercuts.domain import formats
from papercuts.domain.limits import VisitStatus
from papercuts.models import Participant, Setting, Site, Task, Visit
from papercuts.web.clock import today
from tests.factories import DAY, make

NOW = {"site": "Marfinch", "role": "Owner", "task": "Send invoices"}


def test_a_planned_visit_starts_today_and_opens_capture(ada: FlaskClient) -> None:
    now = today(db.session.get_one(Setting, 1))
    visit = make.visit(status=VisitStatus.PLANNED, visited_on=now + timedelta(days=3))
    planned = formats.date(visit.visited_on)
    db.session.commit()

    answer = ada.post(f"/visits/{visit.id}/start")
    told = ada.get(answer.location).text
    again = ada.post(f"/visits/{visit.id}/start")

    assert (answer.status_code, answer.location) == (303, f"/capture/visits/{visit.id}")
    assert again.location == answer.location
    assert (visit.status, visit.visited_on) == (VisitStatus.UNDER_WAY, now)
    assert f"This visit was planned for {planned}; its day is today now." in told
    assert "planned for" not in ada.get(again.location).text


def test_an_overdue_visit_keeps_its_day_and_the_button_says_so(ada: FlaskClient) -> None:
    visit = make.visit(status=VisitStatus.PLANNED, visited_on=DAY)
    db.session.commit()

    told = ada.get(ada.post(f"/visits/{visit.id}/start").location).text

    assert (visit.status, visit.visited_on, visit.started_at) == (VisitStatus.UNDER_WAY, DAY, None)
    assert f"This visit keeps the day it was planned for, {formats.date(DAY)}." in told
    assert f'href="/visits/{visit.id}/plan">Change its day' in told


def test_a_visit_that_is_written_up_is_not_started_again(ada: FlaskClient) -> None:
    visit = make.visit(status=VisitStatus.WRITTEN_UP)
    db.session.commit()

    answer = ada.post(f"/visits/{visit.id}/start")

    assert (answer.status_code, answer.location) == (303, f"/visits/{visit.id}")
    assert visit.status is VisitStatus.WRITTEN_UP
    assert "written up already" in ada.get("/visits").text


def test_three_answers_start_a_visit(ada: FlaskClient) -> None:
    answer = ada.post("/visits/start", data=NOW)

    visit = db.session.scalars(
        db.select(Visit).options(selectinload(Visit.participants), selectinload(Visit.tasks))
    ).one()
    assert (answer.status_code, answer.location) == (303, f"/capture/visits/{visit.id}")
    assert (visit.status, visit.visited_on) == (VisitStatus.UNDER_WAY, today(db.session.get_one(Setting, 1)))
    assert [person.label for person in visit.participants] == ["P1 Owner"]
    assert [task.name for task in visit.tasks] == ["Send invoices"]
    assert db.session.scalars(db.select(Site)).one().segment_id == make.everyone().id


def test_known_site_person_and_task_are_taken(ada: FlaskClient) -> None:
    person = make.participant(make.site("Marfinch"), "P2", role="Owner")
    make.participant(make.site("Pellworth"), "P3")
    make.task("Send invoices")
    db.session.commit()

    ada.post("/visits/start", data={"site": "MARFINCH", "role": "p2", "task": "send invoices"})

    visit = db.session.scalars(db.select(Visit).options(selectinload(Visit.participants))).one()
    assert visit.participants == [person]
    counts = [db.session.scalar(db.select(db.func.count()).select_from(table)) for table in (Site, Participant, Task)]
    assert counts == [2, 2, 1]


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [("site", "Enter where you are"), ("role", "Enter what this person does"), ("task", "Enter what they do")],
)
def test_wrong_answers_come_back_with_what_was_typed(ada: FlaskClient, missing: str, sentence: str) -> None:
    answer = ada.post("/visits/start", data=NOW | {missing: "  "})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert all(value in answer.text for name, value in NOW.items() if name != missing)
    assert db.session.scalars(db.select(Site)).all() == []


def test_who_may_not_and_what_is_not_there(client: FlaskClient, ben: FlaskClient, ada: FlaskClient) -> None:
    visit = make.visit(status=VisitStatus.PLANNED)
    db.session.commit()

    assert client.post(f"/visits/{visit.id}/start").status_code == 401
    assert ben.post(f"/visits/{visit.id}/start").status_code == 403
    assert ben.get("/visits/start").status_code == 403
    assert client.post("/visits/start", data=NOW).status_code == 401
    assert ada.get(f"/visits/{visit.id}/start").status_code == 405
    assert ada.post("/visits/999/start").status_code == 404


def test_the_same_visit_begun_again_leads_to_the_one_under_way(ada: FlaskClient) -> None:
    first = ada.post("/visits/start", data=NOW).location

    again = ada.post("/visits/start", data=NOW | {"role": "owner"})
    other = ada.post("/visits/start", data=NOW | {"role": "Clerk"})

    assert (again.status_code, again.location) == (303, first)
    assert "This visit is under way already: go on here." in ada.get(first).text
    assert other.location != first
    assert db.session.scalar(db.select(db.func.count(Visit.id))) == 2
