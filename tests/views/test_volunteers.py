"""Offers to show how somebody works: the public form, and what the team does with them."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import VOLUNTEERS_MANY, VOLUNTEERS_WAITING, Consent, VolunteerState
from papercuts.models import Event, Participant, RateCount, Setting, Visit, Volunteer
from papercuts.web.clock import today, utc_now
from papercuts.web.rate_limits import OFFERS_PER_NEIGHBOURHOOD
from tests.factories import AT, DAY, make
from tests.payloads import MARK, payloads

OFFER = {
    "name": "Wren Fairweather",
    "email": "Wren@Example.org",
    "organisation": "Pellworth Haulage",
    "role": "Dispatcher",
    "offer": "A trip with three drops",
    "consent": "quote with role",
    "agrees": "y",
}


def kept() -> list[Volunteer]:
    db.session.expire_all()
    return list(db.session.scalars(select(Volunteer).order_by(Volunteer.id)))


def test_a_stranger_offers_and_nothing_else_is_remembered_of_them(client: FlaskClient) -> None:
    page = client.get("/volunteer")
    answer = client.post("/volunteer", data=OFFER)

    assert page.status_code == 200
    assert (answer.status_code, answer.location) == (303, "/volunteer/thanks")
    assert "Thank you" in client.get(answer.location).text
    one = kept()[0]
    assert (one.email, one.consent, one.state) == ("wren@example.org", Consent.ROLE, VolunteerState.WAITING)
    assert one.forget_on == today(db.session.get_one(Setting, 1)) + timedelta(days=365)
    told = [str((event.verb, event.details)) for event in db.session.scalars(select(Event))]
    assert not [text for text in told if "Wren" in text or "example.org" in text or "Pellworth" in text]


def test_the_same_address_again_changes_nothing_of_what_is_there(client: FlaskClient, ada: FlaskClient) -> None:
    first = client.post("/volunteer", data=OFFER | {"consent": "quote anonymously"})
    actions.volunteers.decline(kept()[0], by=None, at=AT)
    db.session.commit()
    before = kept()[0].forget_on

    forged = {"email": "wren@example.ORG", "name": "Mallory", "offer": "Reminders", "consent": "named"}
    answers = [client.post("/volunteer", data=OFFER | forged) for _ in range(4)]

    assert {(one.status_code, one.location, one.data) for one in [first, *answers]} == {
        (303, first.location, first.data)
    }
    old, *new = kept()
    assert (old.name, old.consent, old.state) == ("Wren Fairweather", Consent.ANONYMOUS, VolunteerState.DECLINED)
    assert old.forget_on == before
    assert [one.name for one in new] == ["Mallory"] * VOLUNTEERS_WAITING
    assert ada.get("/volunteers").text.count("The same address also sent this") == 1 + VOLUNTEERS_WAITING
    plan = ada.get(f"/visits/new?volunteer={new[0].id}").text
    assert '<option selected value="quote anonymously">' in plan


@pytest.mark.parametrize("wrong", [{"agrees": ""}, {"email": "wren"}, {"consent": "all"}, {"role": ""}, {"name": " "}])
def test_what_is_missing_is_asked_for_and_what_was_typed_stays(client: FlaskClient, wrong: dict[str, str]) -> None:
    answer = client.post("/volunteer", data=OFFER | wrong)

    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert "A trip with three drops" in answer.text
    assert kept() == []


def test_a_neighbourhood_offers_only_so_often_and_others_still_can(client: FlaskClient) -> None:
    from_there = [{"REMOTE_ADDR": f"203.0.113.{n}"} for n in range(OFFERS_PER_NEIGHBOURHOOD + 1)]
    answers = [client.post("/volunteer", data=OFFER, environ_overrides=peer) for peer in from_there]
    elsewhere = client.post("/volunteer", data=OFFER, environ_overrides={"REMOTE_ADDR": "198.51.100.1"})

    assert [answer.status_code for answer in answers] == [303] * OFFERS_PER_NEIGHBOURHOOD + [429]
    assert elsewhere.status_code == 303
    assert "A trip with three drops" in answers[-1].text
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_a_form_that_is_switched_off_is_not_there(client: FlaskClient) -> None:
    db.session.get_one(Setting, 1).has_volunteer_form = False
    db.session.commit()

    assert client.get("/volunteer").status_code == 404
    assert client.post("/volunteer", data=OFFER).status_code == 404
    assert client.get("/volunteer/thanks").status_code == 404
    assert "/volunteer" not in client.get("/notes").text
    assert kept() == []


def test_nothing_hostile_harms_the_form_or_the_list(client: FlaskClient, ada: FlaskClient) -> None:
    for payload in payloads("text") + payloads("identifier"):
        db.session.execute(delete(RateCount))
        answer = client.post("/volunteer", data=OFFER | dict.fromkeys(("name", "organisation", "offer"), payload.value))
        assert answer.status_code in (303, 413, 422), f"{payload.id}: {answer.status_code}"
        for page in (answer.text, ada.get("/volunteers").text):
            if "<" in payload.value and MARK in payload.value:
                assert payload.value not in page, payload.id


def test_a_visit_is_planned_from_an_offer_without_the_name(ada: FlaskClient) -> None:
    site = make.site("Pellworth Haulage")
    one = make.volunteer(organisation="PELLWORTH haulage", role="Dispatcher")
    db.session.commit()

    form = ada.get(f"/visits/new?volunteer={one.id}").text
    data = {"site": site.name, "visited_on": DAY.isoformat(), "kind": "remote", "volunteer": str(one.id)}
    person = {"new_people-0-role": "Dispatcher", "new_people-0-consent": "quote with role"}
    ada.post("/visits/new", data=data | person)

    assert 'value="Pellworth Haulage"' in form
    assert 'value="Dispatcher"' in form
    assert '<option selected value="quote with role">' in form
    visit = db.session.scalars(select(Visit)).one()
    assert [(one.state, one.visit_id) for one in kept()] == [(VolunteerState.PLANNED, visit.id)]
    assert [(who.role, who.real_name) for who in db.session.scalars(select(Participant))] == [("Dispatcher", "")]
    assert f"/visits/{visit.id}" in ada.get("/volunteers").text


def test_an_offer_is_declined_taken_up_again_and_removed(ada: FlaskClient) -> None:
    one = make.volunteer()
    states = []
    for step in ("refusal", "refusal/end", "removal"):
        assert ada.post(f"/volunteers/{one.id}/{step}").status_code == 303
        states.append([row.state for row in kept()])

    assert states == [[VolunteerState.DECLINED], [VolunteerState.WAITING], []]


def test_an_offer_is_forgotten_after_a_year(app: Flask, ada: FlaskClient, client: FlaskClient) -> None:
    day = today(db.session.get_one(Setting, 1))
    old, new = (make.volunteer(name, forget_on=day + timedelta(days=n)) for name, n in (("Old", 0), ("New", 1)))
    numbers = {old.id, new.id}
    db.session.commit()

    page = ada.get("/volunteers").text
    status = ada.post(f"/volunteers/{old.id}/refusal").status_code
    client.post("/login", data={"email": "ada@example.org", "password": "correct horse battery staple"})

    assert "New" in page
    assert "Old</bdi>" not in page
    assert status == 404
    assert [one.name for one in kept()] == ["New"]
    assert numbers >= set(db.session.scalars(select(Event.subject_id).where(Event.subject == "volunteer")))
    assert actions.volunteers.forget(date.max, at=AT) == 1


def test_many_offers_in_a_day_are_said(ada: FlaskClient) -> None:
    pages = []
    for n in (VOLUNTEERS_MANY, 1):
        for _ in range(n):
            make.volunteer(offered_at=utc_now())
        db.session.commit()
        pages.append("in the last 24 hours" in ada.get("/volunteers").text)

    assert pages == [False, True]


def test_only_who_sees_real_names_reads_the_offers(ben: FlaskClient) -> None:
    one = make.volunteer("Wren Fairweather")
    db.session.commit()

    assert ben.get("/volunteers").status_code == 403
    for path in ("/", "/visits", "/history", "/search?q=Wren", f"/visits/new?volunteer={one.id}"):
        assert "Fairweather" not in ben.get(path).text, path
    assert db.session.scalar(select(func.count(Volunteer.id))) == 1
