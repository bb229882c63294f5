"""Segments: list, add, change."""

import pytest
from flask.testing import FlaskClient

from papercuts.db import db
from papercuts.models import Segment
from tests.factories import DAY, make

OFFICES = {"name": "Offices", "weight": "2", "head_count": "400"}


def test_the_list_says_how_much_each_counts_and_when_it_was_visited(vera: FlaskClient) -> None:
    offices = make.segment("Offices", weight=1.5)
    make.visit(make.site("Marfinch", segment=offices, head_count=8))
    make.visit(
        make.site("Pellworth", segment=offices, head_count=30), status="planned", visited_on=DAY.replace(year=2027)
    )
    make.segment("Transport", head_count=1200)
    db.session.commit()

    page = vera.get("/segments").text

    assert "1.5" in page
    assert '<span class="assumed">38</span>' in page
    assert "12 March 2026" in page
    assert "2027" not in page
    assert "1,200" in page
    assert "Add a segment" not in page


def test_a_segment_is_added(ada: FlaskClient) -> None:
    answer = ada.post("/segments", data=OFFICES)

    segment = db.session.scalars(db.select(Segment).where(Segment.name == "Offices")).one()
    assert (answer.status_code, answer.location) == (303, "/segments")
    assert (segment.weight, segment.head_count, segment.is_everyone) == (2.0, 400, False)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": " "}, "Enter the name of the segment"),
        ({"name": "EVERYONE"}, "There is a segment “Everyone” already."),
        ({"weight": "3.1"}, "Enter a number from 0 to 3"),
        ({"weight": ""}, "Enter a weight from 0 to 3"),
        ({"head_count": "-1"}, "Enter a number from 0 to 1,000,000,000"),
    ],
)
def test_wrong_answers_come_back_with_what_was_typed(ada: FlaskClient, changed: dict[str, str], sentence: str) -> None:
    answer = ada.post("/segments", data=OFFICES | {"head_count": "4321"} | changed)

    assert answer.status_code == 422
    assert sentence in answer.text
    if "head_count" not in changed:
        assert 'value="4321"' in answer.text


def test_a_segment_is_changed_and_its_history_shows_it(ada: FlaskClient) -> None:
    offices = make.segment("Offices")
    db.session.commit()

    answer = ada.post(f"/segments/{offices.id}", data=OFFICES | {"name": "Big offices"})

    page = ada.get(f"/segments/{offices.id}").text
    assert answer.status_code == 303
    assert (offices.name, offices.weight) == ("Big offices", 2.0)
    assert "changed the segment: name from Offices to Big offices; weight from 1 to 2" in page


def test_another_segment_s_name_is_refused(ada: FlaskClient) -> None:
    offices = make.segment("Offices")
    db.session.commit()

    answer = ada.post(f"/segments/{offices.id}", data=OFFICES | {"name": "Everyone"})

    assert answer.status_code == 422
    assert "already" in answer.text
    assert db.session.get_one(Segment, offices.id).name == "Offices"


def test_strangers_and_readers_change_nothing(client: FlaskClient, vera: FlaskClient, ben: FlaskClient) -> None:
    assert client.get("/segments").status_code == 302
    assert client.post("/segments", data=OFFICES).status_code == 401
    assert vera.post("/segments", data=OFFICES).status_code == 403
    assert ben.get("/segments/1").status_code == 403


def test_what_is_not_there(ada: FlaskClient) -> None:
    assert ada.get("/segments/999").status_code == 404
    assert ada.post("/segments/99999999999", data=OFFICES).status_code == 404
    assert ada.delete("/segments").status_code == 405
