"""Pictures of a fix, made for its readers: sent with its form, described, replaced, taken away."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain import limits
from papercuts.domain.limits import ReleaseStatus, Side
from papercuts.models import Event, Fix, FixPicture
from papercuts.pages import kept_pictures
from papercuts.services import blobs
from papercuts.web.clock import utc_now
from tests.factories import AT, make

FIX = {"public_title": "It opens in front", "percent_removed": "100"}


def png(colour: tuple[int, int, int] = (200, 30, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 25), colour).save(out, "PNG")
    return out.getvalue()


def save(browser: FlaskClient, fix: Fix, content: bytes = b"", **fields: str) -> Any:
    """Send the form of a fix, with a picture of before where there is content."""
    picture = {"before_picture": (io.BytesIO(content), "drawn.png")} if content else {}
    return browser.post(f"/fixes/{fix.id}", data=FIX | fields | picture, content_type="multipart/form-data")


def kept() -> list[FixPicture]:
    db.session.commit()
    db.session.expire_all()
    return list(db.session.scalars(db.select(FixPicture)))


def lying() -> set[str]:
    return {one.name for one in blobs.found()}


def test_a_picture_comes_with_the_form_and_is_replaced_and_taken_away(ben: FlaskClient, vera: FlaskClient) -> None:
    fix = make.fix(public_title=FIX["public_title"], public_text="")
    db.session.commit()

    assert save(ben, fix, png(), before_alt="An empty field").status_code == 303
    (first,) = kept()
    names = {first.sha256, first.small_sha256}
    shown = vera.get(f"/fixes/{fix.id}/pictures/before")
    assert (first.alt, first.content_type, shown.mimetype) == ("An empty field", "image/webp", "image/webp")
    assert shown.data == blobs.read(first.sha256)
    assert vera.get(f"/fixes/{fix.id}/pictures/now").status_code == 404
    assert vera.get(f"/fixes/{fix.id}/pictures/later").status_code == 404

    assert save(ben, fix, png((0, 90, 0)), before_alt="A full field", public_title="It opens").status_code == 303
    (second,) = kept()
    assert (second.alt, second.sha256 == first.sha256) == ("A full field", True)  # the same row, of other bytes
    assert not names & lying()

    assert save(ben, fix, before_alt="A full field", before_gone="y", public_title="It opens").status_code == 303
    assert (kept(), lying()) == ([], set())
    verbs = db.session.scalars(db.select(Event.verb).where(Event.subject == "release").order_by(Event.id)).all()
    assert [verb for verb in verbs if "picture" in verb] == [
        "added a picture",
        "replaced a picture",
        "removed a picture",
    ]


def test_the_same_bytes_stay_while_a_photo_or_another_fix_has_them(ben: FlaskClient) -> None:
    photo = make.photo(make.sighting())
    one, other = make.fix_picture(make.fix()), make.fix_picture(make.fix())
    db.session.commit()
    assert one.sha256 == other.sha256 == photo.sha256

    ben.post(f"/fixes/{one.fix_id}/removal")
    ben.post(f"/fixes/{other.fix_id}/removal")

    assert kept() == []
    assert {photo.sha256, photo.small_sha256} <= lying()


def test_what_is_no_picture_is_said_beside_it_and_what_was_typed_is_kept(
    ben: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    fix = make.fix(public_title=FIX["public_title"])
    db.session.commit()
    monkeypatch.setattr(limits, "PHOTO_BYTES", 2**10)  # the test's own browser leaves large forms open

    wrong = save(ben, fix, b"<svg onload=alert(1)>", public_text="Typed <b>", before_alt="A field")
    big = save(ben, fix, b"x" * (limits.PHOTO_BYTES + 1), before_alt="A field")
    mute = save(ben, fix, png(), before_alt="")
    lost = save(ben, fix, before_alt="A field without a picture")
    other = save(ben, fix, png(), before_alt="A field", percent_removed="many")

    assert [one.status_code for one in (wrong, big, mute, lost, other)] == [422, 413, 422, 422, 422]
    assert "Only photos can be attached" in wrong.text
    assert "Typed &lt;b&gt;" in wrong.text
    assert "Say what the picture shows" in mute.text
    assert "Choose the picture that shows this" in lost.text
    assert "The picture that you chose is kept for an hour" in other.text
    assert kept() == []


def test_a_picture_of_a_refused_form_need_not_be_chosen_again(
    ben: FlaskClient, ada: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    fix, photo = make.fix(public_title=FIX["public_title"]), make.photo(make.sighting())
    db.session.commit()
    refused = save(ben, fix, png(), before_alt="A field", percent_removed="many").text
    (token,) = re.findall(r'name="before_kept" value="([^"]+)"', refused)
    foreign = token.replace(token.split(".")[1], photo.sha256)

    wrong = [
        save(browser, fix, before_alt="A field", before_kept=sent) for browser, sent in ((ben, foreign), (ada, token))
    ]
    monkeypatch.setattr(kept_pictures, "utc_now", lambda: utc_now() + timedelta(minutes=61))
    wrong.append(save(ben, fix, before_alt="A field", before_kept=token))
    monkeypatch.undo()
    assert [(one.status_code, "Choose the picture again" in one.text) for one in wrong] == [(422, True)] * 3
    assert save(ben, fix, before_alt="", before_kept=token).text.count('name="before_kept"') == 1
    assert kept() == []

    assert save(ben, fix, before_alt="A field", before_kept=token).status_code == 303
    assert [(one.alt, blobs.read(one.sha256)[:4]) for one in kept()] == [("A field", b"RIFF")]


def test_t09_what_a_picture_shows_is_checked_for_names(ada: FlaskClient) -> None:
    make.site("Brightmere Dental")
    release = make.release(status=ReleaseStatus.PUBLISHED, published_at=AT)
    fix = make.fix(release=release, public_title=FIX["public_title"], public_text="")
    draft = make.fix(release=make.release("9.1"))
    make.fix_picture(draft, Side.NOW, "The list at Brightmere Dental")
    db.session.commit()

    refused = save(ada, fix, png(), before_alt="The list of Brightmère Dental")
    unpublished = ada.post(f"/releases/{draft.release_id}/publication")

    assert refused.status_code == unpublished.status_code == 422
    assert "It names Brightmere Dental" in refused.text
    assert "What the second picture shows" in unpublished.text
    assert len(kept()) == 1


def test_a_new_fix_may_bring_its_pictures(ben: FlaskClient) -> None:
    cut, release = make.paper_cut(), make.release("4.12")
    db.session.commit()
    given = {"release": release.id, "now_alt": "A date", "actual_hours": "90 min"}

    answer = ben.post(
        f"/paper-cuts/{cut.id}/fixes/new",
        data=FIX | given | {"now_picture": (io.BytesIO(png()), "now.png")},
        content_type="multipart/form-data",
    )

    (picture,) = kept()
    fix = db.session.get_one(Fix, picture.fix_id)
    assert answer.status_code == 303
    assert (picture.side, picture.alt, fix.actual_hours) == (Side.NOW, "A date", 1.5)


def test_r04_bytes_that_a_fix_has_are_no_orphans(app: Flask) -> None:
    fix = make.fix(release=make.release("4.12"))
    picture = make.fix_picture(fix)
    db.session.commit()

    assert not actions.picture_bytes.remove_unused(picture.sha256)
    said = f"picture “before” of PC-{fix.paper_cut_id} in 4.12"
    assert (said, picture.sha256) in list(queries.picture_bytes.names())
