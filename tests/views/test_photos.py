"""Photos: attached at the desk and from the phone, seen by whom consent allows, taken away for good."""

import io
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from papercuts import queries
from papercuts.db import db
from papercuts.domain import limits
from papercuts.domain.limits import Consent
from papercuts.models import Photo, Sighting
from papercuts.services import blobs
from papercuts.services.pictures import KIND, sha256
from tests.factories import make

JPEG = {"Content-Type": "image/jpeg"}


def picture(colour: tuple[int, int, int] = (200, 30, 30), kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 25), colour).save(out, kind)
    return out.getvalue()


def send(
    browser: FlaskClient, sighting: Sighting, content: bytes, uid: UUID | None = None, **headers: str
) -> TestResponse:
    """Send a photo as a phone does."""
    path = f"/capture/records/{sighting.uid}/photos/{uid or uuid4()}"
    return browser.put(path, data=content, headers=JPEG | {name.replace("_", "-"): v for name, v in headers.items()})


def attach(browser: FlaskClient, sighting: Sighting, *files: tuple[bytes, str], **fields: Any) -> TestResponse:
    """Attach photos at the desk."""
    photos = [(io.BytesIO(content), name) for content, name in files]
    data = {"photos": photos, **fields}
    return browser.post(f"/sightings/{sighting.id}/photos", data=data, content_type="multipart/form-data")


def kept() -> list[Photo]:
    db.session.commit()
    return list(db.session.scalars(select(Photo).order_by(Photo.position)))


def lying() -> set[str]:
    return {one.name for one in blobs.found()}


def without_noise(page: str) -> str:
    """Return a page without what is new in each: form tokens."""
    return re.sub(r'(name="csrf_token" value=")[^"]*', r"\1", page)


def test_a_photo_from_a_phone_is_kept_once(ada: FlaskClient) -> None:
    sighting, uid, content = make.sighting(), uuid4(), picture()

    first = send(ada, sighting, content, uid, X_Caption="Hand%20%E2%80%9Caway%E2%80%9D")
    again = send(ada, sighting, content, uid)
    other = send(ada, sighting, picture((0, 0, 0)), uid)
    elsewhere = send(ada, make.sighting(), content, uid)

    assert (first.status_code, first.json) == (201, {"sha256": sha256(content)})
    assert (again.status_code, again.json) == (200, first.json)
    assert (other.status_code, elsewhere.status_code) == (422, 422)
    (photo,) = kept()
    assert (photo.caption, photo.added_by_id, photo.content_type) == ("Hand “away”", ada.account.id, "image/jpeg")  # type: ignore[attr-defined]
    assert lying() == {photo.sha256, photo.small_sha256}
    assert queries.photos.sent([sighting.id]) == {sighting.id: {uid: sha256(content)}}
    assert "attached a photo: Hand “away”" in ada.get(f"/sightings/{sighting.id}").text


def test_a_photo_of_a_sighting_that_is_not_here_is_asked_for_again(ada: FlaskClient) -> None:
    answer = ada.put(f"/capture/records/{uuid4()}/photos/{uuid4()}", data=picture(), headers=JPEG)

    assert answer.status_code == 404
    assert answer.json is not None
    assert answer.json["errors"] == {"photo": ["That sighting is not here. Send it again first."]}


def test_what_is_no_photo_is_refused_in_words(ada: FlaskClient) -> None:
    sighting = make.sighting()

    answer = send(ada, sighting, b"<script>alert(1)</script>")

    assert (answer.status_code, answer.json["errors"]["photo"]) == (422, [KIND])  # type: ignore[index]
    assert send(ada, sighting, b"").status_code == 422
    assert kept() == []
    assert lying() == set()


def test_an_eleventh_photo_is_refused(ada: FlaskClient) -> None:
    sighting = make.sighting()
    for _ in range(limits.PHOTOS_MOST):
        make.photo(sighting)

    assert send(ada, sighting, picture()).status_code == 422
    assert attach(ada, sighting, (picture(), "a.jpg")).status_code == 422
    assert attach(ada, make.sighting(), *[(picture(), "a.jpg")] * 11).status_code == 422
    assert len(kept()) == limits.PHOTOS_MOST
    assert 'type="file"' not in ada.get(f"/sightings/{sighting.id}").text


def test_the_same_photo_sent_in_parallel_is_kept_once(app: Flask, ada: FlaskClient) -> None:
    sighting, uid, content = make.sighting(), uuid4(), picture()
    record = sighting.uid
    token = {"X-CSRFToken": ada._form_token()}  # type: ignore[attr-defined]
    cookie = ada.get_cookie("papercuts_session")
    assert cookie is not None
    db.session.commit()

    def put(_: int) -> int:
        browser = app.test_client()
        browser.set_cookie("papercuts_session", cookie.value)
        path = f"/capture/records/{record}/photos/{uid}"
        return browser.put(path, data=content, headers=JPEG | token, token=False).status_code

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(put, range(6)))

    assert statuses == [200] * 5 + [201]
    assert len(kept()) == 1


def test_a29_sizes_are_limited_with_and_without_a_length(ada: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    sighting = make.sighting()
    big = picture() + bytes(limits.PHOTO_BYTES)
    path = f"/capture/records/{sighting.uid}/photos/{uuid4()}"

    said = ada.put(path, data=big, headers=JPEG)
    chunked = ada.put(
        path,
        input_stream=io.BytesIO(big),
        headers=JPEG | {"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    monkeypatch.setattr(limits, "PHOTO_BYTES", 2**10)  # the test's own browser leaves large forms open
    at_the_desk = attach(ada, sighting, (picture() + bytes(2**10), "a.jpg"))

    assert (said.status_code, chunked.status_code, at_the_desk.status_code) == (413, 413, 413)
    assert "A photo can have up to" in at_the_desk.text
    assert said.json is not None
    assert kept() == []


def test_a_photo_without_a_length_is_kept(ada: FlaskClient) -> None:
    sighting = make.sighting()

    answer = ada.put(
        f"/capture/records/{sighting.uid}/photos/{uuid4()}",
        input_stream=io.BytesIO(picture()),
        headers=JPEG | {"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )

    assert answer.status_code == 201


def test_several_are_attached_at_the_desk_or_none(ada: FlaskClient) -> None:
    sighting = make.sighting()
    red, blue = (picture(), "../../x.png"), (picture((0, 0, 200), "PNG"), "b.jpg")

    refused = attach(ada, sighting, red, (b"<html>", "c.png"))
    assert refused.status_code == 422
    assert f"Photo 2 of 2: {KIND}" in refused.text
    assert "Error:" in refused.text
    assert kept() == []

    done = attach(ada, sighting, red, blue, photo_caption=["First", "Se\u202econd"])
    assert (done.status_code, done.location) == (303, f"/sightings/{sighting.id}#pictures")
    assert [(one.caption, one.content_type) for one in kept()] == [("First", "image/jpeg"), ("Second", "image/webp")]

    attach(ada, sighting, red, blue)  # the same form, sent twice
    assert len(kept()) == 2
    assert attach(ada, sighting).status_code == 422


def test_t02_bytes_are_sent_as_what_they_are_and_as_nothing_else(ada: FlaskClient) -> None:
    sighting = make.sighting()
    send(ada, sighting, picture(), Content_Type="text/html")
    (photo,) = kept()

    for which, name in (("full", photo.sha256), ("small", photo.small_sha256)):
        answer = ada.get(f"/photos/{photo.uid}/{which}")
        assert sha256(answer.data) == name
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Disposition"].startswith("inline; filename=photo-")
    assert ada.get(f"/static/photos/{photo.sha256}").status_code == 404


CONSENTS = [(None, False), (Consent.NONE, False), (Consent.ANONYMOUS, True)]


@pytest.mark.parametrize(("consent", "is_cleared"), CONSENTS, ids=lambda value: str(value))
def test_t06_consent_decides_on_every_way_to_a_photo(
    consent: Consent | None, is_cleared: bool, ada: FlaskClient, ben: FlaskClient, vera: FlaskClient
) -> None:
    cut = make.paper_cut()
    person = make.participant(consent=consent)
    sighting = make.sighting(participant=person, paper_cut=cut, visit=make.visit(person.site))
    photo = make.photo(sighting)
    addresses = [f"/photos/{photo.uid}", f"/photos/{photo.uid}/full", f"/photos/{photo.uid}/small"]
    pages = [f"/paper-cuts/{cut.id}", f"/sightings/{sighting.id}", f"/visits/{sighting.visit_id}"]

    for browser in (ada, ben, vera):
        is_seen = is_cleared or browser is ada
        for path in addresses:
            answer, unknown = browser.get(path), browser.get(path.replace(str(photo.uid), str(uuid4())))
            assert answer.status_code == (200 if is_seen else 404), path
            if not is_seen:
                assert without_noise(answer.text) == without_noise(unknown.text)
        for path in pages:
            text = browser.get(path).text
            assert (str(photo.uid) in text) == is_seen, path
            assert ("1 photo, not cleared" in text) != is_seen, path
    refused = [ben.post(f"/photos/{photo.uid}/{what}").status_code for what in ("caption", "removal")]
    assert refused == ([303, 303] if is_cleared else [404, 404])
    assert len(kept()) == 1


def test_t06_who_took_a_photo_sees_it_and_nobody_named_hides_nothing(ben: FlaskClient, vera: FlaskClient) -> None:
    person = make.participant(consent=Consent.NONE)
    sighting = make.sighting(participant=person, visit=make.visit(person.site))
    send(ben, sighting, picture())
    (photo,) = kept()

    assert ben.get(f"/photos/{photo.uid}/full").status_code == 200
    assert vera.get(f"/photos/{photo.uid}/full").status_code == 404

    db.session.get_one(Sighting, sighting.id).participant_id = None
    assert vera.get(f"/photos/{photo.uid}/full").status_code == 200


def test_t06_a_withheld_photo_cannot_be_seen_by_saying_it_is_of_somebody_else(ben: FlaskClient) -> None:
    silent = make.participant(consent=Consent.NONE)
    other = make.participant(silent.site, consent=Consent.NAMED)
    sighting = make.sighting(participant=silent, visit=make.visit(silent.site))
    photo = make.photo(sighting)
    form = {"what_happened": "x", "task": sighting.task_id, "occurrences": "1", "person": other.id}

    assert 'name="person"' not in ben.get(f"/sightings/{sighting.id}").text
    assert ben.post(f"/sightings/{sighting.id}", data=form).status_code == 403
    assert ben.get(f"/photos/{photo.uid}").status_code == 404


def test_photos_follow_one_another_newest_visit_first(ada: FlaskClient) -> None:
    cut = make.paper_cut()
    photos = [make.photo(make.sighting(paper_cut=cut), caption=f"No. {n}") for n in range(3)]
    third, second, first = (f"/photos/{photo.uid}" for photo in photos)

    page = ada.get(second).text

    assert f'href="{first}" rel="prev"' in page
    assert f'href="{third}" rel="next"' in page
    assert "Photo 2 of 3" in page
    assert 'rel="prev"' not in ada.get(first).text
    strip = ada.get(f"/paper-cuts/{cut.id}").text
    assert strip.index(first) < strip.index(second) < strip.index(third)
    assert 'Evidence <small class="faint">3 photos,' in strip
    assert "No photo yet" in ada.get(f"/paper-cuts/{make.paper_cut(sightings=1).id}").text


def test_a_caption_is_text_and_its_change_is_told(ada: FlaskClient) -> None:
    photo = make.photo(make.sighting(what_happened="Had to do it twice"))
    path = f"/photos/{photo.uid}"
    assert "<h1><bdi>Had to do it twice</bdi></h1>" in ada.get(path).text

    assert ada.post(f"{path}/caption", data={"caption": "<b>Reaching</b>"}).status_code == 303
    assert "&lt;b&gt;Reaching&lt;/b&gt;" in ada.get(path).text
    assert "captioned a photo" in ada.get(f"/sightings/{photo.sighting_id}").text

    too_long = ada.post(f"{path}/caption", data={"caption": "x" * (limits.NAME + 1)})
    assert too_long.status_code == 422
    assert "x" * (limits.NAME + 1) in too_long.text


def test_a_removed_photo_is_gone_from_the_disk_and_does_not_come_back(ada: FlaskClient) -> None:
    sighting, uid, content = make.sighting(), uuid4(), picture()
    send(ada, sighting, content, uid)
    twin = make.sighting()
    send(ada, twin, content)
    names = lying()

    assert ada.post(f"/photos/{uid}/removal").status_code == 303
    assert lying() == names  # the other sighting has the same picture
    again = send(ada, sighting, content, uid)
    assert (again.status_code, again.json) == (200, {"sha256": sha256(content)})
    assert [photo.sighting_id for photo in kept()] == [twin.id]
    assert queries.photos.sent([sighting.id]) == {sighting.id: {uid: sha256(content)}}
    assert "removed a photo" in ada.get(f"/sightings/{sighting.id}").text

    (photo,) = kept()
    ada.post(f"/photos/{photo.uid}/removal")
    assert lying() == set()


def test_only_who_added_a_photo_or_records_consent_removes_it(ben: FlaskClient, ada: FlaskClient) -> None:
    sighting = make.sighting(participant=make.participant(consent=Consent.NAMED))
    photo = make.photo(sighting)
    assert "Remove photo" not in ben.get(f"/photos/{photo.uid}").text

    ben.post(f"/photos/{photo.uid}/removal")
    assert len(kept()) == 1
    ada.post(f"/photos/{photo.uid}/removal")
    assert kept() == []


def test_a_sighting_that_is_taken_back_takes_its_photos_along(ada: FlaskClient) -> None:
    sighting = make.sighting(seen_by_id=ada.account.id)  # type: ignore[attr-defined]
    make.photo(sighting)

    ada.post(f"/sightings/{sighting.id}/removal")

    assert kept() == []
    assert lying() == set()


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"x")], ids=["missing", "damaged"])
def test_r23_a_missing_file_is_said_and_logged(
    harm: Callable[[Path], object], app: Flask, ada: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    cut = make.paper_cut()
    photo = make.photo(make.sighting(paper_cut=cut), caption="Reaching")
    harm(Path(app.config["INSTANCE"]) / blobs.FOLDER / photo.sha256[:2] / photo.sha256)

    page = ada.get(f"/photos/{photo.uid}")

    assert page.status_code == 404
    assert "This file is missing; the record is intact." in page.text
    assert "Reaching" in page.text
    assert ada.get(f"/photos/{photo.uid}/full").status_code == 404
    assert ada.get(f"/photos/{photo.uid}/small").status_code == 200
    assert ada.get(f"/paper-cuts/{cut.id}").status_code == 200
    assert str(photo.uid) in caplog.text


def test_r05_a_full_disk_is_said_and_nothing_is_kept(ada: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(content: bytes) -> str:
        raise blobs.StorageFull(28, "No space left on device")

    sighting = make.sighting()
    with monkeypatch.context() as patch:
        patch.setattr(blobs, "keep", full)
        by_phone, at_the_desk = send(ada, sighting, picture()), attach(ada, sighting, (picture(), "a.jpg"))

    assert (by_phone.status_code, at_the_desk.status_code) == (507, 507)
    assert "Storage is full" in at_the_desk.text
    assert kept() == []
    assert send(ada, sighting, picture()).status_code == 201


def test_a_list_of_many_photos_asks_as_often_as_one_of_few(ada: FlaskClient, count_queries: Any) -> None:
    visit = make.visit()
    sightings = [make.sighting(visit) for _ in range(5)]
    make.photo(sightings[0])
    ada.get(f"/visits/{visit.id}")
    with count_queries() as few:
        ada.get(f"/visits/{visit.id}")
    for sighting in sightings[1:]:
        make.photo(sighting)
    db.session.commit()

    with count_queries() as many:
        ada.get(f"/visits/{visit.id}")

    assert db.session.scalar(select(func.count(Photo.id))) == 5
    assert len(many) == len(few)
