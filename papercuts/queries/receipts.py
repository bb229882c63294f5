"""What has come of a phone's outbox, and what has not."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import select

from papercuts.db import chunks, db
from papercuts.models import Account, Event, Receipt, Sighting
from papercuts.queries import photos

_INSTANCES = UUID("6f1c7e0e-5d0b-4a39-9a55-6f0c5a7d2b11")


class Missing(NamedTuple):
    """What a phone has sent and this server has not, as after a backup was restored."""

    records: list[UUID]
    photos: dict[UUID, list[UUID]]  # by record


def missing(uids: Collection[UUID]) -> Missing:
    """Return which of these records never came, and which photos of the others; not what was removed on purpose."""
    receipts: dict[UUID, Receipt] = {}
    seen: dict[UUID, int] = {}
    for some in chunks(uids):
        receipts |= {one.uid: one for one in db.session.scalars(select(Receipt).where(Receipt.uid.in_(some)))}
        rows = db.session.execute(select(Sighting.uid, Sighting.id).where(Sighting.uid.in_(some)))
        seen |= {row.uid: row.id for row in rows}
    come = photos.sent(set(seen.values()))
    lacking = {
        uid: [UUID(one) for one in receipts[uid].answer.get("made", {}).get("photos", ()) if UUID(one) not in come[id_]]
        for uid, id_ in seen.items()
        if uid in receipts
    }
    gone = [uid for uid in uids if uid not in receipts and uid not in seen]
    return Missing(gone, {uid: some for uid, some in lacking.items() if some})


def photos_of(sighting_id: int | None, uids: Collection[str]) -> dict[str, str | None]:
    """Return the photos of a record by id: the SHA-256 of the bytes as they came, or nothing."""
    come = photos.sent([sighting_id])[sighting_id] if sighting_id else {}
    return {uid: come.get(UUID(uid)) for uid in uids}


def instance_id() -> UUID:
    """Return what tells this instance from others: made of the moment of its very first event.

    The history is only ever added to, and a backup has all of it: once restored, it is the same instance.
    """
    first = db.session.scalar(select(Event.at).order_by(Event.id).limit(1))
    if first is None:  # nobody has done anything, but somebody can sign in
        first = db.session.scalar(select(Account.created_at).order_by(Account.id).limit(1))
    return uuid5(_INSTANCES, first.isoformat() if first else "")
