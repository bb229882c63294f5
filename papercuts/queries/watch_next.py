"""What may be among the first, and with whom a task was watched so far: what to watch next."""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist
from typing import Any

from sqlalchemy import Select, func, or_, select, true, union

from papercuts.db import db
from papercuts.domain.limits import VisitStatus
from papercuts.models import PaperCut, Segment, Sighting, Site, Task, TaskUse, Visit, Watch, visit_task
from papercuts.queries.coverage import SegmentWatched, to_watch
from papercuts.queries.filters import CUT
from papercuts.queries.first_ones import Line

MOST = 60  # paper cuts read: the evidence of more would take longer than a page may
LEAST_CHANCE = 0.01  # to be among the first
_REACH = NormalDist().inv_cdf(1 - LEAST_CHANCE) ** 2  # variances between a middle and the line


@dataclass(frozen=True)
class Near:
    """A paper cut that may be among the first."""

    id: int
    title: str
    task_id: int
    payback_q50: float  # hours given back a year per engineer-hour

    @property
    def middle(self) -> float:
        """Return the logarithm by which the list is ordered."""
        return math.log(self.payback_q50)


@dataclass(frozen=True)
class Planned:
    """A visit that is planned with a task."""

    id: int
    visited_on: date
    site: str


def planned(task_ids: Collection[int]) -> dict[int, tuple[Planned, ...]]:
    """Return the visits with our product that are planned with each task, the earliest first."""
    rows = db.session.execute(
        select(visit_task.c.task_id, Visit.id, Visit.visited_on, Site.name)
        .join(Visit, Visit.id == visit_task.c.visit_id)
        .join(Site, Site.id == Visit.site_id)
        .where(visit_task.c.task_id.in_(task_ids), Visit.status == VisitStatus.PLANNED, Visit.product == "")
        .order_by(Visit.visited_on, Visit.id)
    )
    found: dict[int, list[Planned]] = {task_id: [] for task_id in task_ids}
    for task_id, visit_id, day, site in rows:
        found[task_id].append(Planned(visit_id, day, site))
    return {task_id: tuple(visits) for task_id, visits in found.items()}


def near(line: Line) -> list[Near]:
    """Return the first ones, and those that may come among them, in the order of the list."""
    first = _ranked().limit(line.n_first)
    found = {row.id: row for row in _nears(first)}
    ahead = line.at - CUT.score_m
    may_be = or_(ahead < 0, ahead * ahead < _REACH * CUT.score_v)
    return [*found.values(), *(row for row in _nears(_ranked().where(may_be).limit(MOST)) if row.id not in found)][
        :MOST
    ]


def n_ranked(most: int) -> int:
    """Return how many paper cuts are in the ranked list with a payback; `most` stands for that many or more."""
    rows = select(CUT.id).where(CUT.is_ranked == true(), CUT.score_m.is_not(None)).limit(most).subquery()
    return db.session.scalar(select(func.count()).select_from(rows)) or 0


def task_names(ids: Collection[int]) -> dict[int, str]:
    """Return what the tasks are called."""
    return dict(db.session.execute(select(Task.id, Task.name).where(Task.id.in_(ids))).all())


def segments_for(task_ids: Sequence[int]) -> dict[int, list[SegmentWatched]]:
    """Return how far the people of each segment were watched at each task, those to watch next first."""
    segments = db.session.scalars(select(Segment).order_by(Segment.name_identity)).all()
    watched = _watched(task_ids)
    nobody = select(TaskUse.task_id, TaskUse.segment_id).where(TaskUse.task_id.in_(task_ids), TaskUse.people == 0)
    without: dict[int, set[int]] = defaultdict(set)
    for task_id, segment_id in db.session.execute(nobody):
        without[task_id].add(segment_id)
    return {
        task_id: to_watch(
            [SegmentWatched(segment, *watched[task_id].get(segment.id, (0, 0, None))) for segment in segments],
            without[task_id],
        )
        for task_id in task_ids
    }


def _ranked() -> Select[*tuple[Any, ...]]:
    """Return the ranked list; what nothing would give back is left out."""
    columns = select(CUT.id, CUT.title, CUT.task_id, CUT.payback_q50)
    is_in = (CUT.is_ranked == true(), CUT.score_m.is_not(None), CUT.payback_q50 > 0)
    return columns.select_from(PaperCut.__table__).where(*is_in).order_by(CUT.payback_q50.desc(), CUT.id.desc())


def _nears(statement: Select[*tuple[Any, ...]]) -> list[Near]:
    return [Near(*row) for row in db.session.execute(statement)]


def _watched(task_ids: Collection[int]) -> Mapping[int, dict[int, tuple[int, int, date | None]]]:
    """Return sites, people and the last day of each task and segment; who met something was watched."""
    pairs = union(
        select(Watch.task_id, Watch.visit_id, Watch.participant_id).where(Watch.task_id.in_(task_ids)),
        select(Sighting.task_id, Sighting.visit_id, Sighting.participant_id).where(Sighting.task_id.in_(task_ids)),
    ).subquery()
    n_sites, last_on = func.count(Site.id.distinct()), func.max(Visit.visited_on)
    n_people = func.count(pairs.c.participant_id.distinct())
    n_nobody = func.count(Visit.id.distinct()).filter(pairs.c.participant_id.is_(None))
    rows = db.session.execute(
        select(pairs.c.task_id, Site.segment_id, n_sites, n_people + n_nobody, last_on)
        .join(Visit, Visit.id == pairs.c.visit_id)
        .join(Site, Site.id == Visit.site_id)
        .where(Visit.product == "")
        .group_by(pairs.c.task_id, Site.segment_id)
    )
    found: dict[int, dict[int, tuple[int, int, date | None]]] = defaultdict(dict)
    for task_id, segment_id, sites, people, day in rows:
        found[task_id][segment_id] = (sites, people, day)
    return found
