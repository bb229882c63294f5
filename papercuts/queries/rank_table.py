"""The ranked list as other programs read it: every row, full precision, the same order as the page."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, true

from papercuts.db import db
from papercuts.models import PaperCut
from papercuts.queries import familiar

FEW = 500  # rows that a statement can name one by one
# Keys and columns, in this order; hours a year, engineer-hours, hours a year per engineer-hour, people.
RANK_COLUMNS = {
    "number": PaperCut.id,
    "title": PaperCut.title,
    "hours_lost_mean": PaperCut.hours_lost_mean,
    "hours_lost_q10": PaperCut.hours_lost_q10,
    "hours_lost_q50": PaperCut.hours_lost_q50,
    "hours_lost_q90": PaperCut.hours_lost_q90,
    "effort_hours_mean": PaperCut.effort_hours_mean,
    "payback_q10": PaperCut.payback_q10,
    "payback_q50": PaperCut.payback_q50,
    "payback_q90": PaperCut.payback_q90,
    "hit_k": PaperCut.hit_k,
    "watched_n": PaperCut.watched_n,
    "assumed": PaperCut.assumed,
}


def rows(limit: int | None, scores: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return the open and claimed paper cuts by payback, the first `limit` of them.

    scores: keys of `domain.familiar.SCORES`; each adds its value under its key, and under "rice_rank" the place it
    would give. Both are none where an input is missing.
    """
    statement = (
        select(*RANK_COLUMNS.values())
        .where(PaperCut.is_ranked == true())
        .order_by(PaperCut.payback_q50.desc(), PaperCut.id.desc())
        .limit(limit)
    )
    found = [dict(zip(RANK_COLUMNS, row, strict=True)) for row in db.session.execute(statement)]
    told = familiar.told(scores, [row["number"] for row in found] if len(found) <= FEW else None)
    for row in found:
        for name in scores:
            value, place, _ = told.get(row["number"], {}).get(name, familiar.NOTHING)
            row |= {name: value, f"{name}_rank": place}
    return found
