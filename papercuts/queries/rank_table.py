"""The ranked list as other programs read it: every row, full precision, the same order as the page."""

from typing import Any

from sqlalchemy import select, true

from papercuts.db import db
from papercuts.models import PaperCut

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


def rows(limit: int | None) -> list[dict[str, Any]]:
    """Return the open and claimed paper cuts by payback, the first `limit` of them."""
    statement = (
        select(*RANK_COLUMNS.values())
        .where(PaperCut.is_ranked == true())
        .order_by(PaperCut.payback_q50.desc(), PaperCut.id.desc())
        .limit(limit)
    )
    return [dict(zip(RANK_COLUMNS, row, strict=True)) for row in db.session.execute(statement)]
