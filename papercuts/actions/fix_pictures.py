"""Pictures of a fix, made for its readers: how it was, how it is now. What they show, in words, is public like a text.

Never a photo of a sighting: nobody at a site has agreed to that. Somebody draws or takes a picture for the notes.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from papercuts.actions import approvals, picture_bytes, releases
from papercuts.actions.history import record
from papercuts.db import db
from papercuts.domain.limits import Side
from papercuts.models import Account, Fix, FixPicture, Release
from papercuts.services import blobs
from papercuts.services.pictures import Picture

NO_WORDS = "Say what the picture shows, for whoever cannot see it."


def put(
    fix: Fix,
    side: Side,
    picture: Picture,
    alt: str,
    *,
    known_names: Collection[str] | None = None,
    by: Account | None,
    at: datetime,
) -> FixPicture:
    """Keep one of the two pictures of a fix, its bytes before its row; one that is there is replaced.

    alt: what it shows, in words. Raises ValueError without it, and of a published release like `releases.publish`;
    blobs.StorageFull, blobs.Unreachable.
    """
    release = _checked(fix, side, alt, known_names)
    kept = of(fix, side)
    if kept is not None and (kept.sha256, kept.alt) == (picture.sha256, alt):
        return kept
    picture_bytes.hold(picture.sha256, picture.small_sha256)
    is_new = kept is None
    kept = kept or FixPicture(fix_id=fix.id, side=side)
    if not is_new:
        picture_bytes.note_going((kept.sha256, kept.small_sha256))
    kept.alt, kept.content_type = alt, picture.content_type
    kept.sha256, kept.small_sha256 = blobs.keep(picture.content), blobs.keep(picture.small)
    (kept.width, kept.height), (kept.small_width, kept.small_height) = picture.size, picture.small_size
    kept.n_bytes = len(picture.content)
    kept.added_by_id, kept.added_at = by.id if by else None, at
    db.session.add(kept)
    verb = "added a picture" if is_new else "replaced a picture"
    _tell(release, verb, fix, side, by, at, showing=alt)
    return kept


def describe(
    picture: FixPicture, alt: str, *, known_names: Collection[str] | None = None, by: Account | None, at: datetime
) -> None:
    """Say anew what a picture shows. Raises ValueError like `put`."""
    if picture.alt == alt:
        return
    fix = db.session.get_one(Fix, picture.fix_id)
    release = _checked(fix, picture.side, alt, known_names)
    before, picture.alt = picture.alt, alt
    _tell(release, "described a picture anew", fix, picture.side, by, at, showing=[before, alt])


def remove(picture: FixPicture, *, by: Account | None, at: datetime) -> None:
    """Take a picture away, its bytes once `picture_bytes.sweep` is called. Raises ValueError like `put`."""
    fix = db.session.get_one(Fix, picture.fix_id)
    release = db.session.get_one(Release, fix.release_id)
    approvals.open_to_change(release)
    picture_bytes.note_going((picture.sha256, picture.small_sha256))
    db.session.delete(picture)
    _tell(release, "removed a picture", fix, picture.side, by, at, showing=picture.alt)
    db.session.expire(fix, ["pictures"])


def of(fix: Fix, side: Side) -> FixPicture | None:
    """Return one of the two pictures of a fix."""
    return db.session.scalar(select(FixPicture).where(FixPicture.fix_id == fix.id, FixPicture.side == side))


def _checked(fix: Fix, side: Side, alt: str, known_names: Collection[str] | None) -> Release:
    """Return the release of a fix whose pictures may be changed like this."""
    if not alt:
        raise ValueError(NO_WORDS)
    release = db.session.get_one(Release, fix.release_id)
    approvals.open_to_change(release)
    if release.is_published:
        releases.refuse_texts(fix, {f"{side}_alt": alt}, known_names)
    return release


def _tell(
    release: Release, verb: str, fix: Fix, side: Side, by: Account | None, at: datetime, **details: object
) -> None:
    record(release, verb, by=by, at=at, paper_cut=f"PC-{fix.paper_cut_id}", side=side.value, **details)
    db.session.expire(fix, ["pictures"])
    approvals.take_back(release, by=by, at=at)
