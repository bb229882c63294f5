"""Tasks: list, page, add, change, who does them how often."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from unittest.mock import Mock

import pytest
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import HowItWent
from papercuts.models import Area, Segment, Task, TaskUse
from tests.factories import make

SEND = {"name": "Send the monthly invoices", "area": "Invoice editor", "stage": "use"}


def row(segment: Segment, number: int = 0, **fields: str) -> dict[str, str]:
    """Return one segment's row of the form."""
    given = {"segment": str(segment.id), "people": "", "times": "", "per": "week"} | fields
    return {f"uses-{number}-{name}": value for name, value in given.items()}


def test_the_list_says_what_is_known_and_what_is_assumed(vera: FlaskClient) -> None:
    offices = make.segment("Offices")
    known = make.task("Send invoices", area=make.area("Editor"))
    make.use(known, offices, people=40, people_source="telemetry", times=None, per=None, frequency_source=None)
    reported = make.task("Take in a payment")
    person = make.participant(make.site(segment=offices))
    visit = make.visit(participants=[person])
    make.watch(visit, person, reported, times=3.0, per="day")
    make.watch(make.visit(person.site, product="Another"), person, reported)
    make.paper_cut(task=known)
    make.task("Unknown so far")
    db.session.commit()

    page = vera.get("/tasks").text

    assert "40 people" in page
    assert "(telemetry)" in page
    assert "as 1 of 1 said at visits" in page
    assert page.count('<span class="assumed">people assumed</span>') == 2
    assert page.count('<span class="assumed">frequency assumed</span>') == 2
    assert "4 numbers on this page" in page


def test_the_list_can_be_kept_to_an_area(vera: FlaskClient) -> None:
    editor = make.area("Editor")
    make.task("Send invoices", area=editor)
    make.task("Take in a payment")
    db.session.commit()

    page = vera.get(f"/tasks?area={editor.id}").text

    assert "Send invoices" in page
    assert "Take in a payment" not in page
    assert "Nothing found" in vera.get("/tasks?area=99").text


def test_an_empty_list_says_what_a_task_is(vera: FlaskClient) -> None:
    assert "No tasks yet" in vera.get("/tasks").text


def test_the_list_costs_as_many_queries_for_many_tasks(
    vera: FlaskClient, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    def cost() -> int:
        db.session.commit()
        with count_queries() as statements:
            vera.get("/tasks")
        return len(statements)

    make.use(make.paper_cut(sightings=1).task)
    few = cost()
    for _ in range(10):
        make.use(make.paper_cut(task=make.task(area=make.area()), sightings=1).task)

    assert cost() == few


def test_a_task_is_added_with_its_area(ada: FlaskClient) -> None:
    answer = ada.post("/tasks/new", data=SEND)

    task = db.session.scalars(db.select(Task)).one()
    area = db.session.scalars(db.select(Area)).one()
    assert (answer.status_code, answer.location) == (303, f"/tasks/{task.id}")
    assert (task.area_id, area.name) == (area.id, "Invoice editor")


def test_a_known_area_is_found_however_it_is_written(ada: FlaskClient) -> None:
    area = make.area("Invoice editor")
    task = make.task("Send invoices")
    db.session.commit()

    ada.post(f"/tasks/{task.id}/edit", data=SEND | {"area": "INVOICE EDITOR", "stage": "set up"})

    assert (task.name, task.area_id, task.stage) == ("Send the monthly invoices", area.id, "set up")
    assert "area from nothing to Invoice editor" in ada.get(f"/tasks/{task.id}").text


@pytest.mark.parametrize("where", ["/tasks/new", "/tasks/{id}/edit"])
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "Enter what they do"),
        ({"name": "PAY"}, "There is a task “Pay” already."),
        ({"stage": "lunch"}, "Choose from the list"),
        ({"area": "x" * 201}, "At most 200 characters"),
    ],
)
def test_wrong_answers_come_back_with_what_was_typed(
    ada: FlaskClient, where: str, changed: dict[str, str], sentence: str
) -> None:
    make.task("Pay")
    task = make.task("Send")
    db.session.commit()

    answer = ada.post(where.format(id=task.id), data={"area": "Half-typed area"} | SEND | changed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert ("Invoice editor" in answer.text) == ("area" not in changed)
    assert db.session.scalar(db.select(db.func.count()).select_from(Area)) == 0


def test_people_and_frequency_are_kept_by_segment_and_rank_anew(ada: FlaskClient) -> None:
    offices, task = make.segment("Offices"), make.task("Send")
    make.use(task, make.everyone())
    cut = make.paper_cut(task=task, sightings=1)
    actions.scores.refresh_all()
    db.session.commit()
    before = cut.hours_lost_mean

    answer = ada.post(
        f"/tasks/{task.id}/uses",
        data=row(make.everyone())
        | row(offices, 1, people="4 000", people_source="telemetry", times="1,5", per="day", frequency_source="guess"),
    )

    use = db.session.scalars(db.select(TaskUse)).one()
    assert (answer.status_code, answer.location) == (303, f"/tasks/{task.id}")
    assert (use.segment_id, use.people, use.people_source) == (offices.id, 4000, "telemetry")
    assert (use.times, use.per, use.frequency_source) == (1.5, "day", "guess")
    assert cut.hours_lost_mean != before


def test_wrong_numbers_come_back_with_what_was_typed(ada: FlaskClient) -> None:
    task = make.task()
    db.session.commit()

    answer = ada.post(
        f"/tasks/{task.id}/uses", data=row(make.everyone(), people="many", times="100001") | row(make.segment(), 1)
    )

    assert answer.status_code == 422
    assert "Enter a whole number, like 12" in answer.text
    assert "Enter a number from 0 to 100,000" in answer.text
    assert 'value="many"' in answer.text


def test_a_segment_that_is_not_there_changes_nothing(ada: FlaskClient) -> None:
    task = make.task()
    db.session.commit()

    for segment_id in ("99", "x", "9" * 5000, ""):
        answer = ada.post(f"/tasks/{task.id}/uses", data=row(make.everyone()) | {"uses-0-segment": segment_id})
        assert answer.status_code == 303

    assert db.session.scalars(db.select(TaskUse)).all() == []


def test_the_page_of_a_task_holds_its_paper_cuts_and_with_whom_it_was_watched(vera: FlaskClient) -> None:
    task = make.task("Send", area=make.area("Editor", team="Editing"))
    person = make.participant(make.site("Marfinch"), "P1", role="Owner")
    make.watch(
        make.visit(participants=[person]), person, task,
        performed=3, times=1.5, per="week", how_it_went=HowItWent.NEEDED_HELP,
    )  # fmt: skip
    make.paper_cut("Date clears", task=task, sightings=1)
    make.paper_cut("Of another task", sightings=1)
    actions.scores.refresh_all()
    db.session.commit()

    page = vera.get(f"/tasks/{task.id}").text

    assert "owned by" in page
    assert "Date clears" in page
    assert "Of another task" not in page
    assert "3 times, does it 1.5 a week, needed help" in page
    assert "Save people and frequency" not in page


def test_what_was_seen_with_another_product_says_whether_ours_has_it_too(vera: FlaskClient) -> None:
    task = make.task()
    both, theirs = make.paper_cut("Both", task=task, sightings=1), make.paper_cut("Theirs", task=task)
    for product in ("Rivalry", "Axiom", "Rivalry"):
        make.sighting(make.visit(product=product), paper_cut=both)
    make.sighting(make.visit(product="Rivalry"), paper_cut=theirs)
    make.paper_cut("Ours", task=task, sightings=1)
    actions.scores.refresh_all()
    db.session.commit()

    page = vera.get(f"/tasks/{task.id}").text

    assert page.count("also there: Axiom, Rivalry") == 1
    assert page.count("only there: Rivalry") == 1
    assert page.count(" there: ") == 2


def test_who_may_not_and_what_is_not_there(client: FlaskClient, ben: FlaskClient, ada: FlaskClient) -> None:
    task = make.task()
    db.session.commit()

    for path in ("/tasks/new", f"/tasks/{task.id}/edit", f"/tasks/{task.id}/uses"):
        assert client.post(path, data=SEND).status_code == 401
        assert ben.post(path, data=SEND).status_code == 403
    assert ada.get("/tasks/999").status_code == 404
    assert ada.post("/tasks/999/uses").status_code == 404
    assert ada.post(f"/tasks/{task.id}").status_code == 405


@pytest.mark.parametrize("everyone", [{"people": "3000"}, {"times": "3"}], ids=["people", "frequency"])
@pytest.mark.parametrize("firms", [{"people": "900"}, {"times": "900"}], ids=["people", "frequency"])
def test_numbers_for_everyone_and_for_a_segment_at_once_are_refused(
    ada: FlaskClient, everyone: dict[str, str], firms: dict[str, str]
) -> None:
    task = make.task()
    typed = row(make.everyone(), **everyone) | row(make.segment("Firms"), 1, **firms)

    answer = ada.post(f"/tasks/{task.id}/uses", data=typed)

    assert answer.status_code == 422
    assert "people would count twice. Empty one of the two" in answer.text
    assert 'value="900"' in answer.text
    assert db.session.scalars(db.select(TaskUse).where(TaskUse.task_id == task.id)).all() == []


def test_numbers_of_a_segment_that_the_form_does_not_show_count_too(ada: FlaskClient) -> None:
    task, firms = make.task(), make.segment("Firms")
    make.use(task, firms, people=900)

    answer = ada.post(f"/tasks/{task.id}/uses", data=row(make.everyone(), people="3000"))

    assert answer.status_code == 422
    assert "people would count twice" in answer.text


def test_numbers_move_from_the_segments_to_everyone_and_back_in_one_press(ada: FlaskClient) -> None:
    task, firms = make.task(), make.segment("Firms")
    make.use(task, firms, people=900)
    everyone_alone = row(make.everyone(), people="3000") | row(firms, 1)
    firms_alone = row(make.everyone()) | row(firms, 1, people="900")

    for typed, people in ((everyone_alone, 3000), (firms_alone, 900)):
        assert ada.post(f"/tasks/{task.id}/uses", data=typed).status_code == 303
        assert db.session.scalars(db.select(TaskUse.people).where(TaskUse.task_id == task.id)).all() == [people]


def test_more_people_than_there_are_is_kept_with_a_warning(ada: FlaskClient) -> None:
    task, firms = make.task(), make.segment("Firms", head_count=600)

    page = ada.get(ada.post(f"/tasks/{task.id}/uses", data=row(firms, people="900")).location).text

    assert "Firms: 900 people do it, and only 600 are known. Check the two." in page
    assert "ranked anew" not in page  # it has no paper cuts
    assert db.session.scalars(db.select(TaskUse.people).where(TaskUse.task_id == task.id)).all() == [900]


def test_who_does_it_costs_as_many_queries_for_many_segments(
    ada: FlaskClient, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    segments = [make.segment(f"Segment {n}") for n in range(8)]
    counts = []
    for n in (1, 8):
        task = make.task()
        make.paper_cut(task=task, sightings=2)
        typed: dict[str, str] = {}
        for number, segment in enumerate(segments[:n]):
            typed |= row(segment, number, people="40", times="3")
        db.session.commit()
        with count_queries() as statements:
            assert ada.post(f"/tasks/{task.id}/uses", data=typed).status_code == 303
        # SQLite adds rows one by one
        counts.append(sum(not statement.startswith("INSERT INTO task_use") for statement in statements))

    assert db.session.scalar(db.select(db.func.count()).select_from(TaskUse)) == 9
    assert counts[0] == counts[1]


@pytest.mark.parametrize("typed", [{"people": "3000"}, {"times": "3"}], ids=["people", "frequency"])
def test_why_numbers_are_refused_is_said_at_the_first_of_them(
    ada: FlaskClient, monkeypatch: pytest.MonkeyPatch, typed: dict[str, str]
) -> None:
    task, firms = make.task(), make.segment("Firms")
    db.session.commit()
    refused = ValueError("Somebody was faster")
    monkeypatch.setattr(actions.tasks, "set_uses", Mock(side_effect=refused))

    page = ada.post(f"/tasks/{task.id}/uses", data=row(make.everyone()) | row(firms, 1, **typed)).text

    field = f"uses-1-{next(iter(typed))}"
    assert f'<li><a href="#{field}">Somebody was faster</a></li>' in page
    assert page.count(f' id="{field}"') == 1
    assert page.count(f' id="{field}-error"') == 1


def test_numbers_for_the_whole_and_a_part_are_refused_with_a_link_to_the_first(ada: FlaskClient) -> None:
    task = make.task()
    typed = row(make.everyone(), people="3000") | row(make.segment("Firms"), 1, people="900")

    page = ada.post(f"/tasks/{task.id}/uses", data=typed).text

    assert re.findall('<li><a href="#([^"]+)">Give numbers for Everyone or', page) == ["uses-0-people"]


def test_how_many_did_it_alone_has_a_range(vera: FlaskClient) -> None:
    task, visit = make.task(), make.visit()
    for how in (HowItWent.ALONE, HowItWent.ALONE, HowItWent.GAVE_UP, None):
        make.watch(visit, make.participant(visit.site), task, how_it_went=how)
    make.watch(make.visit(product="Rival"), None, task, how_it_went=HowItWent.GAVE_UP)
    db.session.commit()

    assert "2 of 3 did it alone, likely 32 % to 90 % of all people." in vera.get(f"/tasks/{task.id}").text
