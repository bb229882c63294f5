"""The weekly summary: the right week, nobody named who did not agree, and a text that can be pasted elsewhere."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import Consent, PromiseState, ReleaseStatus, Status, VisitKind, VisitStatus
from papercuts.models import Told, Verification
from tests.factories import make

MONDAY = date(2026, 3, 9)  # week 11
WEEK = "2026-W11"


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


@pytest.fixture
def week() -> None:
    """One week with everything in it, and noise on the days before and after."""
    site = make.site("Oakwend Nursery", public_alias="a garden centre")
    clerk = make.participant(site, "P1", role="Clerk", consent=Consent.ROLE, real_name="Wilma Wren")
    shy = make.participant(site, "P2", role="Owner", consent=Consent.NONE, real_name="Otto Owl")
    visit = make.visit(site, participants=[clerk, shy], visited_on=MONDAY, status=VisitStatus.WRITTEN_UP)
    cut = make.paper_cut("Date field clears", created_at=at(MONDAY))
    make.sighting(visit, participant=clerk, paper_cut=cut, quote="Every time", mood=-2)
    make.sighting(visit, participant=shy, paper_cut=cut, quote="Do not repeat this", mood=2)
    make.sighting(visit, participant=clerk, quote="It knew what I meant", mood=1)
    make.promise(site, "Call Otto Owl back", due_on=MONDAY + timedelta(days=2), made_at=at(MONDAY))
    fixed = make.paper_cut("Total hides at Oakwend Nursery", status=Status.FIXED, created_at=at(date(2026, 1, 5)))
    release = make.release("4.12", released_on=MONDAY, status=ReleaseStatus.PUBLISHED, published_at=at(MONDAY))
    fix = make.fix(fixed, release, public_title="The total stays in sight")
    actions.history.record(fixed, "fixed", by=None, at=at(MONDAY), status=["claimed", "fixed"])
    db.session.add(Verification(fix_id=fix.id, visit_id=visit.id, outcome="gone", applause=3, verified_at=at(MONDAY)))
    told = {"how": "mail", "told_on": MONDAY, "noted_at": at(MONDAY)}
    db.session.add(Told(site_id=site.id, release_id=release.id, **told))
    elsewhere = make.visit(site, participants=[clerk], visited_on=MONDAY, product="Billbird")
    make.sighting(elsewhere, participant=clerk, quote="Billbird is a joy, and never asks twice", mood=2)
    own = make.visit(site, visited_on=MONDAY, kind=VisitKind.OWN, status=VisitStatus.WRITTEN_UP)
    make.sighting(own, participant=clerk, quote="Looked twice", mood=2)
    settled = {"due_on": MONDAY, "made_at": at(MONDAY), "settled_at": at(MONDAY + timedelta(days=5))}
    make.promise(site, "Send the guide", state=PromiseState.KEPT, **settled)
    for day in (MONDAY - timedelta(days=1), MONDAY + timedelta(days=7)):
        other = make.visit(make.site(), visited_on=day, status=VisitStatus.WRITTEN_UP)
        person = make.participant(other.site, consent=Consent.ROLE)
        make.sighting(other, participant=person, quote="Another week", mood=2)
        make.paper_cut("Of another week", created_at=at(day))
    db.session.commit()


def test_it_tells_of_the_week_and_of_no_other(vera: FlaskClient, week: None) -> None:
    answer = vera.get(f"/learning/week.txt?week={WEEK}")

    assert answer.mimetype == "text/plain"
    for words in (
        "Week 11, 9 to 15 March 2026",
        "Seen: 1 visit with 2 people, Oakwend Nursery. 3 sightings, 1 delight among them",
        "With other products: 1 visit, 1 sighting",
        "New: 1 paper cut",
        "Date field clears",
        "Fixed: 1 paper cut",
        "Thanked: 1 customer",
        "In their words: “Every time” Clerk, Oakwend Nursery",
        "Loudest applause: a cheer for “The total stays in sight”, Oakwend Nursery",
        "Promises: 1 kept, 1 late",
        "Oakwend Nursery: Send the guide, kept",
    ):
        assert words in answer.text, words
    for words in ("nother week", "Wilma", "Do not repeat", "Looked twice"):
        assert words not in answer.text
    page = vera.get(f"/learning/week?week={WEEK}").text
    assert "week=2026-W10" in page
    assert "week=2026-W12" in page


def test_a_text_for_elsewhere_names_no_customer_no_person_and_no_number(vera: FlaskClient, week: None) -> None:
    text = vera.get(f"/learning/week.txt?week={WEEK}&names=aliases").text

    assert "“Every time” Clerk, a garden centre" in text
    assert "The total stays in sight" in text
    for words in ("Oakwend", "Otto", "Wilma", "PC-", "Total hides"):
        assert words not in text


def test_words_that_name_a_customer_are_left_out_and_counted(vera: FlaskClient, week: None) -> None:
    person = make.participant(make.site("Brightmere Dental"), consent=Consent.ROLE, role="Nurse")
    visit = make.visit(person.site, visited_on=MONDAY, status=VisitStatus.WRITTEN_UP)
    make.sighting(visit, participant=person, quote="Nobody at Brightmere Dental can do this", mood=2)
    db.session.commit()

    page = vera.get(f"/learning/week?week={WEEK}&names=aliases").text

    assert "Brightmere" not in page
    assert "One line is left out" in page


def test_what_somebody_says_anonymously_stands_under_no_name_of_a_customer(vera: FlaskClient) -> None:
    site = make.site("Marfinch Joinery", public_alias="Marfinch Joinery")
    person = make.participant(site, consent=Consent.ANONYMOUS, role="Joiner")
    visit = make.visit(site, participants=[person], visited_on=MONDAY, status=VisitStatus.WRITTEN_UP)
    fix = make.fix(make.paper_cut(), make.release(released_on=MONDAY), public_title="It stays in sight")
    looked = {"visit_id": visit.id, "outcome": "gone", "verified_at": at(MONDAY)}
    words = {"applause": 2, "quote": "At last", "participant_id": person.id}
    db.session.add(Verification(fix_id=fix.id, **looked, **words))
    db.session.commit()

    text = vera.get(f"/learning/week.txt?week={WEEK}&names=aliases").text

    assert "In their words: “At last” Somebody\n" in text
    assert "Loudest applause: a smile for “It stays in sight”: “At last” Somebody\n" in text
    assert "1 visit, Marfinch Joinery. 0 sightings" in text  # nobody was watched at a task


def test_without_a_week_it_is_the_last_one_that_is_over(vera: FlaskClient) -> None:
    page = vera.get("/learning/week")

    assert page.status_code == 200
    assert "no visit took place" in page.text


@pytest.mark.parametrize("query", ["week=2026-W54", "week=9999-W52", "week=0001-W01", "week=now", "names=all"])
def test_what_is_no_week_is_refused(vera: FlaskClient, query: str) -> None:
    assert vera.get(f"/learning/week?{query}").status_code == 400
    assert vera.get(f"/learning/week.txt?{query}").status_code == 400
