"""Pasting a page of field notes: each line is looked at, then all are kept, each once."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from papercuts.db import db
from papercuts.domain.limits import VisitStatus
from papercuts.models import Sighting, Task, Visit
from tests.factories import make
from tests.views.test_capture import Scene, scene

__all__ = ["scene"]

PAGE = """## Send invoices
- 10:42 Went blank 14s “not again”
- Page jumps x3 @P2

## Close the month
- Printed it twice
"""


def paste(browser: FlaskClient, scene: Scene, notes: str, part: str = "", **given: Any) -> Any:
    fields = {"notes": notes, "person": str(scene.people[0].id), "task": ""} | given
    return browser.post(f"/visits/{scene.visit.id}/field-notes{part}", data=fields)


def kept(scene: Scene) -> list[Sighting]:
    db.session.expire_all()
    rows = db.select(Sighting).where(Sighting.visit_id == scene.visit.id).order_by(Sighting.id)
    return list(db.session.scalars(rows))


def test_a_page_is_shown_as_it_would_be_kept_and_nothing_is_written(ada: FlaskClient, scene: Scene) -> None:
    page = paste(ada, scene, PAGE, "/preview").text

    for said in ("3 new sightings", "14 s lost", "1 quote", "3 times", "New task", "Printed it twice", "10:42"):
        assert said in page, said
    assert not kept(scene)


def test_each_line_becomes_one_sighting_however_often_the_page_is_pasted(ada: FlaskClient, scene: Scene) -> None:
    for _ in range(2):
        answer = paste(ada, scene, PAGE)
    paste(ada, scene, PAGE + "- Said so again\n")

    assert answer.status_code == 303
    rows = kept(scene)
    assert [row.what_happened for row in rows] == ["Went blank", "Page jumps", "Printed it twice", "Said so again"]
    first, jumped, new, _ = rows
    assert (first.seconds_lost, first.quote, first.participant_id) == (14, "not again", scene.people[0].id)
    assert first.task_id == scene.tasks[1].id
    assert first.observed_at is not None
    assert (first.observed_at.hour, first.observed_at.minute) == (10, 42)
    assert (jumped.occurrences, jumped.participant_id, jumped.observed_at) == (3, scene.people[1].id, None)
    assert db.session.get_one(Task, new.task_id).name == "Close the month"


def test_what_was_captured_already_is_left_out_unless_somebody_keeps_it(ada: FlaskClient, scene: Scene) -> None:
    make.sighting(scene.visit, participant=scene.people[0], task=scene.tasks[1], what_happened="Went blank")
    db.session.commit()
    notes = "## Send invoices\n10:44 went BLANK\nSomething else\n"

    assert "1 new sighting" in paste(ada, scene, notes, "/preview").text
    paste(ada, scene, notes)
    assert len(kept(scene)) == 2
    paste(ada, scene, notes, **{"seen_before-2": "later"})
    assert len(kept(scene)) == 3


def test_a_frequency_that_replaces_another_says_so(ada: FlaskClient, scene: Scene) -> None:
    page = paste(ada, scene, "## Send invoices\nOne 40/w\nTwo 12/d\nThree 12/d\n", "/preview").text

    assert page.count("replaces 40 a week") == 1


def test_two_lines_alike_are_two_sightings(ada: FlaskClient, scene: Scene) -> None:
    paste(ada, scene, "## Send invoices\nWent blank\nWent blank\n")

    assert len(kept(scene)) == 2


def test_a_known_paper_cut_is_offered_and_taken_as_chosen(ada: FlaskClient, scene: Scene) -> None:
    cut = make.paper_cut("Due date goes blank", task=scene.tasks[1], sightings=1)
    db.session.commit()
    notes = "## Send invoices\nDue date goes blank again\nSomething of its own\n"

    assert f'<option value="{cut.id}"' in paste(ada, scene, notes, "/preview").text
    paste(ada, scene, notes, **{"seen_before-2": str(cut.id), "seen_before-3": "new"})

    again, own = kept(scene)
    assert again.paper_cut_id == cut.id
    assert own.paper_cut_id not in (None, cut.id)


@pytest.mark.parametrize(
    ("notes", "words"),
    [
        ("", "Paste your notes"),
        ("## Send invoices\n# Only a title", "Nothing here is a sighting"),
        ("Above every heading", "Line 1 stands above the first heading"),
        ("## Send invoices\n14s x3", "Write what happened"),
        ("## Send invoices\nWent blank @P9", "Nobody at this site has the code P9"),
        ("## Send invoices\nOk\n@Q7\nWent blank", "Nobody at this site has the code Q7"),
        ("## Send invoices\nOk\nWent blank =99999", "There is no PC-99999"),
        (f"## {'very ' * 50}long\nWent blank", "At most 200 characters"),
        ("## Send invoices\n" + "x" * 21_000, "At most 20,000 characters"),
        ("## Send invoices\nbell \x07", "cannot be stored"),
        ("## Send invoices\n" + "Went blank\n" * 301, "Paste it in two parts"),
    ],
)
def test_a_page_with_something_wrong_keeps_nothing_but_what_was_typed(
    ada: FlaskClient, scene: Scene, notes: str, words: str
) -> None:
    answer = paste(ada, scene, notes)

    assert answer.status_code == 422
    assert words in answer.text
    assert not kept(scene)
    assert notes.splitlines()[-1][:40] in answer.text if notes else True


def test_a_planned_visit_begins_with_its_notes(ada: FlaskClient, scene: Scene) -> None:
    visit = db.session.get_one(Visit, scene.visit.id)
    visit.status = VisitStatus.PLANNED
    db.session.commit()

    paste(ada, scene, PAGE)

    db.session.expire_all()
    assert db.session.get_one(Visit, scene.visit.id).status is VisitStatus.UNDER_WAY


def test_a_reader_may_not_paste(vera: FlaskClient, scene: Scene) -> None:
    assert paste(vera, scene, PAGE).status_code == 403
