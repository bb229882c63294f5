"""Looking again at a fix: what it does, and that it can be taken back in any order."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.limits import Outcome, ReleaseStatus, Status, VisitStatus
from papercuts.models import Event, Fix, PaperCut, Participant, Sighting, Task, Verification, Visit, Watch
from tests.factories import AT, DAY, make


@pytest.fixture
def fix(app: Flask) -> Fix:
    """A published fix, beside another one."""
    make.fix(make.paper_cut(status=Status.FIXED), make.release(status=ReleaseStatus.PUBLISHED))
    cut = make.paper_cut("Date field clears", status=Status.FIXED)
    return make.fix(cut, make.release("4.12", status=ReleaseStatus.PUBLISHED))


def look(
    fix: Fix, outcome: Outcome, visit: Visit | None = None, person: Participant | None = None, **said: object
) -> Verification:
    return actions.verifications.verify(
        fix, visit=visit or make.visit(), participant=person, outcome=outcome, by=None, at=AT, **said
    )


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome.GONE, Status.VERIFIED),
        (Outcome.BETTER, Status.VERIFIED),
        (Outcome.STILL_THERE, Status.OPEN),
        (Outcome.WORSE, Status.OPEN),
        (Outcome.NOT_YET, Status.FIXED),
        (Outcome.WORKAROUND, Status.FIXED),
    ],
)
def test_what_was_found_moves_the_paper_cut_and_can_be_withdrawn(fix: Fix, outcome: Outcome, status: Status) -> None:
    found = look(fix, outcome)
    assert fix.paper_cut.status is status

    actions.verifications.withdraw(found, by=None, at=AT)

    assert fix.paper_cut.status is Status.FIXED
    assert db.session.scalars(db.select(Sighting)).all() == []


def test_still_there_records_a_sighting_already_filled_in(fix: Fix) -> None:
    person = make.participant(code="P1")
    visit = make.visit(participants=[person])

    found = look(fix, Outcome.STILL_THERE, visit, person, seconds_after=7.5, quote="Oh, not again")

    seen = actions.verifications.sighting_of(found)
    assert seen is not None
    assert (seen.what_happened, seen.seconds_lost, seen.quote) == (
        "Still there: Date field clears",
        7.5,
        "Oh, not again",
    )
    assert (seen.participant_id, seen.task_id) == (person.id, fix.paper_cut.task_id)
    assert fix.paper_cut.n_sightings == 1


def test_the_same_person_asked_again_replaces_the_answer(fix: Fix) -> None:
    visit = make.visit()
    look(fix, Outcome.STILL_THERE, visit)

    look(fix, Outcome.GONE, visit)

    assert [found.outcome for found in db.session.scalars(db.select(Verification))] == [Outcome.GONE]
    assert (fix.paper_cut.status, fix.paper_cut.n_sightings) == (Status.VERIFIED, 0)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_it_stays_verified_until_nobody_says_so_any_more(fix: Fix, order: tuple[int, int]) -> None:
    found = look(fix, Outcome.GONE), look(fix, Outcome.BETTER)

    actions.verifications.withdraw(found[order[0]], by=None, at=AT)
    assert fix.paper_cut.status is Status.VERIFIED
    actions.verifications.withdraw(found[order[1]], by=None, at=AT)
    assert fix.paper_cut.status is Status.FIXED


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_verified_and_then_reopened_goes_back_to_what_still_stands(fix: Fix, order: tuple[int, int]) -> None:
    found = look(fix, Outcome.GONE), look(fix, Outcome.STILL_THERE)
    assert fix.paper_cut.status is Status.OPEN

    actions.verifications.withdraw(found[order[0]], by=None, at=AT)
    assert fix.paper_cut.status is (Status.OPEN if order[0] == 0 else Status.VERIFIED)
    actions.verifications.withdraw(found[order[1]], by=None, at=AT)
    assert fix.paper_cut.status is Status.FIXED


def test_what_they_said_may_be_added(fix: Fix) -> None:
    found = look(fix, Outcome.STILL_THERE)

    actions.verifications.describe(found, seconds_after=12.0, applause=1, quote="Hm", by=None, at=AT)

    seen = actions.verifications.sighting_of(found)
    assert (found.applause, seen and seen.seconds_lost, seen and seen.quote) == (1, 12.0, "Hm")
    told = db.session.scalars(db.select(Event).order_by(Event.id.desc()).limit(2)).all()
    assert [(event.subject, event.details["quote"]) for event in told] == [
        ("sighting", "rewritten"),
        ("paper_cut", "rewritten"),
    ]
    assert told[1].details["seconds_after"] == [None, 12.0]


def test_nobody_can_verify_what_is_not_published(app: Flask) -> None:
    with pytest.raises(ValueError, match="not published yet"):
        look(make.fix(make.paper_cut()), Outcome.GONE)


def test_another_product_says_nothing_about_our_fix(fix: Fix) -> None:
    with pytest.raises(ValueError, match="another product"):
        look(fix, Outcome.GONE, make.visit(product="Rivalry"))

    assert db.session.get_one(PaperCut, fix.paper_cut_id).status is Status.FIXED


def watches_at(visit: Visit) -> list[tuple[int | None, int]]:
    """Return whom and what was watched at a visit."""
    rows = db.session.scalars(db.select(Watch).where(Watch.visit_id == visit.id).order_by(Watch.id))
    return [(watch.participant_id, watch.task_id) for watch in rows]


@pytest.mark.parametrize("outcome", [Outcome.GONE, Outcome.BETTER, Outcome.STILL_THERE, Outcome.WORSE])
def test_looking_again_notes_the_watch_and_withdrawing_takes_it_back(fix: Fix, outcome: Outcome) -> None:
    person = make.participant(code="P1")
    visit = make.visit(participants=[person])

    found = look(fix, outcome, visit, person)
    assert watches_at(visit) == [(person.id, fix.paper_cut.task_id)]

    actions.verifications.withdraw(found, by=None, at=AT)
    assert watches_at(visit) == []


@pytest.mark.parametrize("outcome", [Outcome.NOT_YET, Outcome.WORKAROUND])
def test_who_did_not_do_it_with_the_fix_was_not_watched(fix: Fix, outcome: Outcome) -> None:
    visit = make.visit()

    look(fix, outcome, visit)

    assert watches_at(visit) == []


def test_a_watch_that_more_stands_on_stays(fix: Fix) -> None:
    person = make.participant(code="P1")
    visit = make.visit(participants=[person])
    other_cut = make.paper_cut(task=db.session.get_one(Task, fix.paper_cut.task_id), status=Status.FIXED)
    other = make.fix(other_cut, fix.release)
    first, second = look(fix, Outcome.GONE, visit, person), look(other, Outcome.GONE, visit, person)

    actions.verifications.withdraw(first, by=None, at=AT)
    assert len(watches_at(visit)) == 1

    actions.watches.note_watch(visit, person, db.session.get_one(Task, other_cut.task_id), by=None, at=AT)
    actions.verifications.withdraw(second, by=None, at=AT)
    assert len(watches_at(visit)) == 1


def test_who_no_longer_meets_it_is_not_counted_against_what_it_cost(fix: Fix) -> None:
    cut = fix.paper_cut
    make.sighting(make.visit(visited_on=fix.release.released_on.replace(year=2025)), paper_cut=cut)
    other = make.paper_cut(task=db.session.get_one(Task, cut.task_id), sightings=1)
    actions.scores.refresh(tasks=[cut.task_id])
    before = cut.watched_n, other.watched_n

    look(fix, Outcome.GONE, make.visit(visited_on=fix.release.released_on.replace(year=2027)))

    assert (cut.watched_n, other.watched_n) == (before[0], before[1] + 1)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"visited_on": DAY - timedelta(days=60)}, "before 4.12 came out. Look again at a later visit"),
        ({"status": VisitStatus.WRITTEN_UP}, "written up. Reopen its write-up"),
    ],
)
def test_nobody_looks_again_where_the_page_would_not_ask(fix: Fix, given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        look(fix, Outcome.GONE, make.visit(**given))

    assert db.session.scalars(db.select(Verification)).all() == []


def test_not_on_that_version_yet_takes_back_what_was_seen_again(fix: Fix) -> None:
    ben = make.account("Ben")
    cut = fix.paper_cut
    cut.owner = ben
    person = make.participant(code="P1")
    visit = make.visit(participants=[person])
    see(visit, person, cut)
    assert (cut.status, cut.owner_id) == (Status.OPEN, None)
    assert [one.is_reopened for one in queries.verifications.looks(visit)] == [True]

    found = look(fix, Outcome.NOT_YET, visit, person)

    assert (cut.status, cut.owner_id) == (Status.FIXED, ben.id)
    see(visit, person, cut)
    assert cut.status is Status.FIXED
    actions.verifications.withdraw(found, by=None, at=AT)
    assert cut.status is Status.OPEN
    again = look(fix, Outcome.NOT_YET, visit, person)
    assert (cut.status, cut.owner_id) == (Status.FIXED, ben.id)
    actions.verifications.withdraw(again, by=None, at=AT)
    actions.paper_cuts.claim(cut, by=ben, at=AT)
    look(fix, Outcome.NOT_YET, visit, person)
    assert cut.status is Status.CLAIMED  # what somebody decided since stays


def test_not_on_that_version_yet_said_again_writes_no_history(fix: Fix) -> None:
    person = make.participant(code="P1")
    visit = make.visit(participants=[person])
    see(visit, person, fix.paper_cut)
    found = look(fix, Outcome.NOT_YET, visit, person, quote="Next month")
    told = db.session.scalars(db.select(Event.id)).all()

    again = look(fix, Outcome.NOT_YET, visit, person)

    assert again is found
    assert (found.quote, fix.paper_cut.status) == ("Next month", Status.FIXED)
    assert db.session.scalars(db.select(Event.id)).all() == told


def test_not_on_that_version_yet_leaves_open_what_another_visit_has_seen(fix: Fix) -> None:
    person, other = make.participant(), make.participant()
    here, there = make.visit(participants=[person]), make.visit(participants=[other])
    see(here, person, fix.paper_cut)
    see(there, other, fix.paper_cut)

    look(fix, Outcome.NOT_YET, here, person)
    assert fix.paper_cut.status is Status.OPEN
    look(fix, Outcome.NOT_YET, there, other)
    assert fix.paper_cut.status is Status.FIXED


@pytest.mark.parametrize(
    ("version", "status"), [("4.9", Status.FIXED), ("4.12", Status.OPEN), ("4.13.1", Status.OPEN), ("", Status.OPEN)]
)
def test_it_is_not_open_again_for_those_on_an_older_version(fix: Fix, version: str, status: Status) -> None:
    person = make.participant()
    visit = make.visit(participants=[person], product_version=version)

    see(visit, person, fix.paper_cut)

    assert fix.paper_cut.status is status


def see(visit: Visit, person: Participant, cut: PaperCut) -> None:
    task = db.session.get_one(Task, cut.task_id)
    actions.sightings.record(
        visit=visit, participant=person, task=task, what_happened="Hm", uid=uuid4(), paper_cut=cut, by=None, at=AT
    )


def test_somebody_asked_at_two_visits_is_one_for_whom_it_works(fix: Fix) -> None:
    person = make.participant()
    visits = [make.visit(participants=[person]) for _ in range(2)]
    for visit in visits:
        look(fix, Outcome.GONE, visit, person)
    look(fix, Outcome.BETTER, visits[0])

    (found,) = queries.verifications.looks(visits[0])

    assert (found.n_people, found.n_sites) == (2, 1)
