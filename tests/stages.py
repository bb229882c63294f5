"""The application on a database that is put back to how it was made before each test, on either engine.

One per worker and engine: making an application and compiling its templates takes longer than most tests.
"""

import hashlib
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, has_app_context, request
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Connection, inspect
from werkzeug.test import TestResponse
from wtforms.form import BaseForm

from papercuts import create_app
from papercuts.db import db
from papercuts.forms import shown
from papercuts.queries import familiar, first_ones, middles
from papercuts.upgrade import upgrade
from tests import postgres

CHEAP = {"SECRET_KEY": "only-for-the-tests-0123456789abcdef", "TESTING": True, "ARGON2_MEMORY_KIB": 64}
MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)
JUST_SEEN = "tests.just_seen"  # in what a test's browser sends
_overtaken = shown.overtaken


def _overtaken_or_just_seen(mine: BaseForm, theirs: BaseForm, line: str) -> list[str]:
    """Spare the tests that are about something else to fetch every form before they send it."""
    return _overtaken(mine, theirs, line or (shown.version_line(theirs) if JUST_SEEN in request.environ else ""))


shown.overtaken = _overtaken_or_just_seen


class Client(FlaskClient):
    """A browser whose requests see what is committed, and nothing else: each has its own `g` and session."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Commit what the test has made, since its open transaction would keep the request waiting; then ask.

        A form's token is sent along unless the test says `token=False`, as a browser does; and what is sent without
        `seen` comes from a page that has just been shown, unless the test says `has_seen=False`.
        """
        if has_app_context():
            db.session.commit()
        if kwargs.pop("token", True) and kwargs.get("method", "GET") not in ("GET", "HEAD", "OPTIONS"):
            kwargs["headers"] = {"X-CSRFToken": self._form_token(), **dict(kwargs.get("headers") or {})}
        if kwargs.pop("has_seen", True) and kwargs.get("method", "GET") == "POST":
            kwargs["environ_overrides"] = {JUST_SEEN: True, **(kwargs.get("environ_overrides") or {})}
        with self.application.app_context():
            return super().open(*args, **{"buffered": True, **kwargs})

    def _form_token(self) -> str:
        with self.application.app_context(), self.session_transaction() as session:
            raw = session.setdefault("csrf_token", hashlib.sha1(os.urandom(64)).hexdigest())
        signer = URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token")
        return str(signer.dumps(raw))


def make_app(url: str, instance: Path, **settings: Any) -> Flask:
    """Return an application with cheap passwords on a database."""
    app = create_app({**CHEAP, "INSTANCE": instance, "DATABASE_URL": url, **settings})
    app.test_client_class = Client
    return app


class Stage:
    """An application, its instance folder and its database."""

    def __init__(self, folder: Path, url: str) -> None:
        self.instance, self.url = folder / "instance", url
        self.apps: list[Flask] = []
        self.app = self.new_app()

    def new_app(self, **settings: Any) -> Flask:
        """Return a further application on the same database."""
        self.apps.append(make_app(self.url, self.instance, **settings))
        return self.apps[-1]

    def close(self) -> None:
        """Close every connection, and forget the further applications."""
        for app in self.apps:
            with app.app_context():
                db.engine.dispose()
        del self.apps[1:]

    def clear(self) -> None:
        """Put the instance folder and the database back."""
        first_ones.kept.clear()  # kept by the newest event, and rows of a test have none
        middles.kept.clear()
        familiar.kept.clear()
        if len(self.apps) > 1:
            self.close()
        shutil.rmtree(self.instance, ignore_errors=True)
        self.instance.mkdir(parents=True)


class SqliteStage(Stage):
    """The database is one file, copied from a migrated one."""

    def __init__(self, folder: Path) -> None:
        self.file, self.template = folder / "papercuts.sqlite", folder / "template.sqlite"
        super().__init__(folder, f"sqlite:///{self.file}")
        upgrade(self.app, MADE_AT)
        shutil.move(self.file, self.template)

    def clear(self) -> None:
        self.close()
        super().clear()
        for leftover in self.file.parent.glob("papercuts.sqlite*"):
            leftover.unlink()
        shutil.copyfile(self.template, self.file)


class PostgresStage(Stage):
    """The database is this worker's clone of a migrated one; emptying it is quicker than a clone for each test."""

    def __init__(self, folder: Path, server: Path, worker: str) -> None:
        with postgres.locked(server):
            if not postgres.has(server, "migrated"):
                first = make_app(postgres.create(server, "migrating"), folder / "instance")
                upgrade(first, MADE_AT)
                postgres.rename(server, "migrating", "migrated")
        super().__init__(folder, postgres.create(server, f"worker_{worker}", template="migrated"))
        with self.app.app_context(), db.engine.connect() as connection:
            self.reset = "; ".join(_reset(connection))

    def clear(self) -> None:
        super().clear()
        with self.app.app_context(), db.engine.begin() as connection:
            connection.exec_driver_sql(self.reset)


def _reset(connection: Connection) -> list[str]:
    """Return the statements that bring a used database back to what it holds now."""
    tables = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
    kept = [name for name in tables if connection.exec_driver_sql(f'SELECT 1 FROM "{name}" LIMIT 1').first()]
    connection.exec_driver_sql("CREATE SCHEMA kept")
    for name in kept:
        connection.exec_driver_sql(f'CREATE TABLE kept."{name}" AS TABLE "{name}"')
    sequences = connection.exec_driver_sql(
        "SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL FROM pg_sequences"
    ).all()
    connection.commit()
    return [
        "SET LOCAL session_replication_role = replica",  # no foreign keys, no triggers that refuse a DELETE
        *(f'DELETE FROM "{name}"' for name in tables),
        *(f'INSERT INTO "{name}" SELECT * FROM kept."{name}"' for name in kept),
        *(f"SELECT setval('\"{name}\"', {value}, {is_called})" for name, value, is_called in sequences),
    ]
