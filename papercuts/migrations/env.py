"""How Alembic runs here: inside the application, one transaction, SQLite's foreign keys off meanwhile."""

from alembic import context

import papercuts.models  # noqa: F401  (the tables must be known)
from papercuts.db import db


def run() -> None:
    """Run the revisions on the application's own engine."""
    with db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            # rebuilding a table in batch mode with foreign keys on silently unlinks the rows that point to it;
            # the pragma does nothing inside a transaction, so it is set on the bare connection
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=is_sqlite,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if is_sqlite:
            broken = connection.connection.cursor().execute("PRAGMA foreign_key_check").fetchall()
            connection.connection.cursor().execute("PRAGMA foreign_keys=ON")
            if broken:
                raise RuntimeError(f"rows point to nothing after the upgrade: {broken[:5]}")
        connection.commit()


run()
