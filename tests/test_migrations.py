"""The schema: up and down with rows, equal to the models, upgraded under a lock after a backup. On both engines."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade
from flask_migrate import upgrade as run_migrations
from sqlalchemy import CheckConstraint, Inspector, inspect

from papercuts import upgrade as upgrading
from papercuts.config import ConfigError
from papercuts.db import db, for_writing
from papercuts.migrations import is_compared
from papercuts.upgrade import KEPT_BACKUPS, TOO_NEW, TOO_OLD, problem, upgrade
from tests.routes import routes
from tests.stages import Stage, make_app

AT = datetime(2026, 3, 12, 10, 0, tzinfo=UTC)


@pytest.fixture
def fresh(empty_database: str, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database without a table."""
    app = make_app(empty_database, tmp_path / "instance")
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def revisions(app: Flask) -> list[str]:
    """Return the revisions, oldest first."""
    scripts = ScriptDirectory(str(app.extensions["migrate"].directory))
    return [script.revision for script in scripts.walk_revisions()][::-1]


def columns_of_tables() -> dict[str, list[str]]:
    with db.engine.connect() as connection:
        inspector = inspect(connection)
        return {name: [column["name"] for column in inspector.get_columns(name)] for name in tables()}


def everything_stored(columns: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return these columns of all rows of these tables, as text."""
    db.session.remove()
    with db.engine.connect() as connection:
        return {
            table: sorted(
                str(tuple(row)) for row in connection.exec_driver_sql(f'SELECT {", ".join(names)} FROM "{table}"')
            )
            for table, names in columns.items()
        }


def test_r16_each_revision_goes_up_down_and_up_again_with_rows(fresh: Flask) -> None:
    upgrade(fresh, AT)
    with fresh.app_context():
        routes(fresh)  # a row of every kind
        db.session.remove()

        for revision in revisions(fresh)[:0:-1]:
            with for_writing():
                newest = columns_of_tables()
                downgrade(revision=f"{revision}-1")
                columns = {
                    name: [column for column in columns if column in newest[name]]
                    for name, columns in columns_of_tables().items()
                    if name != "alembic_version"
                }
                kept = everything_stored(columns)
                run_migrations()
            assert kept == everything_stored(columns), revision
        with for_writing():
            downgrade(revision="base")
        assert tables() in ([], ["alembic_version"])
        assert problem() == TOO_OLD
        with for_writing():
            run_migrations()
        assert problem() is None


def tables() -> list[str]:
    with db.engine.connect() as connection:
        return sorted(inspect(connection).get_table_names())


def test_the_models_are_the_migrated_schema(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": is_compared})

        differences = compare_metadata(context, db.metadata)

    assert differences == []


def test_the_constraints_of_the_models_are_those_of_the_schema(app: Flask) -> None:
    with db.engine.connect() as connection:
        found = {name: checks_of(inspect(connection), name) for name in db.metadata.tables}

    assert found == {
        name: sorted(str(check.name) for check in table.constraints if isinstance(check, CheckConstraint))
        for name, table in db.metadata.tables.items()
    }


def checks_of(inspector: Inspector, table: str) -> list[str]:
    return sorted(str(check["name"]) for check in inspector.get_check_constraints(table))


def test_on_sqlite_the_constraints_say_what_the_models_say(sqlite_stage: Stage) -> None:
    sqlite_stage.clear()  # PostgreSQL writes them in its own words
    with sqlite_stage.app.app_context(), db.engine.connect() as connection:
        inspector = inspect(connection)
        stored = {
            str(check["name"]): check["sqltext"]
            for name in db.metadata.tables
            for check in inspector.get_check_constraints(name)
        }

    assert stored == {
        str(check.name): str(check.sqltext)
        for table in db.metadata.tables.values()
        for check in table.constraints
        if isinstance(check, CheckConstraint)
    }


def test_no_row_points_to_nothing(app: Flask) -> None:
    routes(app)
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_on_sqlite_an_upgrade_that_would_leave_a_row_pointing_to_nothing_is_undone(tmp_path: Path) -> None:
    file = tmp_path / "papercuts.sqlite"
    app = make_app(f"sqlite:///{file}", tmp_path / "instance")
    upgrade(app, AT)
    with app.app_context(), for_writing():
        downgrade(revision="base")
        with closing(sqlite3.connect(file)) as database, database:
            database.execute("CREATE TABLE old (id INTEGER PRIMARY KEY, older INTEGER REFERENCES old (id))")
            database.execute("INSERT INTO old VALUES (1, 9)")

        with pytest.raises(SystemExit):  # Flask-Migrate's way, after it has logged why
            run_migrations()

        assert "paper_cut" not in tables()
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_fresh_database_has_everyone_and_one_row_of_settings(fresh: Flask) -> None:
    upgrade(fresh, AT)

    with fresh.app_context():
        assert db.session.execute(db.text("SELECT count(*) FROM setting WHERE id = 1")).scalar() == 1
        assert db.session.execute(db.text("SELECT name FROM segment WHERE is_everyone")).scalars().all() == ["Everyone"]


# Bringing an instance up to date


def test_several_starts_at_once_wait_for_one_another(fresh: Flask, empty_database: str, tmp_path: Path) -> None:
    apps = [fresh, *(make_app(empty_database, tmp_path / "instance") for _ in range(2))]
    done: list[bool] = []
    threads = [threading.Thread(target=lambda app=app: done.append(upgrade(app, AT))) for app in apps]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(done) == [False, False, True]
    for app in apps:
        with app.app_context():
            assert problem() is None
            db.engine.dispose()


def test_r17_a_newer_database_is_refused(fresh: Flask) -> None:
    upgrade(fresh, AT)
    with fresh.app_context():
        db.session.execute(db.text("UPDATE alembic_version SET version_num = '9999'"))
        db.session.commit()
        assert problem() == TOO_NEW

    with pytest.raises(ConfigError, match="newer papercuts"):
        upgrade(fresh, AT)


@pytest.fixture
def instance(tmp_path: Path) -> Flask:
    """An SQLite instance that is up to date, with a row in it."""
    app = make_app(f"sqlite:///{tmp_path / 'papercuts.sqlite'}", tmp_path)
    upgrade(app, AT)
    with app.app_context():
        db.session.execute(db.text("UPDATE setting SET product_name = 'Ledgerlark'"))
        db.session.commit()
    return app


@pytest.fixture
def outdated(instance: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The same for a program with one more revision, which only the next upgrade applies."""
    is_done: list[bool] = []
    monkeypatch.setattr(upgrading, "problem", lambda: None if is_done else TOO_OLD)
    monkeypatch.setattr(upgrading, "run_migrations", lambda: is_done.append(True))
    return instance


def test_before_an_upgrade_there_is_a_backup(outdated: Flask, tmp_path: Path) -> None:
    assert upgrade(outdated, AT) is True

    (backup,) = (tmp_path / "backups").iterdir()
    assert backup.name == "papercuts-20260312T100000Z.sqlite"
    assert (backup.stat().st_mode & 0o777, backup.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    with closing(sqlite3.connect(backup)) as copy:
        assert copy.execute("SELECT product_name FROM setting").fetchall() == [("Ledgerlark",)]
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_the_newest_five_backups_are_kept(outdated: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(upgrading, "problem", lambda: TOO_OLD)

    for hours in range(KEPT_BACKUPS + 2):
        upgrade(outdated, AT + timedelta(hours=hours))

    names = sorted(path.name for path in (tmp_path / "backups").iterdir())
    assert names == [f"papercuts-20260312T{10 + hours}0000Z.sqlite" for hours in range(2, KEPT_BACKUPS + 2)]


def test_a_database_that_is_up_to_date_or_empty_is_not_backed_up(instance: Flask, tmp_path: Path) -> None:
    assert upgrade(instance, AT) is False  # and before, when it was made, there was nothing to back up

    assert not (tmp_path / "backups").exists()


def test_an_upgrade_that_fails_leaves_the_backup(
    outdated: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("no space left")

    monkeypatch.setattr(upgrading, "run_migrations", fail)

    with pytest.raises(RuntimeError, match="no space left"):
        upgrade(outdated, AT)
    assert len(list((tmp_path / "backups").iterdir())) == 1


def test_a_path_within_the_instance_is_found(tmp_path: Path) -> None:
    app = make_app("sqlite:///mine.sqlite", tmp_path)

    upgrade(app, AT)

    assert (tmp_path / "mine.sqlite").stat().st_mode & 0o777 == 0o600
