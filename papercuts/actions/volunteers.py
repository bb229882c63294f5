"""Offers of customers to show how they work: made by themselves, planned, declined, removed, and forgotten in time.

Anybody can write anybody's address on the public form. So what is sent never changes an offer that is there: each
stands for itself, and a person says which to believe. The history names an offer by its number alone: who made it, and
their words, go with the row.
"""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from papercuts.actions.history import record, record_each
from papercuts.db import db
from papercuts.domain.limits import VOLUNTEER_DAYS, VOLUNTEERS_WAITING, Consent, VolunteerState
from papercuts.models import Account, Setting, Visit, Volunteer

OFFERED, FORGOTTEN = "offered to show how they work", "forgotten after a year"


def send(*, email: str, **words: Any) -> Volunteer | None:
    """Keep what a stranger offers, as `offer`; nothing while three offers of that address wait for an answer."""
    db.session.get_one(Setting, 1, with_for_update=True)  # of those sent at once from one address, three are kept
    same = (Volunteer.email == email.lower(), Volunteer.state == VolunteerState.WAITING)
    n_waiting = db.session.scalar(select(func.count(Volunteer.id)).where(*same)) or 0
    return offer(email=email, **words) if n_waiting < VOLUNTEERS_WAITING else None


def offer(
    *,
    name: str,
    email: str,
    organisation: str,
    role: str,
    offer: str,
    consent: Consent,
    today: date,
    at: datetime,
) -> Volunteer:
    """Keep what somebody offers, for a year, beside what the same address has offered before."""
    volunteer = Volunteer(
        name=name,
        email=email.lower(),
        organisation=organisation,
        role=role,
        offer=offer,
        consent=consent,
        state=VolunteerState.WAITING,
        offered_at=at,
        forget_on=today + timedelta(days=VOLUNTEER_DAYS),
    )
    db.session.add(volunteer)
    record(volunteer, OFFERED, by=None, at=at)
    return volunteer


def plan(volunteer: Volunteer, visit: Visit, *, by: Account | None, at: datetime) -> None:
    """Say that a visit is planned with somebody."""
    volunteer.state, volunteer.visit_id = VolunteerState.PLANNED, visit.id
    record(volunteer, "planned a visit with them", by=by, at=at)


def decline(volunteer: Volunteer, *, by: Account | None, at: datetime) -> None:
    """Say that no visit comes of an offer. Raises ValueError unless it waits."""
    _move(volunteer, VolunteerState.WAITING, VolunteerState.DECLINED)
    record(volunteer, "declined the offer", by=by, at=at)


def reopen(volunteer: Volunteer, *, by: Account | None, at: datetime) -> None:
    """Let an offer wait again. Raises ValueError unless it was declined."""
    _move(volunteer, VolunteerState.DECLINED, VolunteerState.WAITING)
    record(volunteer, "took the offer up again", by=by, at=at)


def remove(volunteer: Volunteer, *, by: Account | None, at: datetime) -> None:
    """Remove an offer with all that is known of who made it."""
    record(volunteer, "removed the offer", by=by, at=at)
    db.session.delete(volunteer)


def forget(today: date, *, at: datetime) -> int:
    """Delete the offers whose year is over, and return how many."""
    gone = db.session.scalars(delete(Volunteer).where(Volunteer.forget_on <= today).returning(Volunteer.id)).all()
    record_each([("volunteer", row_id, FORGOTTEN, {}) for row_id in sorted(gone)], by=None, at=at)
    return len(gone)


def _move(volunteer: Volunteer, before: VolunteerState, after: VolunteerState) -> None:
    if volunteer.state is not before:
        raise ValueError(f"This offer is {volunteer.state} already.")
    volunteer.state = after
