"""Visits: what is coming, what took place, and what came of each."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, distinct, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from papercuts.db import db
from papercuts.domain.limits import VisitStatus
from papercuts.models import Site, Visit, Watch
from papercuts.models.sighting import Sighting

FILTERS: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "site": lambda site_id: Visit.site_id == site_id,
    "segment": lambda segment_id: Visit.site_id.in_(select(Site.id).where(Site.segment_id == segment_id)),
    "status": lambda status: Visit.status == status,
}


@dataclass(frozen=True)
class VisitRow:
    """One visit in a list, with what came of it."""

    visit: Visit
    n_people: int  # watched
    n_tasks: int  # watched
    n_sightings: int
    n_unmatched: int
    n_cuts: int
    n_new: int  # paper cuts that were seen here first


def has_any() -> bool:
    """Say whether a visit was ever planned."""
    return db.session.scalar(select(Visit.id).limit(1)) is not None


def coming(today: date, limit: int) -> Sequence[Visit]:
    """Return what is under way today, then what is planned, late ones first."""
    is_now = (Visit.status == VisitStatus.UNDER_WAY) & (Visit.visited_on >= today)
    return db.session.scalars(
        select(Visit)
        .where(or_(Visit.status == VisitStatus.PLANNED, is_now))
        .order_by(Visit.status == VisitStatus.PLANNED, Visit.visited_on, Visit.id)
        .options(joinedload(Visit.site), selectinload(Visit.tasks), selectinload(Visit.participants))
        .limit(limit)
    ).all()


def count(filters: Mapping[str, Any]) -> int:
    """Return how many visits a list with these filters holds."""
    return db.session.scalar(select(func.count()).select_from(Visit).where(*_conditions(filters))) or 0


def rows(filters: Mapping[str, Any], *, limit: int, offset: int = 0, has_planned: bool = False) -> list[VisitRow]:
    """Return visits, newest first; planned ones only where the filter or the caller asks for them."""
    conditions = _asked(filters) if has_planned else _conditions(filters)
    visits = db.session.scalars(
        select(Visit)
        .where(*conditions)
        .order_by(Visit.visited_on.desc(), Visit.id.desc())
        .options(joinedload(Visit.site), selectinload(Visit.observers))
        .limit(limit)
        .offset(offset)
    ).all()
    return with_facts(visits)


def with_facts(visits: Sequence[Visit]) -> list[VisitRow]:
    """Return the visits with what came of each, in a fixed number of statements."""
    ids = [visit.id for visit in visits]
    watched, seen, new = _watched(ids), _seen(ids), _new(ids)
    return [
        VisitRow(visit, *watched.get(visit.id, (0, 0)), *seen.get(visit.id, (0, 0, 0)), new.get(visit.id, 0))
        for visit in visits
    ]


def plan_of(visit_id: int) -> Visit | None:
    """Return a visit with everything its plan holds."""
    return db.session.scalar(
        select(Visit)
        .where(Visit.id == visit_id)
        .options(
            joinedload(Visit.site).selectinload(Site.participants),
            selectinload(Visit.observers),
            selectinload(Visit.participants),
            selectinload(Visit.tasks),
            selectinload(Visit.questions),
        )
    )


def unfinished_at(site_id: int, day: date) -> list[Visit]:
    """Return the visits to a site on a day that are not written up, with what their plans hold."""
    loaded = (Visit.observers, Visit.participants, Visit.tasks, Visit.questions)
    statement = select(Visit).where(
        Visit.site_id == site_id, Visit.visited_on == day, Visit.status != VisitStatus.WRITTEN_UP
    )
    wanted = (joinedload(Visit.site), *(selectinload(part) for part in loaded))
    return list(db.session.scalars(statement.order_by(Visit.id).options(*wanted)))


def _conditions(filters: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    took_place = Visit.status != VisitStatus.PLANNED
    return _asked(filters) if filters.get("status") else [*_asked(filters), took_place]


def _asked(filters: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    return [FILTERS[name](value) for name, value in filters.items() if value]


def _watched(ids: Collection[int]) -> dict[int, tuple[int, int]]:
    people = func.count(distinct(func.coalesce(Watch.participant_id, 0)))  # without a name: one person
    statement = select(Watch.visit_id, people, func.count(distinct(Watch.task_id)))
    found = db.session.execute(statement.where(Watch.visit_id.in_(ids)).group_by(Watch.visit_id))
    return {visit_id: (n_people, n_tasks) for visit_id, n_people, n_tasks in found}


def _seen(ids: Collection[int]) -> dict[int, tuple[int, int, int]]:
    n_waiting, n_cuts = func.count().filter(Sighting.is_waiting), func.count(distinct(Sighting.paper_cut_id))
    statement = select(Sighting.visit_id, func.count(), n_waiting, n_cuts)
    found = db.session.execute(statement.where(Sighting.visit_id.in_(ids)).group_by(Sighting.visit_id))
    return {visit_id: (n, n_unmatched, n_distinct) for visit_id, n, n_unmatched, n_distinct in found}


def _new(ids: Collection[int]) -> dict[int, int]:
    """Return how many paper cuts were first seen at each visit, by the days of the visits."""
    here, day = aliased(Sighting), aliased(Visit)
    is_before = or_(Visit.visited_on < day.visited_on, (Visit.visited_on == day.visited_on) & (Visit.id < day.id))
    seen_before = (
        select(Sighting.id)
        .join(Visit, Visit.id == Sighting.visit_id)
        .where(Sighting.paper_cut_id == here.paper_cut_id, is_before)
        .exists()
    )
    statement = (
        select(here.visit_id, func.count(distinct(here.paper_cut_id)))
        .join(day, day.id == here.visit_id)
        .where(here.visit_id.in_(ids), here.paper_cut_id.is_not(None), ~seen_before)
    )
    return dict(db.session.execute(statement.group_by(here.visit_id)).all())
