"""The bytes of pictures, of sightings and of fixes: they go when no row of either names them any more."""

import logging
from collections.abc import Iterable

from sqlalchemy import Select, func, or_, select

from papercuts.db import db
from papercuts.models import FixPicture, Photo
from papercuts.services import blobs

log = logging.getLogger("papercuts")

_GOING = "papercuts.pictures_going"  # names of bytes, in what the session remembers until it is swept


def hold(*names: str) -> None:
    """Let whoever keeps or removes the same bytes wait until this transaction ends; SQLite has one writer anyway."""
    if db.engine.dialect.name == "postgresql":
        for key in sorted(int(name[:15], 16) for name in names):
            db.session.execute(select(func.pg_advisory_xact_lock(key)))


def note_going(names: Iterable[str]) -> None:
    """Remember bytes whose row is about to be deleted, for `sweep`."""
    going: set[str] = db.session.info.setdefault(_GOING, set())
    going.update(names)


def note_fixes_going(fixes: Select[int]) -> None:
    """Remember the bytes of the pictures of fixes that are about to be deleted."""
    names = select(FixPicture.sha256, FixPicture.small_sha256).where(FixPicture.fix_id.in_(fixes))
    note_going(name for row in db.session.execute(names) for name in row)


def sweep() -> None:
    """Remove the bytes that this session's deletions left without a row; called after their commit.

    Whatever it cannot remove, and what a killed process did not get to, is an orphan that `papercuts doctor` finds.
    """
    for name in sorted(db.session.info.pop(_GOING, ())):
        try:
            remove_unused(name)
        except OSError as error:
            log.warning("the bytes of a removed picture stay until `papercuts doctor --remove-orphans`: %s", error)


def remove_unused(name: str) -> bool:
    """Remove bytes unless a row names them, and say whether they went; nobody attaches the same ones meanwhile."""
    hold(name)
    for table in (Photo, FixPicture):
        is_named = or_(table.sha256 == name, table.small_sha256 == name)
        if db.session.scalar(select(table.id).where(is_named).limit(1)) is not None:
            return False
    blobs.remove(name)
    return True
