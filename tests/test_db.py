"""What each connection is told: durability, foreign keys, and how long to wait."""

import time
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from papercuts.db import db, listen

ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(600)",
}


@pytest.fixture
def impatient(app: Flask) -> Iterator[Engine]:
    """An engine on the same database that gives a statement one second."""
    engine = create_engine(db.engine.url)
    listen(engine, statement_seconds=1)
    yield engine
    engine.dispose()


def test_a_statement_that_takes_too_long_is_stopped(impatient: Engine) -> None:
    with impatient.connect() as connection, pytest.raises(OperationalError, match=r"interrupted|statement timeout"):
        connection.execute(text(ENDLESS[impatient.dialect.name])).all()


def test_time_begins_anew_with_each_statement(impatient: Engine) -> None:
    with impatient.connect() as connection:
        for _ in range(3):
            time.sleep(0.4)
            assert connection.execute(text("SELECT count(*) FROM account")).scalar() == 0


def test_sqlite_keeps_what_was_saved(sqlite_stage) -> None:  # type: ignore[no-untyped-def]
    sqlite_stage.clear()
    with sqlite_stage.app.app_context(), db.engine.connect() as connection:
        told = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "trusted_schema")
        }

    assert told == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "trusted_schema": 0,
    }


def test_postgresql_waits_no_longer_than_a_person(postgresql_stage) -> None:  # type: ignore[no-untyped-def]
    postgresql_stage.clear()
    with postgresql_stage.app.app_context(), db.engine.connect() as connection:
        told = {
            name: connection.exec_driver_sql(f"SHOW {name}").scalar()
            for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        }

    assert told == {"statement_timeout": "15s", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "30s"}
