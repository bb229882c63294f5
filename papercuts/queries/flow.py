"""What came in and what went out: paper cuts added, fixed, verified, reopened and declined, by the history."""

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from papercuts.db import db
from papercuts.domain.limits import VisitStatus
from papercuts.models import PaperCut, Visit


def first_day(zone: ZoneInfo) -> date | None:
    """Return the day of the first visit or, where that was earlier, of the first paper cut; none without either."""
    named = db.session.scalar(select(func.min(PaperCut.created_at)))
    visited = db.session.scalar(select(func.min(Visit.visited_on)).where(Visit.status != VisitStatus.PLANNED))
    days = [named.astimezone(zone).date()] if named else []
    return min(days + ([visited] if visited else []), default=None)
