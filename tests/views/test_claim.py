"""Claiming a paper cut, and giving it back."""

from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.models import PaperCut
from tests.factories import AT, make


def now(cut_id: int) -> PaperCut:
    """The paper cut as it is stored now."""
    db.session.expire_all()
    return db.session.get_one(PaperCut, cut_id)


def test_an_engineer_claims_and_can_take_it_back(ben: FlaskClient) -> None:
    cut, noise = make.paper_cut(), make.paper_cut()

    answer = ben.post(f"/paper-cuts/{cut.id}/claim")
    page = ben.get(answer.location).text
    claimed = now(cut.id)

    assert (answer.status_code, answer.location) == (303, f"/paper-cuts/{cut.id}")
    assert (claimed.status, claimed.owner_id) == ("claimed", ben.account.id)  # type: ignore[attr-defined]
    assert f"PC-{cut.id} is yours." in page
    assert f'action="/paper-cuts/{cut.id}/claim/end"' in page
    assert "<bdi>claimed</bdi>, by <bdi>Ben</bdi>" in page
    assert ben.post(f"/paper-cuts/{cut.id}/claim/end").status_code == 303
    assert (now(cut.id).status, now(cut.id).owner_id) == ("open", None)
    assert now(noise.id).status == "open"


def test_from_the_list_one_comes_back_to_the_list(ben: FlaskClient) -> None:
    first, second = make.paper_cut(), make.paper_cut()

    answer = ben.post(f"/paper-cuts/{first.id}/claim", data={"next": f"/paper-cuts?area=2&why={first.id}"})
    away = ben.post(f"/paper-cuts/{second.id}/claim", data={"next": "//evil.example/"})

    assert answer.location == f"/paper-cuts?area=2&why={first.id}"
    assert away.location == f"/paper-cuts/{second.id}"


def test_what_somebody_else_claimed_is_refused_with_the_reason(ben: FlaskClient) -> None:
    cut, ada = make.paper_cut(), make.account("Ada")
    actions.paper_cuts.claim(cut, by=ada, at=AT)

    answer = ben.post(f"/paper-cuts/{cut.id}/claim")

    assert answer.status_code == 422
    assert "Ada has claimed this already." in answer.text
    assert now(cut.id).owner_id == ada.id


def test_what_nobody_claimed_cannot_be_given_back(ben: FlaskClient) -> None:
    answer = ben.post(f"/paper-cuts/{make.paper_cut().id}/claim/end")

    assert answer.status_code == 422
    assert "cannot be un-claimed" in answer.text


def test_readers_and_strangers_cannot_claim(vera: FlaskClient, client: FlaskClient) -> None:
    cut = make.paper_cut()

    for path in ("claim", "claim/end"):
        assert vera.post(f"/paper-cuts/{cut.id}/{path}").status_code == 403
        assert client.post(f"/paper-cuts/{cut.id}/{path}").status_code == 401
    assert now(cut.id).status == "open"


def test_only_a_form_claims_and_only_what_is_there(ben: FlaskClient) -> None:
    for path in ("claim", "claim/end"):
        assert ben.get(f"/paper-cuts/{make.paper_cut().id}/{path}").status_code == 405
        assert ben.post(f"/paper-cuts/999/{path}").status_code == 404
