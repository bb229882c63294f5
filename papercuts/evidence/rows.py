"""The rows that scores rest on: paper cuts with what mends them, sightings, watches. Columns only, never objects."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from papercuts.db import db
from papercuts.domain.lifecycle import SHIPPED
from papercuts.domain.limits import HowTimed
from papercuts.domain.rank_inputs import EffortGiven, size_hours
from papercuts.models import Effort, Fix, PaperCut, Release, Sighting, Site, Visit, Watch
from papercuts.shipped import is_newest

Pair = tuple[int, int | None]  # visit and participant: the unit that is watched and hit


@dataclass(frozen=True)
class Shipped:
    """When users got a fix."""

    released_on: date
    published_at: datetime | None


@dataclass(frozen=True)
class Cut:
    """A paper cut, what mending it takes, and when it was mended."""

    id: int
    task_id: int
    shipped: Shipped | None  # of a fixed cut: only what was seen before speaks of what it used to cost
    fix_removes: float | None
    effort: EffortGiven | None
    effort_removes: float


@dataclass(frozen=True)
class Seen:
    """A sighting that is matched."""

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
class Watched:
    """A task that was watched with somebody; `times` a `per`, as they said."""

    pair: Pair
    visited_on: date
    begun_at: datetime | None
    segment_id: int
    performed: int
    times: float | None
    per: str | None
    is_undecided: bool  # something was seen there that is matched to no paper cut yet: it may be any of them


def read_cuts(ids: list[int]) -> list[Cut]:
    """Return these paper cuts, with their newest effort and, of those whose fix has shipped, the newest fix."""
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
        cuts.append(Cut(cut_id, task_id, shipped, removes, given, effort_removes))
    return cuts


def _newest_efforts(ids: list[int]) -> dict[int, tuple[EffortGiven, float]]:
    """Return what mending each takes, and the share of the loss it removes."""
    newest = select(func.max(Effort.id)).where(Effort.paper_cut_id.in_(ids)).group_by(Effort.paper_cut_id)
    hours = (Effort.low_hours, Effort.likely_hours, Effort.high_hours, Effort.size_low_hours, Effort.size_high_hours)
    columns = select(Effort.paper_cut_id, Effort.percent_removed, Effort.size, *hours)
    rows = db.session.execute(columns.where(Effort.id.in_(newest)))
    return {
        cut_id: (EffortGiven(size, low, likely, high, size_hours(*meant)), percent / 100)
        for cut_id, percent, size, low, likely, high, *meant in rows
    }


def _newest_fixes(ids: list[int]) -> dict[int, tuple[Shipped | None, float | None]]:
    rows = db.session.execute(
        select(Fix.paper_cut_id, Release.released_on, Release.published_at, Fix.percent_removed)
        .join(Release)
        .where(Fix.paper_cut_id.in_(ids), is_newest())
    )
    return {cut_id: (Shipped(day, moment), percent / 100) for cut_id, day, moment, percent in rows}


def read_sightings(ids: list[int]) -> Mapping[int | None, list[Seen]]:
    """Return the sightings of each paper cut, with our product and with others."""
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
    seen: dict[int | None, list[Seen]] = defaultdict(list)
    for cut_id, visit_id, person_id, task_id, day, begun_at, site, segment, product, seconds, how, times in rows:
        pair, is_stopwatch = (visit_id, person_id), how == HowTimed.STOPWATCH
        seen[cut_id].append(
            Seen(pair, task_id, day, begun_at, site, segment, not product, seconds, is_stopwatch, times)
        )
    return seen


def read_watches(task_ids: Collection[int]) -> dict[int, list[Watched]]:
    """Return with whom each task was watched, with our product."""
    undecided = _undecided(task_ids)
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
    watched: dict[int, list[Watched]] = defaultdict(list)
    for task_id, visit_id, person_id, day, begun_at, segment_id, performed, times, per in rows:
        is_undecided = (task_id, visit_id, person_id) in undecided
        watched[task_id].append(
            Watched((visit_id, person_id), day, begun_at, segment_id, performed, times, per, is_undecided)
        )
    return watched


def _undecided(task_ids: Collection[int]) -> set[tuple[int, int, int | None]]:
    """Return at which task, visit and person something was seen that waits to be matched.

    A delight waits for nothing: whoever met nothing else was watched and not hit.
    """
    columns = select(Sighting.task_id, Sighting.visit_id, Sighting.participant_id)
    rows = db.session.execute(columns.where(Sighting.is_waiting, Sighting.task_id.in_(task_ids)))
    return {(task_id, visit_id, person_id) for task_id, visit_id, person_id in rows}
