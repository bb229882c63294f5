"""What the scores rest on: rows of visits, watches, sightings and estimates, gathered for `domain.ranking`.

It stands below queries and actions because both need it: a page that explains a score and an action that
stores it must never read different things.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

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
    visit_id: int
    participant_id: int | None
    visited_on: date
    begun_at: datetime | None
    site_id: int
    is_ours: bool
    seconds: float | None
    is_stopwatch: bool
    occurrences: int

    @property
    def pair(self) -> Pair:
        return self.visit_id, self.participant_id


@dataclass(frozen=True)
class _Watched:
    visit_id: int
    participant_id: int | None
    visited_on: date
    begun_at: datetime | None
    segment_id: int
    performed: int
    times: float | None
    per: str | None

    @property
    def pair(self) -> Pair:
        return self.visit_id, self.participant_id


def load(cut_ids: Collection[int]) -> dict[int, Evidence]:
    """Return the evidence of each paper cut, in a fixed number of statements for every 500."""
    setting = db.session.get_one(Setting, 1)
    periods = setting.periods_a_year
    result: dict[int, Evidence] = {}
    for ids in chunks(sorted(cut_ids)):
        cuts = _cuts(ids)
        seen = _sightings(ids)
        tasks = {cut.task_id for cut in cuts}
        watched = _watches(tasks)
        uses = _segment_uses(tasks, watched, periods)
        for cut in cuts:
            result[cut.id] = _evidence(cut, seen[cut.id], watched[cut.task_id], uses[cut.task_id], periods)
    return result


def _evidence(
    cut: _Cut, seen: list[_Seen], watched: list[_Watched], uses: tuple[SegmentUse, ...], periods: Mapping[str, float]
) -> Evidence:
    ours = [row for row in seen if row.is_ours and _is_before(row, cut)]
    performed = {row.pair: row.performed for row in watched if _is_before(row, cut)}
    by_pair: dict[Pair, list[_Seen]] = defaultdict(list)
    for row in ours:
        by_pair[row.pair].append(row)
    inputs = Inputs(
        visits=_visit_counts(performed.keys() | by_pair.keys(), by_pair.keys()),
        timings=tuple(_timing(visit_id, rows) for (visit_id, _), rows in by_pair.items() if _has_time(rows)),
        occurrences=tuple(
            HitOccurrence(sum(row.occurrences for row in rows), performed.get(pair, 1))
            for pair, rows in by_pair.items()
        ),
        segments=uses,
        effort=cut.effort,
        share_removed=cut.effort_removes if cut.fix_removes is None else cut.fix_removes,
        periods_a_year=periods,
    )
    return Evidence(inputs, len(seen), len({row.site_id for row in ours}), cut.effort is None)


def _is_before(row: _Seen | _Watched, cut: _Cut) -> bool:
    fix = cut.shipped
    return fix is None or not has_release(
        row.visited_on, row.begun_at, released_on=fix.released_on, published_at=fix.published_at
    )


def _visit_counts(watched: Iterable[Pair], hit: Iterable[Pair]) -> tuple[VisitCount, ...]:
    """Return how many were watched and hit at each visit; who was hit was watched, whatever was noted."""
    n_watched: dict[int, int] = defaultdict(int)
    n_hit: dict[int, int] = defaultdict(int)
    for visit_id, _ in watched:
        n_watched[visit_id] += 1
    for visit_id, _ in hit:
        n_hit[visit_id] += 1
    return tuple(VisitCount(n, n_hit[visit_id]) for visit_id, n in sorted(n_watched.items()))


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
        given, effort_removes = (effort.given, effort.percent_removed / 100) if effort else (None, 1.0)
        cuts.append(_Cut(cut_id, task_id, shipped, removes, given, effort_removes))
    return cuts


def _newest_efforts(ids: list[int]) -> dict[int, Effort]:
    newest = select(func.max(Effort.id)).where(Effort.paper_cut_id.in_(ids)).group_by(Effort.paper_cut_id)
    rows = db.session.scalars(select(Effort).where(Effort.id.in_(newest)).execution_options(populate_existing=False))
    return {effort.paper_cut_id: effort for effort in rows}


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
            Visit.visited_on,
            Visit.started_at,
            Visit.site_id,
            Visit.product,
            Sighting.seconds_lost,
            Sighting.how_timed,
            Sighting.occurrences,
        )
        .join(Visit, Visit.id == Sighting.visit_id)
        .where(Sighting.paper_cut_id.in_(ids))
        .order_by(Sighting.id)
    )
    seen: dict[int | None, list[_Seen]] = defaultdict(list)
    for cut_id, visit_id, participant_id, day, begun_at, site_id, product, seconds, how, occurrences in rows:
        is_stopwatch = how == HowTimed.STOPWATCH
        seen[cut_id].append(
            _Seen(visit_id, participant_id, day, begun_at, site_id, not product, seconds, is_stopwatch, occurrences)
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
    for task_id, visit_id, participant_id, day, begun_at, segment_id, performed, times, per in rows:
        watched[task_id].append(_Watched(visit_id, participant_id, day, begun_at, segment_id, performed, times, per))
    return watched


def _segment_uses(
    task_ids: Collection[int], watched: Mapping[int, list[_Watched]], periods: Mapping[str, float]
) -> dict[int, tuple[SegmentUse, ...]]:
    """Return who does each task how often: what was said of a segment, and what is taken where nothing was."""
    segments = {segment.id: segment for segment in db.session.scalars(select(Segment))}
    everyone = next(segment.id for segment in segments.values() if segment.is_everyone)
    said: dict[int, dict[int, TaskUse]] = defaultdict(dict)
    for use in db.session.scalars(select(TaskUse).where(TaskUse.task_id.in_(task_ids))):
        said[use.task_id][use.segment_id] = use
    heads = _site_heads()
    counts = _people_counts()
    uses: dict[int, tuple[SegmentUse, ...]] = {}
    for task_id in task_ids:
        others = [people for other, people in counts if other != task_id]
        uses[task_id] = tuple(
            _segment_use(
                segments[segment_id],
                said[task_id].get(segment_id),
                [row for row in watched[task_id] if row.segment_id == segment_id],
                heads.get(segment_id),
                median(others) if others else None,
                periods,
            )
            for segment_id in in_play(
                {segment_id: use.people for segment_id, use in said[task_id].items()},
                {row.segment_id for row in watched[task_id]},
                everyone,
            )
        )
    return uses


def _segment_use(
    segment: Segment,
    said: TaskUse | None,
    watched: list[_Watched],
    site_heads: int | None,
    others: float | None,
    periods: Mapping[str, float],
) -> SegmentUse:
    heads = segment.head_count or site_heads
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
    rows = select(TaskUse.task_id, TaskUse.people).where(TaskUse.people.is_not(None))
    return [(task_id, people) for task_id, people in db.session.execute(rows) if people is not None]
