"""Offers of customers to show how they work: made by themselves, planned, declined, removed, and forgotten in time.

The history names an offer by its number alone: who made it, and their words, go with the row.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import delete, select

from papercuts.actions.history import record, record_each
from papercuts.db import db
from papercuts.domain.limits import VOLUNTEER_DAYS, Consent, VolunteerState
from papercuts.models import Account, Setting, Visit, Volunteer

OFFERED, OFFERED_AGAIN, FORGOTTEN = "offered to show how they work", "offered again", "forgotten after a year"


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
    """Keep what somebody offers, for a year; the same address again replaces what it offered before.

    One that was declined waits again then; one whose visit is planned stays planned.
    """
    db.session.get_one(Setting, 1, with_for_update=True)  # of two sent at once from one address, one is kept
    address = email.lower()
    volunteer = db.session.scalars(select(Volunteer).where(Volunteer.email == address).limit(1)).one_or_none()
    verb = OFFERED_AGAIN if volunteer else OFFERED
    if volunteer is None:
        volunteer = Volunteer(email=address, state=VolunteerState.WAITING)
        db.session.add(volunteer)
    volunteer.name, volunteer.organisation, volunteer.role = name, organisation, role
    volunteer.offer, volunteer.consent = offer, consent
    volunteer.offered_at, volunteer.forget_on = at, today + timedelta(days=VOLUNTEER_DAYS)
    volunteer.is_sample = False
    if volunteer.state is VolunteerState.DECLINED:
        volunteer.state = VolunteerState.WAITING
    record(volunteer, verb, by=None, at=at)
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
