"""One sighting: looked at, corrected."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from papercuts.db import db
from papercuts.domain.limits import Consent, HowTimed
from papercuts.models import Participant, Setting, Sighting, Site, Visit
from tests.factories import make


@pytest.fixture
def sighting(ada: FlaskClient) -> Sighting:
    """A sighting beside another one."""
    make.sighting(what_happened="Something else")
    db.session.get_one(Setting, 1).time_zone = "Europe/Berlin"
    seen = make.sighting(observed_at=datetime(2026, 3, 12, 9, 42, 17, tzinfo=UTC), quote="Oh, not again")
    db.session.commit()
    return seen


def fields(sighting: Sighting, **given: Any) -> dict[str, Any]:
    return {
        "what_happened": "Had to do it twice",
        "person": sighting.participant_id or "",
        "task": sighting.task_id,
        "seen_at": "10:42",
        "occurrences": "1",
        "seconds_lost": "9",
        "how_timed": "stopwatch",
        "quote": "Oh, not again",
    } | given


def test_the_form_shows_everything(ada: FlaskClient, sighting: Sighting) -> None:
    page = ada.get(f"/sightings/{sighting.id}").text

    for text in ("Had to do it twice", 'value="10:42"', 'value="9"', "Oh, not again", "Not matched"):
        assert text in page


@pytest.mark.parametrize(
    "target", ["/paper-cuts/1?sightings=all#sightings", "//evil.example", "https://evil.example/", ""]
)
def test_a_correction_leads_back_to_where_it_began(ada: FlaskClient, sighting: Sighting, target: str) -> None:
    here = f"/sightings/{sighting.id}"
    back = target if target.startswith("/paper-cuts") else f"/visits/{sighting.visit_id}#s{sighting.id}"
    page = ada.get(here, query_string={"next": target}).text

    assert f'<a class="btn" href="{back}">Cancel</a>' in page
    assert ('name="next"' in page) == target.startswith("/paper-cuts")
    refused = ada.post(here, data=fields(sighting, what_happened="", next=target)).text
    assert f'<a class="btn" href="{back}">Cancel</a>' in refused
    assert ada.post(here, data=fields(sighting, next=target)).location == back


def test_what_is_corrected_is_kept_with_its_history(ada: FlaskClient, sighting: Sighting) -> None:
    task = make.task("Print the list")
    db.session.commit()
    given = fields(sighting, task=task.id, seconds_lost="12,5", how_timed="counted", occurrences="3", is_unsure="y")

    answer = ada.post(f"/sightings/{sighting.id}", data=given | {"what_happened": "Had to\nprint", "quote": ""})

    assert answer.location == f"/visits/{sighting.visit_id}#s{sighting.id}"
    db.session.refresh(sighting)
    assert (sighting.what_happened, sighting.task_id, sighting.quote) == ("Had to print", task.id, "")
    assert (sighting.seconds_lost, sighting.how_timed, sighting.occurrences) == (12.5, HowTimed.COUNTED, 3)
    assert sighting.is_unsure
    assert sighting.observed_at == datetime(2026, 3, 12, 9, 42, 17, tzinfo=UTC)  # its seconds were not typed over
    assert "seconds lost from 9 to 12.5" in ada.get(f"/sightings/{sighting.id}").text


def test_the_time_of_day_is_that_of_the_team(ada: FlaskClient, sighting: Sighting) -> None:
    ada.post(f"/sightings/{sighting.id}", data=fields(sighting, seen_at="11.05"))

    db.session.refresh(sighting)
    assert sighting.observed_at == datetime(2026, 3, 12, 10, 5, tzinfo=UTC)


def test_what_is_not_known_can_be_taken_out(ada: FlaskClient, sighting: Sighting) -> None:
    ada.post(f"/sightings/{sighting.id}", data=fields(sighting, seen_at="", seconds_lost="", person=""))

    db.session.refresh(sighting)
    assert (sighting.observed_at, sighting.seconds_lost, sighting.how_timed) == (None, None, None)
    assert sighting.participant_id is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"what_happened": " "}, "Write what happened"),
        ({"what_happened": "x" * 2_001}, "At most 2,000 characters"),
        ({"seen_at": "25:00"}, "Enter a time of day"),
        ({"occurrences": "0"}, "Enter a number from 1 to 1,000"),
        ({"occurrences": ""}, "at least 1"),
        ({"seconds_lost": "-1"}, "Enter a number from 0.1 to 28,800"),
        ({"seconds_lost": "0"}, "Enter a number from 0.1 to 28,800"),
        ({"seconds_lost": "0.05"}, "Enter a number from 0.1 to 28,800"),
        ({"seconds_lost": "many"}, "Enter a number"),
        ({"how_timed": "sundial"}, "Choose from the list"),
        ({"person": "99999"}, "Choose from the list"),
        ({"task": ""}, "Choose a task"),
        ({"quote": "x" * 5_001}, "At most 5,000 characters"),
    ],
)
def test_what_is_wrong_comes_back(ada: FlaskClient, sighting: Sighting, given: dict[str, str], said: str) -> None:
    answer = ada.post(f"/sightings/{sighting.id}", data=fields(sighting, quote="Typed <i>here") | given)

    assert answer.status_code == 422
    assert said in answer.text
    assert "Typed &lt;i&gt;here" in answer.text or "quote" in given
    db.session.refresh(sighting)
    assert sighting.quote == "Oh, not again"


def test_a_reader_sees_no_words_that_were_not_cleared(vera: FlaskClient, sighting: Sighting) -> None:
    page = vera.get(f"/sightings/{sighting.id}").text

    assert "Had to do it twice" in page
    assert "Oh, not again" not in page
    assert "Not cleared for quoting" in page
    assert "<textarea" not in page


def fields_shown(sighting: Sighting, **given: Any) -> dict[str, Any]:
    """Return what the form sends for those from whom the words, and whose they are, are withheld."""
    return {name: value for name, value in fields(sighting, **given).items() if name not in ("person", "quote")}


@pytest.mark.parametrize("consent", [None, Consent.NONE])
def test_an_engineer_corrects_a_sighting_without_its_words(
    ben: FlaskClient, ada: FlaskClient, sighting: Sighting, consent: Consent | None
) -> None:
    person = db.session.get_one(Participant, sighting.participant_id)
    person.consent = consent
    db.session.commit()
    page = ben.get(f"/sightings/{sighting.id}").text

    answer = ben.post(f"/sightings/{sighting.id}", data=fields_shown(sighting, what_happened="Saw it twice"))

    assert "Oh, not again" not in page
    assert "their words are not cleared" in page
    assert 'name="quote"' not in page
    assert answer.status_code == 303
    db.session.refresh(sighting)
    assert (sighting.what_happened, sighting.quote) == ("Saw it twice", "Oh, not again")
    assert sighting.participant_id == person.id
    assert "Oh, not again" in ada.get(f"/sightings/{sighting.id}").text


def test_the_page_of_a_conflict_and_of_an_error_withhold_the_words_too(ben: FlaskClient, sighting: Sighting) -> None:
    for sent, status in (({"what_happened": "Saw it twice"}, 409), ({"what_happened": ""}, 422)):
        has_seen = status == 422
        answer = ben.post(f"/sightings/{sighting.id}", data=fields_shown(sighting, **sent), has_seen=has_seen)

        assert answer.status_code == status
        assert "Oh, not again" not in answer.text


def test_words_that_are_withheld_are_not_replaced_or_given_to_somebody_who_may_be_quoted(
    ben: FlaskClient, sighting: Sighting
) -> None:
    site_id = db.session.get_one(Visit, sighting.visit_id).site_id
    other = make.participant(db.session.get_one(Site, site_id), consent=Consent.NAMED)
    person_id = sighting.participant_id
    db.session.commit()

    for given in ({"person": other.id}, {"quote": "Typed here"}, {"person": ""}, {"quote": ""}):
        answer = ben.post(f"/sightings/{sighting.id}", data=fields_shown(sighting) | given)

        assert answer.status_code == 403
        assert "Oh, not again" not in answer.text
        assert all(str(value) in answer.text for value in given.values())
    db.session.refresh(sighting)
    assert (sighting.participant_id, sighting.quote) == (person_id, "Oh, not again")


@pytest.mark.parametrize("why", ["cleared", "their own", "no words yet"])
def test_an_engineer_writes_the_words_that_are_open_to_them(ben: FlaskClient, sighting: Sighting, why: str) -> None:
    if why == "cleared":
        db.session.get_one(Participant, sighting.participant_id).consent = Consent.ANONYMOUS
    if why == "their own":
        sighting.seen_by_id = ben.account.id  # type: ignore[attr-defined]
    if why == "no words yet":
        sighting.quote = ""
    db.session.commit()

    assert ("Oh, not again" in ben.get(f"/sightings/{sighting.id}").text) == (why != "no words yet")
    assert ben.post(f"/sightings/{sighting.id}", data=fields(sighting, quote="Oh, again")).status_code == 303
    db.session.refresh(sighting)
    assert sighting.quote == "Oh, again"


def test_refused(client: FlaskClient, ada: FlaskClient, vera: FlaskClient, sighting: Sighting) -> None:
    assert client.get(f"/sightings/{sighting.id}").location.startswith("/login")
    assert vera.post(f"/sightings/{sighting.id}", data=fields(sighting)).status_code == 403
    assert vera.post(f"/sightings/{sighting.id}/removal").status_code == 403
    assert ada.get(f"/sightings/{sighting.id}/removal").status_code == 405
    assert ada.get("/sightings/99999").status_code == 404
    assert ada.post("/sightings/99999/removal").status_code == 404
