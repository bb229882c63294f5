"""Areas: list, add, change."""

from flask.testing import FlaskClient

from papercuts.db import db
from papercuts.models import Area
from tests.factories import make

EDITOR = {"name": "Invoice editor", "team": "Editing"}


def test_the_list_counts_what_lies_in_each(vera: FlaskClient) -> None:
    editor = make.area("Invoice editor", team="Editing")
    make.paper_cut(task=make.task(area=editor), area_id=editor.id)
    make.area("Search")
    db.session.commit()

    page = vera.get("/areas").text

    assert "Editing" in page
    assert "nobody yet" in page
    assert f"/tasks?area={editor.id}" in page


def test_an_empty_list_says_what_an_area_is(vera: FlaskClient) -> None:
    assert "No areas yet" in vera.get("/areas").text


def test_an_area_is_added_and_changed(ada: FlaskClient) -> None:
    added = ada.post("/areas", data=EDITOR)
    area = db.session.scalars(db.select(Area)).one()
    changed = ada.post(f"/areas/{area.id}", data=EDITOR | {"team": "Payments"})

    assert (added.status_code, changed.status_code) == (303, 303)
    assert (area.name, area.team) == ("Invoice editor", "Payments")
    assert "team from Editing to Payments" in ada.get(f"/areas/{area.id}").text


def test_a_taken_name_comes_back_with_what_was_typed(ada: FlaskClient) -> None:
    make.area("Invoice editor")
    db.session.commit()

    answer = ada.post("/areas", data={"name": "INVOICE EDITOR", "team": "Payments"})

    assert answer.status_code == 422
    assert "There is an area “Invoice editor” already." in answer.text
    assert 'value="Payments"' in answer.text


def test_who_may_not_and_what_is_not_there(client: FlaskClient, ben: FlaskClient, ada: FlaskClient) -> None:
    assert client.post("/areas", data=EDITOR).status_code == 401
    assert ben.post("/areas", data=EDITOR).status_code == 403
    assert ada.get("/areas/999").status_code == 404
    assert ada.put("/areas").status_code == 405
