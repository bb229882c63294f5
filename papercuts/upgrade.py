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

from papercuts.db import db, for_writing

KEPT_BACKUPS = 5


def upgrade(app: Flask, at: datetime) -> bool:
    """Bring the database to the newest revision; True when something was done.

    SQLite is backed up first, beside the database; the newest five are kept. Several starts at once wait for
    one another.
    """
    instance = Path(app.instance_path)
    instance.mkdir(parents=True, exist_ok=True)
    with _lock(instance / "upgrade.lock"), app.app_context(), for_writing():
        if is_current():
            return False
        path = sqlite_path(app)
        if path is not None and _revisions():
            _back_up(path, at)
        run_migrations()
        db.engine.dispose()
        if path is not None:
            path.chmod(0o600)
    return True


def is_current() -> bool:
    """Say whether the database has the newest revision."""
    scripts = ScriptDirectory(str(current_app.extensions["migrate"].directory))
    return _revisions() == set(scripts.get_heads())


def sqlite_path(app: Flask) -> Path | None:
    """Return the file of an SQLite database; nothing for PostgreSQL."""
    url = str(app.config["SQLALCHEMY_DATABASE_URI"])
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else None


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
