"""When users were last watched: by whom, of which segment and role, at which stage and task.

A visit counts that took place with users: a walk through the product by ourselves is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, select, union
from sqlalchemy.orm import joinedload

from papercuts.db import db
from papercuts.domain.limits import Role, Stage
from papercuts.models import (
    Account,
    Participant,
    Segment,
    Sighting,
    Site,
    Task,
    Visit,
    Watch,
    visit_observer,
    visit_participant,
)
from papercuts.queries.with_users import with_users

MOST = 500  # of each kind: more than a page can say


@dataclass(frozen=True)
class LastVisit:
    """When somebody, or something, was last at a visit with users."""

    name: str
    key: int | None  # of a segment, an account or a task
    visited_on: date | None  # none: never
    visit_id: int | None
    site: str | None


def with_user(today: date) -> Visit | None:
    """Return the last visit with a user."""
    newest = select(Visit).where(_with_users(today)).order_by(Visit.visited_on.desc(), Visit.id.desc())
    return db.session.scalar(newest.options(joinedload(Visit.site)).limit(1))


def by_segment(today: date) -> list[LastVisit]:
    """Return when each segment was last visited, those long ago last; *Everyone* only while it is the only one."""
    last = _newest(select(Site.segment_id.label("key"), *_VISIT).join(Visit, Visit.site_id == Site.id), today)
    rows = db.session.execute(
        select(Segment.is_everyone, Segment.name, Segment.id, *_found(last))
        .outerjoin(last, and_(last.c.key == Segment.id, last.c.n == 1))
        .where(Segment.weight > 0)
        .order_by(Segment.name, Segment.id)
    ).all()
    shown = [row for row in rows if not row.is_everyone or row.visited_on] or rows
    return _recent_first([LastVisit(*row[1:]) for row in shown])


def by_observer(today: date) -> list[LastVisit]:
    """Return when each colleague who may watch was last at a visit, those long ago last.

    The invented ones of the sample data cannot sign in; those of them who were at a visit stand here, too.
    """
    can_sign_in = Account.is_disabled.is_(False)
    observed = select(visit_observer.c.account_id.label("key"), *_VISIT)
    last = _newest(observed.join(Visit, Visit.id == visit_observer.c.visit_id).join(Visit.site), today)
    rows = db.session.execute(
        select(Account.name, Account.id, *_found(last))
        .outerjoin(last, and_(last.c.key == Account.id, last.c.n == 1))
        .where(
            can_sign_in | (Account.is_sample.is_(True) & last.c.visited_on.is_not(None)), Account.role != Role.VIEWER
        )
        .order_by(Account.name, Account.id)
        .limit(MOST)
    )
    return _recent_first([LastVisit(*row) for row in rows])


def by_role(today: date) -> list[LastVisit]:
    """Return when somebody of each role was last watched; the same role written in capitals is one."""
    role = func.lower(Participant.role)
    seen = select(role.label("key"), *_VISIT).join(
        visit_participant, visit_participant.c.participant_id == Participant.id
    )
    last = _newest(seen.join(Visit, Visit.id == visit_participant.c.visit_id).join(Visit.site), today)
    named = (
        select(role.label("role"), func.min(Participant.role).label("name"))
        .where(Participant.role != "")
        .group_by(role)
        .subquery()
    )
    rows = db.session.execute(
        select(named.c.name, *_found(last))
        .outerjoin(last, and_(last.c.key == named.c.role, last.c.n == 1))
        .order_by(last.c.visited_on, named.c.name)
        .limit(MOST)
    )
    return _recent_first([LastVisit(name, None, *rest) for name, *rest in rows])


def by_stage(today: date) -> list[LastVisit]:
    """Return when each stage of a customer's journey was last watched, all of them."""
    last = _newest(_watched(Task.stage), today)
    rows = db.session.execute(select(last.c.key, *_found(last)).where(last.c.n == 1))
    found = {Stage(stage): rest for stage, *rest in rows}
    nothing: list[Any] = [None, None, None]
    return _recent_first([LastVisit(stage.value.capitalize(), None, *found.get(stage, nothing)) for stage in Stage])


def by_task(today: date) -> list[LastVisit]:
    """Return when each task was last watched; never and long ago first, where there are too many."""
    last = _newest(_watched(Task.id), today)
    rows = db.session.execute(
        select(Task.name, Task.id, *_found(last))
        .outerjoin(last, and_(last.c.key == Task.id, last.c.n == 1))
        .order_by(last.c.visited_on.is_not(None), last.c.visited_on, Task.name)
        .limit(MOST)
    )
    return _recent_first([LastVisit(*row) for row in rows])


_VISIT = (Visit.id.label("visit_id"), Visit.visited_on.label("visited_on"), Site.name.label("site"))


def _newest(visits: Select[*tuple[Any, ...]], today: date) -> Subquery:
    """Return the visits with users, numbered for each key from the newest on."""
    key = visits.selected_columns["key"]
    place = func.row_number().over(partition_by=key, order_by=(Visit.visited_on.desc(), Visit.id.desc()))
    return visits.add_columns(place.label("n")).where(_with_users(today)).subquery()


def _found(last: Subquery) -> tuple[ColumnElement[Any], ...]:
    return last.c.visited_on, last.c.visit_id, last.c.site


def _watched(key: Any) -> Select[*tuple[Any, ...]]:
    """Return the visits at which tasks were watched; who met something was watched."""
    pairs = union(
        select(Watch.task_id, Watch.visit_id),
        select(Sighting.task_id, Sighting.visit_id).where(Sighting.task_id.is_not(None)),
    ).subquery()
    columns = select(key.label("key"), *_VISIT).select_from(pairs)
    joined = columns.join(Task, Task.id == pairs.c.task_id).join(Visit, Visit.id == pairs.c.visit_id)
    return joined.join(Site, Site.id == Visit.site_id)


def _with_users(today: date) -> ColumnElement[bool]:
    return and_(with_users(), Visit.visited_on <= today)


def _recent_first(rows: Sequence[LastVisit]) -> list[LastVisit]:
    return sorted(rows, key=lambda row: row.visited_on or date.min, reverse=True)
