"""How Alembic runs here: inside the application, one transaction, SQLite's foreign keys off meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from alembic import context
from sqlalchemy import Connection

import papercuts.models  # noqa: F401  (the tables must be known)
from papercuts.db import db
from papercuts.migrations import is_compared


def run() -> None:
    """Run the revisions on the application's own engine: all of them, or none."""
    with db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=is_sqlite,
            compare_type=True,
            include_name=is_compared,
            transactional_ddl=True,  # SQLite's is, too, since we begin transactions ourselves
        )
        with _unlinked(connection) if is_sqlite else nullcontext(), context.begin_transaction():
            if not is_sqlite:
                connection.exec_driver_sql("SET LOCAL statement_timeout = 0")  # a revision takes as long as it takes
            context.run_migrations()
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all() if is_sqlite else []
            if broken:
                raise RuntimeError(f"rows point to nothing after the upgrade: {broken[:5]}")


@contextmanager
def _unlinked(connection: Connection) -> Iterator[None]:
    """Look away from foreign keys: with them, rebuilding a table silently unlinks the rows that point to it."""
    driver = connection.connection  # the pragma does nothing inside a transaction, so it is said to the driver
    driver.cursor().execute("PRAGMA foreign_keys=OFF")
    driver.set_progress_handler(None, 0)  # a revision takes as long as it takes; the engine is disposed of afterwards
    try:
        yield
    finally:
        driver.cursor().execute("PRAGMA foreign_keys=ON")


run()
