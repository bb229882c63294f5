"""Which visits are visits with users: those that took place, but not walks through the product by ourselves."""

from sqlalchemy import ColumnElement, and_

from papercuts.domain.limits import VisitKind, VisitStatus
from papercuts.models import Visit


def with_users() -> ColumnElement[bool]:
    """Say of a visit whether it took place, and somebody else than us was watched at it."""
    return and_(Visit.kind != VisitKind.OWN, Visit.status != VisitStatus.PLANNED)
