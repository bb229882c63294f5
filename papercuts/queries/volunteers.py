"""Who has offered to show how they work. What is to be forgotten is never read, deleted or not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import joinedload

from papercuts.db import db
from papercuts.domain.attribution import strictest
from papercuts.domain.limits import PAGE_SIZE, Consent, VolunteerState
from papercuts.domain.text import identity
from papercuts.models import Site, Visit, Volunteer


@dataclass(frozen=True)
class Offer:
    """An offer, the site it is from where one has the name of the organisation, and what else its address has sent."""

    volunteer: Volunteer
    site: Site | None
    others: Sequence[Volunteer]  # of the same address, the oldest first


def one(volunteer_id: int, today: date, *, is_held: bool = False) -> Volunteer | None:
    """Return an offer; one that is held cannot be changed by others before this transaction ends."""
    statement = select(Volunteer).where(Volunteer.id == volunteer_id, _is_kept(today))
    return db.session.scalar(statement.with_for_update() if is_held else statement)


def offers(today: date, offset: int = 0) -> list[Offer]:
    """Return a page of the offers: those that wait first, the oldest of them on top; then planned, then declined."""
    order = case({VolunteerState.WAITING: 0, VolunteerState.PLANNED: 1}, value=Volunteer.state, else_=2)
    rows = db.session.scalars(
        select(Volunteer)
        .where(_is_kept(today))
        .order_by(order, Volunteer.offered_at, Volunteer.id)
        .options(joinedload(Volunteer.visit).joinedload(Visit.site))
        .limit(PAGE_SIZE)
        .offset(offset)
    ).all()
    sites, same = _sites(rows), of_addresses([row.email for row in rows], today)
    return [
        Offer(row, sites.get(identity(row.organisation)), [one for one in same[row.email] if one is not row])
        for row in rows
    ]


def of_addresses(emails: Collection[str], today: date) -> dict[str, list[Volunteer]]:
    """Return all offers of some addresses, by these, the oldest first."""
    found: dict[str, list[Volunteer]] = {email: [] for email in emails}
    rows = select(Volunteer).where(Volunteer.email.in_(found), _is_kept(today))
    for one in db.session.scalars(rows.order_by(Volunteer.offered_at, Volunteer.id)):
        found[one.email].append(one)
    return found


def consent_of(volunteer: Volunteer, today: date) -> Consent:
    """Return how whoever sent an offer may be quoted: the strictest of what its address has ever said.

    Anybody can write anybody's address on the form, so a later offer must not allow more than one before.
    """
    same = of_addresses([volunteer.email], today)[volunteer.email]
    return strictest(one.consent for one in [volunteer, *same])


def n_since(moment: datetime) -> int:
    """Return how many offers were sent since some moment."""
    return db.session.scalar(select(func.count(Volunteer.id)).where(Volunteer.offered_at >= moment)) or 0


def n_kept(today: date) -> int:
    """Return how many offers there are."""
    return db.session.scalar(select(func.count(Volunteer.id)).where(_is_kept(today))) or 0


def waiting(today: date) -> tuple[int, datetime | None]:
    """Return how many offers wait for an answer, and when the oldest of them was made."""
    n, first = db.session.execute(
        select(func.count(Volunteer.id), func.min(Volunteer.offered_at)).where(
            _is_kept(today), Volunteer.state == VolunteerState.WAITING
        )
    ).one()
    return n, first


def _is_kept(today: date) -> ColumnElement[bool]:
    return Volunteer.forget_on > today


def _sites(rows: Sequence[Volunteer]) -> dict[str, Site]:
    """Return the sites that have the names of the organisations, by these."""
    names = {identity(row.organisation) for row in rows if row.organisation}
    return {site.name_identity: site for site in db.session.scalars(select(Site).where(Site.name_identity.in_(names)))}
