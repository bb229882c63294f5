"""What releases do to paper cuts: fixed by them, free without them, scored by what was seen before."""

from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.limits import Consent, Outcome, Status
from papercuts.models import Account, Event, Fix, PaperCut, Rating, Release, Verification
from tests.factories import AT, make

DAY = date(2026, 3, 19)
PER_FIX = 4  # statements: lock the paper cut, move it, say so in its history, give it to who fixed it


@pytest.fixture
def ada(app: Flask) -> Account:
    return make.account("Ada")


def draft(by: Account, *cuts: PaperCut) -> Release:
    release = actions.releases.create("4.12", released_on=DAY, by=by, at=AT)
    for cut in cuts:
        actions.releases.add_fix(release, cut, public_title="It works", by=by, at=AT)
    return release


def test_a_fix_takes_the_share_of_the_newest_estimate(ada: Account) -> None:
    cut = make.paper_cut()
    make.effort(cut, percent_removed=40)
    make.effort(cut, percent_removed=70)

    draft(ada, cut)

    assert db.session.scalars(db.select(Fix.percent_removed)).one() == 70


def test_who_fixed_it_has_claimed_it_not_who_published(ada: Account) -> None:
    ben, cut = make.account("Ben"), make.paper_cut()
    release = draft(ben, cut)

    actions.releases.publish(release, [], by=ada, at=AT)

    assert (cut.status, cut.owner_id) == (Status.FIXED, ben.id)
    said = db.select(Event.verb, Event.account_id).where(Event.subject == "paper_cut").order_by(Event.id)
    assert [tuple(row) for row in db.session.execute(said)] == [("put into a draft", ben.id), ("fixed", ada.id)]


QUOTE = "I always lose my place in here"


@pytest.mark.parametrize(
    ("said", "where"), [("sighting", "version"), ("look", "name"), ("rating", "public_text"), ("sighting", "alt")]
)
def test_no_part_of_a_release_repeats_what_was_said_anywhere(ada: Account, said: str, where: str) -> None:
    cut, visit = make.paper_cut(), make.visit()
    person = make.participant(visit.site)
    if said == "sighting":
        make.sighting(visit, participant=person, paper_cut=make.paper_cut(), quote=QUOTE)
    elif said == "look":
        look = {"outcome": Outcome.GONE, "quote": QUOTE, "verified_at": AT}
        db.session.add(Verification(fix=make.fix(), visit=visit, participant=person, **look))
    else:
        db.session.add(Rating(visit=visit, participant=person, score=3, reason=QUOTE, asked_at=AT))
    release = draft(ada, cut)
    fix = db.session.scalars(db.select(Fix).where(Fix.paper_cut_id == cut.id)).one()
    if where == "alt":
        make.fix_picture(fix, alt=QUOTE)
    else:
        setattr(fix if where == "public_text" else release, where, QUOTE)

    with pytest.raises(ValueError, match="“i always lose my place in here”"):
        actions.releases.publish(release, [], by=ada, at=AT)


@pytest.mark.parametrize(
    "text", ["As in PC-12", "Ask Kim@Marfinch.example", "or j.doe@oakwend.example", "as Jane Doe offered"]
)
def test_neither_numbers_nor_addresses_nor_volunteers_are_published(ada: Account, text: str) -> None:
    make.site(contacts="Kim, kim@marfinch.example")
    make.volunteer(name="Jane Doe", email="j.doe@oakwend.example")
    make.volunteer(name="As", email="a@oakwend.example")  # anybody may write that: it is in no text's way
    release = draft(ada, make.paper_cut())
    known = queries.public_names.known()

    actions.releases.change_fix(db.session.scalars(db.select(Fix)).one(), public_text=text, by=ada, at=AT)
    with pytest.raises(ValueError, match="for everybody"):
        actions.releases.publish(release, known, by=ada, at=AT)

    actions.releases.change_fix(
        db.session.scalars(db.select(Fix)).one(), public_text="As P1 asked: help@ourselves.example", by=ada, at=AT
    )
    actions.releases.publish(release, known, by=ada, at=AT)


@pytest.mark.parametrize(
    ("quote", "consent", "is_refused"),
    [
        ("Oh no, not again, every single time", None, True),
        ("Oh no, not again, every single time", Consent.NONE, True),
        ("Oh no, not again, every single time", Consent.ANONYMOUS, False),
        ("Not again!", None, False),  # two words are nobody's own
        ("ÉVERY single: time", None, True),
        ("Every single time it happens", None, False),
    ],
)
def test_what_nobody_agreed_to_be_quoted_with_is_not_published(
    ada: Account, quote: str, consent: Consent | None, is_refused: bool
) -> None:
    cut, visit = make.paper_cut(), make.visit()
    make.sighting(visit, participant=make.participant(visit.site, consent=consent), paper_cut=cut, quote=quote)
    release = draft(ada, cut)
    said = "They said: oh no, NOT  again – every single time, and sighed."

    actions.releases.change_fix(db.session.scalars(db.select(Fix)).one(), public_text=said, by=ada, at=AT)

    if is_refused:
        with pytest.raises(ValueError, match="repeat what somebody said who has not agreed to it: “"):
            actions.releases.publish(release, [], by=ada, at=AT)
    else:
        actions.releases.publish(release, [], by=ada, at=AT)
        actions.releases.change_fix(
            db.session.scalars(db.select(Fix)).one(), after="Fine", known_names=[], by=ada, at=AT
        )


def test_a_claimed_paper_cut_stays_its_owners(ada: Account) -> None:
    ben = make.account("Ben")
    cut = make.paper_cut(status=Status.CLAIMED, owner=ben)
    release = draft(ada, cut)

    actions.releases.publish(release, [], by=ada, at=AT)
    actions.releases.unpublish(release, by=ada, at=AT)

    assert (cut.status, cut.owner_id) == (Status.CLAIMED, ben.id)


def test_publishing_freezes_what_was_seen_before_the_release(ada: Account) -> None:
    cut = make.paper_cut()
    make.sighting(make.visit(visited_on=date(2026, 3, 12)), paper_cut=cut)
    make.watch(make.visit(visited_on=date(2026, 4, 1)), make.participant(), cut.task)
    release = draft(ada, cut)
    actions.scores.refresh_all()
    before = cut.hours_lost_mean
    assert cut.watched_n == 2

    actions.releases.publish(release, [], by=ada, at=AT)

    assert (cut.hit_k, cut.watched_n) == (1, 1)
    assert cut.hours_lost_mean > before
    actions.releases.change(
        release, version="4.12", name="", released_on=date(2026, 4, 2), known_names=[], by=ada, at=AT
    )
    assert cut.watched_n == 2
    actions.releases.unpublish(release, by=ada, at=AT)
    assert cut.hours_lost_mean == pytest.approx(before)


def test_a_refused_publication_changes_nothing(ada: Account) -> None:
    cut = make.paper_cut()
    release = draft(ada, cut)

    with pytest.raises(ValueError, match="they name it works"):
        actions.releases.publish(release, ["it works"], by=ada, at=AT)

    assert (release.is_published, cut.status) == (False, Status.OPEN)


def test_a_declined_paper_cut_stops_the_publication(ada: Account) -> None:
    cut = make.paper_cut()
    release = draft(ada, cut)
    cut.status = Status.DECLINED

    with pytest.raises(ValueError, match=f"{cut.number}: This paper cut is declined"):
        actions.releases.publish(release, [], by=ada, at=AT)


def test_a_published_text_cannot_be_changed_without_the_names_to_look_for(ada: Account) -> None:
    release = draft(ada, make.paper_cut())
    actions.releases.publish(release, [], by=ada, at=AT)

    with pytest.raises(TypeError):
        actions.releases.add_fix(release, make.paper_cut(), public_title="It works too", by=ada, at=AT)


def test_a_version_or_name_that_names_a_customer_is_refused_once_published(ada: Account) -> None:
    release = draft(ada)
    actions.releases.publish(release, [], by=ada, at=AT)

    with pytest.raises(ValueError, match="Oakwend"):
        actions.releases.change(
            release, version="4.12", name="For Oakwend", released_on=DAY, known_names=["Oakwend"], by=ada, at=AT
        )


def test_a_fix_that_was_looked_at_stays(ada: Account) -> None:
    cut = make.paper_cut(sightings=1)
    release = draft(ada, cut)
    actions.releases.publish(release, [], by=ada, at=AT)
    fix = db.session.scalars(db.select(Fix)).one()
    visit = make.visit(visited_on=date(2026, 4, 1))
    actions.verifications.verify(fix, visit=visit, participant=None, outcome=Outcome.GONE, by=ada, at=AT)

    with pytest.raises(ValueError, match="Somebody has looked at this fix"):
        actions.releases.remove_fix(fix, by=ada, at=AT)
    with pytest.raises(ValueError, match="was seen working since"):
        actions.releases.unpublish(release, by=ada, at=AT)


def test_what_reopened_is_fixed_by_the_next_release_and_counted_once(ada: Account) -> None:
    cut = make.paper_cut(sightings=3)
    first = draft(ada, cut)
    actions.releases.publish(first, [], by=ada, at=AT)
    actions.paper_cuts.reopen(cut, "seen again", by=ada, at=AT)
    second = actions.releases.create("4.13", released_on=date(2026, 4, 2), by=ada, at=AT)
    actions.releases.add_fix(second, cut, public_title="Now it works", by=ada, at=AT)

    actions.releases.publish(second, [], by=ada, at=AT)

    listed = {one.release.version: one for one in queries.releases.listed()}
    assert listed["4.12"].hours.mean == 0
    assert listed["4.13"].hours.mean == pytest.approx(cut.hours_lost_mean)
    shown = queries.release_page.shown(queries.releases.with_fixes(first.id), DAY)
    assert (shown[0].state, shown[0].fixed_again_in) == ("reopened", "4.13")
    actions.releases.unpublish(first, by=ada, at=AT)
    assert cut.status is Status.FIXED


def test_a_fix_gives_back_its_share_of_the_stored_hours(ada: Account) -> None:
    cut = make.paper_cut(sightings=2)
    actions.scores.refresh_all()
    release = draft(ada)
    actions.releases.add_fix(release, cut, public_title="Half", percent_removed=50, by=ada, at=AT)

    hours = queries.releases.listed()[0].hours

    assert hours.mean == pytest.approx(cut.hours_lost_mean / 2)
    assert (hours.q10, hours.q90) == pytest.approx((cut.hours_lost_q10 / 2, cut.hours_lost_q90 / 2))


def test_the_history_tells_it_on_both_sides(ada: Account) -> None:
    cut = make.paper_cut()
    release = draft(ada, cut)
    actions.releases.publish(release, [], by=ada, at=AT)
    actions.releases.unpublish(release, by=ada, at=AT)

    verbs = {
        table: db.session.scalars(db.select(Event.verb).where(Event.subject == table).order_by(Event.id)).all()
        for table in ("release", "paper_cut")
    }

    assert verbs["release"] == ["drafted", "added a fix", "published", "took back"]
    assert verbs["paper_cut"] == ["put into a draft", "fixed", "taken out of a release"]


def test_names_to_look_for_are_sites_and_people_but_not_who_agreed(app: Flask) -> None:
    make.site("Oakwend Nursery", public_alias="a nursery")
    make.site("Dunvale Cycles", public_alias="DUNVALE CYCLES")
    make.participant(make.site("Own office"), real_name="Jane Doe")
    make.participant(real_name="")

    names = queries.public_names.known()

    assert {"Oakwend Nursery", "Own office", "Jane Doe"} <= set(names)
    assert "Dunvale Cycles" not in names
    assert "" not in names


@pytest.mark.parametrize("first", ["4.11", "4.12"])
def test_of_two_releases_of_one_day_the_later_fix_has_fixed_it_again(ada: Account, first: str) -> None:
    cut = make.paper_cut()
    second = {"4.11": "4.12", "4.12": "4.11"}[first]
    for version in (first, second):
        release = actions.releases.create(version, released_on=DAY, by=ada, at=AT)
        actions.releases.add_fix(release, cut, public_title="It works", by=ada, at=AT)
        actions.releases.publish(release, [], by=ada, at=AT)
        if version == first:
            actions.paper_cuts.reopen(cut, "Seen again", by=ada, at=AT)

    shown = {
        release.version: queries.release_page.shown(queries.releases.with_fixes(release.id), DAY)[0].fixed_again_in
        for release in db.session.scalars(db.select(Release))
    }
    assert shown == {first: second, second: ""}


def test_paper_cuts_are_locked_in_the_order_of_their_numbers(ada: Account) -> None:
    cuts = [make.paper_cut() for _ in range(3)]
    release = draft(ada, *cuts[::-1])

    actions.releases.publish(release, [], by=ada, at=AT)

    fixed = db.select(Event.subject_id).where(Event.verb == "fixed").order_by(Event.id)
    assert db.session.scalars(fixed).all() == [cut.id for cut in cuts]


def test_a_fix_more_costs_a_few_statements_more(ada: Account, count_queries: Any) -> None:
    def cost(n: int, move: Callable[[Release], None], release: Release | None = None) -> tuple[int, Release]:
        if release is None:
            release = actions.releases.create(f"5.{n}", released_on=DAY, by=ada, at=AT)
            for _ in range(n):
                cut = make.paper_cut(status=Status.CLAIMED, sightings=1)
                actions.releases.add_fix(release, cut, public_title="It works", by=ada, at=AT)
        db.session.flush()
        db.session.expire_all()
        with count_queries() as statements:
            move(release)
            db.session.flush()
        return len(statements), release

    def publish(release: Release) -> None:
        actions.releases.publish(release, [], by=ada, at=AT)

    def unpublish(release: Release) -> None:
        actions.releases.unpublish(release, by=ada, at=AT)

    (few, three), (many, thirty) = cost(3, publish), cost(30, publish)
    assert many - few <= 27 * PER_FIX
    few, many = (cost(0, unpublish, release)[0] for release in (three, thirty))
    assert many - few <= 27 * PER_FIX


def test_a_fix_that_is_taken_back_after_it_came_back_has_not_happened(ada: Account) -> None:
    """Whatever has become of the paper cut since: open again, or fixed anew by a later release."""
    open_again, anew = make.paper_cut(), make.paper_cut()
    first = draft(ada, open_again, anew)
    actions.releases.publish(first, [], by=ada, at=AT)
    for cut in (open_again, anew):
        actions.paper_cuts.reopen(cut, "Seen again", by=ada, at=AT)
    second = actions.releases.create("4.99", released_on=first.released_on, by=ada, at=AT)
    actions.releases.add_fix(second, anew, public_title="It works", by=ada, at=AT)
    actions.releases.publish(second, [], by=ada, at=AT)

    def holding() -> dict[int, list[str]]:
        entries = queries.flow.decided(ZoneInfo("UTC"), AT.date())
        return {cut.id: [one.kind for one in entries if one.cut_id == cut.id] for cut in (open_again, anew)}

    actions.releases.unpublish(first, by=ada, at=AT)
    assert holding() == {open_again.id: [], anew.id: ["fixed"]}

    actions.releases.publish(first, [], by=ada, at=AT)
    assert holding() == {open_again.id: ["fixed"], anew.id: ["fixed", "reopened", "fixed"]}

    for fix in db.session.scalars(db.select(Fix).where(Fix.release_id == first.id)).all():
        actions.releases.remove_fix(fix, by=ada, at=AT)
    assert holding() == {open_again.id: [], anew.id: ["fixed"]}
