"""Promises to a site: made, kept, broken, and shown when they are late."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import PromiseState
from papercuts.models import Account, Promise, Setting, Site
from papercuts.web.clock import today, utc_now
from tests.factories import AT, make


@pytest.fixture
def site() -> Site:
    make.promise(make.site("Elsewhere"), "Not for them")
    site = make.site("Marfinch Joinery")
    db.session.commit()
    return site


def only(site: Site) -> Promise:
    db.session.expire_all()
    return db.session.scalars(db.select(Promise).where(Promise.site_id == site.id)).one()


def test_a_promise_is_noted_once_and_stands_on_the_sites_page(ada: FlaskClient, site: Site) -> None:
    for _ in range(2):
        ada.post(
            f"/sites/{site.id}/promises",
            data={"what": "Send the <b>list</b>", "due_on": "2026-04-30", "owner": ada.account.id},  # type: ignore[attr-defined]
        )

    assert only(site).owner_id == ada.account.id  # type: ignore[attr-defined]
    page = ada.get(f"/sites/{site.id}").text
    assert "Send the &lt;b&gt;list&lt;/b&gt;" in page
    assert "made a promise" in page
    assert "Not for them" not in page


def test_a_late_promise_says_so(ada: FlaskClient, site: Site) -> None:
    now = today(db.session.get_one(Setting, 1))
    make.promise(site, due_on=now - timedelta(days=3))
    db.session.commit()

    page = ada.get(f"/sites/{site.id}").text

    assert "1 late" in page
    assert "late by 3 days" in page


@pytest.mark.parametrize("state", ["kept", "broken"])
def test_what_became_of_it_can_be_said_once_and_taken_back(ada: FlaskClient, site: Site, state: str) -> None:
    promise_id = make.promise(site).id
    db.session.commit()

    ada.post(f"/promises/{promise_id}/settlement", data={"state": state})
    assert only(site).state == state
    again = ada.post(f"/promises/{promise_id}/settlement", data={"state": "kept"}, follow_redirects=True)
    assert f"marked as {state} already" in again.text
    assert "it stays, so that it can be counted" in ada.post(
        f"/promises/{promise_id}/removal", follow_redirects=True
    ).text.replace("&#39;", "'")

    ada.post(f"/promises/{promise_id}/settlement/end")
    assert only(site).state is PromiseState.OPEN
    ada.post(f"/promises/{promise_id}/removal")
    assert db.session.get(Promise, promise_id) is None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"what": ""}, "Write what you promised"),
        ({"what": "x" * 2_001}, "At most 2,000 characters"),
        ({"what": "Call", "due_on": "soon"}, "Enter a day as year-month-day"),
        ({"what": "Call", "owner": "99999"}, "Choose"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    ada: FlaskClient, site: Site, given: dict[str, str], words: str
) -> None:
    answer = ada.post(f"/sites/{site.id}/promises", data=given)

    assert answer.status_code == 422
    assert words in answer.text
    assert given["what"] in answer.text


def test_another_word_than_kept_or_broken_is_refused(ada: FlaskClient, site: Site) -> None:
    promise_id = make.promise(site).id
    db.session.commit()

    assert ada.post(f"/promises/{promise_id}/settlement", data={"state": "open"}).status_code == 400


def test_an_engineer_reads_promises_and_makes_none(ben: FlaskClient, site: Site) -> None:
    make.promise(site)
    db.session.commit()

    assert "Show the new preview" in ben.get(f"/sites/{site.id}").text
    assert ben.post(f"/sites/{site.id}/promises", data={"what": "Call"}).status_code == 403


def test_a_site_of_the_sample_stays_for_the_promise_that_was_made_to_it(ada: FlaskClient) -> None:
    account = db.session.get_one(Account, ada.account.id)  # type: ignore[attr-defined]
    actions.sample.load(by=account, at=AT)
    place = db.session.scalars(db.select(Site).where(Site.is_sample)).first()
    assert place is not None
    make.promise(place)

    assert place.name in actions.sample.remove(by=account, at=utc_now())
