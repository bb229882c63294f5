"""Watches: that a task was really watched with a person, the denominator of every hit rate."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, insert, select
from sqlalchemy.exc import IntegrityError

from papercuts.actions import scores
from papercuts.actions.history import differences, record
from papercuts.db import db
from papercuts.domain.limits import HowItWent, Outcome, Per
from papercuts.models import (
    Account,
    Event,
    Fix,
    PaperCut,
    Participant,
    Sighting,
    Task,
    Verification,
    Visit,
    Watch,
    visit_participant,
)

# what a look at a fix finds when the person did the task once more
DONE_AGAIN = (Outcome.GONE, Outcome.BETTER, Outcome.STILL_THERE, Outcome.WORSE)


def ensure_watch(visit: Visit, participant: Participant | None, task: Task) -> Watch:
    """Return the watch of a task with a person at a visit, made if there is none. A new person joins the visit."""
    watch = _find(visit.id, participant.id if participant else None, task.id)
    if watch is not None:
        return watch
    if participant is not None:
        _join(visit, participant)
    try:
        with db.session.begin_nested():
            watch = Watch(visit_id=visit.id, participant_id=participant.id if participant else None, task_id=task.id)
            db.session.add(watch)
    except IntegrityError:  # a colleague was quicker
        watch = _find(visit.id, participant.id if participant else None, task.id)
    assert watch is not None
    return watch


def save_watch(
    visit: Visit,
    participant: Participant | None,
    task: Task,
    *,
    performed: int = 1,
    times: float | None = None,
    per: Per | None = None,
    how_it_went: HowItWent | None = None,
    by: Account | None,
    at: datetime,
    rescore: bool = True,
) -> Watch:
    """Note that a task was watched with a person, how often it was done, and how it went.

    times, per: how often this person says they do it; both or neither.
    rescore: false while many rows are read in; then call `scores.refresh` once.
    Raises ValueError when a frequency is incomplete.
    """
    if (times is None) != (per is None):
        raise ValueError("Enter both how often and a period, or neither.")
    watch = ensure_watch(visit, participant, task)
    changed = differences(watch, performed=performed, times=times, per=per, how_it_went=how_it_went)
    if changed or not _was_noted(watch):
        record(watch, "noted a watch", by=by, at=at, of=_in_words(participant, task), **changed)
    if rescore:
        scores.refresh(tasks=[task.id])
    return watch


def note_watch(
    visit: Visit,
    participant: Participant | None,
    task: Task,
    *,
    how_it_went: HowItWent | None = None,
    by: Account | None,
    at: datetime,
) -> Watch:
    """Note that a task was watched with a person, also when nothing was seen; what is known of it stays."""
    watch = ensure_watch(visit, participant, task)
    return save_watch(
        visit,
        participant,
        task,
        performed=watch.performed,
        times=watch.times,
        per=watch.per,
        how_it_went=how_it_went or watch.how_it_went,
        by=by,
        at=at,
    )


def drop_watch(watch: Watch, *, by: Account | None, at: datetime) -> None:
    """Take back that a task was watched. Raises ValueError while sightings stand on it."""
    if _has_sightings(watch):
        raise ValueError("There are sightings of this person at this task. Move or remove them first.")
    participant = db.session.get(Participant, watch.participant_id) if watch.participant_id else None
    task = db.session.get_one(Task, watch.task_id)
    visit = db.session.get_one(Visit, watch.visit_id)
    db.session.delete(watch)
    record(visit, "took back a watch", by=by, at=at, of=_in_words(participant, task))
    scores.refresh(tasks=[task.id])


def drop_if_left_over(visit_id: int, participant_id: int | None, task_id: int) -> None:
    """Remove the watch that only a sighting or a verification had made, after that went away."""
    watch = _find(visit_id, participant_id, task_id)
    if watch is not None and not (_has_sightings(watch) or _has_verifications(watch) or _was_noted(watch)):
        db.session.delete(watch)
        db.session.flush()


def _find(visit_id: int, participant_id: int | None, task_id: int) -> Watch | None:
    return db.session.scalar(
        select(Watch).where(
            Watch.visit_id == visit_id, Watch.participant_id == participant_id, Watch.task_id == task_id
        )
    )


def _join(visit: Visit, participant: Participant) -> None:
    """Count a person who was watched among the visit's people. Raises ValueError when they belong elsewhere."""
    if participant.site_id != visit.site_id:
        raise ValueError(f"{participant.code} does not belong to the site of this visit.")
    both: ColumnElement[bool] = (visit_participant.c.visit_id == visit.id) & (
        visit_participant.c.participant_id == participant.id
    )
    if not db.session.scalar(select(exists().where(both))):
        db.session.execute(insert(visit_participant).values(visit_id=visit.id, participant_id=participant.id))
        db.session.expire(visit, ["participants"])


def _has_sightings(watch: Watch) -> bool:
    there = exists().where(
        Sighting.visit_id == watch.visit_id,
        Sighting.participant_id == watch.participant_id,
        Sighting.task_id == watch.task_id,
    )
    return bool(db.session.scalar(select(there)))


def _has_verifications(watch: Watch) -> bool:
    there = (
        select(Verification.id)
        .join(Fix, Fix.id == Verification.fix_id)
        .join(PaperCut, PaperCut.id == Fix.paper_cut_id)
        .where(
            Verification.visit_id == watch.visit_id,
            Verification.participant_id == watch.participant_id,
            Verification.outcome.in_(DONE_AGAIN),
            PaperCut.task_id == watch.task_id,
        )
    )
    return bool(db.session.scalar(select(there.exists())))


def _was_noted(watch: Watch) -> bool:
    return bool(db.session.scalar(select(exists().where(Event.subject == "watch", Event.subject_id == watch.id))))


def _in_words(participant: Participant | None, task: Task) -> str:
    return f"{participant.code if participant else 'nobody in particular'}, {task.name}"
