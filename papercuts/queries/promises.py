"""What we told sites we would do."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from papercuts.db import db
from papercuts.domain.limits import PromiseState
from papercuts.models import Event, Promise, Sighting

SETTLED_SHOWN = 20
MOVED = "moved a promise"  # the verb of actions.promises.change


def one(promise_id: int) -> Promise | None:
    """Return a promise with its site."""
    return db.session.scalar(select(Promise).where(Promise.id == promise_id).options(joinedload(Promise.site)))


def of_site(site_id: int) -> Sequence[Promise]:
    """Return the promises to a site: those open first, the earliest due on top, then the newest settled ones."""
    return of_sites([site_id])[site_id]


def of_sites(site_ids: Collection[int]) -> dict[int, list[Promise]]:
    """Return the promises to each of these sites, as `of_site` does."""
    is_settled = Promise.state != PromiseState.OPEN
    loaded = (joinedload(Promise.owner), joinedload(Promise.sighting).joinedload(Sighting.paper_cut))
    rows = db.session.scalars(
        select(Promise)
        .where(Promise.site_id.in_(site_ids))
        .order_by(
            is_settled,
            case((is_settled, None), else_=Promise.due_on).is_(None),
            case((is_settled, None), else_=Promise.due_on),
            Promise.settled_at.desc(),
            Promise.id,
        )
        .options(*loaded)
    )
    found: dict[int, list[Promise]] = {site_id: [] for site_id in site_ids}
    for row in rows:
        found[row.site_id].append(row)
    return {site_id: _shown(some) for site_id, some in found.items()}


def open_at(site_id: int) -> list[Promise]:
    """Return the promises to a site that wait, the earliest due first."""
    return [row for row in of_site(site_id) if row.state is PromiseState.OPEN]


def open_ones(limit: int, offset: int = 0) -> Sequence[Promise]:
    """Return the promises to all sites that wait, the earliest due first, those without a day last."""
    loaded = (joinedload(Promise.site), joinedload(Promise.owner))
    return db.session.scalars(
        select(Promise)
        .where(Promise.state == PromiseState.OPEN)
        .order_by(Promise.due_on.is_(None), Promise.due_on, Promise.id)
        .options(*loaded, joinedload(Promise.sighting).joinedload(Sighting.paper_cut))
        .limit(limit)
        .offset(offset)
    ).all()


def settled(limit: int) -> Sequence[Promise]:
    """Return the promises that were kept or broken last."""
    return db.session.scalars(
        select(Promise)
        .where(Promise.state != PromiseState.OPEN)
        .order_by(Promise.settled_at.desc(), Promise.id.desc())
        .options(joinedload(Promise.site), joinedload(Promise.owner))
        .limit(limit)
    ).all()


def counts(today: date) -> dict[str, int]:
    """Return how many are open, how many of these are late, how many were kept and broken."""
    by_state = select(Promise.state, func.count()).group_by(Promise.state)
    found = {state.value: n for state, n in db.session.execute(by_state)}
    late = select(func.count()).where(Promise.state == PromiseState.OPEN, Promise.due_on < today)
    return {state.value: found.get(state.value, 0) for state in PromiseState} | {"late": db.session.scalar(late) or 0}


def first_days(promise_ids: Collection[int]) -> dict[int, date]:
    """Return for each promise that was moved the day on which it was due at first: a moved one is no kept one."""
    rows = db.session.scalars(
        select(Event)
        .where(Event.subject == "promise", Event.subject_id.in_(promise_ids), Event.verb == MOVED)
        .order_by(Event.id.desc())
    )
    found: dict[int, date] = {}
    for event in rows:  # the earliest comes last, and stays
        before = event.details["due"][0]
        if before:
            found[event.subject_id] = date.fromisoformat(before)
    return found


def n_late(promises: Sequence[Promise], today: date) -> int:
    """Return how many open ones were due before today."""
    return sum(1 for one in promises if one.state is PromiseState.OPEN and one.due_on and one.due_on < today)


def _shown(rows: list[Promise]) -> list[Promise]:
    n_open = sum(row.state is PromiseState.OPEN for row in rows)
    return rows[: n_open + SETTLED_SHOWN]
