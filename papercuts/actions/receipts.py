"""Receipts: what a phone has sent, so that sending it again is harmless, and taking it back is final."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from papercuts.actions import sightings, verifications, watches
from papercuts.db import db
from papercuts.domain import limits
from papercuts.domain.limits import HowItWent, RecordKind, VisitStatus
from papercuts.models import Account, Event, Fix, Receipt, Sighting, Verification, Visit, Watch

KEPT_FOR = timedelta(days=limits.OUTBOX_DAYS + 7)  # some days longer than a phone keeps what it has sent

_NOT_YOURS = "Somebody else sent this. Only they can take it back."
_WORKED_ON = "{} has worked on this since. Change it on its page, or ask them."
_WRITTEN_UP = "This visit is written up. Reopen its write-up to take something back."


def begin(uid: UUID, kind: RecordKind, body_sha256: str, *, by: Account, at: datetime) -> tuple[Receipt, bool]:
    """Return the receipt of a record, and whether it is new: nobody else is keeping the same one at this moment.

    Whoever sends it at the same time waits until this transaction ends. Old receipts go.
    """
    db.session.execute(delete(Receipt).where(Receipt.received_at < at - KEPT_FOR))
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(Receipt)
    row = {"uid": uid, "account_id": by.id, "kind": kind, "body_sha256": body_sha256, "answer": {}, "received_at": at}
    made = insert.values(**row).on_conflict_do_nothing(index_elements=["uid"]).returning(Receipt.uid)
    is_new = db.session.scalar(made) is not None
    held = select(Receipt).where(Receipt.uid == uid).with_for_update()
    return db.session.scalars(held.execution_options(populate_existing=True)).one(), is_new


def take_back(uid: UUID, visit_id: int, *, by: Account, at: datetime) -> None:
    """Take back a record and what it has made, also before it comes: then it makes nothing when it does.

    Raises ValueError, saying why, when it is somebody else's, others have worked on it, or the visit is written up.
    """
    receipt, is_new = begin(uid, RecordKind.SIGHTING, "", by=by, at=at)
    if receipt.account_id != by.id:
        raise ValueError(_NOT_YOURS)
    if receipt.taken_back_at is not None:
        return
    made = receipt.answer.get("made", {})
    visit = db.session.get(Visit, made.get("visit", visit_id))
    receipt.taken_back_at = at
    if is_new or receipt.kind is RecordKind.SIGHTING:
        _take_back_sighting(uid, visit, by=by, at=at)
    elif receipt.kind is RecordKind.WATCHED:
        _take_back_watch(receipt, visit, by=by, at=at)
    else:
        _take_back_verification(receipt, visit, by=by, at=at)
    db.session.flush()


def _take_back_sighting(uid: UUID, visit: Visit | None, *, by: Account, at: datetime) -> None:
    sighting = db.session.scalar(select(Sighting).where(Sighting.uid == uid))
    if sighting is None:
        return
    _refuse_others((Event.subject == "sighting") & (Event.subject_id == sighting.id), by)
    sightings.remove(sighting, by=by, at=at)


def _take_back_watch(receipt: Receipt, visit: Visit | None, *, by: Account, at: datetime) -> None:
    """Take back what a record says of a watch; what other records say of the same one stays."""
    made = receipt.answer["made"]
    watch = db.session.get(Watch, made["watch"])
    if watch is None:
        return
    _refuse_written_up(visit)
    about_it = (Event.subject == "watch") & (Event.subject_id == watch.id)
    _refuse_others(about_it & (Event.at > receipt.received_at), by)
    others = _others(receipt, "watch")
    before = {name: value for name, value in made["before"].items() if _value(watch, name) == made["said"][name]}
    for other in others:
        _inherit(other, made)
        before |= {name: said for name, said in other.answer["made"]["said"].items() if name in before}
    if before.get("how_it_went"):
        before["how_it_went"] = HowItWent(before["how_it_went"])
    if others or made["was_noted"]:
        watches.correct(watch, before, by=by, at=at)
    else:
        watches.take_back_note(watch, before, by=by, at=at)


def _inherit(other: Receipt, made: dict[str, Any]) -> None:
    """Let another record of the same watch know what was before the one that is taken back."""
    theirs = other.answer["made"]
    said, before = made["said"], made["before"]
    was = {name: before[name] if said.get(name) == value else value for name, value in theirs["before"].items()}
    was_noted = theirs["was_noted"] and made["was_noted"]
    other.answer = other.answer | {"made": theirs | {"before": was, "was_noted": was_noted}}


def _take_back_verification(receipt: Receipt, visit: Visit | None, *, by: Account, at: datetime) -> None:
    made = receipt.answer["made"]
    found, others = db.session.get(Verification, made["verification"]), _others(receipt, "verification")
    for other in others:
        other.answer = other.answer | {"made": other.answer["made"] | {"is_made": made["is_made"]}}
    if found is None or others or not made["is_made"]:
        return
    _refuse_written_up(visit)
    cut_id = db.session.get_one(Fix, found.fix_id).paper_cut_id
    about_cut = (Event.subject == "paper_cut") & (Event.subject_id == cut_id)
    described = Event.details["verification_id"].as_integer() == found.id
    _refuse_others(about_cut & described, by)
    verifications.withdraw(found, by=by, at=at)


def _others(receipt: Receipt, made: str) -> list[Receipt]:
    """Return the other records that say something of the same row, the newest last."""
    same = Receipt.answer[("made", made)].as_integer() == receipt.answer["made"][made]
    others = select(Receipt).where(Receipt.kind == receipt.kind, Receipt.uid != receipt.uid, same)
    return list(db.session.scalars(others.where(Receipt.taken_back_at.is_(None)).order_by(Receipt.received_at)))


def _value(watch: Watch, name: str) -> Any:
    """Return what a watch says, as a receipt keeps it."""
    value = getattr(watch, name)
    return str(value) if isinstance(value, str) else value


def _refuse_written_up(visit: Visit | None) -> None:
    if visit is not None and visit.status is VisitStatus.WRITTEN_UP:
        raise ValueError(_WRITTEN_UP)


def _refuse_others(about_it: ColumnElement[bool], by: Account) -> None:
    """Raise ValueError when somebody else has done something with a row."""
    is_theirs = Event.account_id.is_distinct_from(by.id)
    other = db.session.scalar(select(Event).where(about_it, is_theirs).order_by(Event.id.desc()).limit(1))
    if other is not None:
        account = db.session.get(Account, other.account_id) if other.account_id else None
        raise ValueError(_WORKED_ON.format(account.name if account else "Somebody"))
