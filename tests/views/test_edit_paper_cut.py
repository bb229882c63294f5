"""Editing what is said of a paper cut."""

import pytest
from flask.testing import FlaskClient

from papercuts.db import db
from papercuts.models import PaperCut
from tests.factories import make


def now(cut_id: int) -> PaperCut:
    """The paper cut as it is stored now."""
    db.session.expire_all()
    return db.session.get_one(PaperCut, cut_id)


def test_everything_that_can_be_said_is_kept(ben: FlaskClient) -> None:
    cut, task, area = make.paper_cut("Before"), make.task("Send an invoice"), make.area("Sending")

    answer = ben.post(
        f"/paper-cuts/{cut.id}/edit",
        data={
            "title": "  After\u202e all ",
            "what_happens": "One\r\nTwo",
            "reason": "Old code",
            "workaround": "The mouse",
            "task": str(task.id),
            "area": str(area.id),
        },
    )

    edited = now(cut.id)
    assert (answer.status_code, answer.location) == (303, f"/paper-cuts/{cut.id}")
    assert (edited.title, edited.title_identity, edited.what_happens) == ("After all", "after all", "One\nTwo")
    assert (edited.reason, edited.workaround, edited.task_id, edited.area_id) == (
        "Old code",
        "The mouse",
        task.id,
        area.id,
    )
    assert "title from Before to After all" in ben.get(answer.location).text


def test_the_form_holds_what_is_known(ben: FlaskClient) -> None:
    cut = make.paper_cut("Größe <b>", workaround="The mouse", area_id=make.area("Sending").id)
    make.task("Another one")

    page = ben.get(f"/paper-cuts/{cut.id}/edit").text

    assert 'value="Größe &lt;b&gt;"' in page
    assert "The mouse" in page
    assert f'<option selected value="{cut.task_id}">' in page
    assert f'<option selected value="{cut.area_id}">' in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": " "}, "Enter a title"),
        ({"title": "x" * 201}, "At most 200 characters (you sent 201)"),
        ({"what_happens": "x" * 20_001}, "At most 20,000 characters (you sent 20,001)"),
        ({"task": ""}, "Choose a task"),
        ({"task": "999"}, "Choose from the list"),
        ({"task": "99999999999999999999"}, "Choose from the list"),
        ({"area": "x"}, "Choose from the list"),
    ],
)
def test_what_is_wrong_comes_back_as_it_was_typed(ben: FlaskClient, typed: dict[str, str], sentence: str) -> None:
    cut = make.paper_cut("Before")
    given = {"title": "After", "workaround": "Typed with care", "task": str(cut.task_id), "area": ""} | typed

    answer = ben.post(f"/paper-cuts/{cut.id}/edit", data=given)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Typed with care" in answer.text
    assert now(cut.id).title == "Before"


def test_what_no_form_asks_for_is_not_set(ben: FlaskClient) -> None:
    """T25: a form sets its own fields and no others."""
    cut = make.paper_cut("Before")

    ben.post(
        f"/paper-cuts/{cut.id}/edit",
        data={"title": "After", "task": str(cut.task_id), "id": "99", "status": "fixed", "payback_q50": "1e9"},
    )

    assert (now(cut.id).title, now(cut.id).status, now(cut.id).payback_q50) == ("After", "open", None)


def test_readers_and_strangers_cannot_edit(vera: FlaskClient, client: FlaskClient) -> None:
    cut = make.paper_cut("Before")

    assert vera.post(f"/paper-cuts/{cut.id}/edit", data={"title": "After"}).status_code == 403
    assert client.post(f"/paper-cuts/{cut.id}/edit", data={"title": "After"}).status_code == 401
    assert now(cut.id).title == "Before"


def test_what_is_not_there_is_not_found(ben: FlaskClient) -> None:
    assert ben.get("/paper-cuts/999/edit").status_code == 404
    assert ben.put(f"/paper-cuts/{make.paper_cut().id}/edit").status_code == 405
