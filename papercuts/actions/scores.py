"""The stored scores. Every write that a score rests on calls `refresh`; nothing else writes those columns."""

from collections.abc import Collection, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, inspect, or_, select, update

from papercuts import evidence
from papercuts.db import chunks, db
from papercuts.domain.familiar import rice_of
from papercuts.domain.ranking import VERSION, Estimate, Scores, estimate
from papercuts.models import PaperCut, Segment, Sighting, Site, TaskUse, Visit, Watch

_SCORES = tuple(field.name for field in fields(Scores))
_EFFORT = ("effort_hours_mean", "effort_hours_q10", "effort_hours_q90")
_BATCH = 5_000  # paper cuts read and written at a time when all are scored anew


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


def rescore() -> None:
    """Compute and store every score from what is kept of its factors: after the prior or the likeness was learnt anew.

    Reads no visit, watch or sighting, so that 100,000 take seconds.
    """
    from papercuts.domain import rank_batch  # here, for numpy takes longer to load than most commands run

    db.session.flush()
    setting = evidence.settings()
    prior, rho = setting.hit_prior, setting.rho
    ids = sorted(db.session.scalars(select(PaperCut.id).where(PaperCut.hit_k > 0)))
    _lock(ids)
    for start in range(0, len(ids), _BATCH):
        first, last = ids[start], ids[min(start + _BATCH, len(ids)) - 1]
        chosen = select(PaperCut.id, PaperCut.known).where(PaperCut.id.between(first, last), PaperCut.hit_k > 0)
        numbers, packed = zip(*db.session.execute(chosen), strict=True)
        found = rank_batch.scores(packed, prior, rho)
        _write_many(_SCORES, list(zip(*(found[name] for name in _SCORES), numbers, strict=True)))
    _forget(set(ids))


def bring_up_to_date() -> bool:
    """Compute and store every score if another version of the sum has stored them; True when it had."""
    setting = evidence.settings()
    if setting.scored_by == VERSION:
        return False
    refresh_all()
    setting.scored_by = VERSION
    return True


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
    _lock(sorted(ids))
    _write([{"id": cut_id, **columns} for cut_id, columns in sorted(computed(ids).items())])
    _forget(ids)


def _write(rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(update(PaperCut), rows)


def _write_many(names: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    """Write float and boolean columns of very many paper cuts; each row has their values in this order, and its id.

    By the driver itself: SQLAlchemy prepares the values of each row, which takes three times as long as to write them.
    """
    sign = "?" if db.engine.dialect.name == "sqlite" else "%s"
    columns = ", ".join(f"{name} = {sign}" for name in names)
    statement = f"UPDATE paper_cut SET {columns} WHERE id = {sign}"  # noqa: S608  (the names are our own)
    db.session.connection().exec_driver_sql(statement, rows)


def _forget(ids: set[int]) -> None:
    """What is loaded of these paper cuts is old now."""
    for row in db.session.identity_map.values():
        key = inspect(row).identity  # to ask an expired row for its id would read it
        if isinstance(row, PaperCut) and key and key[0] in ids:
            db.session.expire(row)


def _lock(ids: Sequence[int]) -> None:
    """Let one at a time score a paper cut: who reads evidence without the other's would store a score without it.

    Always in the order of their numbers, so that no two wait for each other. SQLite has one writer at a time anyway.
    """
    if db.engine.dialect.name == "sqlite":
        return
    for chunk in chunks(ids):
        rows = select(PaperCut.id).where(PaperCut.id.in_(chunk)).order_by(PaperCut.id)
        db.session.execute(rows.with_for_update(key_share=True))  # who only refers to the row need not wait


def _columns(found: evidence.Evidence) -> dict[str, Any]:
    result: Estimate | None = estimate(found.inputs)
    visits = found.inputs.visits
    return {
        "hit_k": found.inputs.hit_k,
        "watched_n": found.inputs.watched_n,
        "n_visits": len(visits),
        "watched_squares": float(sum(visit.watched**2 for visit in visits)),
        "hit_squares": float(sum(visit.hit**2 / visit.watched for visit in visits)),
        "n_sightings": found.n_sightings,
        "n_sites": found.n_sites,
        "share_removed": found.inputs.share_removed,
        "needs_effort": found.needs_effort,
        "assumed": list(result.assumed) if result else [],
        "rice": rice_of(result) if result else None,
        "known": result.known.packed() if result else None,
        **{name: getattr(result, name) if result else None for name in (*_SCORES, *_EFFORT)},
        "is_mostly_assumed": bool(result and result.is_mostly_assumed),
    }
