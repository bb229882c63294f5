"""What needs somebody: each thing leads to where exactly they can do it, whatever their role; nothing else is asked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.domain.lifecycle import Move
from papercuts.domain.limits import CommentKind, Consent, MailState, ReleaseStatus, Role, Status, VisitStatus
from papercuts.models import Account, Mail, Setting, SharedPage
from papercuts.web.clock import today, utc_now
from papercuts.web.permissions import roles_with
from tests.crawl import read
from tests.factories import AT, make
from tests.people import signed_in

PUBLISHED = {"status": ReleaseStatus.PUBLISHED, "published_at": AT}
# what it takes; a beginning of its text; and what stands on the page it leads to: where a form goes, or a link
KINDS = {
    "mark fixed came back": ("1 fix came back", "/claim"),
    "match": ("sighting is not matched", "/match"),
    "write up visits": ("A visit is not written up", "/finish"),
    "tell unsent": ("A message to Oakwend Nursery", "/tell/"),
    "tell": ("customer does not know yet what 4.12 fixed", "/tell/"),
    "edit sites": ("Your promise is late", "/settlement"),
    "approve notes": ("waits for your approval", "/approval"),
    "verify": ("1 fix to verify on", "/visits/"),
    "comment": ("1 objection about what you have claimed", "/comments"),
    "mark fixed": ("of yours", "/fixes/"),
    "answer the gate": ("unchecked", "/gate"),
    "estimate effort": ("not estimated", "/efforts/new"),
    "record consent": ("not asked whether they may be quoted", "/participants/"),
    "share": ("may be said to Oakwend Nursery", "/shared-page"),
    "plan visits": ("customer has offered", "/visits/new"),
}


def world(me: Account) -> None:
    """Make one of each thing that waits, for an account that may do everything."""
    day = today(db.session.get_one(Setting, 1))
    db.session.get_one(Setting, 1).needs_approval = True
    site = make.site("Oakwend Nursery", contacts="hello@example.org")
    clerk = make.participant(site, "P1", consent=Consent.ROLE)
    seen = make.visit(site, participants=[clerk], visited_on=day - timedelta(days=60), status=VisitStatus.WRITTEN_UP)
    under_way = make.visit(make.site("Dunvale"), visited_on=day - timedelta(days=2), status=VisitStatus.UNDER_WAY)
    shy = make.participant(under_way.site, "P4", consent=None)
    under_way.participants = [shy]
    make.sighting(under_way, participant=shy)
    fixed = make.paper_cut("Date field clears", status=Status.FIXED)
    make.sighting(seen, participant=clerk, paper_cut=fixed)
    release = make.release("4.12", released_on=day - timedelta(days=20), **PUBLISHED)
    make.fix(fixed, release, fixed_by_id=me.id).fixed_at = utc_now()
    make.visit(site, participants=[clerk], visited_on=day + timedelta(days=2), status=VisitStatus.PLANNED)
    worse = make.paper_cut("Total is wrong", status=Status.FIXED)
    make.fix(worse, release, fixed_by_id=me.id, actual_hours=1).fixed_at = utc_now()
    again = make.sighting(seen, participant=clerk, paper_cut=worse)
    actions.paper_cuts.move_status(worse, Move.REOPEN, by=me, at=AT, sighting_id=again.id)
    draft = make.release("4.13", released_on=day)
    make.fix(make.paper_cut(sightings=1), draft, fixed_by_id=me.id).fixed_at = utc_now()
    make.promise(site, "Call back", due_on=day - timedelta(days=1), owner_id=me.id)
    task = make.task()
    make.use(task)
    claimed = make.paper_cut("Total hides", task=task, status=Status.CLAIMED, owner_id=me.id)
    make.sighting(paper_cut=claimed, task=task)
    make.volunteer()
    shared = {"nonce": "n", "token_sha256": "0" * 64, "approved": {}, "approved_at": AT}
    db.session.add(SharedPage(site_id=site.id, ends_on=day + timedelta(days=9), **shared))
    about = {"site_id": site.id, "release_id": release.id, "to_address": "hello@example.org", "subject": "Fixed"}
    db.session.add(Mail(**about, body="It is.", message_id="<1@x>", state=MailState.FAILED, made_at=AT))
    critic = make.account("Mo", Role.ENGINEER)
    actions.comments.add(claimed, CommentKind.OBJECTION, "Is it ours?", by=critic, at=AT)
    db.session.get_one(Setting, 1).quick_win_payback = 0
    actions.scores.refresh_all()
    db.session.commit()


def asked(browser: FlaskClient) -> dict[str, str]:
    """Return what the overview asks of somebody, with where each leads."""
    page = browser.get("/").text
    needs = page.split('id="need-h"')[1].split("</section>")[0]
    found = {}
    for item in needs.split("<li")[1:]:
        text = item.split("<p><bdi>")[1].split("</bdi>")[0]
        found[text] = item.split('class="btn" href="')[1].split('"')[0].replace("&amp;", "&")
    return found


@pytest.mark.parametrize("role", Role)
def test_everything_it_asks_can_be_done_where_it_leads_and_the_rest_is_not_asked(app: Flask, role: Role) -> None:
    me = make.account("Somebody", role)
    browser = signed_in(app, me)
    world(me)

    found = asked(browser)

    for kind, (words, control) in KINDS.items():
        permission = kind.removesuffix(" unsent").removesuffix(" came back")
        leads = [href for text, href in found.items() if words in text]
        assert bool(leads) == (role in roles_with(permission)), f"{kind}: {found}"
        for href in leads:
            answer = browser.get(href.split("#")[0])
            links, forms = read(href.split("#")[0], answer.text)
            offered = [*links, *(form.action for form in forms)]
            assert answer.status_code == 200, href
            assert any(control in one for one in offered), f"{kind}: nothing to do at {href}"
            anchor = href.partition("#")[2]
            assert not anchor or f'id="{anchor}"' in answer.text, href


def test_who_wrote_the_notes_is_not_asked_to_approve_them_and_none_publishes_them_before(ada: FlaskClient) -> None:
    me: Account = ada.account  # type: ignore[attr-defined]
    world(me)
    release = make.release("5.0", released_on=today(db.session.get_one(Setting, 1)))
    actions.releases.add_fix(release, make.paper_cut(sightings=1), public_title="Mine", by=me, at=AT)
    db.session.commit()

    found = asked(ada)

    assert [text for text in found if "approval" in text] == ["Release 4.13 waits for your approval"]
    assert not [text for text in found if "can be published" in text]


def test_promises_of_others_come_after_ones_own_and_distant_ones_not_at_all(ada: FlaskClient) -> None:
    me: Account = ada.account  # type: ignore[attr-defined]
    day = today(db.session.get_one(Setting, 1))
    make.sighting(make.visit(visited_on=day))
    promise: Callable[..., Any] = make.promise
    promise(what="Of a colleague", due_on=day - timedelta(days=9), owner_id=make.account("Carl").id)
    promise(what="My own", due_on=day - timedelta(days=1), owner_id=me.id)
    promise(what="Soon", due_on=day + timedelta(days=7))
    promise(what="Later", due_on=day + timedelta(days=8))
    promise(what="Some day")
    db.session.commit()

    page = ada.get("/").text
    needs, side = page.split('id="need-h"')[1].split("</section>")[0], page.split("Promises due")[1]

    assert needs.index("My own") < needs.index("Of a colleague") < needs.index("Soon")
    assert "Later" not in needs
    assert "9 days late" in side
    assert "All 5 open promises" in side
