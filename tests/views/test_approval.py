"""Release notes approved by somebody who did not write them; and a preview of exactly the public bytes."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.actions.history import record
from papercuts.db import db
from papercuts.domain.limits import Consent, ReleaseStatus, Role, Side, Status
from papercuts.models import Account, Fix, PaperCut, Release, Setting
from papercuts.pages.notes_formats import FORMATS
from papercuts.views import releases as release_views
from tests.factories import AT, DAY, make

FIX = {"public_title": "It opens in front", "public_text": "It opened behind.", "percent_removed": "100"}


@pytest.fixture
def release() -> Release:
    """A draft with one fix that Ben wrote, where the team asks for approval."""
    db.session.get_one(Setting, 1).needs_approval = True
    ben = make.account("Ben", Role.FIELD, email="ben.writes@example.org")
    draft = make.release("4.12")
    cut = make.paper_cut(sightings=1)
    actions.releases.add_fix(draft, cut, public_title=FIX["public_title"], by=ben, at=AT)
    db.session.commit()
    return draft


def seen(browser: FlaskClient, release: Release) -> str:
    page = browser.get(f"/releases/{release.id}").text
    found = re.search(r'name="seen" value="(\d+)"', page)
    return found[1] if found else ""


def approve(browser: FlaskClient, release: Release, what: str = "") -> int:
    answer = browser.post(f"/releases/{release.id}/approval", data={"seen": what or seen(browser, release)})
    db.session.expire_all()
    return answer.status_code


def test_it_is_published_once_somebody_else_has_approved_it(ada: FlaskClient, release: Release) -> None:
    refused = ada.post(f"/releases/{release.id}/publication")
    assert refused.status_code == 422
    assert (
        "Somebody who did not write it has to approve it first. Only field users and admins may approve: Ada"
        in refused.text
    )

    assert approve(ada, release) == 303
    assert "Approved by <bdi>Ada" in ada.get(f"/releases/{release.id}").text
    assert ada.post(f"/releases/{release.id}/publication").status_code == 303
    db.session.expire_all()
    assert release.is_published
    assert "approved the notes" in ada.get(f"/releases/{release.id}").text


def test_it_says_who_may_approve_and_that_an_engineer_may_not(
    ada: FlaskClient, ben: FlaskClient, release: Release
) -> None:
    fix = make.fix(release=release)
    db.session.commit()
    ada.post(f"/fixes/{fix.id}", data=FIX | {"before": "It opened behind"})
    db.session.scalars(
        db.select(Account).where(Account.name == "Ben", Account.role == Role.FIELD)
    ).one().is_disabled = True
    db.session.commit()

    page = ben.get(f"/releases/{release.id}").text

    assert "Nobody here could. Only field users and admins may approve; Ada" in page
    assert "has written some of it; Ben" in page
    assert "is an engineer. An admin can give somebody that role." in page
    assert 'class="btn">Publish the release' in ada.get(f"/releases/{release.id}").text  # not the first thing to do


def test_nobody_approves_what_they_wrote_or_have_not_seen(ada: FlaskClient, ben: FlaskClient, release: Release) -> None:
    before = seen(ada, release)
    fix = make.fix(release=release)
    db.session.commit()
    ben.post(f"/fixes/{fix.id}", data=FIX)

    assert approve(ada, release, before) == 422  # changed since the page was opened
    assert approve(ben, release) == 403
    ada.post(f"/fixes/{fix.id}", data=FIX | {"before": "It opened behind"})
    assert approve(ada, release, "999999999999999999999") == 422
    assert approve(ada, release, str(actions.approvals.newest_event(release))) == 422
    assert release.approved_at is None


CHANGES: dict[str, Callable[[Release, int], None]] = {
    "text": lambda release, fix: _change_fix(fix, public_text="Otherwise"),
    "share": lambda release, fix: _change_fix(fix, percent_removed=50),
    "version": lambda release, fix: actions.releases.change(
        release, version="4.13", name=release.name, released_on=release.released_on, by=None, at=AT
    ),
    "fix": lambda release, fix: _none(actions.releases.add_fix(release, make.paper_cut(), by=None, at=AT)),
    "removal": lambda release, fix: actions.releases.remove_fix(_fix(fix), by=None, at=AT),
    "picture": lambda release, fix: _none(make.fix_picture(_fix(fix), Side.NOW)),
}


@pytest.mark.parametrize("what", CHANGES)
def test_any_change_takes_the_approval_back(ada: FlaskClient, release: Release, what: str) -> None:
    fix = make.fix(release=release)
    db.session.commit()
    assert approve(ada, release) == 303

    CHANGES[what](release, fix.id)
    db.session.commit()

    assert release.approved_at is None
    assert ada.post(f"/releases/{release.id}/publication").status_code == 422


PARTS: dict[str, Callable[[Release, Fix, Account], Any]] = {
    "draft": lambda release, fix, by: record(release, "drafted", by=by, at=AT, version=release.version),
    "version": lambda release, fix, by: _change(release, by, version="4.13"),
    "day": lambda release, fix, by: _change(release, by, released_on=DAY - timedelta(days=1)),
    "share": lambda release, fix, by: actions.releases.change_fix(fix, percent_removed=50, by=by, at=AT),
    "picture": lambda release, fix, by: make.fix_picture(fix, by=by),
    "words of a picture": lambda release, fix, by: make.fix_picture(fix, by=by) and _describe(fix, None),
    "picture of words": lambda release, fix, by: make.fix_picture(fix, by=None) and _describe(fix, by),
}


@pytest.mark.parametrize("what", PARTS)
def test_whoever_wrote_any_part_that_is_printed_cannot_approve_it(app: Flask, what: str) -> None:
    cleo, fix = make.account("Cleo"), make.fix()

    PARTS[what](fix.release, fix, cleo)

    assert actions.approvals.authors(fix.release) == {cleo.id}


def test_what_the_command_line_wrote_is_nobodys_and_the_page_says_so(ada: FlaskClient, release: Release) -> None:
    actions.releases.add_fix(release, make.paper_cut(), public_title="It works", by=None, at=AT)
    db.session.commit()

    assert "Some of it was written on the command line" in ada.get(f"/releases/{release.id}").text
    assert approve(ada, release) == 303


def test_what_it_took_is_nobodys_text(ada: FlaskClient, release: Release) -> None:
    fix = make.fix(release=release)
    db.session.commit()
    assert approve(ada, release) == 303

    _change_fix(fix.id, actual_hours=3.5)
    db.session.commit()

    assert release.approved_at is not None


def test_what_is_public_is_taken_back_first_unless_it_was_seen_working(ada: FlaskClient, release: Release) -> None:
    fix = make.fix(release=release)
    release.status, release.published_at, release.approved_at = ReleaseStatus.PUBLISHED, AT, AT
    db.session.commit()

    before, refused = ada.get(f"/fixes/{fix.id}").text, ada.post(f"/fixes/{fix.id}", data=FIX)
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', before.partition('enctype="')[2].partition("</form>")[0]))
    timed = ada.post(f"/fixes/{fix.id}", data=sent | {"actual_hours": "3"})
    assert (timed.status_code, db.session.scalar(db.select(Fix.actual_hours).where(Fix.id == fix.id))) == (303, 3)
    db.session.get_one(PaperCut, fix.paper_cut_id).status = Status.VERIFIED
    db.session.commit()
    corrected = ada.post(f"/fixes/{fix.id}", data=FIX)
    db.session.expire_all()

    assert refused.status_code == 422
    assert "Take the release back" in refused.text
    assert "It opened behind." in refused.text  # what was typed
    assert f'action="/releases/{release.id}/publication/end"' in before
    assert 'id="public_title"' not in before
    assert corrected.status_code == 303
    assert release.approved_at is None
    assert "It was changed since it was approved" in ada.get(f"/releases/{release.id}").text


def test_a_draft_says_what_is_missing_with_a_way_to_each_field(ben: FlaskClient) -> None:
    fix = make.fix(make.paper_cut(title="Preview hides"), make.release("4.12"), public_title="", public_text="")
    db.session.commit()

    page = ben.get(f"/releases/{fix.release_id}").text

    for field in ("public_title", "public_text", "before", "after", "before_picture", "now_picture", "actual_hours"):
        assert f'href="/fixes/{fix.id}#{field}"' in page
        assert f'id="{field}"' in ben.get(f"/fixes/{fix.id}").text


def test_the_preview_of_each_format_has_the_bytes_that_are_public_then(
    ada: FlaskClient, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release_views, "utc_now", lambda: AT)
    site = make.site("Brightmere Dental", public_alias="a dental practice")
    person = make.participant(site, consent=Consent.ROLE)
    visit = make.visit(site=site, participants=[person], visited_on=DAY - timedelta(days=9))
    cut = make.paper_cut()
    make.sighting(visit, participant=person, paper_cut=cut)
    make.fix(make.paper_cut(sightings=1, status="fixed"), make.release("4.11", status=ReleaseStatus.PUBLISHED))
    fix = make.fix(cut, make.release("4.12", name="Spring & <sun>"), before="Blank", after="Full")
    make.fix_picture(fix, Side.BEFORE)
    actions.releases.change_fix(fix, public_text="It <opens> in front.", by=None, at=AT)
    actions.scores.refresh_all()
    db.session.commit()
    endings = ["", *(form.ending for form in FORMATS)]

    before = [ada.get(f"/releases/{fix.release_id}/preview{ending}").data for ending in endings]
    assert client.get("/notes/4.12").status_code == 404
    assert ada.post(f"/releases/{fix.release_id}/publication").status_code == 303
    public = [client.get(f"/notes/4.12{ending}").data for ending in endings]
    after = [ada.get(f"/releases/{fix.release_id}/preview{ending}").data for ending in endings]

    for ending, one, other, later in zip(endings, before, public, after, strict=True):
        assert one == other == later, ending
        assert other


def _fix(fix_id: int) -> Fix:
    return db.session.get_one(Fix, fix_id)


def _change_fix(fix_id: int, **wording: Any) -> None:
    actions.releases.change_fix(_fix(fix_id), **wording, by=None, at=AT)


def _none(_: object) -> None:
    return None


def _change(release: Release, by: Account, **fields: Any) -> None:
    stays: dict[str, Any] = {"version": release.version, "name": "", "released_on": release.released_on}
    actions.releases.change(release, **stays | fields, by=by, at=AT)


def _describe(fix: Fix, by: Account | None) -> bool:
    picture = actions.fix_pictures.of(fix, Side.BEFORE)
    assert picture is not None
    actions.fix_pictures.describe(picture, "Otherwise", by=by, at=AT)
    return True
