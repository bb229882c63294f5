"""Putting the fix of a paper cut into a release, correcting it, taking it out."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import LinkKind, ReleaseStatus, Status
from papercuts.models import Fix, Link, Release
from tests.factories import AT, make

FIX = {
    "public_title": "Dates are read as you type them",
    "public_text": "Typing 3.4.26 used to empty the field.",
    "before": "The field went blank",
    "after": "The date is shown in full",
    "percent_removed": "80",
}


def the_fix() -> Fix:
    return db.session.scalars(db.select(Fix)).one()


def test_an_engineer_puts_a_fix_into_a_draft(ben: FlaskClient) -> None:
    cut, release = make.paper_cut(), make.release("4.12")
    db.session.commit()

    answer = ben.post(f"/paper-cuts/{cut.id}/fixes/new", data=FIX | {"release": release.id})
    db.session.expire_all()

    assert (answer.status_code, answer.location) == (303, f"/releases/{release.id}")
    assert (the_fix().public_title, the_fix().percent_removed) == (FIX["public_title"], 80)
    assert cut.status is Status.OPEN
    assert f"{cut.number} is in the draft of 4.12" in ben.get(answer.location).text


def test_a_new_release_can_be_started_with_it(ben: FlaskClient) -> None:
    cut = make.paper_cut()
    db.session.commit()

    answer = ben.post(
        f"/paper-cuts/{cut.id}/fixes/new",
        data=FIX | {"release": "", "version": "4.13", "released_on": "2026-04-02", "commit": "0123abcd"},
    )

    release = db.session.scalars(db.select(Release)).one()
    assert answer.status_code == 303
    assert (release.version, release.is_published) == ("4.13", False)
    assert db.session.scalars(db.select(Link)).one().label == "0123abcd"


def test_a_fix_in_a_published_release_fixes_at_once(ada: FlaskClient) -> None:
    cut, release = make.paper_cut(), make.release(status=ReleaseStatus.PUBLISHED, published_at=AT)
    db.session.commit()

    ada.post(f"/paper-cuts/{cut.id}/fixes/new", data=FIX | {"release": release.id})
    db.session.expire_all()

    assert cut.status is Status.FIXED


def test_an_engineer_cannot_change_what_is_published(ben: FlaskClient) -> None:
    cut, release = make.paper_cut(), make.release(status=ReleaseStatus.PUBLISHED, published_at=AT)
    fix = make.fix(release=release)
    db.session.commit()

    answer = ben.post(f"/paper-cuts/{cut.id}/fixes/new", data=FIX | {"release": release.id})

    assert answer.status_code == 422
    assert "Choose from the list" in answer.text
    assert ben.get(f"/fixes/{fix.id}").status_code == 403
    assert ben.post(f"/fixes/{fix.id}", data=FIX).status_code == 403
    assert ben.post(f"/fixes/{fix.id}/removal").status_code == 403


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"release": "", "version": ""}, "Enter the version"),
        ({"release": "", "version": "4/1"}, "cannot contain a slash"),
        ({"release": "", "version": "4.13", "released_on": ""}, "Enter the day"),
        ({"release": "", "version": "4.12", "released_on": "2026-04-02"}, "There is a release 4.12 already"),
        ({"version": "4.13"}, "Which one: choose “A new release” for 4.13"),
        ({"release": "4711"}, "Choose from the list"),
        ({"public_title": "x" * 201}, "At most 200"),
        ({"percent_removed": "101"}, "Enter a number from 0 to 100"),
        ({"percent_removed": ""}, "Enter how much"),
        ({"commit": "javascript:alert(1)"}, "https://"),
    ],
)
def test_wrong_input_keeps_what_was_typed(ben: FlaskClient, changed: dict[str, Any], error: str) -> None:
    cut, release = make.paper_cut(), make.release("4.12")
    db.session.commit()

    answer = ben.post(f"/paper-cuts/{cut.id}/fixes/new", data=FIX | {"release": release.id} | changed)

    assert answer.status_code == 422
    assert error in answer.text
    assert "Typing 3.4.26 used to empty the field." in answer.text
    assert db.session.scalar(db.select(db.func.count(Fix.id))) == 0


def test_what_is_fixed_or_in_a_draft_is_not_fixed_twice(ben: FlaskClient) -> None:
    release = make.release("4.12")
    drafted, fixed, declined = make.paper_cut(), make.paper_cut(status="fixed"), make.paper_cut(status="declined")
    make.fix(drafted, release)
    db.session.commit()

    for cut, why in ((drafted, "in the draft of 4.12"), (fixed, "is fixed already"), (declined, "Reopen it first")):
        answer = ben.post(f"/paper-cuts/{cut.id}/fixes/new", data=FIX | {"release": release.id})

        assert answer.status_code == 422
        assert why in answer.text


def test_the_form_starts_with_the_newest_draft_and_the_share_of_the_estimate(ben: FlaskClient) -> None:
    cut = make.paper_cut(share_removed=0.6)
    make.release("4.12")
    db.session.commit()

    page = ben.get(f"/paper-cuts/{cut.id}/fixes/new").text

    assert "4.12, draft, 12 March 2026" in page
    assert 'value="60"' in page


def test_a_new_release_is_offered_with_the_version_after_the_last(ben: FlaskClient) -> None:
    cut = make.paper_cut()
    make.release("4.12", status=ReleaseStatus.PUBLISHED)
    db.session.commit()

    assert 'value="4.13"' in ben.get(f"/paper-cuts/{cut.id}/fixes/new").text


def test_the_form_brings_the_newest_commit_and_links_it_once(ben: FlaskClient) -> None:
    cut, release = make.paper_cut(), make.release("4.12")
    for commit in ("deadbeef", "4f2a9c1e7b"):
        actions.paper_cuts.add_link(cut, LinkKind.COMMIT, commit, by=None, at=AT)
    db.session.commit()

    page = ben.get(f"/paper-cuts/{cut.id}/fixes/new").text
    ben.post(f"/paper-cuts/{cut.id}/fixes/new", data=FIX | {"release": release.id, "commit": "4f2a9c1e7b"})

    assert 'value="4f2a9c1e7b"' in page
    assert [link.label for link in db.session.scalars(db.select(Link).order_by(Link.id))] == ["deadbeef", "4f2a9c1e7b"]


def test_a_published_release_is_never_chosen_for_you(ada: FlaskClient) -> None:
    cut = make.paper_cut()
    make.release("4.12", status=ReleaseStatus.PUBLISHED, published_at=AT)
    db.session.commit()

    page = ada.get(f"/paper-cuts/{cut.id}/fixes/new").text

    assert '<option selected value="">A new release</option>' in page
    assert "4.12, published 12 March 2026: everybody reads it at once" in page


def test_a_new_version_wins_over_nothing_and_never_goes_public(ada: FlaskClient) -> None:
    cut, published = make.paper_cut(), make.release("4.12", status=ReleaseStatus.PUBLISHED, published_at=AT)
    db.session.commit()
    typed = FIX | {"version": "4.12.1", "released_on": "2026-04-02"}

    both = ada.post(f"/paper-cuts/{cut.id}/fixes/new", data=typed | {"release": published.id})
    ada.post(f"/paper-cuts/{cut.id}/fixes/new", data=typed | {"release": ""})

    assert both.status_code == 422
    assert "choose “A new release” for 4.12.1" in both.text
    assert (the_fix().release_id == published.id, cut.status) == (False, Status.OPEN)


def test_a_name_in_a_draft_is_pointed_out_at_once(ada: FlaskClient, ben: FlaskClient) -> None:
    make.site("Brightmere Dental")
    cut, release = make.paper_cut(), make.release("4.12")
    db.session.commit()

    added = ben.post(
        f"/paper-cuts/{cut.id}/fixes/new",
        data=FIX | {"release": release.id, "after": "brightmere dental likes it"},
        follow_redirects=True,
    )
    edited = ada.post(f"/fixes/{the_fix().id}", data=FIX | {"before": "Brightmere Dental"}, follow_redirects=True)
    better = ada.post(f"/fixes/{the_fix().id}", data=FIX, follow_redirects=True)

    assert "Write it without before the release is published: “Now” names a customer" in added.text
    assert "before the release is published: “Before” names Brightmere Dental." in edited.text
    assert the_fix().before == FIX["before"]
    assert "Write it without" not in better.text


def test_t09_a_published_fix_is_checked_again_when_it_is_edited(ada: FlaskClient) -> None:
    make.site("Brightmere Dental")
    fix = make.fix(release=make.release("4.12", status=ReleaseStatus.PUBLISHED, published_at=AT))
    db.session.commit()

    answer = ada.post(f"/fixes/{fix.id}", data=FIX | {"after": "Brightmere Dental is happy"})
    untitled = ada.post(f"/fixes/{fix.id}", data=FIX | {"public_title": ""})

    assert (answer.status_code, untitled.status_code) == (422, 422)
    assert "they name Brightmere Dental" in answer.text
    assert "<span>It names Brightmere Dental</span>" in answer.text
    assert "Brightmere" not in ada.get("/notes/4.12").text


def test_t09_a_fix_with_a_name_is_not_put_into_a_published_release(ada: FlaskClient) -> None:
    make.site("Brightmere Dental")
    cut, release = make.paper_cut(), make.release("4.12", status=ReleaseStatus.PUBLISHED, published_at=AT)
    db.session.commit()

    answer = ada.post(
        f"/paper-cuts/{cut.id}/fixes/new", data=FIX | {"release": release.id, "before": "brightmere  dental"}
    )

    assert answer.status_code == 422
    assert "Brightmere" not in ada.get("/notes/4.12").text


def test_the_wording_of_a_draft_can_be_changed(ben: FlaskClient) -> None:
    fix = make.fix()
    db.session.commit()

    assert ben.get(f"/fixes/{fix.id}").status_code == 200
    answer = ben.post(f"/fixes/{fix.id}", data=FIX)
    db.session.expire_all()

    assert (answer.status_code, answer.location) == (303, f"/releases/{fix.release_id}#pc-{fix.paper_cut_id}")
    assert (fix.before, fix.percent_removed) == (FIX["before"], 80)
    assert "edited a fix" in ben.get(answer.location).text


def test_taking_a_published_fix_out_frees_its_paper_cut(ada: FlaskClient) -> None:
    cut = make.paper_cut(status=Status.FIXED, owner=make.account("Ben"))
    fix = make.fix(cut, make.release(status=ReleaseStatus.PUBLISHED, published_at=AT))
    db.session.commit()
    release_id = fix.release_id

    answer = ada.post(f"/fixes/{fix.id}/removal")
    db.session.expire_all()

    assert (answer.status_code, answer.location) == (303, f"/releases/{release_id}")
    assert cut.status is Status.CLAIMED


def test_a_stranger_is_refused(client: FlaskClient) -> None:
    for path in ("/paper-cuts/1/fixes/new", "/fixes/1"):
        assert client.get(path).location.startswith("/login")
        assert client.post(path, data=FIX).status_code == 401


def test_a_viewer_is_refused(vera: FlaskClient) -> None:
    fix = make.fix()
    db.session.commit()

    for path in (f"/paper-cuts/{fix.paper_cut_id}/fixes/new", f"/fixes/{fix.id}", f"/fixes/{fix.id}/removal"):
        assert vera.post(path, data=FIX).status_code == 403


def test_what_is_not_there_is_404_and_other_methods_405(ada: FlaskClient) -> None:
    assert ada.get("/paper-cuts/4711/fixes/new").status_code == 404
    assert ada.post("/paper-cuts/4711/fixes/new", data=FIX).status_code == 404
    assert ada.get("/fixes/4711").status_code == 404
    assert ada.post("/fixes/4711/removal").status_code == 404
    assert ada.get("/fixes/4711/removal").status_code == 405
