"""What a paper cut is held against, one by one."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select

from papercuts.db import db
from papercuts.queries.filters import CUT


class Opponent(NamedTuple):
    """A paper cut to be held against another."""

    id: int
    title: str
    task_id: int
    is_ranked: bool


def opponents(ids: Collection[int]) -> dict[int, Opponent]:
    """Return those of these paper cuts that there are, by number."""
    rows = db.session.execute(select(CUT.id, CUT.title, CUT.task_id, CUT.is_ranked).where(CUT.id.in_(ids)))
    return {row.id: Opponent._make(row) for row in rows}
