"""What a paper cut is held against, one by one."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select

from papercuts.db import db
from papercuts.domain import standings
from papercuts.domain.rank_known import shared_variance
from papercuts.queries.filters import CUT


class Opponent(NamedTuple):
    """A paper cut to be held against another."""

    id: int
    title: str
    task_id: int
    is_ranked: bool


def rows(ids: Collection[int]) -> dict[int, standings.Row]:
    """Return the paybacks of these paper cuts, ready to be held against each other, by number; none without one."""
    chosen = select(CUT.id, CUT.task_id, CUT.score_m, CUT.score_v, CUT.known).where(CUT.id.in_(ids))
    return {
        cut_id: standings.Row((m, v), task_id, shared_variance(packed))
        for cut_id, task_id, m, v, packed in db.session.execute(chosen.where(CUT.score_m.is_not(None)))
    }


def opponents(ids: Collection[int]) -> dict[int, Opponent]:
    """Return those of these paper cuts that there are, by number."""
    rows = db.session.execute(select(CUT.id, CUT.title, CUT.task_id, CUT.is_ranked).where(CUT.id.in_(ids)))
    return {row.id: Opponent._make(row) for row in rows}
