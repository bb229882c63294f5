"""Which visits are visits with users: those that took place, but not walks through the product by ourselves."""

from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, select, union

from papercuts.db import db
from papercuts.domain.limits import VisitKind, VisitStatus
from papercuts.models import Sighting, Visit, Watch


def with_users() -> ColumnElement[bool]:
    """Say of a visit whether it took place, and somebody else than us was watched at it."""
    return and_(Visit.kind != VisitKind.OWN, Visit.status != VisitStatus.PLANNED)


def people_seen() -> Subquery:
    """Return who was watched at which visit, as visit_id and participant_id; no participant: nobody in particular.

    Who met something was watched, too. Each is in it once a visit.
    """
    return union(
        select(Watch.visit_id, Watch.participant_id), select(Sighting.visit_id, Sighting.participant_id)
    ).subquery()


def n_people(*where: Any) -> int:
    """Return how many people were watched at visits with users, each once; nobody in particular is one a visit."""
    seen = people_seen()
    nobody = case((seen.c.participant_id.is_(None), seen.c.visit_id))
    n = func.count(seen.c.participant_id.distinct()) + func.count(nobody.distinct())
    return db.session.scalar(select(n).join(Visit, Visit.id == seen.c.visit_id).where(with_users(), *where)) or 0
