"""What the capture pages need: which visits one may be at, and what is known of one visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, UnaryExpression, exists, select
from sqlalchemy.orm import joinedload, selectinload

from papercuts.db import db
from papercuts.domain.limits import VisitStatus
from papercuts.models import Account, Participant, Sighting, Visit, Watch, visit_observer

CHOICES_MOST = 30


@dataclass(frozen=True)
class Places:
    """The visits at which somebody may want to capture."""

    mine: Sequence[Visit]  # under way, with this person as observer
    others: Sequence[Visit]  # under way, of colleagues
    planned: Sequence[Visit]

    def __bool__(self) -> bool:
        """Say whether there is any."""
        return bool(self.mine or self.others or self.planned)


def places_for(account: Account, today: date) -> Places:
    """Return where somebody may capture: under way newest first, planned nearest first."""
    under_way = _visits(VisitStatus.UNDER_WAY, Visit.visited_on.desc())
    mine = set(db.session.scalars(select(visit_observer.c.visit_id).where(visit_observer.c.account_id == account.id)))
    return Places(
        mine=[visit for visit in under_way if visit.id in mine],
        others=[visit for visit in under_way if visit.id not in mine],
        planned=_nearest_planned(today),
    )


def only_visit_of(account: Account) -> int | None:
    """Return the visit under way that somebody is at, when there is exactly one."""
    is_there = exists().where(visit_observer.c.visit_id == Visit.id, visit_observer.c.account_id == account.id)
    ids = db.session.scalars(select(Visit.id).where(Visit.status == VisitStatus.UNDER_WAY, is_there).limit(2)).all()
    return ids[0] if len(ids) == 1 else None


def codes_at(site_id: int) -> dict[str, int]:
    """Return the people of a site by code, as the shorthand names them: in capitals."""
    rows = db.session.execute(select(Participant.code, Participant.id).where(Participant.site_id == site_id))
    return {code.upper(): participant_id for code, participant_id in rows}


def watch(watch_id: int) -> Watch:
    """Return a watch with its person and task."""
    return db.session.scalars(_watches().where(Watch.id == watch_id)).one()


def watched_with_nothing_seen(visit_id: int) -> Sequence[Watch]:
    """Return whom and what was watched at a visit without a sighting, the last one first."""
    seen = exists().where(
        Sighting.visit_id == Watch.visit_id,
        Sighting.participant_id.is_not_distinct_from(Watch.participant_id),
        Sighting.task_id == Watch.task_id,
    )
    return db.session.scalars(_watches().where(Watch.visit_id == visit_id, ~seen).order_by(Watch.id.desc())).all()


def _watches() -> Select[Watch]:
    return select(Watch).options(joinedload(Watch.participant), joinedload(Watch.task))


def _nearest_planned(today: date) -> Sequence[Visit]:
    """Return the planned visits nearest to today, from both sides: many overdue ones must not hide today's."""
    coming = _visits(VisitStatus.PLANNED, Visit.visited_on.asc(), Visit.visited_on >= today)
    overdue = _visits(VisitStatus.PLANNED, Visit.visited_on.desc(), Visit.visited_on < today)
    return sorted([*coming, *overdue], key=lambda visit: abs((visit.visited_on - today).days))[:CHOICES_MOST]


def _visits(status: VisitStatus, order: UnaryExpression[date], *conditions: ColumnElement[bool]) -> Sequence[Visit]:
    return db.session.scalars(
        select(Visit)
        .where(Visit.status == status, *conditions)
        .order_by(order, Visit.id.desc())
        .options(joinedload(Visit.site), selectinload(Visit.participants), selectinload(Visit.tasks))
        .limit(CHOICES_MOST)
    ).all()
