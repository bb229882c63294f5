"""Declining a paper cut, and opening one again."""

import pytest
from flask.testing import FlaskClient

from papercuts.db import db
from papercuts.domain.limits import Status
from papercuts.models import PaperCut
from tests.factories import make


def now(cut_id: int) -> PaperCut:
    """The paper cut as it is stored now."""
    db.session.expire_all()
    return db.session.get_one(PaperCut, cut_id)


def test_declining_says_why_and_where_it_goes(ada: FlaskClient) -> None:
    cut, noise = make.paper_cut(), make.paper_cut()

    answer = ada.post(f"/paper-cuts/{cut.id}/declines", data={"reason": "A new picker comes", "destination": "epic"})

    declined = now(cut.id)
    assert (answer.status_code, answer.location) == (303, f"/paper-cuts/{cut.id}")
    assert (declined.status, declined.decline_reason, declined.destination) == (
        "declined",
        "A new picker comes",
        "epic",
    )
    assert "declined: reason A new picker comes" in ada.get(answer.location).text
    assert now(noise.id).status == "open"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"destination": "epic"}, "Say why"),
        ({"reason": " \n ", "destination": "epic"}, "Say why"),
        ({"reason": "Too rare"}, "Choose where it goes"),
        ({"reason": "Too rare", "destination": "the bin"}, "Choose from the list"),
        ({"reason": "x" * 20_001, "destination": "epic"}, "At most 20,000 characters (you sent 20,001)"),
    ],
)
def test_without_a_reason_or_destination_nothing_is_declined(
    ada: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    cut = make.paper_cut()

    answer = ada.post(f"/paper-cuts/{cut.id}/declines", data=typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert typed.get("reason", "").strip() in answer.text
    assert now(cut.id).status == "open"


def test_what_is_fixed_cannot_be_declined(ada: FlaskClient) -> None:
    cut = make.paper_cut(status=Status.FIXED)

    answer = ada.post(f"/paper-cuts/{cut.id}/declines", data={"reason": "Too late", "destination": "nowhere"})

    assert answer.status_code == 422
    assert "cannot be declined" in answer.text
    assert "Too late" in answer.text


def test_opening_again_says_why(ada: FlaskClient) -> None:
    cut = make.paper_cut(status=Status.DECLINED, decline_reason="Too rare", destination="nowhere")

    answer = ada.post(f"/paper-cuts/{cut.id}/reopenings", data={"reason": "Three more met it"})

    assert answer.status_code == 303
    assert (now(cut.id).status, now(cut.id).decline_reason) == ("open", "")
    assert "reopened: reason Three more met it" in ada.get(answer.location).text


def test_what_is_open_cannot_be_opened_and_a_reason_is_needed(ada: FlaskClient) -> None:
    open_one, fixed = make.paper_cut(), make.paper_cut(status=Status.FIXED)

    refused = ada.post(f"/paper-cuts/{open_one.id}/reopenings", data={"reason": "Because"})
    silent = ada.post(f"/paper-cuts/{fixed.id}/reopenings", data={"reason": ""})

    assert (refused.status_code, "cannot be reopened" in refused.text, "Because" in refused.text) == (422, True, True)
    assert (silent.status_code, "Say why" in silent.text, now(fixed.id).status) == (422, True, "fixed")


@pytest.mark.parametrize("thing", ["declines", "reopenings"])
def test_only_field_people_decide_that(ben: FlaskClient, vera: FlaskClient, client: FlaskClient, thing: str) -> None:
    path = f"/paper-cuts/{make.paper_cut().id}/{thing}"

    assert ben.post(path, data={"reason": "No"}).status_code == 403
    assert vera.get(f"{path}/new").status_code == 403
    assert client.post(path, data={"reason": "No"}).status_code == 401


@pytest.mark.parametrize("thing", ["declines", "reopenings"])
def test_what_is_not_there_is_not_found(ada: FlaskClient, thing: str) -> None:
    assert ada.get(f"/paper-cuts/999/{thing}/new").status_code == 404
    assert ada.post(f"/paper-cuts/999/{thing}", data={"reason": "No"}).status_code == 404
    assert ada.get(f"/paper-cuts/{make.paper_cut().id}/{thing}").status_code == 405
    assert ada.get(f"/paper-cuts/{make.paper_cut().id}/{thing}/new").status_code == 200
