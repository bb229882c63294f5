"""How people feel, and words that are cleared for reference."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import Consent, VisitKind, VisitStatus
from papercuts.models import Participant, Verification
from tests.factories import AT, DAY, make


def person(alias: str = "a law firm", **fields: Any) -> Participant:
    site = make.site(fields.pop("site", "Brightmere Dental"), public_alias=alias)
    return make.participant(site, **fields)


def felt(moods: list[int], *, days_ago: int, **fields: Any) -> None:
    """One visit with these moods."""
    who = fields.pop("who", None) or make.participant()
    visit = make.visit(participants=[who], visited_on=DAY - timedelta(days=days_ago), **fields)
    for mood in moods:
        make.sighting(visit, participant=who, mood=mood, paper_cut=make.paper_cut())


def test_a_rise_is_told_with_what_may_be_chance(vera: FlaskClient) -> None:
    for days, moods in ((80, [-2, -1]), (75, [-1]), (70, [0, -1]), (20, [1]), (10, [0, -1]), (5, [1, 0])):
        felt(moods, days_ago=days)
    felt([2, 2, 2], days_ago=3, product="Billbird")
    felt([2, 2, 2], days_ago=2, status=VisitStatus.PLANNED)
    felt([2, 2, 2], days_ago=2, kind=VisitKind.OWN)
    db.session.commit()

    page = vera.get("/learning/feelings").text

    assert "Rose from −1.0 to 0.2 since" in page
    assert "−0.4, calm, likely" in page
    assert "10 moods at 6 visits" in page
    assert "Too early to say: 0 ratings so far, and it takes 5." in page
    table = list(csv.DictReader(io.StringIO(vera.get("/learning/feelings.csv").data.decode("utf-8-sig"))))
    assert [row["value"] for row in table if row["measure"] == "mood"].count("2.0") == 0
    assert len([row for row in table if row["measure"] == "mood"]) == 10
    assert vera.get("/learning/feelings?weeks=7").status_code == 400
    assert vera.get("/learning/feelings?weeks=12").status_code == 200


def test_few_answers_or_those_of_one_visit_have_no_point(vera: FlaskClient) -> None:
    for days, moods in ((39, [1, 1, 0]), (35, [1, 0, 1]), (4, [2, 2, 2, 2, 2, 2])):
        felt(moods, days_ago=days)
    db.session.commit()

    mood = vera.get("/learning/feelings").text.split('id="mood"')[1].split('id="rating"')[0]

    assert mood.count("<circle") == 1  # of the month with two visits; nothing of the one with a single visit
    assert "There is too little to compare over time yet." in mood


def test_without_anything_it_is_too_early(vera: FlaskClient) -> None:
    page = vera.get("/learning/feelings").text

    assert page.count("Too early to say") == 4
    assert "Nothing is cleared yet" in vera.get("/learning/quotes").text


@pytest.mark.parametrize(
    ("consent", "told"),
    [
        (None, None),
        (Consent.NONE, None),
        (Consent.ANONYMOUS, "Somebody at a law firm"),
        (Consent.ROLE, "Accounts clerk, a law firm"),
        (Consent.NAMED, "Accounts clerk, a law firm"),
    ],
)
def test_words_are_told_as_somebody_agreed_to_it(
    vera: FlaskClient, ada: FlaskClient, consent: Consent | None, told: str | None
) -> None:
    who = person(role="accounts clerk", real_name="Rosa Klein", consent=consent)
    visit = make.visit(participants=[who])
    make.sighting(visit, participant=who, quote="Secretly splendid", mood=2)
    fix = make.fix(make.paper_cut(), make.release())
    found = {"fix_id": fix.id, "visit_id": visit.id, "participant_id": who.id, "outcome": "gone", "verified_at": AT}
    db.session.add(Verification(**found, quote="Finally <i>gone"))
    actions.ratings.rate(visit, who, 9, "Because it listens", by=None, at=AT)
    make.sighting(make.visit(participants=[who], product="Billbird"), participant=who, quote="Of another product")
    db.session.commit()

    page = vera.get("/learning/quotes").text

    said = [words in page for words in ("Secretly splendid", "Finally &lt;i&gt;gone", "Because it listens")]
    assert said == [told is not None] * 3
    assert "Brightmere" not in page
    assert "Rosa" not in page
    assert "Of another product" not in page
    if told:
        assert page.count(told) == 6  # below the words, and in the text to copy
    assert ("Rosa Klein, accounts clerk, a law firm" in ada.get("/learning/quotes").text) == (consent is Consent.NAMED)


def test_words_that_name_somebody_are_left_out_and_counted(ada: FlaskClient) -> None:
    who = person("Brightmere Dental", consent=Consent.ROLE, real_name="Rosa Klein", role="Rosa Klein’s deputy")
    visit, task = make.visit(participants=[who]), make.task()
    person(site="Marfinch Joinery")
    for quote in ("Rosa Klein hates it", "At MARFINCH joinery it works", "It saves my day"):
        make.sighting(visit, participant=who, task=task, quote=quote, mood=1)
    db.session.commit()

    page = ada.get(f"/learning/quotes?task={task.id}&mood=good").text

    assert "hates it" not in page
    assert "MARFINCH" not in page
    assert "2 quotes are left out" in page
    assert page.count("Somebody at Brightmere Dental") == 2  # it agreed to be named; the role would name her
    assert "It saves my day" not in ada.get(f"/learning/quotes?task={task.id}&mood=bad").text
    assert "It saves my day" not in ada.get(f"/learning/quotes?task={make.task().id}").text
    assert ada.get("/learning/quotes?mood=huge").status_code == 400
    assert ada.get("/learning/quotes?area=0").status_code == 400


def test_an_anonymous_word_is_not_told_with_a_sites_own_name(ada: FlaskClient) -> None:
    who = person("Brightmere Dental", consent=Consent.ANONYMOUS, role="clerk")
    make.sighting(make.visit(participants=[who]), participant=who, quote="It saves my day")
    db.session.commit()

    page = ada.get("/learning/quotes").text

    assert page.count("It saves my day") == 2
    assert "Brightmere" not in page


def test_a_site_says_how_its_people_feel(vera: FlaskClient) -> None:
    who = person(role="clerk")
    for days, score, mood in ((40, 6, -1), (10, 8, 0)):
        visit = make.visit(participants=[who], visited_on=DAY - timedelta(days=days))
        make.sighting(visit, participant=who, mood=mood, paper_cut=make.paper_cut())
        actions.ratings.rate(visit, who, score, by=None, at=AT)
    make.sighting(visit, participant=who, mood=2, what_happened="It knew <b>us</b>")
    fix = make.fix(make.paper_cut("Dates clear"), make.release())
    found = {"fix_id": fix.id, "participant_id": who.id, "outcome": "gone", "verified_at": AT}
    db.session.add(Verification(**found, visit_id=visit.id, applause=2))
    felt([-2] * 5, days_ago=3)
    db.session.commit()

    page = vera.get(f"/sites/{visit.site_id}").text

    assert "8 of 10, was 6" in page
    assert "Mood, 3 sightings" in page
    assert "0.3, likely" in page
    assert "Smile, for “Dates clear”" in page
    assert "It knew &lt;b&gt;us&lt;/b&gt;" in page
    assert 'id="feelings"' not in vera.get(f"/sites/{make.site().id}").text
