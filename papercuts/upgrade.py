"""Bringing an instance's database up to the program: under a lock, after a backup."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import upgrade as run_migrations

from papercuts.config import ConfigError
from papercuts.db import db, for_writing

KEPT_BACKUPS = 5
TOO_OLD = "The database is not up to date; run `papercuts upgrade`."
TOO_NEW = "The database was made by a newer papercuts than this one; install that version or restore a backup."


def upgrade(app: Flask, at: datetime) -> bool:
    """Bring the database to the newest revision; True when something was done.

    SQLite is backed up first, beside the database; the newest five are kept. Several starts at once wait for
    one another. Raises ConfigError when the database is ahead of the program.
    """
    instance = Path(app.instance_path)
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    if instance.stat().st_uid == os.getuid():
        instance.chmod(0o700)  # also a folder that was there: what is in it is nobody else's
    with _lock(instance / "upgrade.lock"), app.app_context(), for_writing():
        what = problem()
        if what is None:
            return False
        if what == TOO_NEW:
            raise ConfigError(what)
        path = sqlite_path(app)
        if path is not None and _revisions():
            _back_up(path, at)
        run_migrations()
        db.engine.dispose()
        if path is not None:
            path.chmod(0o600)
    return True


def problem() -> str | None:
    """Return why this program cannot work with the database; nothing when it has the program's newest revision."""
    scripts = ScriptDirectory(str(current_app.extensions["migrate"].directory))
    found = _revisions()
    if found == set(scripts.get_heads()):
        return None
    known = {script.revision for script in scripts.walk_revisions()}
    return TOO_OLD if found <= known else TOO_NEW


def sqlite_path(app: Flask) -> Path | None:
    """Return the file of an SQLite database; nothing for PostgreSQL."""
    with app.app_context():
        url = db.engine.url
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


def _revisions() -> set[str]:
    """Return the database's revisions; none for an empty one."""
    with db.engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads())


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _back_up(path: Path, at: datetime) -> None:
    folder = path.parent / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"{path.stem}-{at:%Y%m%dT%H%M%SZ}.sqlite"
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    target.chmod(0o600)
    for old in sorted(folder.glob(f"{path.stem}-*.sqlite"))[:-KEPT_BACKUPS]:
        old.unlink()
