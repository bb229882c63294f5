"""Photos of sightings: attach, caption, remove."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError

from papercuts.actions import picture_bytes
from papercuts.actions.history import record
from papercuts.db import db
from papercuts.domain import limits
from papercuts.models import Account, Event, Photo, Sighting
from papercuts.services import blobs
from papercuts.services.pictures import Picture

_REMOVED = "removed a photo"
_TWICE = "Another photo was sent under this id before. Attach it again as a new one."
_MOST = f"A sighting can have {limits.PHOTOS_MOST} photos, and this one has them. Remove one first."


def attach(
    sighting: Sighting, picture: Picture, *, uid: UUID, caption: str = "", by: Account | None, at: datetime
) -> Photo | None:
    """Keep a photo of a sighting, its bytes before its row; nothing when it came before, under this uid.

    Raises ValueError for an eleventh, or for other bytes under a known uid; blobs.StorageFull, blobs.Unreachable.
    """
    _hold(sighting.id)
    if has_come(sighting, uid, picture.sent_sha256):
        return None
    n, last = db.session.execute(
        select(func.count(), func.coalesce(func.max(Photo.position), 0)).where(Photo.sighting_id == sighting.id)
    ).one()
    if n >= limits.PHOTOS_MOST:
        raise ValueError(_MOST)
    picture_bytes.hold(picture.sha256, picture.small_sha256)
    photo = Photo(
        uid=uid,
        sighting_id=sighting.id,
        position=last + 1,
        content_type=picture.content_type,
        sha256=blobs.keep(picture.content),
        small_sha256=blobs.keep(picture.small),
        sent_sha256=picture.sent_sha256,
        width=picture.size[0],
        height=picture.size[1],
        small_width=picture.small_size[0],
        small_height=picture.small_size[1],
        n_bytes=len(picture.content),
        caption=caption,
        added_by_id=by.id if by else None,
        added_at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(photo)
    except IntegrityError as error:  # sent at once for two sightings
        raise ValueError(_TWICE) from error
    record(sighting, "attached a photo", by=by, at=at, what=caption, photo_id=str(uid))
    return photo


def has_come(sighting: Sighting, uid: UUID, sent_sha256: str) -> bool:
    """Say whether a photo has come before, with the same bytes; also one that was removed since.

    Raises ValueError when other bytes, or those of another sighting, came under this uid.
    """
    known = db.session.execute(select(Photo.sighting_id, Photo.sent_sha256).where(Photo.uid == uid)).one_or_none()
    before = tuple(known) if known else _removed_before(sighting, uid)
    if before not in (None, (sighting.id, sent_sha256)):
        raise ValueError(_TWICE)
    return before is not None


def caption(photo: Photo, text: str, *, by: Account | None, at: datetime) -> None:
    """Say what a photo shows."""
    before, photo.caption = photo.caption, text
    if before != text:
        sighting = db.session.get_one(Sighting, photo.sighting_id)
        record(sighting, "captioned a photo", by=by, at=at, caption=[before, text], photo_id=str(photo.uid))


def remove(photo: Photo, *, by: Account | None, at: datetime) -> None:
    """Take a photo away, for good, its bytes once `picture_bytes.sweep` is called; the history says there was one."""
    sighting = db.session.get_one(Sighting, photo.sighting_id)
    # by its id and its hash a phone that sends it again is told that it has come
    traces = {"photo_id": str(photo.uid), "sent_id": photo.sent_sha256}
    record(sighting, _REMOVED, by=by, at=at, what=photo.caption, **traces)
    note_going(select(Sighting.id).where(Sighting.id == sighting.id), only=photo)
    db.session.delete(photo)
    db.session.flush()


def note_going(sightings: Select[int], only: Photo | None = None) -> None:
    """Remember, for `picture_bytes.sweep`, the bytes of photos of sightings that are about to go, or of one photo."""
    names = select(Photo.sha256, Photo.small_sha256).where(Photo.sighting_id.in_(sightings))
    if only is not None:
        names = names.where(Photo.id == only.id)
    picture_bytes.note_going(name for row in db.session.execute(names) for name in row)


def _removed_before(sighting: Sighting, uid: UUID) -> tuple[int, str] | None:
    about = select(Event.details).where(
        Event.subject == Sighting.__tablename__, Event.subject_id == sighting.id, Event.verb == _REMOVED
    )
    hashes = (details["sent_id"] for details in db.session.scalars(about) if details["photo_id"] == str(uid))
    found = next(hashes, None)
    return (sighting.id, str(found)) if found else None


def _hold(sighting_id: int) -> None:
    """Let others who attach to the same sighting wait, so that their number is counted right."""
    held = select(Sighting.id).where(Sighting.id == sighting_id).with_for_update(key_share=True)
    if db.session.scalar(held) is None:
        raise ValueError("This sighting has just been taken back.")
