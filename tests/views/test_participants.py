"""The people we watch: role, consent, real name."""

import pytest
from flask.testing import FlaskClient

from papercuts.db import db
from papercuts.models import Participant, Site
from tests.factories import make

OWNER = {"role": "Owner", "consent": "quote anonymously", "real_name": "Jonas Hale"}


@pytest.fixture
def person(app: object) -> Participant:
    """Somebody at a site."""
    person = make.participant(make.site("Marfinch"), "P1", role="Bookkeeper")
    db.session.commit()
    return person


def test_what_is_known_of_somebody_changes(ada: FlaskClient, person: Participant) -> None:
    answer = ada.post(f"/participants/{person.id}", data=OWNER)

    assert (answer.status_code, answer.location) == (303, f"/sites/{person.site_id}")
    assert (person.role, person.consent, person.real_name) == ("Owner", "quote anonymously", "Jonas Hale")


def test_who_came_from_a_visit_goes_back_there(ada: FlaskClient, person: Participant) -> None:
    visit = make.visit(db.session.get_one(Site, person.site_id), participants=[person])
    db.session.commit()
    asked = f"/participants/{person.id}?next=/visits/{visit.id}"
    assert f'href="{asked}"' in ada.get(f"/visits/{visit.id}").text

    assert f'href="/visits/{visit.id}">Cancel' in ada.get(asked).text
    assert ada.post(asked, data=OWNER).location == f"/visits/{visit.id}"


@pytest.mark.parametrize("target", ["https://elsewhere.example", "//elsewhere.example", "/logout"])
def test_nobody_is_sent_elsewhere(ada: FlaskClient, person: Participant, target: str) -> None:
    answer = ada.post(f"/participants/{person.id}", data=OWNER, query_string={"next": target})

    assert answer.location == f"/sites/{person.site_id}"


def test_the_history_tells_of_consent_and_not_the_name(ada: FlaskClient, person: Participant) -> None:
    ada.post(f"/participants/{person.id}", data=OWNER)

    history = ada.get(f"/participants/{person.id}").text.split("<h2>History</h2>")[1]

    assert "consent from nothing to quote anonymously" in history
    assert "Jonas Hale" not in history


def test_wrong_answers_come_back_with_what_was_typed(ada: FlaskClient, person: Participant) -> None:
    answer = ada.post(f"/participants/{person.id}", data=OWNER | {"consent": "yes", "role": "Owner and cook"})

    assert answer.status_code == 422
    assert "Choose from the list" in answer.text
    assert "Owner and cook" in answer.text


def test_consent_can_be_taken_back(ada: FlaskClient, person: Participant) -> None:
    ada.post(f"/participants/{person.id}", data=OWNER)
    ada.post(f"/participants/{person.id}", data={"role": "Owner", "consent": "", "real_name": ""})

    assert (person.consent, person.real_name, person.may_be_quoted) == (None, "", False)


def test_who_may_not_and_what_is_not_there(
    client: FlaskClient, ben: FlaskClient, ada: FlaskClient, person: Participant
) -> None:
    assert client.post(f"/participants/{person.id}", data=OWNER).status_code == 401
    assert ben.get(f"/participants/{person.id}").status_code == 403
    assert ben.post(f"/participants/{person.id}", data=OWNER).status_code == 403
    assert ada.get("/participants/999").status_code == 404
    assert ada.put(f"/participants/{person.id}").status_code == 405
