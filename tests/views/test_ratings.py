"""How likely they would recommend the product: asked once at a visit, in the write-up."""

from flask.testing import FlaskClient

from papercuts.db import db
from papercuts.domain.limits import Consent
from papercuts.models import Event, Participant, Rating, Visit
from tests.factories import make


def visit() -> tuple[Visit, list[Participant]]:
    site = make.site()
    people = [make.participant(site, "P1", consent=Consent.ROLE), make.participant(site, "P2")]
    found = make.visit(participants=people)
    db.session.commit()
    return found, people


def rows(people: list[Participant], *said: tuple[str, str]) -> dict[str, str]:
    return {
        f"rows-{i}-{name}": value
        for i, (person, (score, reason)) in enumerate(zip(people, said, strict=True))
        for name, value in (("participant", str(person.id)), ("score", score), ("reason", reason))
    }


def test_ratings_are_kept_changed_and_taken_away_and_the_history_holds_no_reason(
    ada: FlaskClient, vera: FlaskClient
) -> None:
    at, people = visit()

    for said in ((("8", "Quick <b>"), ("0", "")), (("6", "Slower since May"), ("", ""))):
        assert ada.post(f"/visits/{at.id}/ratings", data=rows(people, *said)).status_code == 303

    (kept,) = db.session.scalars(db.select(Rating))
    assert (kept.participant_id, kept.score, kept.reason) == (people[0].id, 6, "Slower since May")
    told = [event.details for event in db.session.scalars(db.select(Event).where(Event.verb == "noted a rating"))]
    assert {"of": "P1", "rating": [8, 6], "quote": "rewritten"} in told
    assert {"of": "P2", "rating": [0, None]} in told
    assert not any("Slower" in str(details) or "Quick" in str(details) for details in told)
    assert "Slower since May" in vera.get(f"/visits/{at.id}").text
    people[0].consent = Consent.NONE
    db.session.commit()
    assert "Slower since May" not in vera.get(f"/visits/{at.id}").text


def test_what_is_wrong_with_a_rating_is_said_and_kept(ada: FlaskClient) -> None:
    (at, people), (_, others) = visit(), visit()

    answer = ada.post(f"/visits/{at.id}/ratings", data=rows(people, ("11", "Odd one"), ("", "No number")))

    assert answer.status_code == 422
    assert "Odd one" in answer.text
    assert "Choose their number, or take the reason out" in answer.text
    assert ada.post(f"/visits/{at.id}/ratings", data=rows(others, ("3", ""), ("4", ""))).status_code == 303
    assert db.session.scalar(db.select(db.func.count(Rating.id))) == 0  # people of another visit are left alone
