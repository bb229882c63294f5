"""Where a phone's outbox sends what it holds; see docs/outbox.md."""

from uuid import UUID

from flask import Blueprint, Response, g, jsonify
from flask_wtf.csrf import generate_csrf

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain import limits, records
from papercuts.domain.limits import RecordKind
from papercuts.models import Receipt
from papercuts.pages.records import FIELDS, keep
from papercuts.web import rate_limits
from papercuts.web.clock import utc_now
from papercuts.web.guard import require
from papercuts.web.json_answers import Invalid, answers_json, body
from papercuts.web.permissions import allowed, takes

bp = Blueprint("records", __name__, url_prefix="/capture")


@bp.get("/session")
@allowed("capture")
@answers_json
def session() -> Response:
    """Say who is signed in, to which instance, and with which token to send."""
    now = utc_now().strftime("%Y-%m-%dT%H:%M:%SZ")
    who = {"account": g.user.id, "name": g.user.name, "instance": str(queries.receipts.instance_id())}
    return jsonify(who | {"csrf": generate_csrf(), "now": now})


@bp.put("/visits/<id:id>/records/<uuid:record>")
@allowed("capture")
@takes(limits.JSON_BYTES)
@answers_json
def update(id: int, record: UUID) -> tuple[Response, int]:
    """Keep a record; sent again, it is answered as before."""
    rate_limits.count_upload(g.user.id, utc_now())
    said = _read()
    if said.kind is RecordKind.VERIFICATION:
        require("verify")
    answer = keep(id, record, said)
    db.session.commit()
    told = jsonify(answer.says)
    if answer.is_replay:
        told.headers["Idempotent-Replay"] = "true"
    return told, 200 if answer.is_replay else 201


@bp.delete("/visits/<id:id>/records/<uuid:record>")
@allowed("capture")
@takes(limits.JSON_BYTES)
@answers_json
def destroy(id: int, record: UUID) -> Response:
    """Take a record back, also before it comes."""
    known = db.session.get(Receipt, record)
    if known is not None and known.kind is RecordKind.VERIFICATION:
        require("verify")
    try:
        actions.receipts.take_back(record, id, by=g.user, at=utc_now())
    except ValueError as error:
        raise Invalid({"uid": [str(error)]}) from error
    db.session.commit()
    actions.picture_bytes.sweep()
    return jsonify(uid=str(record), taken_back=True)


@bp.post("/held")
@allowed("capture")
@takes(limits.JSON_BYTES)
@answers_json
def held() -> Response:
    """Say what this server has not of what a phone has sent: it was restored from a backup."""
    try:
        uids = records.read_ids(body())
    except records.Unreadable as error:
        raise Invalid(error.errors) from error
    missing = queries.receipts.missing(uids)
    photos = {str(uid): [str(photo) for photo in some] for uid, some in missing.photos.items()}
    return jsonify(missing=[str(uid) for uid in missing.records], missing_photos=photos)


def _read() -> records.Record:
    try:
        return records.read(body(), FIELDS)
    except records.Unreadable as error:
        raise Invalid(error.errors) from error
