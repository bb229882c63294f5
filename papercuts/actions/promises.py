"""Promises to a site: make one, say what became of it, take it away.

The history says that there was one and what became of it, never what it said: an event stays for ever.
"""

from datetime import date, datetime

from sqlalchemy import select

from papercuts.actions.history import record
from papercuts.db import db
from papercuts.domain.limits import PromiseState
from papercuts.models import Account, Promise, Site

_VERBS = {PromiseState.KEPT: "kept a promise", PromiseState.BROKEN: "broke a promise"}


def make(
    site: Site,
    what: str,
    *,
    due_on: date | None,
    owner: Account | None,
    sighting_id: int | None = None,
    by: Account | None,
    at: datetime,
) -> Promise:
    """Note what a site was told that we would do; the same words sent twice are one promise."""
    same = select(Promise).where(Promise.site_id == site.id, Promise.state == PromiseState.OPEN, Promise.what == what)
    known = next((one for one in db.session.scalars(same) if one.due_on == due_on), None)
    if known is not None:
        return known
    promise = Promise(
        site_id=site.id,
        sighting_id=sighting_id,
        what=what,
        due_on=due_on,
        owner_id=owner.id if owner else None,
        state=PromiseState.OPEN,
        made_by_id=by.id if by else None,
        made_at=at,
    )
    db.session.add(promise)
    db.session.flush()
    record(site, "made a promise", by=by, at=at, **_due(promise))
    return promise


def change(
    promise: Promise, *, what: str, due_on: date | None, owner: Account | None, by: Account, at: datetime
) -> None:
    """Correct a promise. Its first day stays in the history, and is shown: a moved promise is no kept one.

    Raises ValueError when something became of it.
    """
    if promise.state is not PromiseState.OPEN:
        raise ValueError(f"This promise is {promise.state}. Open it again to change it.")
    before = promise.due_on
    if due_on != before:
        promise.due_on = due_on
        record(promise, "moved a promise", by=by, at=at, due=[_day(before), _day(due_on)])
    if what != promise.what:
        promise.what = what
        record(promise, "reworded a promise", by=by, at=at)
    if (owner.id if owner else None) != promise.owner_id:
        promise.owner_id = owner.id if owner else None
        record(promise, "gave a promise to somebody", by=by, at=at, owner=owner.name if owner else "nobody")


def settle(promise: Promise, state: PromiseState, *, by: Account | None, at: datetime) -> None:
    """Say that a promise was kept or broken. Raises ValueError when that was said already, or for *open*."""
    if state is PromiseState.OPEN:
        raise ValueError("A promise is kept or broken. To open it again, take back what was said.")
    if promise.state is not PromiseState.OPEN:
        raise ValueError(f"This promise is marked as {promise.state} already.")
    promise.state, promise.settled_at = state, at
    record(_site(promise), _VERBS[state], by=by, at=at, **_due(promise))


def open_again(promise: Promise, *, by: Account, at: datetime) -> None:
    """Take back what was said to have become of it."""
    if promise.state is not PromiseState.OPEN:
        promise.state, promise.settled_at = PromiseState.OPEN, None
        record(_site(promise), "opened a promise again", by=by, at=at, **_due(promise))


def remove(promise: Promise, *, by: Account, at: datetime) -> None:
    """Take a promise away that was noted by mistake. Raises ValueError when something became of it."""
    if promise.state is not PromiseState.OPEN:
        raise ValueError(f"This promise is {promise.state}: it stays, so that it can be counted.")
    record(_site(promise), "removed a promise", by=by, at=at, **_due(promise))
    db.session.delete(promise)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _due(promise: Promise) -> dict[str, str]:
    return {"due": promise.due_on.isoformat()} if promise.due_on else {}


def _site(promise: Promise) -> Site:
    return db.session.get_one(Site, promise.site_id)
