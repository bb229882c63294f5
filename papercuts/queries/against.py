"""What a paper cut is held against, one by one."""

from collections.abc import Collection

from sqlalchemy import select, true

from papercuts.db import db
from papercuts.domain import standings
from papercuts.domain.rank_known import shared_variance
from papercuts.queries.filters import CUT


def rows(ids: Collection[int]) -> dict[int, standings.Row]:
    """Return the paybacks of these paper cuts, ready to be held against each other, by number; none without one."""
    chosen = select(CUT.id, CUT.task_id, CUT.score_m, CUT.score_v, CUT.known).where(CUT.id.in_(ids))
    return {
        cut_id: standings.Row((m, v), task_id, shared_variance(packed))
        for cut_id, task_id, m, v, packed in db.session.execute(chosen.where(CUT.score_m.is_not(None)))
    }


def titles(ids: Collection[int]) -> dict[int, str]:
    """Return what those of these paper cuts are called that are in the ranked list, by number."""
    ranked = select(CUT.id, CUT.title).where(CUT.id.in_(ids), CUT.is_ranked == true())
    return dict(iter(db.session.execute(ranked)))
