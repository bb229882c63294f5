"""The very first plan: one question a page, nothing lost on the way."""

import re

from flask.testing import FlaskClient
from sqlalchemy.orm import selectinload

from papercuts.db import db
from papercuts.models import Participant, Site, Visit
from tests.factories import make

SITE = {"site": "Marfinch", "segment": "1", "head_count": "8"}
WHEN = {"visited_on": "2026-04-02", "kind": "on site"}
PEOPLE = {"new_people-0-role": "Owner", "new_people-0-consent": "named", "new_people-1-role": "Clerk"}
TASKS = {"new_tasks-0-name": "Send invoices", "new_tasks-0-people": "40"}
QUESTIONS = {"questions": "Why?"}
BEFORE = SITE | WHEN | PEOPLE | TASKS


def test_the_first_question_is_the_site(ada: FlaskClient) -> None:
    page = ada.get("/visits/new").text

    assert "Which site will you visit?" in page
    assert "Whom will you watch?" not in page
    assert '<option selected value="1">Everyone</option>' in page


def test_answers_travel_in_the_address(ada: FlaskClient) -> None:
    page = ada.get("/visits/new", query_string=SITE | WHEN | {"at": "when", "step": "people"}).text

    assert "Whom will you watch?" in page
    assert '<input type="hidden" name="site" value="Marfinch">' in page
    assert '<input type="hidden" name="visited_on" value="2026-04-02">' in page


def test_back_finds_what_was_typed(ada: FlaskClient) -> None:
    page = ada.get("/visits/new", query_string=SITE | WHEN | PEOPLE | {"at": "people", "step": "when"}).text

    assert "When, and how?" in page
    assert 'value="2026-04-02"' in page
    assert '<input type="hidden" name="new_people-0-role" value="Owner">' in page


def test_another_person_gets_a_row_on_the_same_page(ada: FlaskClient) -> None:
    page = ada.get("/visits/new", query_string=SITE | WHEN | PEOPLE | {"at": "people", "more": "people"}).text

    assert "Whom will you watch?" in page
    assert 'value="Clerk"' in page
    assert 'name="new_people-2-role"' in page
    assert re.findall('<input[^>]* autofocus[^>]* name="([^"]*)"', page) == ["new_people-2-role"]


def test_a_wrong_answer_is_asked_again_before_the_next_question(ada: FlaskClient) -> None:
    answer = ada.get("/visits/new", query_string=SITE | {"site": "", "at": "site", "step": "tasks"})

    assert answer.status_code == 422
    assert "Which site will you visit?" in answer.text
    assert "Enter the site you will visit" in answer.text


def test_questions_not_asked_yet_are_not_wrong(ada: FlaskClient) -> None:
    answer = ada.get("/visits/new", query_string=SITE | WHEN | {"visited_on": "", "at": "site", "step": "when"})

    assert answer.status_code == 200
    assert "There is a problem" not in answer.text


def test_an_unknown_question_is_the_first(ada: FlaskClient) -> None:
    assert "Which site will you visit?" in ada.get("/visits/new?step=lunch").text


def test_the_last_question_plans_the_visit(ada: FlaskClient) -> None:
    answer = ada.post("/visits/new", data=BEFORE | QUESTIONS | {"at": "questions"})

    visit = db.session.scalars(db.select(Visit).options(selectinload(Visit.observers))).one()
    people = db.session.scalars(db.select(Participant).order_by(Participant.id)).all()
    assert (answer.status_code, answer.location) == (303, "/visits")
    assert [person.label for person in people] == ["P1 Owner", "P2 Clerk"]
    assert [one.name for one in visit.observers] == ["Ada"]
    assert "Next visit" in ada.get("/visits").text


def test_a_wrong_answer_at_the_end_keeps_all_others(ada: FlaskClient) -> None:
    answer = ada.post("/visits/new", data=BEFORE | QUESTIONS | {"at": "questions", "visited_on": "tomorrow"})

    assert answer.status_code == 422
    assert "When, and how?" in answer.text
    assert '<input type="hidden" name="questions" value="Why?">' in answer.text
    assert db.session.scalars(db.select(Site)).all() == []


def test_later_plans_are_one_form(ada: FlaskClient) -> None:
    make.visit()
    db.session.commit()

    assert "What to ask" in ada.get("/visits/new?step=people").text
