"""The stored scores. Every write that a score rests on calls `refresh`; nothing else writes those columns."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, or_, select, update

from papercuts import evidence
from papercuts.db import chunks, db
from papercuts.domain.ranking import Estimate, estimate
from papercuts.models import PaperCut, Segment, Sighting, Site, TaskUse, Visit, Watch

_STORED = (
    "hours_lost_mean",
    "hours_lost_sd",
    "hours_lost_q10",
    "hours_lost_q50",
    "hours_lost_q90",
    "effort_hours_mean",
    "effort_hours_q10",
    "effort_hours_q90",
    "payback_q10",
    "payback_q50",
    "payback_q90",
    "score_m",
    "score_v",
)


def refresh(*, cuts: Collection[int | None] = (), tasks: Collection[int | None] = ()) -> None:
    """Compute and store the scores of these paper cuts and of all that belong to these tasks."""
    db.session.flush()
    _store(_named(cuts, tasks))


def refresh_assumed(*, cuts: Collection[int | None] = (), tasks: Collection[int | None] = ()) -> None:
    """Compute and store the scores of these, and all that assume their people: after people were counted.

    Where nobody counted, the people of other tasks are the best guess.
    """
    db.session.flush()
    _store(_named(cuts, tasks) | _ids(_ASSUMES_PEOPLE))


def refresh_heads(segments: Collection[Segment], *, tasks: Collection[int | None] = ()) -> None:
    """Compute and store the scores of these tasks, and all that a head count of these segments stands in for."""
    db.session.flush()
    reached = _is_done_in(segments)
    if any(segment.is_everyone for segment in segments):
        reached = _ASSUMES_PEOPLE  # it stands in too where nothing is known of a task
    _store(_named((), tasks) | _ids(reached & _ASSUMES_PEOPLE))


def refresh_segment(segment: Segment) -> None:
    """Compute and store the scores of all that is done in a segment: after its weight changed."""
    db.session.flush()
    reached = _is_done_in([segment])
    _store(_ids(or_(reached, _ASSUMES_PEOPLE) if segment.is_everyone else reached))


def refresh_all() -> None:
    """Compute and store every score: after the year's length changed, or all kinds of rows."""
    db.session.flush()
    _store(set(db.session.scalars(select(PaperCut.id))))


def computed(cut_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return what the score columns of these paper cuts should hold."""
    return {cut_id: _columns(found) for cut_id, found in evidence.load(cut_ids).items()}


# what its own column says: a score that assumes its people says so, and one that nobody met has none
_ASSUMES_PEOPLE: ColumnElement[bool] = cast(PaperCut.assumed, Text).like('%"people"%')


def _is_done_in(segments: Collection[Segment]) -> ColumnElement[bool]:
    """Choose the paper cuts whose task was watched at a site of these segments, or is said to be done in one."""
    ids = [segment.id for segment in segments]
    watched = select(Watch.task_id).join(Visit).join(Site, Site.id == Visit.site_id).where(Site.segment_id.in_(ids))
    said = select(TaskUse.task_id).where(TaskUse.segment_id.in_(ids))
    return PaperCut.task_id.in_(watched.union(said))


def _named(cuts: Collection[int | None], tasks: Collection[int | None]) -> set[int]:
    """Return the ids of these paper cuts and of those that belong to these tasks or were met at them."""
    task_ids = [task_id for task_id in tasks if task_id is not None]
    met = select(Sighting.paper_cut_id).where(Sighting.task_id.in_(task_ids), Sighting.paper_cut_id.is_not(None))
    of_tasks = _ids(or_(PaperCut.task_id.in_(task_ids), PaperCut.id.in_(met))) if task_ids else set()
    return {cut_id for cut_id in cuts if cut_id is not None} | of_tasks


def _ids(chosen: ColumnElement[bool]) -> set[int]:
    return set(db.session.scalars(select(PaperCut.id).where(chosen)))


def _store(ids: set[int]) -> None:
    if not ids:
        return
    _lock(ids)
    rows = [{"id": cut_id, **columns} for cut_id, columns in sorted(computed(ids).items())]
    db.session.execute(update(PaperCut), rows)
    for row in db.session.identity_map.values():
        if isinstance(row, PaperCut) and row.id in ids:
            db.session.expire(row)  # what is loaded of them is old now


def _lock(ids: set[int]) -> None:
    """Let one at a time score a paper cut: who reads evidence without the other's would store a score without it.

    Always in the order of the numbers, so that no two wait for each other. SQLite has one writer at a time anyway.
    """
    if db.engine.dialect.name == "sqlite":
        return
    for chunk in chunks(sorted(ids)):
        rows = select(PaperCut.id).where(PaperCut.id.in_(chunk)).order_by(PaperCut.id)
        db.session.execute(rows.with_for_update(key_share=True))  # who only refers to the row need not wait


def _columns(found: evidence.Evidence) -> dict[str, Any]:
    result: Estimate | None = estimate(found.inputs)
    return {
        "hit_k": found.inputs.hit_k,
        "watched_n": found.inputs.watched_n,
        "n_sightings": found.n_sightings,
        "n_sites": found.n_sites,
        "share_removed": found.inputs.share_removed,
        "needs_effort": found.needs_effort,
        "assumed": list(result.assumed) if result else [],
        "is_mostly_assumed": bool(result and result.is_mostly_assumed),
        **{name: getattr(result, name) if result else None for name in _STORED},
    }
