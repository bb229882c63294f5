"""The pictures of fixes."""

from collections.abc import Collection

from sqlalchemy import select

from papercuts.db import chunks, db
from papercuts.domain.limits import Side
from papercuts.models import FixPicture


def one(fix_id: int, side: str) -> FixPicture | None:
    """Return one of the two pictures of a fix, "before" or "now"; none of another word."""
    if side not in set(Side):
        return None
    return db.session.scalar(select(FixPicture).where(FixPicture.fix_id == fix_id, FixPicture.side == Side(side)))


def of_fixes(fix_ids: Collection[int]) -> dict[int, dict[str, FixPicture]]:
    """Return the pictures of fixes by their ids, then by side."""
    found: dict[int, dict[str, FixPicture]] = {fix_id: {} for fix_id in fix_ids}
    for some in chunks(fix_ids):
        for picture in db.session.scalars(select(FixPicture).where(FixPicture.fix_id.in_(some))):
            found[picture.fix_id][picture.side.value] = picture
    return found
