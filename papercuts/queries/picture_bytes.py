"""Which bytes the pictures have, of sightings and of fixes; for whoever may see none but counts them all."""

from collections.abc import Iterator

from sqlalchemy import or_, select

from papercuts.db import db
from papercuts.models import Fix, FixPicture, Photo, Release


def names() -> Iterator[tuple[str, str]]:
    """Yield what each picture is, in words, with the names of its bytes: two each."""
    photos = select(Photo.uid, Photo.sha256, Photo.small_sha256).order_by(Photo.id)
    for uid, sha256, small in db.session.execute(photos):
        yield from ((f"photo {uid}", name) for name in (sha256, small))
    of_fixes = (
        select(FixPicture.side, Fix.paper_cut_id, Release.version, FixPicture.sha256, FixPicture.small_sha256)
        .join(FixPicture.fix)
        .join(Fix.release)
        .order_by(FixPicture.id)
    )
    for side, number, version, sha256, small in db.session.execute(of_fixes):
        yield from ((f"picture “{side}” of PC-{number} in {version}", name) for name in (sha256, small))


def is_named(name: str) -> bool:
    """Say whether a picture has these bytes, as the picture or as the small one."""
    return any(
        db.session.scalar(select(table.id).where(or_(table.sha256 == name, table.small_sha256 == name)).limit(1))
        for table in (Photo, FixPicture)
    )
