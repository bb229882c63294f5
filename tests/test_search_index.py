"""The index over titles: as the titles are, whatever changes them, in the transaction that does."""

import pytest
from flask import Flask
from sqlalchemy import delete, update

from papercuts.db import db
from papercuts.models import PaperCut
from tests.factories import make
from tests.stages import Stage


def is_right(table: str) -> bool:
    """Say whether an index of SQLite holds just the titles: FTS5 compares both, and fails where they differ."""
    db.session.execute(db.text(f"INSERT INTO {table}({table}, rank) VALUES ('integrity-check', 1)"))
    return True


@pytest.mark.parametrize("table", ["paper_cut_words", "paper_cut_letters"])
def test_on_sqlite_the_index_holds_what_the_titles_are(sqlite_stage: Stage, table: str) -> None:
    sqlite_stage.clear()
    with sqlite_stage.app.app_context():
        first, second, third = (make.paper_cut(title) for title in ("Date jumps", "Total hidden", "Printing"))
        second.title_identity = "renamed before it was stored"
        db.session.commit()
        assert is_right(table)

        first.title_identity = "menu closes"
        db.session.flush()
        db.session.execute(update(PaperCut).where(PaperCut.id == first.id).values(title_identity="twice renamed"))
        db.session.execute(delete(PaperCut).where(PaperCut.id == third.id))
        db.session.commit()

        assert is_right(table)
        found = db.session.execute(db.text(f"SELECT rowid FROM {table}('renamed') ORDER BY rowid"))
        assert found.scalars().all() == [first.id, second.id]
        db.session.delete(second)
        db.session.rollback()
        assert is_right(table)


def test_nothing_waits_to_be_indexed_after_a_commit(app: Flask) -> None:
    make.paper_cut()
    db.session.commit()

    if db.engine.dialect.name == "sqlite":
        assert db.session.execute(db.text("SELECT count(*) FROM paper_cut_retitled")).scalar() == 0
