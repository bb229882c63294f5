"""The stored scores. Every write that a score rests on calls `refresh`; nothing else writes those columns."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select, update

from papercuts import evidence
from papercuts.db import db
from papercuts.domain.ranking import Estimate, estimate
from papercuts.models import PaperCut

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
    "score_k3",
    "score_k4",
)


def refresh(*, cuts: Collection[int | None] = (), tasks: Collection[int | None] = ()) -> None:
    """Compute and store the scores of these paper cuts and of all that belong to these tasks."""
    db.session.flush()
    ids = {cut_id for cut_id in cuts if cut_id is not None}
    task_ids = [task_id for task_id in tasks if task_id is not None]
    if task_ids:
        ids |= set(db.session.scalars(select(PaperCut.id).where(PaperCut.task_id.in_(task_ids))))
    _store(ids)


def refresh_all() -> None:
    """Compute and store every score: after people, head counts, weights or the year's length changed.

    Those reach further than one task: where nobody counted, the people of other tasks are the best guess.
    """
    db.session.flush()
    _store(set(db.session.scalars(select(PaperCut.id))))


def computed(cut_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return what the score columns of these paper cuts should hold."""
    return {cut_id: _columns(found) for cut_id, found in evidence.load(cut_ids).items()}


def _store(ids: set[int]) -> None:
    if not ids:
        return
    rows = [{"id": cut_id, **columns} for cut_id, columns in computed(ids).items()]
    db.session.execute(update(PaperCut), rows)
    for row in db.session.identity_map.values():
        if isinstance(row, PaperCut) and row.id in ids:
            db.session.expire(row)  # what is loaded of them is old now


def _columns(found: evidence.Evidence) -> dict[str, Any]:
    result: Estimate | None = estimate(found.inputs)
    return {
        "hit_k": sum(visit.hit for visit in found.inputs.visits),
        "watched_n": sum(visit.watched for visit in found.inputs.visits),
        "n_sightings": found.n_sightings,
        "n_sites": found.n_sites,
        "share_removed": found.inputs.share_removed,
        "needs_effort": found.needs_effort,
        "assumed": list(result.assumed) if result else [],
        "is_mostly_assumed": bool(result and result.is_mostly_assumed),
        **{name: getattr(result, name) if result else None for name in _STORED},
    }
