"""Who was watched at a task or in an area, and which paper cuts they met there: the matrix behind the coverage.

A unit is a participant at a visit; a visit without named participants is one unit. It counts where the task was
watched (an area: any of its tasks) with our product; who met something was watched, whatever was noted. A paper cut
counts by the task at which it was seen, whatever has become of it since: fixed, declined, another one's task.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import ColumnElement, Select, func, select, true, union

from papercuts.db import chunks, db
from papercuts.domain.coverage import Incidence
from papercuts.models import Area, PaperCut, Participant, Segment, Sighting, Site, Task, TaskUse, Visit, Watch

Pair = tuple[int, int | None]  # visit and participant


@dataclass(frozen=True)
class Unit:
    """One participant at one visit; nobody in particular has no code."""

    pair: Pair
    code: str
    site_id: int
    site: str
    segment_id: int
    visited_on: date


@dataclass(frozen=True)
class Cut:
    """A paper cut that was met."""

    id: int
    title: str
    hit: frozenset[Pair]


@dataclass(frozen=True)
class WhoMetWhat:
    """The units in the order they were watched, and the paper cuts, those met by most first."""

    units: tuple[Unit, ...]
    cuts: tuple[Cut, ...]
    n_unmatched: int  # sightings that wait for a paper cut; any of them may be a new one

    @cached_property
    def incidence(self) -> Incidence:
        """Return how many met each."""
        return Incidence.of_counts(len(self.units), (len(cut.hit) for cut in self.cuts))

    @cached_property
    def new_with(self) -> tuple[int, ...]:
        """Return how many paper cuts each unit was the first to meet."""
        first: dict[Pair, int] = defaultdict(int)
        places = {unit.pair: place for place, unit in enumerate(self.units)}
        for cut in self.cuts:
            first[min(cut.hit, key=places.__getitem__)] += 1
        return tuple(first[unit.pair] for unit in self.units)


@dataclass(frozen=True)
class TaskCoverage:
    """One task in a list."""

    task: Task
    incidence: Incidence


@dataclass(frozen=True)
class SegmentWatched:
    """How far the people of a segment were watched."""

    segment: Segment
    n_sites: int
    n_people: int
    last_on: date | None

    @property
    def need(self) -> tuple[float, date]:
        """Return what sorts the ones to watch next first: few watched for what it weighs, then watched long ago."""
        return self.n_people / self.segment.weight, self.last_on or date.min


def of_task(task_id: int) -> WhoMetWhat:
    """Return who met what at a task."""
    return _who_met_what(Watch.task_id == task_id, Sighting.task_id == task_id)


def of_area(area_id: int) -> WhoMetWhat:
    """Return who met what at any task of an area."""
    tasks = select(Task.id).where(Task.area_id == area_id)
    return _who_met_what(Watch.task_id.in_(tasks), Sighting.task_id.in_(tasks))


def _who_met_what(is_watched: ColumnElement[bool], is_seen: ColumnElement[bool]) -> WhoMetWhat:
    pairs = union(
        select(Watch.visit_id, Watch.participant_id).where(is_watched),
        select(Sighting.visit_id, Sighting.participant_id).where(is_seen),
    ).subquery()
    units = [
        Unit((visit_id, person_id), code or "", site_id, site, segment_id, day)
        for visit_id, person_id, code, site_id, site, segment_id, day in db.session.execute(
            select(
                pairs.c.visit_id,
                pairs.c.participant_id,
                Participant.code,
                Site.id,
                Site.name,
                Site.segment_id,
                Visit.visited_on,
            )
            .select_from(pairs)
            .join(Visit, Visit.id == pairs.c.visit_id)
            .join(Site, Site.id == Visit.site_id)
            .outerjoin(Participant, Participant.id == pairs.c.participant_id)
            .where(Visit.product == "")
        )
    ]
    units.sort(key=lambda unit: (unit.visited_on, unit.pair[0], len(unit.code), unit.code))
    hit: dict[int, set[Pair]] = defaultdict(set)
    n_unmatched = 0
    for cut_id, visit_id, person_id, is_waiting in db.session.execute(
        select(Sighting.paper_cut_id, Sighting.visit_id, Sighting.participant_id, Sighting.is_waiting)
        .join(Visit, Visit.id == Sighting.visit_id)
        .where(is_seen, Visit.product == "")
    ):
        n_unmatched += bool(is_waiting)
        if cut_id is not None:
            hit[cut_id].add((visit_id, person_id))
    titles = _titles(hit)
    cuts = sorted(
        (Cut(id_, titles[id_], frozenset(who)) for id_, who in hit.items()), key=lambda cut: (-len(cut.hit), cut.id)
    )
    return WhoMetWhat(tuple(units), tuple(cuts), n_unmatched)


def _titles(cut_ids: Collection[int]) -> dict[int, str]:
    return {
        id_: title
        for ids in chunks(sorted(cut_ids))
        for id_, title in db.session.execute(select(PaperCut.id, PaperCut.title).where(PaperCut.id.in_(ids)))
    }


def tasks_watched(limit: int | None = None, *, area_id: int | None = None) -> Sequence[Task]:
    """Return the tasks at which people were watched with our product, those with most people first."""
    n = func.count()
    statement = (
        select(Task)
        .join(Watch, Watch.task_id == Task.id)
        .join(Visit, Visit.id == Watch.visit_id)
        .where(Visit.product == "", true() if area_id is None else Task.area_id == area_id)
        .group_by(Task.id)
        .order_by(n.desc(), Task.name_identity)
        .limit(limit)
    )
    return db.session.scalars(statement).all()


def areas_watched() -> Sequence[Area]:
    """Return the areas at a task of which somebody was watched with our product, by name."""
    watched = select(Task.area_id).join(Watch, Watch.task_id == Task.id).join(Visit, Visit.id == Watch.visit_id)
    is_watched = Area.id.in_(watched.where(Visit.product == "", Task.area_id.is_not(None)))
    return db.session.scalars(select(Area).where(is_watched).order_by(Area.name_identity)).all()


def by_task(tasks: Sequence[Task]) -> list[TaskCoverage]:
    """Return how far each task is known, in their order; two statements for every 500 of them."""
    units: dict[int, int] = {}
    counts: dict[int, list[int]] = defaultdict(list)
    for ids in chunks(sorted(task.id for task in tasks)):
        watched = union(
            _ours(select(Watch.task_id, Watch.visit_id, Watch.participant_id).join(Visit)).where(
                Watch.task_id.in_(ids)
            ),
            _ours(select(Sighting.task_id, Sighting.visit_id, Sighting.participant_id).join(Visit)).where(
                Sighting.task_id.in_(ids)
            ),
        ).subquery()
        units |= dict(db.session.execute(select(watched.c.task_id, func.count()).group_by(watched.c.task_id)).all())
        met = (
            _ours(
                select(Sighting.task_id, Sighting.paper_cut_id, Sighting.visit_id, Sighting.participant_id).join(Visit)
            )
            .where(Sighting.task_id.in_(ids), Sighting.paper_cut_id.is_not(None))
            .distinct()
            .subquery()
        )
        columns = (met.c.task_id, met.c.paper_cut_id)
        for task_id, _, n in db.session.execute(select(*columns, func.count()).group_by(*columns)):
            counts[task_id].append(n)
    return [TaskCoverage(task, Incidence.of_counts(units.get(task.id, 0), counts[task.id])) for task in tasks]


def _ours(statement: Select[*tuple[int | None, ...]]) -> Select[*tuple[int | None, ...]]:
    return statement.where(Visit.product == "")


def segments_watched(seen: WhoMetWhat, task_id: int | None = None) -> list[SegmentWatched]:
    """Return how far each segment was watched, the one to watch next first."""
    segments = db.session.scalars(select(Segment).order_by(Segment.name_identity)).all()
    nobody = select(TaskUse.segment_id).where(TaskUse.task_id == task_id, TaskUse.people == 0)
    without = set(db.session.scalars(nobody)) if task_id else set()
    rows = [_watched(segment, [unit for unit in seen.units if unit.segment_id == segment.id]) for segment in segments]
    return to_watch(rows, without)


def to_watch(rows: Sequence[SegmentWatched], without: Collection[int]) -> list[SegmentWatched]:
    """Return the segments whose people can be watched, the one to watch next first.

    rows: of all segments. Segments that the team does not serve (weight 0) and those that do not do the task (without)
    are left out, and so is *Everyone* where there are others, unless somebody was watched in it.
    """
    served = (row for row in rows if row.segment.weight > 0 and row.segment.id not in without)
    asked = (row for row in served if row.n_people or not row.segment.is_everyone or len(rows) == 1)
    return sorted(asked, key=lambda row: row.need)


def _watched(segment: Segment, units: Sequence[Unit]) -> SegmentWatched:
    people = {unit.pair if unit.pair[1] is None else unit.pair[1] for unit in units}
    sites = {unit.site_id for unit in units}
    return SegmentWatched(segment, len(sites), len(people), max((unit.visited_on for unit in units), default=None))
