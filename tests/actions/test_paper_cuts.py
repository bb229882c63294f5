"""What people do with a paper cut: name, describe, claim, estimate, link, decline, reopen."""

from typing import Any

import pytest
from flask import Flask

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import Destination, LinkKind, Role, Size, Status
from papercuts.models import Account, Effort, Event, Link, PaperCut
from tests.factories import AT, make

ISSUE, COMMIT = LinkKind.ISSUE, LinkKind.COMMIT


@pytest.fixture
def ben(app: Flask) -> Account:
    """An engineer."""
    return make.account("Ben", Role.ENGINEER)


@pytest.fixture
def cut(app: Flask) -> PaperCut:
    """A paper cut, seen once, beside another one."""
    make.paper_cut("Noise", sightings=1)
    cut = make.paper_cut("Date field clears itself", sightings=1)
    actions.scores.refresh_all()
    return cut


def verbs(cut: PaperCut) -> list[str]:
    """What the history says was done to it."""
    db.session.flush()
    of_this = (Event.subject == "paper_cut", Event.subject_id == cut.id)
    return list(db.session.scalars(db.select(Event.verb).where(*of_this).order_by(Event.id)))


def test_a_new_one_lies_where_its_task_lies(ben: Account) -> None:
    area, other = make.area("Invoice editor"), make.area("Payments")
    task = make.task(area=area)

    here = actions.paper_cuts.create("Größe  fehlt", task=task, by=ben, at=AT)
    elsewhere = actions.paper_cuts.create("Total is wrong", task=task, area=other, by=ben, at=AT)

    assert (here.area_id, elsewhere.area_id) == (area.id, other.id)
    assert here.title_identity == "grosse fehlt"
    assert verbs(here) == ["named"]


def test_a_new_one_knows_how_many_were_watched_at_its_task(ben: Account) -> None:
    watch = make.watch(participant=make.participant())

    cut = actions.paper_cuts.create("Total is wrong", task=watch.task, by=ben, at=AT)

    assert (cut.hit_k, cut.watched_n, cut.is_ranked) == (0, 1, False)


def test_describing_changes_what_is_given_and_keeps_the_rest(cut: PaperCut, ben: Account) -> None:
    area = make.area("Invoice editor")

    actions.paper_cuts.describe(cut, title="Dates vanish", area=area, by=ben, at=AT)
    actions.paper_cuts.describe(cut, title="Dates vanish", workaround="Type it twice", by=ben, at=AT)
    actions.paper_cuts.describe(cut, area=None, by=ben, at=AT)

    details = list(db.session.scalars(db.select(Event.details).where(Event.verb == "edited").order_by(Event.id)))
    assert details == [
        {"title": ["Date field clears itself", "Dates vanish"], "area": [None, "Invoice editor"]},
        {"workaround": ["", "Type it twice"]},
        {"area": ["Invoice editor", None]},
    ]
    assert (cut.title_identity, cut.workaround, cut.area_id) == ("dates vanish", "Type it twice", None)


def test_another_task_means_another_score(cut: PaperCut, ben: Account) -> None:
    busy = make.task("Approve an invoice")
    make.use(busy, people=100_000)
    before = cut.hours_lost_mean

    actions.paper_cuts.describe(cut, task=busy, by=ben, at=AT)

    assert cut.hours_lost_mean != before
    assert cut.task_id == busy.id


def test_claiming_gives_it_an_owner_and_un_claiming_takes_it_away(cut: PaperCut, ben: Account) -> None:
    actions.paper_cuts.claim(cut, by=ben, at=AT)
    claimed = (cut.status, cut.owner_id)
    actions.paper_cuts.unclaim(cut, by=ben, at=AT)

    assert claimed == (Status.CLAIMED, ben.id)
    assert (cut.status, cut.owner_id) == (Status.OPEN, None)
    assert verbs(cut) == ["claimed", "un-claimed"]


def test_what_is_claimed_cannot_be_claimed_again(cut: PaperCut, ben: Account) -> None:
    actions.paper_cuts.claim(cut, by=make.account("Ada"), at=AT)

    with pytest.raises(ValueError, match=r"Ada has claimed this already\. Ask them"):
        actions.paper_cuts.claim(cut, by=ben, at=AT)


def test_ones_own_claim_is_said_to_be_ones_own(cut: PaperCut, ben: Account) -> None:
    actions.paper_cuts.claim(cut, by=ben, at=AT)

    with pytest.raises(ValueError, match=r"You have claimed this already\.$"):
        actions.paper_cuts.claim(cut, by=ben, at=AT)


def test_what_nobody_claimed_cannot_be_given_back(cut: PaperCut, ben: Account) -> None:
    with pytest.raises(ValueError, match="cannot be un-claimed"):
        actions.paper_cuts.unclaim(cut, by=ben, at=AT)


def test_an_estimate_counts_in_the_score_and_the_newest_one_wins(cut: PaperCut, ben: Account) -> None:
    assumed = cut.effort_hours_mean

    actions.paper_cuts.set_effort(cut, size=Size.S, by=ben, at=AT)
    small, has_none = cut.effort_hours_mean, cut.needs_effort
    actions.paper_cuts.set_effort(cut, low=2, likely=4, high=12, percent_removed=50, by=ben, at=AT)

    assert assumed
    assert small
    assert (assumed > small, has_none) == (True, False)
    assert cut.effort_hours_mean == pytest.approx(5)  # (2 + 4 × 4 + 12) ÷ 6
    assert cut.share_removed == 0.5
    db.session.flush()
    details = list(db.session.scalars(db.select(Event.details).where(Event.verb == "estimated").order_by(Event.id)))
    assert details == [
        {"effort": [None, "S"]},
        {"effort": ["S", "2/4/12 h"], "removes": ["100 %", "50 %"]},
    ]


@pytest.mark.parametrize(
    "hours",
    [
        {},
        {"low": 1.0, "likely": 2.0},
        {"low": 3.0, "likely": 2.0, "high": 4.0},
        {"low": 0.01, "likely": 2.0, "high": 4.0},
        {"low": 1.0, "likely": 2.0, "high": 10_001.0},
    ],
)
def test_an_odd_estimate_is_refused(cut: PaperCut, ben: Account, hours: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="hours"):
        actions.paper_cuts.set_effort(cut, **hours, by=ben, at=AT)


@pytest.mark.parametrize(
    ("kind", "text", "url", "label"),
    [
        (ISSUE, "https://example.org/ledger/issues/812", "https://example.org/ledger/issues/812", "example.org #812"),
        (ISSUE, " http://example.org/x ", "http://example.org/x", "example.org/x"),
        (COMMIT, "DEADBEEF01", "", "deadbeef01"),
        (
            COMMIT,
            "https://example.org/c/0123456789abcdef0123456789abcdef01234567",
            "https://example.org/c/0123456789abcdef0123456789abcdef01234567",
            "0123456789ab",
        ),
    ],
)
def test_an_issue_or_a_commit_is_linked(
    cut: PaperCut, ben: Account, kind: LinkKind, text: str, url: str, label: str
) -> None:
    link = actions.paper_cuts.add_link(cut, kind, text, by=ben, at=AT)

    assert (link.paper_cut_id, link.kind, link.url, link.label) == (cut.id, kind, url, label)


def test_what_is_sent_twice_is_kept_once(cut: PaperCut, ben: Account) -> None:
    ada = make.account("Ada", Role.FIELD)
    for _ in range(2):
        actions.paper_cuts.set_effort(cut, size=Size.S, by=ben, at=AT)
        actions.paper_cuts.add_link(cut, ISSUE, "https://example.org/issues/7", by=ben, at=AT)
    actions.paper_cuts.set_effort(cut, size=Size.S, by=ada, at=AT)  # somebody else says the same
    actions.paper_cuts.add_link(cut, ISSUE, "https://example.org/issues/8", by=ben, at=AT)

    db.session.flush()
    assert db.session.scalars(db.select(Effort.estimated_by_id)).all() == [ben.id, ada.id]
    assert db.session.scalars(db.select(Link.label)).all() == ["example.org #7", "example.org #8"]
    assert verbs(cut) == ["estimated", "linked an issue"] * 2


def test_a_bare_hash_is_a_commit_whatever_was_chosen(cut: PaperCut, ben: Account) -> None:
    link = actions.paper_cuts.add_link(cut, ISSUE, "deadbeef01", by=ben, at=AT)

    assert (link.kind, link.url, link.label) == (COMMIT, "", "deadbeef01")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (ISSUE, "javascript:alert(1)"),
        (ISSUE, "JaVaScRiPt://example.org/%0aalert(1)"),
        (ISSUE, "data:text/html,<script>"),
        (ISSUE, "file:///etc/passwd"),
        (ISSUE, "//example.org/x"),
        (ISSUE, "https://"),
        (ISSUE, "https://user:secret@example.org/"),
        (ISSUE, "https://exa mple.org/"),
        (ISSUE, "https://example.org\\@evil.example/"),
        (ISSUE, "https://[::1"),
        (ISSUE, "https://example.org/" + "x" * 2000),
        (ISSUE, "deadbee g"),
        (COMMIT, "deadbee g"),
        (COMMIT, "abc"),
    ],
)
def test_nothing_else_becomes_a_link(cut: PaperCut, ben: Account, kind: LinkKind, text: str) -> None:
    with pytest.raises(ValueError, match="Enter a"):
        actions.paper_cuts.add_link(cut, kind, text, by=ben, at=AT)


def test_declining_keeps_reason_and_destination_and_leaves_the_list(cut: PaperCut, ben: Account) -> None:
    actions.paper_cuts.claim(cut, by=ben, at=AT)

    actions.paper_cuts.decline(cut, "A new date picker comes", Destination.EPIC, by=ben, at=AT)

    db.session.flush()
    assert (cut.status, cut.decline_reason, cut.destination) == ("declined", "A new date picker comes", "epic")
    assert (cut.owner_id, cut.is_ranked) == (None, False)


def test_declining_needs_a_reason(cut: PaperCut, ben: Account) -> None:
    with pytest.raises(ValueError, match="Say why"):
        actions.paper_cuts.decline(cut, "  ", Destination.NOWHERE, by=ben, at=AT)


def test_a_declined_one_opens_again_without_its_reason(cut: PaperCut, ben: Account) -> None:
    actions.paper_cuts.decline(cut, "Too rare", Destination.NOWHERE, by=ben, at=AT)

    actions.paper_cuts.reopen(cut, "Three more people met it", by=ben, at=AT)

    db.session.flush()
    assert (cut.status, cut.decline_reason, cut.destination) == ("open", "", None)
    assert cut.is_ranked
    assert verbs(cut) == ["declined", "reopened"]


def test_an_open_one_cannot_be_opened(cut: PaperCut, ben: Account) -> None:
    with pytest.raises(ValueError, match="cannot be reopened"):
        actions.paper_cuts.reopen(cut, "Because", by=ben, at=AT)


def test_whoever_fixes_an_open_one_has_it_by_that(cut: PaperCut, ben: Account) -> None:
    actions.paper_cuts.mark_fixed(cut, version="4.12", fixer=ben, by=make.account("Ada"), at=AT)

    assert (cut.status, cut.owner_id) == (Status.FIXED, ben.id)
    assert verbs(cut) == ["fixed"]
