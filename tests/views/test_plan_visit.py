"""Planning a visit in one form, and changing the plan."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import selectinload

from papercuts.db import db
from papercuts.models import Participant, Site, Task, TaskUse, Visit
from tests.factories import make

PLAN: dict[str, Any] = {
    "site": "Marfinch",
    "segment": "",
    "head_count": "",
    "visited_on": "2026-04-02",
    "kind": "remote",
    "product": "",
    "product_version": "4.11",
    "questions": "Why?\n\nHow?",
}


@pytest.fixture
def known(ada: FlaskClient) -> Site:
    """A site that was visited before, so that the plan is one form."""
    site = make.site("Marfinch", segment=make.segment("Offices"))
    make.visit(participants=[make.participant(site, "P1", role="Owner")], tasks=[make.task("Send invoices")])
    db.session.commit()
    return site


def newest() -> Visit:
    return db.session.scalars(db.select(Visit).order_by(Visit.id.desc())).first()  # type: ignore[return-value]


def plan_of(visit: Visit) -> dict[str, list[str]]:
    """Return the lists of a plan, by name."""
    db.session.expire_all()
    loaded = db.session.scalars(
        db.select(Visit)
        .where(Visit.id == visit.id)
        .options(*(selectinload(part) for part in (Visit.participants, Visit.tasks, Visit.observers)))
    ).one()
    return {
        "participants": [row.label for row in loaded.participants],
        "tasks": [row.name for row in loaded.tasks],
        "observers": [row.name for row in loaded.observers],
    }


def test_the_form_offers_who_and_what_is_known_at_the_site(ada: FlaskClient, known: Site) -> None:
    page = ada.get("/visits/new?site=marfinch").text

    assert "P1 Owner" in page
    assert "Send invoices" in page
    assert "Before you started with it" in page
    assert "Only for a new site" not in page


def test_a_visit_is_planned_with_what_is_known(ada: FlaskClient, known: Site) -> None:
    person = db.session.scalars(db.select(Participant)).one()
    task = db.session.scalars(db.select(Task)).one()

    answer = ada.post("/visits/new", data=PLAN | {"participants": [person.id], "tasks": [task.id], "observers": "1"})

    visit = newest()
    assert (answer.status_code, answer.location) == (303, "/visits")
    assert (visit.site_id, visit.kind, visit.product_version) == (known.id, "remote", "4.11")
    assert plan_of(visit) == {"participants": ["P1 Owner"], "tasks": ["Send invoices"], "observers": ["Ada"]}


@pytest.mark.parametrize("has_task", [True, False])
def test_a_plan_without_a_task_says_so_and_leads_to_them(ada: FlaskClient, known: Site, has_task: bool) -> None:
    task = db.session.scalars(db.select(Task)).one()

    ada.post("/visits/new", data=PLAN | ({"tasks": [task.id]} if has_task else {}))

    said = ada.get("/visits").text
    assert ("Planned, with no task to watch." in said) is not has_task
    assert (f'href="/visits/{newest().id}/plan">Choose tasks' in said) is not has_task


def test_new_site_people_and_tasks_are_added_on_the_way(ada: FlaskClient, known: Site) -> None:
    ada.post(
        "/visits/new",
        data=PLAN
        | {
            "site": "Pellworth",
            "segment": str(known.segment_id),
            "head_count": "30",
            "new_people-0-role": "Dispatcher",
            "new_people-0-consent": "quote with role",
            "new_people-1-role": "",
            "new_people-2-role": "Driver",
            "new_tasks-0-name": "SEND INVOICES",
            "new_tasks-0-people": "40",
            "new_tasks-0-times": "1,5",
            "new_tasks-0-per": "day",
            "new_tasks-0-source": "customer said",
            "new_tasks-1-name": "Take in a payment",
            "new_tasks-1-area": "Payments",
            "new_tasks-1-per": "week",
            "new_tasks-1-source": "guess",
        },
    )

    site = db.session.scalars(db.select(Site).where(Site.name == "Pellworth")).one()
    use = db.session.scalars(db.select(TaskUse)).one()
    assert (site.segment_id, site.head_count) == (known.segment_id, 30)
    assert plan_of(newest())["participants"] == ["P1 Dispatcher", "P2 Driver"]
    assert plan_of(newest())["tasks"] == ["Send invoices", "Take in a payment"]
    assert (use.segment_id, use.people, use.times, use.per) == (known.segment_id, 40, 1.5, "day")
    assert (use.people_source, use.frequency_source) == ("customer said", "customer said")


def test_a_plan_does_not_count_people_twice(ada: FlaskClient, known: Site) -> None:
    make.use(db.session.scalars(db.select(Task)).one(), make.everyone())
    added = {"new_tasks-0-name": "Send invoices", "new_tasks-0-people": "40", "new_tasks-0-source": "guess"}

    answer = ada.post("/visits/new", data=PLAN | added)

    assert answer.status_code == 422
    assert "people would count twice. Leave them empty here" in answer.text
    assert len(db.session.scalars(db.select(TaskUse)).all()) == 1


def test_a_site_of_no_known_name_needs_its_segment(ada: FlaskClient, known: Site) -> None:
    answer = ada.post("/visits/new", data=PLAN | {"site": "Marfnich"})

    assert answer.status_code == 422
    assert "No site is called this yet" in answer.text
    assert db.session.scalar(db.select(db.func.count()).select_from(Site)) == 1


def test_what_is_wrong_says_in_which_field(ada: FlaskClient, known: Site) -> None:
    wrong = {"visited_on": "tomorrow", "head_count": "many", "new_tasks-0-name": "Pay", "new_tasks-0-times": "often"}

    page = ada.post("/visits/new", data=PLAN | wrong).text

    assert '<a href="#visited_on">Date: Enter a day' in page
    assert '<a href="#head_count">People there who use the product: Enter a whole number' in page
    assert "How often one of them does it: Enter a number, like 3 or 1.5</a>" in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"site": " "}, "Enter the site you will visit"),
        ({"visited_on": ""}, "Choose the day of the visit"),
        ({"visited_on": "tomorrow"}, "Enter a day as year-month-day"),
        ({"kind": "by boat"}, "Choose from the list"),
        ({"participants": "99"}, "Choose from the list"),
        ({"observers": "x"}, "Choose from the list"),
        ({"product": "x" * 201}, "At most 200 characters"),
        ({"questions": "Why?\n" * 51}, "At most 50 questions (you sent 51)"),
        ({"questions": "x" * 2001}, "A question can have at most 2,000 characters"),
        ({"new_people-0-consent": "named"}, "Enter what this person does"),
        ({"new_tasks-0-people": "4"}, "Enter what they do"),
        ({"new_tasks-0-name": "Pay", "new_tasks-0-times": "often"}, "Enter a number, like 3 or 1.5"),
    ],
)
def test_wrong_answers_come_back_with_what_was_typed(
    ada: FlaskClient, known: Site, changed: dict[str, str], sentence: str
) -> None:
    answer = ada.post("/visits/new", data=PLAN | {"new_people-1-role": "Half-typed role"} | changed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Half-typed role" in answer.text
    assert db.session.scalar(db.select(db.func.count()).select_from(Visit)) == 1


def test_more_rows_keep_what_was_typed(ada: FlaskClient, known: Site) -> None:
    for more, row in (("people", "new_people-1-role"), ("tasks", "new_tasks-1-name")):
        answer = ada.post("/visits/new", data=PLAN | {"new_people-0-role": "Half-typed role", "more": more})

        assert answer.status_code == 200
        assert "Half-typed role" in answer.text
        assert f'name="{row}"' in answer.text
    assert "P1 Owner" in ada.post("/visits/new", data=PLAN | {"more": "site"}).text
    assert db.session.scalar(db.select(db.func.count()).select_from(Visit)) == 1


def test_the_first_field_of_an_added_row_alone_takes_the_focus(ada: FlaskClient, known: Site) -> None:
    visit = newest()
    for address in ("/visits/new", f"/visits/{visit.id}/plan"):
        for more, row in (("people", "new_people-1-role"), ("tasks", "new_tasks-1-name")):
            given = PLAN | {"site": "", "new_people-0-role": "Clerk", "new_tasks-0-name": "Pay", "more": more}
            assert focused(ada.post(address, data=given).text) == [row], address
    full = {f"new_people-{number}-role": f"Role {number}" for number in range(20)}
    assert focused(ada.post("/visits/new", data=PLAN | full | {"more": "people"}).text) == []


def focused(page: str) -> list[str]:
    """Return the names of what asks for the focus."""
    return [re.findall(' name="([^"]*)"', tag)[0] for tag in re.findall("<[^>]* autofocus[^>]*>", page)]


def test_without_script_the_people_of_a_site_are_shown_where_they_stand(ada: FlaskClient, known: Site) -> None:
    page = ada.get("/visits/new").text

    assert 'formaction="/visits/new#who"' in page
    assert 'id="who" tabindex="-1"' in page


def test_more_rows_have_an_end(ada: FlaskClient, known: Site) -> None:
    full = {f"new_people-{number}-role": f"Role {number}" for number in range(40)}

    page = ada.post("/visits/new", data=PLAN | full | {"more": "people"}).text

    assert page.count('-role" type="text"') + page.count('-role" placeholder') <= 40
    assert 'name="new_people-20-role"' not in page


def test_a_plan_is_changed(ada: FlaskClient, known: Site) -> None:
    visit = newest()
    page = ada.get(f"/visits/{visit.id}/plan").text
    person = db.session.scalars(db.select(Participant)).one()

    answer = ada.post(
        f"/visits/{visit.id}/plan", data=PLAN | {"participants": [person.id], "new_people-0-role": "Clerk"}
    )

    assert page.count(" checked") == 2
    assert answer.status_code == 303
    assert plan_of(visit) == {"participants": ["P1 Owner", "P2 Clerk"], "tasks": [], "observers": []}
    assert "changed the plan: visited on from 12 March 2026 to 2 April 2026" in ada.get(f"/visits/{visit.id}/plan").text


def test_what_an_action_refuses_comes_back_into_the_form(ada: FlaskClient, known: Site) -> None:
    visit = newest()
    make.watch(visit)
    make.site("Pellworth")
    db.session.commit()

    answer = ada.post(f"/visits/{visit.id}/plan", data=PLAN | {"site": "Pellworth"})

    assert answer.status_code == 422
    assert "stays at its site" in answer.text
    assert newest().site_id == known.id


def test_who_may_not_and_what_is_not_there(client: FlaskClient, ben: FlaskClient, ada: FlaskClient) -> None:
    visit = make.visit()
    db.session.commit()

    for path in ("/visits/new", f"/visits/{visit.id}/plan"):
        assert client.get(path).status_code == 302
        assert ben.get(path).status_code == 403
        assert client.post(path, data=PLAN).status_code == 401
        assert ben.post(path, data=PLAN).status_code == 403
    assert ada.get("/visits/999/plan").status_code == 404
    assert ada.post("/visits/99999999999/plan", data=PLAN).status_code == 404
    assert ada.put("/visits/new").status_code == 405


def test_the_same_plan_sent_again_leads_to_the_visit_there_is(ada: FlaskClient, known: Site) -> None:
    new = {"site": "Pellworth", "segment": str(known.segment_id), "observers": "1"}
    new |= {"new_people-0-role": "Clerk", "new_people-0-consent": "", "new_people-1-role": "Clerk"}
    new |= {"new_people-1-consent": "named", "new_tasks-0-name": "File a receipt", "new_tasks-0-people": "20"}
    ada.post("/visits/new", data=PLAN | new)
    first, n_people = newest(), db.session.scalar(db.select(db.func.count(Participant.id)))

    answer = ada.post("/visits/new", data=PLAN | new | {"new_tasks-0-people": "30"})

    assert (answer.status_code, answer.location) == (303, f"/visits/{first.id}")
    told = ada.get(answer.location).text
    assert "This visit is planned already: Pellworth, 2 April 2026. No second one was added." in told
    assert f'href="/visits/{first.id}/plan">Change its plan' in told
    assert (newest().id, db.session.scalar(db.select(db.func.count(Participant.id)))) == (first.id, n_people)
    assert db.session.scalars(db.select(TaskUse.people)).all() == [30]  # what was typed is not lost


@pytest.mark.parametrize(
    "changed",
    [
        {"questions": "Why?"},
        {"kind": "on site"},
        {"product_version": "4.12"},
        {"new_people-0-role": "Boss"},
        {"new_tasks-0-name": "Another task"},
    ],
)
def test_another_plan_for_the_same_day_is_kept_and_said(ada: FlaskClient, known: Site, changed: dict[str, str]) -> None:
    ada.post("/visits/new", data=PLAN | {"new_people-0-role": "Clerk"})
    first = newest()

    answer = ada.post("/visits/new", data=PLAN | {"new_people-0-role": "Clerk"} | changed)

    assert (answer.location, newest().id) == ("/visits", first.id + 1)
    told = ada.get("/visits").text
    assert "Another visit was planned already: Marfinch, 2 April 2026. Both are kept." in told
    assert f'href="/visits/{first.id}">See the other one' in told
