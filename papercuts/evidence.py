"""What the scores rest on: rows of visits, watches, sightings and estimates, gathered for `domain.ranking`.

It stands below queries and actions because both need it: a page that explains a score and an action that
stores it must never read different things. It reads columns and no objects: an object that was loaded earlier
would keep what a colleague has changed since.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Any

from sqlalchemy import func, select

from papercuts.db import chunks, db
from papercuts.domain.lifecycle import SHIPPED, has_release
from papercuts.domain.limits import HowTimed
from papercuts.domain.ranking import EffortGiven, HitOccurrence, Inputs, SegmentUse, Timing, VisitCount
from papercuts.domain.segments import in_play
from papercuts.models import Effort, Fix, PaperCut, Release, Segment, Setting, Sighting, Site, TaskUse, Visit, Watch
from papercuts.shipped import is_newest

HALF = 0.5  # of a head count are taken to do a task that nobody counted
HEAD_COUNT_LOG_SD, OTHER_TASKS_LOG_SD = 0.9, 1.0

Columns = Any  # of a table, by their names
Pair = tuple[int, int | None]  # visit and participant: the unit that is watched and hit


@dataclass(frozen=True)
class Evidence:
    """Everything one paper cut's score rests on."""

    inputs: Inputs
    n_sightings: int  # of our product and of others
    n_sites: int  # where our users met it
    needs_effort: bool


@dataclass(frozen=True)
class _Shipped:
    """When users got a fix."""

    released_on: date
    published_at: datetime | None


@dataclass(frozen=True)
class _Cut:
    id: int
    task_id: int
    shipped: _Shipped | None  # of a fixed cut: only what was seen before speaks of what it used to cost
    fix_removes: float | None
    effort: EffortGiven | None
    effort_removes: float


@dataclass(frozen=True)
class _Seen:
    pair: Pair
    task_id: int
    visited_on: date
    begun_at: datetime | None
    site_id: int
    segment_id: int
    is_ours: bool
    seconds: float | None
    is_stopwatch: bool
    occurrences: int


@dataclass(frozen=True)
class _Watched:
    pair: Pair
    visited_on: date
    begun_at: datetime | None
    segment_id: int
    performed: int
    times: float | None
    per: str | None


@dataclass(frozen=True)
class _Counted:
    """With how many a task was watched at each visit; the same for all of its paper cuts that are not fixed."""

    pairs: frozenset[Pair]
    visits: Mapping[int, VisitCount]  # nobody hit


class _Task:
    """Who does one task, and with whom it was watched."""

    def __init__(self, watched: list[_Watched], uses: tuple[SegmentUse, ...], names: Mapping[int, str]) -> None:
        self.uses = uses
        self._segments = {row.pair[0]: names[row.segment_id] for row in watched}
        self.performed = {row.pair: row.performed for row in watched}
        self._watched = watched
        self._counted: dict[_Shipped | None, _Counted] = {}

    def counted(self, fix: _Shipped | None) -> _Counted:
        """Return with whom it was watched; of a fixed paper cut, before users had the fix."""
        if fix not in self._counted:
            pairs = frozenset(row.pair for row in self._watched if _is_before(row, fix))
            n_watched = Counter(visit_id for visit_id, _ in pairs)
            visits = {visit_id: VisitCount(n, 0, self._segments[visit_id]) for visit_id, n in sorted(n_watched.items())}
            self._counted[fix] = _Counted(pairs, visits)
        return self._counted[fix]


class _Tasks(dict[int, _Task]):
    """Tasks by id, each read once, however many paper cuts rest on it."""

    def __init__(self, periods: Mapping[str, float]) -> None:
        super().__init__()
        self.periods = periods
        self.population = _population()
        self.segment_names = {segment_id: segment.name for segment_id, segment in self.population.segments.items()}

    def read(self, ids: Iterable[int]) -> None:
        """Read those of these tasks that were not read before."""
        for missing in chunks(sorted(set(ids) - self.keys())):
            watched, said = _watches(missing), _said(missing)
            for task_id in missing:
                rows = watched[task_id]
                uses = _uses(task_id, said[task_id], rows, self.population, self.periods)
                self[task_id] = _Task(rows, uses, self.segment_names)


def load(cut_ids: Collection[int]) -> dict[int, Evidence]:
    """Return the evidence of each paper cut, in a fixed number of statements for every 500 of them and of tasks."""
    setting = settings()
    tasks = _Tasks(setting.periods_a_year)
    result: dict[int, Evidence] = {}
    for ids in chunks(sorted(cut_ids)):
        cuts, seen = _cuts(ids), _sightings(ids)
        tasks.read({cut.task_id for cut in cuts} | {row.task_id for rows in seen.values() for row in rows})
        for cut in cuts:
            result[cut.id] = _evidence(cut, seen[cut.id], tasks, setting)
    return result


def settings() -> Setting:
    """Return what is set and learnt, as it is in the database now."""
    return db.session.scalars(select(Setting).where(Setting.id == 1).execution_options(populate_existing=True)).one()


def _evidence(cut: _Cut, seen: list[_Seen], tasks: _Tasks, setting: Setting) -> Evidence:
    task = tasks[cut.task_id]
    ours = [row for row in seen if row.is_ours and _is_before(row, cut.shipped)]
    by_pair: dict[Pair, list[_Seen]] = defaultdict(list)
    for row in ours:
        by_pair[row.pair].append(row)
    inputs = Inputs(
        visits=_visit_counts(task.counted(cut.shipped), by_pair, tasks.segment_names),
        timings=tuple(_timing(visit_id, rows) for (visit_id, _), rows in by_pair.items() if _has_time(rows)),
        occurrences=tuple(_occurrence(rows, tasks) for rows in by_pair.values()),
        segments=task.uses,
        effort=cut.effort,
        share_removed=cut.effort_removes if cut.fix_removes is None else cut.fix_removes,
        periods_a_year=tasks.periods,
        hit_prior=setting.hit_prior,
        rho=setting.rho,
    )
    return Evidence(inputs, len(seen), len({row.site_id for row in ours}), cut.effort is None)


def _is_before(row: _Seen | _Watched, fix: _Shipped | None) -> bool:
    return fix is None or not has_release(
        row.visited_on, row.begun_at, released_on=fix.released_on, published_at=fix.published_at
    )


def _visit_counts(
    counted: _Counted, hit: Mapping[Pair, list[_Seen]], names: Mapping[int, str]
) -> tuple[VisitCount, ...]:
    """Return how many were watched and hit at each visit; who was hit was watched, whatever was noted."""
    visits = dict(counted.visits)
    for pair, rows in hit.items():
        before = visits.get(pair[0])
        n_watched, n_hit = (before.watched, before.hit) if before else (0, 0)
        is_watched = pair in counted.pairs
        visits[pair[0]] = VisitCount(n_watched + (not is_watched), n_hit + 1, names[rows[0].segment_id])
    return tuple(visits.values())


def _occurrence(rows: list[_Seen], tasks: Mapping[int, _Task]) -> HitOccurrence:
    """Return how often one person met it, over how often they did the tasks at which they met it."""
    performed = sum(tasks[task_id].performed.get(rows[0].pair, 1) for task_id in {row.task_id for row in rows})
    return HitOccurrence(sum(row.occurrences for row in rows), performed)


def _has_time(rows: list[_Seen]) -> bool:
    return any(row.seconds for row in rows)


def _timing(visit_id: int, rows: list[_Seen]) -> Timing:
    return Timing(
        visit=visit_id,
        stopwatch_seconds=tuple(row.seconds for row in rows if row.seconds and row.is_stopwatch),
        stated_seconds=tuple(row.seconds for row in rows if row.seconds and not row.is_stopwatch),
    )


def _cuts(ids: list[int]) -> list[_Cut]:
    efforts = _newest_efforts(ids)
    fixes = _newest_fixes(ids)
    rows = db.session.execute(select(PaperCut.id, PaperCut.task_id, PaperCut.status).where(PaperCut.id.in_(ids))).all()
    cuts = []
    for cut_id, task_id, status in rows:
        effort = efforts.get(cut_id)
        # a mended cut is no longer met, so later visits must not thin out what it used to cost
        is_mended = status in SHIPPED
        shipped, removes = fixes.get(cut_id, (None, None)) if is_mended else (None, None)
        given, effort_removes = effort or (None, 1.0)
        cuts.append(_Cut(cut_id, task_id, shipped, removes, given, effort_removes))
    return cuts


def _newest_efforts(ids: list[int]) -> dict[int, tuple[EffortGiven, float]]:
    """Return what mending each takes, and the share of the loss it removes."""
    newest = select(func.max(Effort.id)).where(Effort.paper_cut_id.in_(ids)).group_by(Effort.paper_cut_id)
    hours = (Effort.low_hours, Effort.likely_hours, Effort.high_hours)
    columns = select(Effort.paper_cut_id, Effort.percent_removed, Effort.size, *hours)
    rows = db.session.execute(columns.where(Effort.id.in_(newest)))
    return {
        cut_id: (EffortGiven(size, low, likely, high), percent / 100)
        for cut_id, percent, size, low, likely, high in rows
    }


def _newest_fixes(ids: list[int]) -> dict[int, tuple[_Shipped | None, float | None]]:
    rows = db.session.execute(
        select(Fix.paper_cut_id, Release.released_on, Release.published_at, Fix.percent_removed)
        .join(Release)
        .where(Fix.paper_cut_id.in_(ids), is_newest())
    )
    return {cut_id: (_Shipped(day, moment), percent / 100) for cut_id, day, moment, percent in rows}


def _sightings(ids: list[int]) -> Mapping[int | None, list[_Seen]]:
    rows = db.session.execute(
        select(
            Sighting.paper_cut_id,
            Sighting.visit_id,
            Sighting.participant_id,
            Sighting.task_id,
            Visit.visited_on,
            Visit.started_at,
            Visit.site_id,
            Site.segment_id,
            Visit.product,
            Sighting.seconds_lost,
            Sighting.how_timed,
            Sighting.occurrences,
        )
        .join(Visit, Visit.id == Sighting.visit_id)
        .join(Site, Site.id == Visit.site_id)
        .where(Sighting.paper_cut_id.in_(ids))
        .order_by(Sighting.paper_cut_id, Sighting.visit_id, Sighting.id)  # as the index has them
    )
    seen: dict[int | None, list[_Seen]] = defaultdict(list)
    for cut_id, visit_id, person_id, task_id, day, begun_at, site, segment, product, seconds, how, times in rows:
        pair, is_stopwatch = (visit_id, person_id), how == HowTimed.STOPWATCH
        seen[cut_id].append(
            _Seen(pair, task_id, day, begun_at, site, segment, not product, seconds, is_stopwatch, times)
        )
    return seen


def _watches(task_ids: Collection[int]) -> dict[int, list[_Watched]]:
    rows = db.session.execute(
        select(
            Watch.task_id,
            Watch.visit_id,
            Watch.participant_id,
            Visit.visited_on,
            Visit.started_at,
            Site.segment_id,
            Watch.performed,
            Watch.times,
            Watch.per,
        )
        .join(Visit, Visit.id == Watch.visit_id)
        .join(Site, Site.id == Visit.site_id)
        .where(Watch.task_id.in_(task_ids), Visit.product == "")
        .order_by(Watch.id)
    )
    watched: dict[int, list[_Watched]] = defaultdict(list)
    for task_id, visit_id, person_id, day, begun_at, segment_id, performed, times, per in rows:
        watched[task_id].append(_Watched((visit_id, person_id), day, begun_at, segment_id, performed, times, per))
    return watched


@dataclass(frozen=True)
class _Population:
    """How many people there are, whatever the task."""

    segments: Mapping[int, Columns]
    everyone: int
    heads: Mapping[int, int]  # people in each segment, where that is known
    counts: Sequence[tuple[int, int]]  # task and how many do it in a segment, where somebody counted; fewest first

    def others(self, task_id: int) -> float | None:
        """Return how many do another task in the middle: the best guess where nobody counted."""
        people = [n for other, n in self.counts if other != task_id]
        return median(people) if people else None


def _population() -> _Population:
    columns = (Segment.id, Segment.name, Segment.weight, Segment.head_count, Segment.is_everyone)
    segments = {row.id: row for row in db.session.execute(select(*columns))}
    known = {segment.id: segment.head_count for segment in segments.values() if segment.head_count}
    return _Population(
        segments,
        everyone=next(segment.id for segment in segments.values() if segment.is_everyone),
        heads=_site_heads() | known,
        counts=_people_counts(),
    )


def _said(task_ids: Collection[int]) -> Mapping[int, dict[int, Columns]]:
    """Return what was said of each task, by segment."""
    numbers = (TaskUse.people, TaskUse.people_source, TaskUse.times, TaskUse.per, TaskUse.frequency_source)
    uses = select(TaskUse.task_id, TaskUse.segment_id, *numbers).where(TaskUse.task_id.in_(task_ids))
    said: dict[int, dict[int, Columns]] = defaultdict(dict)
    for use in db.session.execute(uses):
        said[use.task_id][use.segment_id] = use
    return said


def _uses(
    task_id: int,
    said: Mapping[int, Columns],
    watched: list[_Watched],
    population: _Population,
    periods: Mapping[str, float],
) -> tuple[SegmentUse, ...]:
    """Return who does a task how often: what was said of a segment, and what is taken where nothing was."""
    by_segment: dict[int, list[_Watched]] = defaultdict(list)
    for row in watched:
        by_segment[row.segment_id].append(row)
    people = {segment_id: use.people for segment_id, use in said.items()}
    others = population.others(task_id)
    return tuple(
        _segment_use(
            population.segments[segment_id],
            said.get(segment_id),
            by_segment.get(segment_id, []),
            population.heads.get(segment_id),
            others,
            periods,
        )
        for segment_id in in_play(people, by_segment.keys(), population.everyone)
    )


def _segment_use(
    segment: Columns,
    said: Columns | None,
    watched: list[_Watched],
    heads: int | None,
    others: float | None,
    periods: Mapping[str, float],
) -> SegmentUse:
    reports = tuple((row.times, row.per) for row in watched if row.times and row.per)
    return SegmentUse(
        name=segment.name,
        weight=segment.weight,
        people=said.people if said else None,
        people_source=said.people_source if said else None,
        times=said.times if said else None,
        per=said.per if said else None,
        frequency_source=said.frequency_source if said else None,
        reported_per_year=tuple(times * periods[per] for times, per in reports),
        reported_as=reports,
        assumed_people=heads * HALF if heads else others,
        assumed_people_sigma=HEAD_COUNT_LOG_SD if heads else OTHER_TASKS_LOG_SD,
    )


def _site_heads() -> dict[int, int]:
    """Return the head count of each segment's sites together."""
    heads = func.sum(Site.head_count)
    rows = db.session.execute(select(Site.segment_id, heads).group_by(Site.segment_id).having(heads > 0))
    return {segment_id: int(head_count or 0) for segment_id, head_count in rows}


def _people_counts() -> list[tuple[int, int]]:
    rows = select(TaskUse.task_id, TaskUse.people).where(TaskUse.people.is_not(None)).order_by(TaskUse.people)
    return [(task_id, people) for task_id, people in db.session.execute(rows) if people is not None]
