"""The history of everything: who changed what, filtered and paged; it can only grow (A59)."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import DBAPIError

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import MAX_INT, PAGE_SIZE, Consent
from papercuts.models import Account, Event, Watch
from tests.factories import AT, make


def happened(subject: object, verb: str, by: Account | None = None, **details: object) -> None:
    actions.history.record(subject, verb, by=by, at=AT, **details)
    db.session.commit()


def test_it_says_who_did_what_with_before_and_after(vera: FlaskClient) -> None:
    ada = make.account("Ada")
    happened(make.paper_cut("Print"), "described", ada, title=["Prnt", "Print"])

    page = vera.get("/history").text

    assert "Ada" in page
    assert "described: title from Prnt to Print" in page


def test_things_are_called_by_names_that_people_know_with_the_time_of_day(vera: FlaskClient) -> None:
    site, task, area = make.site("Marfinch"), make.task("Print it"), make.area("Printing")
    person = make.participant(site, code="P7", real_name="MARKER", consent=Consent.NONE)
    visit = make.visit(site, participants=[person])
    sighting = make.sighting(visit, participant=person, task=task, quote="MARKER")
    watch = db.session.scalars(db.select(Watch).where(Watch.task_id == task.id)).one()
    for thing in (site, task, area, person, visit, watch, sighting, make.release("4.9"), make.segment("Firms")):
        happened(thing, "was looked at")

    page = vera.get("/history").text

    for name in (
        "site Marfinch",
        "task Print it",
        "area Printing",
        "P7 at Marfinch",
        "visit to Marfinch, 12 March 2026",
        "watch of Print it",
        "sighting at Marfinch",
        "release 4.9",
        "segment Firms",
    ):
        assert f"<bdi>{name}: was looked at</bdi>" in page
    assert "MARKER" not in page
    assert re.search(r">12 Mar, \d\d:\d\d</time>", page)
    assert "Only <bdi>visit to Marfinch, 12 March 2026</bdi>" in vera.get(f"/history?thing=visit&of={visit.id}").text


def test_what_is_gone_keeps_its_number(vera: FlaskClient) -> None:
    site = make.site("Marfinch")
    happened(site, "was looked at")
    number = site.id
    db.session.delete(site)
    db.session.commit()

    assert f"<bdi>site {number}: was looked at</bdi>" in vera.get("/history").text


def test_accounts_and_links_are_named_for_administrators(rosa: FlaskClient) -> None:
    ada = make.account("Ada")
    rosa.post("/users/invitations", data={"role": "field"})
    rosa.post(f"/users/{ada.id}/reset-link")
    happened(ada, "was looked at")

    page = rosa.get("/history").text

    assert "account Ada: was looked at" in page
    assert "invitation as field: made a link" in page
    assert "reset link for Ada: made a link" in page


def test_it_filters_by_person_and_by_thing(vera: FlaskClient) -> None:
    ada, ben = make.account("Ada"), make.account("Ben")
    happened(make.site(), "walked past", ada)
    happened(make.paper_cut(), "looked at", ada)
    happened(make.paper_cut(), "thought about", ben)

    assert "looked at" in vera.get(f"/history?person={ada.id}&thing=paper_cut").text
    for other in ("walked past", "thought about"):
        assert other not in vera.get(f"/history?person={ada.id}&thing=paper_cut").text


def test_a_match_is_told_once_and_of_the_sighting_where_that_is_asked(vera: FlaskClient) -> None:
    sighting, cut = make.sighting(), make.paper_cut("Date clears")
    actions.sightings.match(sighting, cut, by=None, at=AT)
    db.session.commit()

    page, of_it = vera.get("/history").text, vera.get(f"/history?thing=sighting&of={sighting.id}").text

    assert f"PC-{cut.id} matched a sighting" in page
    assert f"matched: PC-{cut.id}" not in page
    assert f"matched: PC-{cut.id}" in of_it


def test_it_goes_back_page_by_page(vera: FlaskClient) -> None:
    cut = make.paper_cut()
    for n in range(PAGE_SIZE + 5):
        happened(cut, f"did number {n:03}")

    first = vera.get("/history?thing=paper_cut").text
    (older,) = [part.split('"')[0] for part in first.split('href="/history?before=')[1:]]
    second = vera.get(f"/history?before={older.replace('&amp;', '&')}").text

    assert "did number 054" in first
    assert "did number 004" not in first
    assert "did number 004" in second
    assert "did number 005" not in second


def test_a_page_costs_as_many_queries_for_50_changes_as_for_3(vera: FlaskClient, count_queries) -> None:  # type: ignore[no-untyped-def]
    accounts = [make.account(f"Person{n}") for n in range(30)]
    cut = make.paper_cut()
    for account in accounts[:3]:
        happened(cut, "looked at", account)
    vera.get("/history")

    with count_queries() as few:
        vera.get("/history")
    for account in accounts:
        happened(cut, "looked at", account)
    with count_queries() as many:
        vera.get("/history")

    assert len(few) == len(many)


def test_the_history_of_one_account_is_a_link_away_for_administrators(rosa: FlaskClient, vera: FlaskClient) -> None:
    ada, ben = make.account("Ada"), make.account("Ben")
    happened(ada, "gave another role", role=["viewer", "field"])
    happened(ben, "disabled")
    db.session.commit()
    address = f"/history?thing=account&of={ada.id}"

    page = rosa.get(address).text

    assert address.replace("&", "&amp;") in rosa.get("/users").text
    assert "Only <bdi>Ada</bdi>" in page
    assert "gave another role" in page
    assert f"account {ben.id}</" not in page
    assert vera.get(address).status_code == 403


def test_an_empty_filter_says_so(vera: FlaskClient) -> None:
    assert "Nothing found" in vera.get("/history?thing=release").text


@pytest.mark.parametrize(
    "query",
    ["person=x", "person=-1", f"person={MAX_INT + 1}", "before=0000000000000999999999999", "before=1e3", "before=²"],
)
def test_a_number_that_is_none_of_ours_is_refused(vera: FlaskClient, query: str) -> None:
    assert vera.get(f"/history?{query}").status_code == 400


@pytest.mark.parametrize("thing", ["nothing", "session", "rate_count", "' OR 1=1--"])
def test_an_unknown_thing_is_refused(vera: FlaskClient, thing: str) -> None:
    answer = vera.get("/history", query_string={"thing": thing})

    assert answer.status_code == 400
    assert "Unknown thing" in answer.text
    assert "OR 1=1" not in answer.text


def test_wrong_method_and_stranger(vera: FlaskClient, client: FlaskClient) -> None:
    assert vera.post("/history").status_code == 405
    assert client.get("/history").location == "/login?next=/history"


def test_a59_only_administrators_see_who_signed_in_and_from_where(
    vera: FlaskClient, rosa: FlaskClient, client: FlaskClient
) -> None:
    client.post("/login", data={"email": "vera@example.org", "password": "wrong"})
    client.post("/login", data={"email": "nobody@example.org", "password": "wrong"})

    seen, hidden = rosa.get("/history").text, vera.get("/history").text

    assert "signed in: from this machine" in seen
    assert "failed to sign in" in seen
    assert "somebody" in seen
    assert "unknown e-mail address" in seen
    assert "nobody@example.org" not in seen
    assert "sign in" not in hidden
    assert "signed in" not in hidden
    assert rosa.get("/history?thing=account").status_code == 200
    assert vera.get("/history?thing=account").status_code == 403


@pytest.mark.parametrize("statement", ["UPDATE event SET verb = 'x'", "DELETE FROM event"])
def test_a59_nothing_is_ever_changed_or_taken_out(app: Flask, statement: str) -> None:
    happened(make.site(), "added the site")

    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(db.text(statement))

    db.session.rollback()
    assert db.session.scalar(db.select(db.func.count(Event.id)).where(Event.verb == "added the site")) == 1
