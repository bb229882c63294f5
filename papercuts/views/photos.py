"""Photos: look at one, attach them at the desk and from the phone, say what one shows, take one away."""

import logging
from urllib.parse import unquote
from uuid import UUID

from flask import Blueprint, Response, abort, flash, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain import limits
from papercuts.forms.klm import CountedForm
from papercuts.forms.photos import CaptionForm
from papercuts.models import Photo
from papercuts.pages import attaching, photo_strips, sighting_page
from papercuts.services import blobs
from papercuts.web import json_answers, rate_limits
from papercuts.web.clock import utc_now
from papercuts.web.conflicts import hold, join
from papercuts.web.json_answers import answers_json
from papercuts.web.permissions import allowed, takes

log = logging.getLogger("papercuts")
bp = Blueprint("photos", __name__)

CSP = "default-src 'none'; sandbox"
ENDINGS = {"image/jpeg": "jpg", "image/webp": "webp"}  # all that is ever sent, whatever a file called itself


@bp.get("/photos/<uuid:photo>")
@allowed("read")
def show(photo: UUID) -> str | tuple[str, int]:
    """Show a photo on its own page, with where it is from."""
    found = _photo(photo)
    return _page(found, CaptionForm(data={"caption": found.caption}))


@bp.get("/photos/<uuid:photo>/full")
@allowed("read")
def full(photo: UUID) -> Response:
    """Send the picture."""
    found = _photo(photo)
    return _bytes(found, found.sha256)


@bp.get("/photos/<uuid:photo>/small")
@allowed("read")
def small(photo: UUID) -> Response:
    """Send the small picture."""
    found = _photo(photo)
    return _bytes(found, found.small_sha256)


@bp.post("/photos/<uuid:photo>/caption")
@allowed("capture")
def caption(photo: UUID) -> Answer | str | tuple[str, int]:
    """Say what a photo shows."""
    hold(Photo, photo, column="uid")
    found = _photo(photo)
    form = CaptionForm(request.form)
    join(form, CaptionForm(data={"caption": found.caption}), back=url_for("photos.show", photo=photo))
    if not form.validate():
        return _page(found, form, 422)
    actions.photos.caption(found, str(form.caption.data), by=g.user, at=utc_now())
    db.session.commit()
    flash("Saved.")
    return redirect(url_for("photos.show", photo=photo), code=303)


@bp.post("/photos/<uuid:photo>/removal")
@allowed("capture")
def remove(photo: UUID) -> Answer:
    """Take a photo away, for good."""
    found = _photo(photo)
    if not photo_strips.may_remove(found):
        flash("Only who added a photo, or whoever records consent, takes it away.", "error")
        return redirect(url_for("photos.show", photo=photo), code=303)
    sighting_id = found.sighting_id
    actions.photos.remove(found, by=g.user, at=utc_now())
    db.session.commit()
    actions.picture_bytes.sweep()
    flash("The photo is removed, and its file too. The history says that there was one.")
    return redirect(url_for("sightings.edit", id=sighting_id, _anchor="pictures"), code=303)


@bp.post("/sightings/<id:id>/photos")
@allowed("capture")
def create(id: int) -> Answer | tuple[str, int]:
    """Attach photos at the desk: all that were chosen, or none."""
    sighting_page.load(id)
    try:
        taken = attaching.sent()
        sighting = sighting_page.load(id)
        if not taken:
            raise attaching.Refused("Choose a photo.")
        made = attaching.attach(sighting, taken)
    except ValueError as error:
        return _refused(id, error)
    db.session.commit()
    flash(attaching.told(made))
    return redirect(url_for("sightings.edit", id=id, _anchor="pictures"), code=303)


@bp.put("/capture/records/<uuid:record>/photos/<uuid:photo>")
@allowed("capture")
@answers_json
@takes(limits.PHOTO_BYTES + 1)
def put(record: UUID, photo: UUID) -> Response | tuple[Response, int]:
    """Keep a photo that a phone sends, as raw bytes; sent again, it is kept once."""
    rate_limits.count_upload(g.user.id, utc_now())
    sighting = queries.sightings.by_uid(record)
    if sighting is None:
        return _problem(404, "That sighting is not here. Send it again first.")
    words = unquote(request.headers.get("X-Caption", ""), errors="replace")
    try:
        came = attaching.keep_sent(sighting.id, photo, words)
    except ValueError as error:
        return _problem(getattr(error, "status", 422), str(error))
    db.session.commit()
    return jsonify(sha256=came.sha256), 201 if came.is_new else 200


def _photo(uid: UUID) -> Photo:
    """Return a photo that the reader may see; of another one nobody learns that it is there."""
    return queries.photos.one(uid, photo_strips.reader()) or abort(404)


def _bytes(photo: Photo, name: str) -> Response:
    try:
        content = blobs.read(name)
    except blobs.Gone as error:
        log.error("photo %s: %s", photo.uid, error)
        abort(404)
    ending = ENDINGS[photo.content_type]
    head = {"Content-Disposition": f"inline; filename=photo-{photo.uid.hex[:8]}.{ending}"}
    head["Content-Security-Policy"] = CSP
    return Response(content, content_type=photo.content_type, headers=head)


def _page(photo: Photo, form: CaptionForm, status: int = 200) -> tuple[str, int]:
    """Return the page of a photo; without the picture, where its file is not there any more."""
    try:
        blobs.read(photo.sha256)
    except blobs.Gone as error:
        log.error("photo %s: %s", photo.uid, error)
        status = 404
    text = render_template(
        "photos/show.html",
        photo=photo,
        is_there=status != 404,
        form=form,
        around=queries.photos.around(photo, photo_strips.reader()),
        is_removable=photo_strips.may_remove(photo),
    )
    return text, status


def _refused(sighting_id: int, error: ValueError) -> tuple[str, int]:
    db.session.rollback()
    sighting = sighting_page.load(sighting_id)
    form = sighting_page.stored_form(sighting)
    page = sighting_page.render(sighting, form, CountedForm(), wrong_photos=str(error))
    return page, getattr(error, "status", 422)


def _problem(status: int, words: str) -> Response:
    db.session.rollback()
    return json_answers.problem(status, "This photo was not kept", errors={"photo": [words]})
