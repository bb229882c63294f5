"""Estimating what a fix takes."""

import pytest
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.models import Effort, PaperCut
from tests.factories import make


def efforts() -> list[tuple[object, ...]]:
    """The stored estimates."""
    db.session.expire_all()
    rows = db.session.scalars(db.select(Effort).order_by(Effort.id))
    return [(row.size, row.low_hours, row.likely_hours, row.high_hours, row.percent_removed) for row in rows]


def two_in_the_list() -> tuple[PaperCut, PaperCut]:
    """Two paper cuts of the same task; the first ranks below the other."""
    task = make.task()
    low, high = (make.paper_cut(task=task, sightings=n) for n in (1, 2))
    actions.scores.refresh_all()
    return low, high


def test_a_size_is_kept_and_its_effect_on_the_rank_is_said(ben: FlaskClient) -> None:
    low, _ = two_in_the_list()

    answer = ben.post(f"/paper-cuts/{low.id}/efforts", data={"size": "XS"})

    assert (answer.status_code, answer.location) == (303, f"/paper-cuts/{low.id}")
    assert efforts() == [("XS", None, None, None, 100)]
    assert f"Saved. PC-{low.id} is number 1 now; it was 2." in ben.get(answer.location).text


def test_a_rank_that_stays_is_said_to_stay(ben: FlaskClient) -> None:
    _, high = two_in_the_list()

    answer = ben.post(f"/paper-cuts/{high.id}/efforts", data={"size": "XS"})

    assert f"Saved. PC-{high.id} is number 1, as before." in ben.get(answer.location).text


def test_three_hours_are_kept_with_what_the_fix_removes(ben: FlaskClient) -> None:
    cut = make.paper_cut()

    answer = ben.post(
        f"/paper-cuts/{cut.id}/efforts",
        data={"size": "", "low": "0,5", "likely": "2", "high": "8.5", "percent_removed": "80"},
    )

    assert efforts() == [(None, 0.5, 2, 8.5, 80)]
    assert "estimated: effort from nothing to 0.5/2/8.5 h" in ben.get(answer.location).text


def test_the_size_chosen_in_the_list_keeps_what_the_fix_removes(ben: FlaskClient) -> None:
    cut = make.paper_cut()
    make.effort(cut, "S", percent_removed=60)

    ben.post(f"/paper-cuts/{cut.id}/efforts", data={"size": "M"})
    ben.post(f"/paper-cuts/{cut.id}/efforts", data={"size": "L", "percent_removed": ""})

    assert [(size, percent) for size, *_, percent in efforts()] == [("S", 60), ("M", 60), ("L", 100)]


def test_the_form_shows_the_newest_estimate(ben: FlaskClient) -> None:
    cut = make.paper_cut()
    make.effort(cut, "S")
    make.effort(cut, None, low_hours=2.0, likely_hours=4.0, high_hours=8.0, percent_removed=70)

    page = ben.get(f"/paper-cuts/{cut.id}/efforts/new").text

    for value in ("2", "4", "8", "70"):
        assert f'value="{value}"' in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Choose a size, or enter low, likely and high hours"),
        ({"low": "1", "likely": "2"}, "Choose a size, or enter low, likely and high hours"),
        ({"low": "3", "likely": "2", "high": "4"}, "Low, likely and high hours must be in this order"),
        ({"low": "soon", "likely": "2", "high": "4"}, "Enter a number of hours, like 4"),
        ({"low": "0", "likely": "2", "high": "4"}, "Enter a number from 0.1 to 10,000"),
        ({"low": "1", "likely": "2", "high": "10001"}, "Enter a number from 0.1 to 10,000"),
        ({"size": "XXL"}, "Choose from the list"),
        ({"size": "S", "percent_removed": "101"}, "Enter a number from 0 to 100"),
        ({"size": "S", "percent_removed": "99999999999999999999"}, "Enter a whole number, like 12"),
    ],
)
def test_what_is_no_estimate_comes_back_as_it_was_typed(ben: FlaskClient, typed: dict[str, str], sentence: str) -> None:
    cut = make.paper_cut()

    answer = ben.post(f"/paper-cuts/{cut.id}/efforts", data=typed)

    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert sentence in answer.text
    assert all(f'value="{value}"' in answer.text for name, value in typed.items() if name != "size")
    assert efforts() == []


def test_readers_and_strangers_cannot_estimate(vera: FlaskClient, client: FlaskClient) -> None:
    path = f"/paper-cuts/{make.paper_cut().id}/efforts"

    assert vera.post(path, data={"size": "S"}).status_code == 403
    assert vera.get(f"{path}/new").status_code == 403
    assert client.post(path, data={"size": "S"}).status_code == 401
    assert efforts() == []


def test_what_is_not_there_is_not_found(ben: FlaskClient) -> None:
    assert ben.post("/paper-cuts/999/efforts", data={"size": "S"}).status_code == 404
    assert ben.get("/paper-cuts/999/efforts/new").status_code == 404
    assert ben.get(f"/paper-cuts/{make.paper_cut().id}/efforts").status_code == 405


def test_a_size_and_hours_are_not_both_an_estimate(ben: FlaskClient) -> None:
    cut = make.paper_cut()
    both = {"size": "S", "low": "5", "likely": "6", "high": "8"}

    answer = ben.post(f"/paper-cuts/{cut.id}/efforts", data=both)

    assert answer.status_code == 422
    assert "Choose a size or hours, not both" in answer.text
    assert efforts() == []


def test_hours_take_the_place_of_the_size_the_form_came_with(ben: FlaskClient) -> None:
    cut = make.paper_cut()
    make.effort(cut)
    hours = {"size": "S", "low": "5", "likely": "6", "high": "8"}

    refused = ben.post(f"/paper-cuts/{cut.id}/efforts", data=hours | {"high": "4"})
    ben.post(f"/paper-cuts/{cut.id}/efforts", data=hours)

    assert "must be in this order" in refused.text
    assert efforts()[-1] == (None, 5, 6, 8, 100)


def test_a_size_takes_the_place_of_the_hours_the_form_came_with(ben: FlaskClient) -> None:
    cut = make.paper_cut()
    make.effort(cut, None, low_hours=5.0, likely_hours=6.0, high_hours=8.0)
    db.session.commit()

    answer = ben.post(f"/paper-cuts/{cut.id}/efforts", data={"size": "S", "low": "5", "likely": "6", "high": "8"})

    assert answer.status_code == 303
    assert efforts()[-1] == ("S", None, None, None, 100)
