"""What an import finds already there, read in a fixed number of statements for every 500 names."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from papercuts.db import chunks, db
from papercuts.domain.import_cells import key
from papercuts.domain.import_facts import Key, Kind, Known
from papercuts.domain.import_rows import Row
from papercuts.domain.limits import MAX_INT, Status
from papercuts.domain.rank_inputs import EffortGiven
from papercuts.domain.text import fold
from papercuts.merged import survivors
from papercuts.models import (
    Area,
    Effort,
    PaperCut,
    Participant,
    Segment,
    Sighting,
    Site,
    Task,
    TaskUse,
    Visit,
    Watch,
)

VisitKey = tuple[str, str, str]
WatchIds = tuple[int, int | None, int]  # of visit, participant and task


@dataclass
class Found:
    """The rows that an import may speak of, by the identities the file knows them by."""

    everyone: Segment
    segments: dict[str, Segment]
    sites: dict[str, Site]
    areas: dict[str, Area]
    tasks: dict[str, Task]
    uses: dict[tuple[int, int], TaskUse]  # by the ids of task and segment
    people: dict[tuple[str, str], Participant]  # by site and code
    visits: dict[VisitKey, Visit]
    watches: dict[WatchIds, Watch]
    sightings: dict[UUID, int | None]  # of this file: the paper cut each is matched to
    cuts: dict[int, PaperCut]  # by number, also by those of what was merged into it
    titles: dict[str, int]
    efforts: dict[int, list[EffortGiven]]  # by paper cut, the newest last

    def visit_of(self, row: Row) -> Visit | None:
        """Return the visit a row speaks of."""
        return self.visits.get(row.visit_key)

    def watch_of(self, row: Row) -> Watch | None:
        """Return the watch a row speaks of."""
        visit, task = self.visit_of(row), self.tasks.get(key(row.task))
        person = self.people.get((key(row.site), key(row.participant)))
        if visit is None or task is None or (row.participant and person is None):
            return None
        return self.watches.get((visit.id, person.id if person else None, task.id))


def look_up(rows: Collection[Row], ids: Mapping[int, UUID], numbers: Collection[int] = ()) -> Found:
    """Return what is there of all that the rows speak of; ids: of their sightings, by row; numbers: of paper cuts."""
    seen = {sighting.uid: sighting for sighting in _all(Sighting, Sighting.uid, ids.values())}
    old = [(row, seen[ids[row.number]]) for row in rows if ids.get(row.number) in seen]
    visits_of_old = {visit.id: visit for visit in _all(Visit, Visit.id, {sighting.visit_id for _, sighting in old})}
    segments = {segment.name_identity: segment for segment in db.session.scalars(select(Segment))}
    sites = _by_name(Site, {key(row.site): visits_of_old[sighting.visit_id].site_id for row, sighting in old}, rows)
    tasks = _by_name(Task, {key(row.task): sighting.task_id for row, sighting in old}, rows)
    visits = _visits(sites, rows)
    for row, sighting in old:
        visits.setdefault(row.visit_key, visits_of_old[sighting.visit_id])
    cuts, titles = _cuts(rows, old, numbers)
    return Found(
        everyone=next(segment for segment in segments.values() if segment.is_everyone),
        segments=segments,
        sites=sites,
        areas=_areas(rows, tasks),
        tasks=tasks,
        uses={(use.task_id, use.segment_id): use for use in _all(TaskUse, TaskUse.task_id, _ids(tasks))},
        people=_people(sites),
        visits=visits,
        watches={
            (watch.visit_id, watch.participant_id, watch.task_id): watch
            for watch in _all(Watch, Watch.visit_id, _ids(visits))
        },
        sightings={uid: sighting.paper_cut_id for uid, sighting in seen.items()},
        cuts=cuts,
        titles=titles,
        efforts=_efforts(cuts),
    )


def known(found: Found) -> Known:
    """Return the facts that the rows of an import may repeat or add to, and never contradict."""
    facts = dict(_facts(found))
    return Known(
        facts={fact: value for fact, value in facts.items() if value not in (None, "")},
        titles=found.titles,
        numbers={number: cut.id for number, cut in found.cuts.items()},
        efforts=found.efforts,
        everyone=found.everyone.name_identity,
    )


def _facts(found: Found) -> Iterator[tuple[Key, Any]]:
    segment_names = {segment.id: segment.name for segment in found.segments.values()}
    area_names = {area.id: area.name for area in found.areas.values()}
    task_keys = {task.id: name for name, task in found.tasks.items()}
    visit_keys = {visit.id: visit_key for visit_key, visit in found.visits.items()}
    codes = {person.id: code for (_, code), person in found.people.items()}
    for name, site in found.sites.items():
        yield (Kind.SEGMENT, name), segment_names[site.segment_id]
    for name, task in found.tasks.items():
        yield (Kind.AREA, name), area_names.get(task.area_id or 0)
    for use in found.uses.values():
        about = task_keys[use.task_id], key(segment_names[use.segment_id])
        for kind in (Kind.PEOPLE, Kind.PEOPLE_SOURCE, Kind.TIMES, Kind.PER, Kind.FREQUENCY_SOURCE):
            yield (kind, *about), getattr(use, kind)
    for about, person in found.people.items():
        yield (Kind.ROLE, *about), person.role
        yield (Kind.CONSENT, *about), person.consent
    for visit_key, visit in found.visits.items():
        yield (Kind.VERSION, *visit_key), visit.product_version
    for watch in found.watches.values():
        if watch.task_id in task_keys:
            code = codes.get(watch.participant_id or 0, "")
            about_watch = *visit_keys[watch.visit_id], code, task_keys[watch.task_id]
            yield (Kind.PERFORMED, *about_watch), watch.performed
            yield (Kind.HOW_IT_WENT, *about_watch), watch.how_it_went


def _by_name(model: Any, renamed: Mapping[str, int], rows: Iterable[Row]) -> dict[str, Any]:
    """Return sites or tasks by the names of the file.

    renamed: a name that nothing bears any more means what the sightings that came in under it belong to, so that
    renaming something after an import does not double it with the next.
    """
    names = {key(getattr(row, model.__tablename__)) for row in rows}
    found = {row.name_identity: row for row in _all(model, model.name_identity, names)}
    missing = {name: row_id for name, row_id in renamed.items() if name not in found}
    by_id = {row.id: row for row in _all(model, model.id, set(missing.values()))}
    return found | {name: by_id[row_id] for name, row_id in missing.items()}


def _areas(rows: Iterable[Row], tasks: Mapping[str, Task]) -> dict[str, Area]:
    areas = [*_all(Area, Area.id, {task.area_id for task in tasks.values()})]
    areas += _all(Area, Area.name_identity, {key(row.area) for row in rows} - {area.name_identity for area in areas})
    return {area.name_identity: area for area in areas}


def _people(sites: Mapping[str, Site]) -> dict[tuple[str, str], Participant]:
    names = {site.id: name for name, site in sites.items()}
    people = _all(Participant, Participant.site_id, names)
    return {(names[person.site_id], key(person.code)): person for person in people}


def _visits(sites: Mapping[str, Site], rows: Iterable[Row]) -> dict[VisitKey, Visit]:
    """Return the visits of the rows; of two alike, the one that was there first."""
    names = {site.id: name for name, site in sites.items()}
    wanted = {row.visit_key for row in rows}
    visits: dict[VisitKey, Visit] = {}
    for visit in sorted(_all(Visit, Visit.site_id, names), key=lambda visit: visit.id):
        visit_key = names[visit.site_id], visit.visited_on.isoformat(), key(visit.product)
        if visit_key in wanted:
            visits.setdefault(visit_key, visit)
    return visits


def _cuts(
    rows: Iterable[Row], old: Iterable[tuple[Row, Sighting]], more: Collection[int]
) -> tuple[dict[int, PaperCut], dict[str, int]]:
    """Return the paper cuts that rows name, by number and by title; for renamed ones see `_by_name`."""
    named = {row.paper_cut for row in rows}.union(more)
    matched = {sighting.paper_cut_id for _, sighting in old} - {None}
    numbers = {number for number in named if isinstance(number, int) and number <= MAX_INT}
    titles = {fold(title) for title in named if isinstance(title, str)}
    cuts = [*_all(PaperCut, PaperCut.id, numbers | matched)]
    cuts += _all(PaperCut, PaperCut.title_identity, titles - {cut.title_identity for cut in cuts})
    by_id = _as_they_are_now(cuts)
    by_title: dict[str, int] = {}
    for cut in sorted(cuts, key=lambda cut: (cut.status is Status.MERGED, cut.id)):
        by_title.setdefault(cut.title_identity, by_id[cut.id].id)
    for row, sighting in old:
        cut = by_id.get(sighting.paper_cut_id or 0)
        if isinstance(row.paper_cut, str) and row.paper_cut and cut is not None:
            by_title.setdefault(fold(row.paper_cut), cut.id)
    return by_id, by_title


def _as_they_are_now(cuts: Iterable[PaperCut]) -> dict[int, PaperCut]:
    """Return paper cuts by number; the number of one that was merged means what it was merged into."""
    there = {cut.id: cut for cut in cuts}
    ends = survivors(there)
    there |= {cut.id: cut for cut in _all(PaperCut, PaperCut.id, set(ends.values()) - there.keys())}
    return {cut_id: there[ends.get(cut_id, cut_id)] for cut_id in there}


def _efforts(cuts: Collection[int]) -> dict[int, list[EffortGiven]]:
    efforts: dict[int, list[EffortGiven]] = defaultdict(list)
    for effort in sorted(_all(Effort, Effort.paper_cut_id, set(cuts)), key=lambda effort: effort.id):
        # a file says a size, not what it meant here on that day
        efforts[effort.paper_cut_id].append(replace(effort.given, size_hours=None))
    return efforts


def _ids(rows: Mapping[Any, Any]) -> set[int]:
    return {row.id for row in rows.values()}


def _all(model: Any, column: Any, values: Iterable[Any]) -> Iterator[Any]:
    """Yield the rows that have one of the values in a column."""
    for chunk in chunks(values):
        yield from db.session.scalars(select(model).where(column.in_(chunk)))
