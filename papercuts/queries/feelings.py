"""What users felt with our product: moods, applause, ratings and delights, each at its visit.

A walk through the product by ourselves is no visit with users: what we feel about our own product is not counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import joinedload

from papercuts.db import db
from papercuts.models import Fix, Participant, Rating, Segment, Sighting, Site, Verification, Visit
from papercuts.queries.with_users import people_seen, with_users


@dataclass(frozen=True)
class Felt:
    """One answer, or whether one person at one visit was delighted."""

    visit_id: int
    visited_on: date
    site: str
    segment: str
    code: str  # of the person; empty: nobody in particular
    value: float
    what: str  # what was seen; empty where there is nothing to tell
    sighting_id: int | None = None
    fix_id: int | None = None


Days = tuple[date, date]  # the first and the last one that count


def moods(site_id: int | None = None, days: Days | None = None) -> list[Felt]:
    """Return the moods that were noted with sightings, oldest first."""
    rows = _at_visits(select(Sighting.mood, Sighting.what_happened, Sighting.id), Sighting, site_id, days)
    return [_felt(row, mood, what, sighting_id=row_id) for *row, mood, what, row_id in _all(rows, Sighting.mood)]


def applause(site_id: int | None = None, days: Days | None = None) -> list[Felt]:
    """Return the applause for fixes that was noted when somebody looked again, oldest first."""
    rows = _at_visits(select(Verification.applause, Verification.fix_id), Verification, site_id, days)
    return [_felt(row, value, fix_id=fix_id) for *row, value, fix_id in _all(rows, Verification.applause)]


def loudest(site_id: int) -> Verification | None:
    """Return the loudest applause at a site, the newest of several, with what was fixed; none where nobody clapped."""
    return db.session.scalar(
        select(Verification)
        .join(Visit, Visit.id == Verification.visit_id)
        .where(Visit.site_id == site_id, Visit.product == "", with_users(), Verification.applause > 0)
        .order_by(Verification.applause.desc(), Visit.visited_on.desc(), Verification.id.desc())
        .options(joinedload(Verification.fix).joinedload(Fix.paper_cut))
        .limit(1)
    )


def ratings(site_id: int | None = None, days: Days | None = None) -> list[Felt]:
    """Return the answers to how likely somebody would recommend the product, oldest first."""
    rows = _at_visits(select(Rating.score), Rating, site_id, days)
    return [_felt(row, score) for *row, score in _all(rows, Rating.score)]


def delighted(site_id: int | None = None, days: Days | None = None) -> list[Felt]:
    """Return everybody who was watched at a visit: 1 where something delighted them, else 0."""
    delights = func.max(case((Sighting.is_delight, 1), else_=0))
    of_pair = select(Sighting.visit_id, Sighting.participant_id, delights.label("n"))
    found = of_pair.group_by(Sighting.visit_id, Sighting.participant_id).subquery()
    pairs = people_seen()
    is_same = (found.c.visit_id == pairs.c.visit_id) & found.c.participant_id.is_not_distinct_from(
        pairs.c.participant_id
    )
    rows = _with_visits(select(func.coalesce(found.c.n, 0)).select_from(pairs), pairs.c, site_id, days)
    return [_felt(row, n) for *row, n in db.session.execute(rows.outerjoin(found, is_same))]


def _at_visits(
    columns: Select[*tuple[Any, ...]], table: Any, site_id: int | None, days: Days | None
) -> Select[*tuple[Any, ...]]:
    return _with_visits(columns.select_from(table), table, site_id, days)


def _with_visits(
    columns: Select[*tuple[Any, ...]], table: Any, site_id: int | None, days: Days | None
) -> Select[*tuple[Any, ...]]:
    """Return a statement with visit, day, site, segment and code in front, of visits of users of ours that began."""
    where = [Visit.product == "", with_users()]
    if days is not None:
        where.append(Visit.visited_on.between(*days))
    about = (Visit.id, Visit.visited_on, Site.name, Segment.name, Participant.code)
    return (
        columns.with_only_columns(*about, *columns.selected_columns)
        .join(Visit, Visit.id == table.visit_id)
        .join(Site, Site.id == Visit.site_id)
        .join(Segment, Segment.id == Site.segment_id)
        .outerjoin(Participant, Participant.id == table.participant_id)
        .where(*where, *([Visit.site_id == site_id] if site_id is not None else []))
        .order_by(Visit.visited_on, Visit.id, Participant.code)
    )


def _all(rows: Select[*tuple[Any, ...]], noted: ColumnElement[Any] | Any) -> Sequence[Any]:
    return db.session.execute(rows.where(noted.is_not(None))).all()


def _felt(row: Sequence[Any], value: float, what: str = "", **about: int | None) -> Felt:
    visit_id, day, site, segment, code = row
    return Felt(visit_id, day, site, segment, code or "", float(value), what, **about)
