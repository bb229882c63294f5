"""What we told sites we would do."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import case, select
from sqlalchemy.orm import joinedload

from papercuts.db import db
from papercuts.domain.limits import PromiseState
from papercuts.models import Promise, Sighting

SETTLED_SHOWN = 20


def one(promise_id: int) -> Promise | None:
    """Return a promise with its site."""
    return db.session.scalar(select(Promise).where(Promise.id == promise_id).options(joinedload(Promise.site)))


def of_site(site_id: int) -> Sequence[Promise]:
    """Return the promises to a site: those open first, the earliest due on top, then the newest settled ones."""
    is_settled = Promise.state != PromiseState.OPEN
    loaded = (joinedload(Promise.owner), joinedload(Promise.sighting).joinedload(Sighting.paper_cut))
    rows = db.session.scalars(
        select(Promise)
        .where(Promise.site_id == site_id)
        .order_by(
            is_settled,
            case((is_settled, None), else_=Promise.due_on).is_(None),
            case((is_settled, None), else_=Promise.due_on),
            Promise.settled_at.desc(),
            Promise.id,
        )
        .options(*loaded)
    ).all()
    n_open = sum(row.state is PromiseState.OPEN for row in rows)
    return rows[: n_open + SETTLED_SHOWN]


def open_at(site_id: int) -> list[Promise]:
    """Return the promises to a site that wait, the earliest due first."""
    return [row for row in of_site(site_id) if row.state is PromiseState.OPEN]


def n_late(promises: Sequence[Promise], today: date) -> int:
    """Return how many open ones were due before today."""
    return sum(1 for one in promises if one.state is PromiseState.OPEN and one.due_on and one.due_on < today)
