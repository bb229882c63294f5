"""What happened in some days, for the weekly summary: visits, words, applause, whom we told, promises."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from papercuts.db import db
from papercuts.domain.limits import PromiseState
from papercuts.models import Fix, PaperCut, Participant, Promise, Rating, Sighting, Site, Told, Verification, Visit
from papercuts.queries.with_users import n_people, with_users

MOST = 500  # of each kind: a week has fewer


@dataclass(frozen=True)
class Seen:
    """What was seen at the visits of some days: with our product, or with others."""

    visits: Sequence[Visit]
    n_people: int
    n_sightings: int  # delights among them
    n_delights: int


@dataclass(frozen=True)
class Said:
    """What somebody said about our product who may be quoted."""

    text: str
    mood: int | None
    participant: Participant
    visit: Visit
    paper_cut: PaperCut | None


def seen(first: date, last: date, *, is_ours: bool) -> Seen:
    """Return the visits with users from one day to another, and how much was seen. is_ours: with our product."""
    where = (*_in(first, last), Visit.product == "" if is_ours else Visit.product != "")
    visits = db.session.scalars(
        select(Visit).where(*where).options(joinedload(Visit.site)).order_by(Visit.visited_on, Visit.id).limit(MOST)
    ).all()
    counted = select(func.count(Sighting.id), func.count(Sighting.id).filter(Sighting.is_delight))
    n_sightings, n_delights = db.session.execute(counted.join(Visit, Visit.id == Sighting.visit_id).where(*where)).one()
    return Seen(visits, n_people(*where), n_sightings, n_delights)


def words(first: date, last: date) -> list[Said]:
    """Return what was said in these days and may be repeated, oldest first: with sightings, looks and ratings."""
    fixed = joinedload(Verification.fix).joinedload(Fix.paper_cut)
    sightings = _said(Sighting, Sighting.quote, first, last, joinedload(Sighting.paper_cut))
    looks = _said(Verification, Verification.quote, first, last, fixed)
    ratings = _said(Rating, Rating.reason, first, last)
    found = [
        *(Said(one.reason, None, one.participant, one.visit, None) for one in ratings),
        *(Said(one.quote, None, one.participant, one.visit, one.fix.paper_cut) for one in looks),
        *(Said(one.quote, one.mood, one.participant, one.visit, one.paper_cut) for one in sightings),
    ]
    found.reverse()  # each kind comes newest first
    return sorted(found, key=lambda one: (one.visit.visited_on, one.visit.id))


def applause(first: date, last: date) -> Sequence[Verification]:
    """Return what was applauded at visits of these days, with its fix and where."""
    return db.session.scalars(
        select(Verification)
        .join(Verification.visit)
        .where(*_in(first, last), Visit.product == "", Verification.applause > 0)
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


def settled(starts_at: datetime, ends_at: datetime) -> Sequence[Promise]:
    """Return the promises that were kept or broken between two moments, the first first."""
    is_settled = and_(Promise.settled_at >= starts_at, Promise.settled_at < ends_at)
    return _promises(Promise.state != PromiseState.OPEN, is_settled, order=(Promise.settled_at, Promise.id))


def late(last: date, ends_at: datetime) -> Sequence[Promise]:
    """Return the promises that were due by a day and still open at a moment after it, the longest due first."""
    is_open = or_(Promise.state == PromiseState.OPEN, Promise.settled_at >= ends_at)
    return _promises(Promise.due_on <= last, Promise.made_at < ends_at, is_open, order=(Promise.due_on, Promise.id))


def _promises(*where: ColumnElement[bool], order: tuple[Any, ...]) -> Sequence[Promise]:
    found = select(Promise).where(*where).order_by(*order).options(joinedload(Promise.site)).limit(MOST)
    return db.session.scalars(found).all()


def _in(first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    return with_users(), Visit.visited_on >= first, Visit.visited_on <= last


def _said(table: Any, quote: Any, first: date, last: date, *options: Any) -> Sequence[Any]:
    return db.session.scalars(
        select(table)
        .join(table.visit)
        .join(table.participant)
        .where(*_in(first, last), Visit.product == "", quote != "", Participant.may_be_quoted)
        .order_by(table.id.desc())
        .options(joinedload(table.participant), joinedload(table.visit).joinedload(Visit.site), *options)
        .limit(MOST)
    ).all()
