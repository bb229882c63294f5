"""What happened in some days, for the weekly summary: visits, words, applause, whom we told, what is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from papercuts.db import db
from papercuts.domain.limits import PromiseState, VisitKind, VisitStatus
from papercuts.models import Fix, Participant, Promise, Sighting, Site, Told, Verification, Visit, Watch

MOST = 500  # of each kind: a week has fewer


@dataclass(frozen=True)
class Seen:
    """What was seen at the visits of some days."""

    visits: Sequence[Visit]
    n_people: int
    n_sightings: int
    n_delights: int


def seen(first: date, last: date) -> Seen:
    """Return the visits that took place from one day to another, and how much was seen, with whatever product.

    Sightings of a walk by ourselves count, though it is no visit with users; a delight is one with our product.
    """
    took_place = (Visit.status != VisitStatus.PLANNED, Visit.visited_on >= first, Visit.visited_on <= last)
    users = (*took_place, Visit.kind != VisitKind.OWN)
    visits = db.session.scalars(
        select(Visit).where(*users).options(joinedload(Visit.site)).order_by(Visit.visited_on, Visit.id).limit(MOST)
    ).all()
    people = select(func.count(Watch.participant_id.distinct())).join(Visit, Visit.id == Watch.visit_id).where(*users)
    n_delights = func.count(Sighting.id).filter(Sighting.is_delight, Visit.product == "")
    counted = select(func.count(Sighting.id), n_delights).join(Visit, Visit.id == Sighting.visit_id).where(*took_place)
    n_sightings, n_smiles = db.session.execute(counted).one()
    return Seen(visits, db.session.scalar(people) or 0, n_sightings, n_smiles)


def words(first: date, last: date) -> Sequence[Sighting]:
    """Return the sightings of these days with words on our product that may be repeated: by whom, and where."""
    return db.session.scalars(
        select(Sighting)
        .join(Sighting.visit)
        .join(Sighting.participant)
        .where(
            Visit.visited_on >= first,
            Visit.visited_on <= last,
            Visit.product == "",
            Visit.status != VisitStatus.PLANNED,
            Sighting.quote != "",
            Participant.may_be_quoted,
        )
        .order_by(Sighting.id.desc())
        .options(
            joinedload(Sighting.participant),
            joinedload(Sighting.paper_cut),
            joinedload(Sighting.visit).joinedload(Visit.site),
        )
        .limit(MOST)
    ).all()


def applause(first: date, last: date) -> Sequence[Verification]:
    """Return what was applauded at visits of these days, with its fix and where."""
    return db.session.scalars(
        select(Verification)
        .join(Verification.visit)
        .where(Visit.visited_on >= first, Visit.visited_on <= last, Verification.applause > 0)
        .order_by(Verification.id.desc())
        .options(
            joinedload(Verification.participant),
            joinedload(Verification.fix).joinedload(Fix.paper_cut),
            joinedload(Verification.visit).joinedload(Visit.site),
        )
        .limit(MOST)
    ).all()


def told(first: date, last: date) -> Sequence[Told]:
    """Return whom we told in these days what became of what they showed us, by site."""
    return db.session.scalars(
        select(Told)
        .join(Told.site)
        .where(Told.told_on >= first, Told.told_on <= last)
        .order_by(Site.name, Told.id)
        .options(joinedload(Told.site), joinedload(Told.release), joinedload(Told.paper_cut))
        .limit(MOST)
    ).all()


def late(last: date, ends_at: datetime) -> Sequence[Promise]:
    """Return the promises that were late when a week ended: due by its last day, and settled after it or never."""
    return db.session.scalars(
        select(Promise)
        .where(
            Promise.due_on <= last,
            Promise.made_at < ends_at,
            or_(Promise.state == PromiseState.OPEN, Promise.settled_at >= ends_at),
        )
        .order_by(Promise.due_on, Promise.id)
        .options(joinedload(Promise.site))
        .limit(MOST)
    ).all()
