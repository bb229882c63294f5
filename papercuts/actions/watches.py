"""Watches: that a task was really watched with a person, the denominator of every hit rate."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

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
_TAKEN_BACK = "took back a watch"
_COUNTS = {"performed", "times", "per"}  # what a score rests on


class Ensured(NamedTuple):
    """The watch of a task with a person at a visit, and what had to be done for it to be there."""

    watch: Watch
    is_made: bool
    joined: dict[str, str]  # the code of a person who joined the visit by it, for the history


def ensure_watch(visit: Visit, participant: Participant | None, task: Task) -> Ensured:
    """Return the watch of a task with a person at a visit, made if there is none. A new person joins the visit."""
    watch = find(visit.id, participant.id if participant else None, task.id)
    if watch is not None:
        return Ensured(watch, False, {})
    is_new = participant is not None and _join(visit, participant)
    joined = {"joined": participant.code} if participant and is_new else {}
    try:
        with db.session.begin_nested():
            watch = Watch(visit_id=visit.id, participant_id=participant.id if participant else None, task_id=task.id)
            db.session.add(watch)
    except IntegrityError:  # a colleague was quicker
        watch = find(visit.id, participant.id if participant else None, task.id)
    assert watch is not None
    return Ensured(watch, True, joined)


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
    ensured = ensure_watch(visit, participant, task)
    said = {"performed": performed, "times": times, "per": per, "how_it_went": how_it_went}
    _save(ensured, _in_words(participant, task), said, by=by, at=at, rescore=rescore)
    return ensured.watch


def note_watch(
    visit: Visit,
    participant: Participant | None,
    task: Task,
    *,
    performed: int | None = None,
    how_it_went: HowItWent | None = None,
    by: Account | None,
    at: datetime,
) -> Watch:
    """Note that a task was watched with a person, also when nothing was seen; what is not said of it stays."""
    ensured = ensure_watch(visit, participant, task)
    told = {"performed": performed, "how_it_went": how_it_went}
    said = {name: value for name, value in told.items() if value is not None}
    _save(ensured, _in_words(participant, task), said, by=by, at=at)
    return ensured.watch


def drop_watch(watch: Watch, *, by: Account | None, at: datetime) -> None:
    """Take back that a task was watched. Raises ValueError while sightings stand on it."""
    if _has_sightings(watch):
        raise ValueError("There are sightings of this person at this task. Move or remove them first.")
    participant = db.session.get(Participant, watch.participant_id) if watch.participant_id else None
    task = db.session.get_one(Task, watch.task_id)
    visit = db.session.get_one(Visit, watch.visit_id)
    db.session.delete(watch)
    record(visit, _TAKEN_BACK, by=by, at=at, of=_in_words(participant, task))
    scores.refresh(tasks=[task.id])


def correct(watch: Watch, fields: Mapping[str, Any], *, by: Account | None, at: datetime) -> None:
    """Give a watch other values, and record what was different."""
    changed = differences(watch, **fields)
    if changed:
        record(watch, "noted a watch", by=by, at=at, **changed)
    if _COUNTS & changed.keys():
        scores.refresh(tasks=[watch.task_id])


def take_back_note(watch: Watch, before: Mapping[str, Any], *, by: Account | None, at: datetime) -> None:
    """Take back that a task was noted as watched; what a sighting or a verification stands on stays, as it was before.

    before: fields of the watch, as they were before it was noted.
    """
    if not (_has_sightings(watch) or _has_verifications(watch)):
        drop_watch(watch, by=by, at=at)
        return
    changed = differences(watch, **before)
    record(watch, _TAKEN_BACK, by=by, at=at, **changed)
    if _COUNTS & changed.keys():
        scores.refresh(tasks=[watch.task_id])


def unsay(visit_id: int, participant_id: int | None, task_id: int, said: Mapping[str, Any]) -> dict[str, Any]:
    """Give a watch the frequency it had before a line said another one, where that one still counts.

    said: times and per before and after, as the history keeps them. Returns what was changed, in the same way.
    """
    watch = find(visit_id, participant_id, task_id)
    if watch is None or any(getattr(watch, name) != after for name, (_, after) in said.items()):
        return {}
    before = {name: value for name, (value, _) in said.items()}
    if before.get("per"):
        before["per"] = Per(before["per"])
    return differences(watch, **before)


def drop_if_left_over(visit_id: int, participant_id: int | None, task_id: int) -> None:
    """Remove the watch that only a sighting or a verification had made, after that went away."""
    watch = find(visit_id, participant_id, task_id)
    if watch is not None and not (_has_sightings(watch) or _has_verifications(watch) or was_noted(watch)):
        db.session.delete(watch)
        db.session.flush()


def _save(
    ensured: Ensured, of: str, said: Mapping[str, Any], *, by: Account | None, at: datetime, rescore: bool = True
) -> None:
    """Keep and record what is said of a watch; its task is scored when a score can rest on what is new."""
    changed = differences(ensured.watch, **said)
    if changed or not was_noted(ensured.watch):
        record(ensured.watch, "noted a watch", by=by, at=at, of=of, **ensured.joined, **changed)
    if rescore and (ensured.is_made or _COUNTS & changed.keys()):
        scores.refresh(tasks=[ensured.watch.task_id])


def find(visit_id: int, participant_id: int | None, task_id: int) -> Watch | None:
    """Return the watch of a task with a person at a visit."""
    return db.session.scalar(
        select(Watch).where(
            Watch.visit_id == visit_id, Watch.participant_id == participant_id, Watch.task_id == task_id
        )
    )


def _join(visit: Visit, participant: Participant) -> bool:
    """Count a person who was watched among the visit's people; say whether they were not.

    Raises ValueError when they belong elsewhere.
    """
    if participant.site_id != visit.site_id:
        raise ValueError(f"{participant.code} does not belong to the site of this visit.")
    both: ColumnElement[bool] = (visit_participant.c.visit_id == visit.id) & (
        visit_participant.c.participant_id == participant.id
    )
    if db.session.scalar(select(exists().where(both))):
        return False
    db.session.execute(insert(visit_participant).values(visit_id=visit.id, participant_id=participant.id))
    db.session.expire(visit, ["participants"])
    return True


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


def was_noted(watch: Watch) -> bool:
    """Say whether somebody has noted a watch, and nobody has taken that back; else a sighting has made it."""
    about_it = select(Event.verb).where(Event.subject == "watch", Event.subject_id == watch.id)
    return db.session.scalar(about_it.order_by(Event.id.desc()).limit(1)) not in (None, _TAKEN_BACK)


def _in_words(participant: Participant | None, task: Task) -> str:
    return f"{participant.code if participant else 'nobody in particular'}, {task.name}"
