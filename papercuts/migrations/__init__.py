"""Alembic revisions; each runs up and down on SQLite and PostgreSQL."""

from collections.abc import Mapping
from typing import Any

# SQLite: the first two each with some tables that FTS5 keeps its index in
_SEARCHED = ("paper_cut_words", "paper_cut_letters", "paper_cut_retitled")
_SEARCHING = "ix_search_"  # PostgreSQL


def is_compared(name: str | None, kind: str, parents: Mapping[Any, str | None]) -> bool:
    """Say whether what a database has is held against the models: not the search index, which no model has."""
    if name is None or kind not in ("table", "index"):
        return True
    return not name.startswith(_SEARCHED if kind == "table" else _SEARCHING)
