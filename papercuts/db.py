"""The database object, the typed base of every table, and what SQLite must be told on each connection."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    CheckConstraint,
    Connection,
    Date,
    DateTime,
    Dialect,
    Enum,
    Float,
    MetaData,
    Text,
    TypeDecorator,
    event,
)
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, registry

CHUNK = 500  # values in one statement; SQLite takes 32,766, but plans long lists badly
N_STEPS = 100_000  # of SQLite's machine, some milliseconds, between two looks at the time
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, stored as UTC; SQLite knows no zones, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without a zone: it would be stored as a wrong one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time needs a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables; the map and the names of constraints stand here once."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: UtcDateTime(),
            date: Date(),
            float: Float(53),
            str: Text(),
        },
    )


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base  # what a type checker needs to know of it
else:
    Model = db.Model  # names its table after the class


def words(enum: type[StrEnum]) -> Enum:
    """Return the column type of an enumeration, stored by its words."""
    return Enum(
        enum,
        native_enum=False,
        create_constraint=False,  # the CHECK has a name of its own: see one_of
        length=32,
        values_callable=lambda members: [word.value for word in members],
    )


def one_of(column: str, enum: type[StrEnum]) -> CheckConstraint:
    """Return the CHECK that a column holds a word of the enumeration (or nothing)."""
    allowed = ", ".join(f"'{word.value}'" for word in enum)
    return CheckConstraint(f"{column} IN ({allowed})", name=column)


def at_most(column: str, length: int) -> CheckConstraint:
    """Return the CHECK on the length of a text, in characters; SQLite ignores String(n)."""
    return CheckConstraint(f"length({column}) <= {length}", name=f"{column}_length")


def between(column: str, low: float, high: float) -> CheckConstraint:
    """Return the CHECK on the range of a number, both ends included."""
    return CheckConstraint(f"{column} >= {low} AND {column} <= {high}", name=f"{column}_range")


# SQLite knows one writer. A transaction that reads and then writes fails under a second writer unless it
# took the lock at its start; so every transaction does, but those of requests that only read.
_only_reads: ContextVar[bool] = ContextVar("only_reads", default=False)


def only_reading() -> AbstractContextManager[None]:
    """Within it, transactions take no write lock on SQLite."""
    return _reads(True)


def for_writing() -> AbstractContextManager[None]:
    """Within it, transactions take the write lock on SQLite at their start, as is usual."""
    return _reads(False)


def is_only_reading() -> bool:
    """Say whether the current transaction may not write."""
    return _only_reads.get()


@contextmanager
def _reads(value: bool) -> Iterator[None]:
    token = _only_reads.set(value)
    try:
        yield
    finally:
        _only_reads.reset(token)


def listen(engine: Engine, statement_seconds: float = 15) -> None:
    """Set up each connection: SQLite's promises, and how long a statement may take or wait for a lock."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "commit", _index_titles)
        event.listen(engine, "before_cursor_execute", _start_timing(statement_seconds))
    else:
        event.listen(engine, "connect", _set_up_postgres(statement_seconds))


def chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield the values that are any, as many at a time as a statement takes well."""
    left = iter([value for value in values if value not in (None, "")])
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def _set_up_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin on its own
    cursor = connection.cursor()
    for pragma in (
        "busy_timeout=5000",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "trusted_schema=OFF",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    record.info["until"] = float("inf")
    connection.set_progress_handler(lambda: monotonic() > record.info["until"], N_STEPS)


def _start_timing(seconds: float) -> Any:
    def start(connection: Connection, *_: Any) -> None:
        connection.info["until"] = monotonic() + seconds

    return start


def _begin_sqlite(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN" if _only_reads.get() else "BEGIN IMMEDIATE")


# What finds titles on SQLite, revision 0004: triggers note which titles are new, changed or gone, with the title that
# the index still has; they may not write to the index themselves, for with trusted_schema=OFF no virtual table is safe.
_INDEXED = ("paper_cut_words", "paper_cut_letters")


def _index_titles(connection: Connection) -> None:
    """Bring the index up to date, in the transaction that changed titles."""
    if _only_reads.get():
        return
    cursor = connection.connection.cursor()
    try:
        is_changed = cursor.execute("SELECT 1 FROM paper_cut_retitled LIMIT 1").fetchone()
    except sqlite3.OperationalError:  # a database that is not up to date has no index
        return
    if is_changed:
        for table in _INDEXED:
            cursor.execute(
                f"INSERT INTO {table}({table}, rowid, title_identity) "  # noqa: S608
                "SELECT 'delete', id, indexed FROM paper_cut_retitled WHERE indexed IS NOT NULL"
            )
            cursor.execute(
                f"INSERT INTO {table}(rowid, title_identity) "  # noqa: S608
                "SELECT id, title_identity FROM paper_cut JOIN paper_cut_retitled USING (id)"
            )
        cursor.execute("DELETE FROM paper_cut_retitled")
    cursor.close()


def _set_up_postgres(statement_seconds: float) -> Any:
    def set_up(connection: Any, record: Any) -> None:
        before, connection.autocommit = connection.autocommit, True
        with connection.cursor() as cursor:
            cursor.execute(f"SET statement_timeout = '{statement_seconds}s'")
            cursor.execute("SET lock_timeout = '5s'")
            cursor.execute("SET idle_in_transaction_session_timeout = '30s'")
        connection.autocommit = before

    return set_up
