"""Sightings: record, change, match with a paper cut, remove."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack
from uuid import UUID

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from papercuts.actions import paper_cuts, photos, scores
from papercuts.actions.history import differences
from papercuts.actions.history import record as record_event
from papercuts.actions.outcomes import bring_about, has_fix, take_back_unsupported
from papercuts.actions.watches import drop_if_left_over, ensure_watch, unsay
from papercuts.db import db
from papercuts.domain.lifecycle import after_sighting
from papercuts.domain.limits import HowTimed, Per, Status, VisitStatus
from papercuts.merged import survivor
from papercuts.models import Account, Area, Effort, Event, Fix, Link, PaperCut, Participant, Sighting, Task, Visit
from papercuts.shipped import newest_fix

__all__ = ["change", "match", "may_be_removed_by", "name", "record", "remove", "unmatch"]

_TEXT_SHOWN = 120  # characters of what happened that a history needs
# what a capture or a split, and its undoing, do to a cut
_COMES_AND_GOES = ("named", "split from", "matched a sighting", "unmatched a sighting")


class Facts(TypedDict, total=False):
    """What may be changed about a sighting; what is left out stays."""

    what_happened: str
    observed_at: datetime | None
    occurrences: int
    seconds_lost: float | None
    how_timed: HowTimed | None
    quote: str
    mood: int | None
    workaround: str
    is_unsure: bool


def record(
    *,
    visit: Visit,
    participant: Participant | None,
    task: Task,
    what_happened: str,
    uid: UUID,
    observed_at: datetime | None = None,
    clock_ahead_seconds: int | None = None,
    occurrences: int = 1,
    seconds_lost: float | None = None,
    how_timed: HowTimed | None = None,
    quote: str = "",
    mood: int | None = None,
    workaround: str = "",
    is_unsure: bool = False,
    paper_cut: PaperCut | None = None,
    times: float | None = None,
    per: Per | None = None,
    by: Account | None,
    at: datetime,
    steps: Mapping[str, str] | None = None,
    rescore: bool = True,
) -> Sighting:
    """Keep what was seen, and that the task was watched; the same uid again returns the row there is.

    times, per: how often this person says they do the task, kept on the watch.
    steps: what the seconds were counted from, for the history.
    clock_ahead_seconds: by how much the clock that said when it was seen was ahead of ours, where that is much.
    mood: from −2 to 2; a good one without a paper cut is a delight, which waits for nothing. workaround: what they did.
    rescore: false while many rows are read in; then call `scores.refresh` once.
    """
    known = _by_uid(uid)
    if known is not None:
        return known
    ensured = ensure_watch(visit, participant, task)
    is_said = times is not None and per is not None
    said = differences(ensured.watch, times=times, per=per) if is_said else {}
    sighting = Sighting(
        uid=uid,
        visit_id=visit.id,
        participant_id=participant.id if participant else None,
        task_id=task.id,
        what_happened=what_happened,
        observed_at=observed_at,
        received_at=at,
        clock_ahead_seconds=clock_ahead_seconds,
        occurrences=occurrences,
        seconds_lost=seconds_lost,
        how_timed=how_timed if seconds_lost is not None else None,
        quote=quote,
        mood=mood,
        workaround=workaround,
        is_unsure=is_unsure,
        seen_by_id=by.id if by else None,
    )
    try:
        with db.session.begin_nested():
            db.session.add(sighting)
    except IntegrityError:  # the same one, sent twice at once
        return db.session.scalars(select(Sighting).where(Sighting.uid == uid)).one()
    record_event(sighting, "saw", by=by, at=at, what=_short(sighting), **(steps or {}), **ensured.joined, **said)
    if paper_cut is not None:
        _match(sighting, paper_cut, by=by, at=at)
    if rescore:
        is_about_all = ensured.is_made or said or sighting.paper_cut_id is None
        scores.refresh(cuts=[sighting.paper_cut_id], tasks=[task.id] if is_about_all else [])
    return sighting


def change(
    sighting: Sighting,
    *,
    participant: Participant | None,
    task: Task,
    steps: Mapping[str, str] | None = None,
    by: Account | None,
    at: datetime,
    **facts: Unpack[Facts],
) -> None:
    """Correct a sighting. Another person or task moves it to another watch.

    steps: what the seconds were counted from, for the history.
    """
    if facts.get("seconds_lost", sighting.seconds_lost) is None:
        facts["how_timed"] = None  # before it is compared, so that the history says what is kept
    changed = differences(sighting, **facts) | dict(steps or {})
    before_pair = sighting.participant_id, sighting.task_id
    if before_pair != (participant.id if participant else None, task.id):
        _move(sighting, participant, task, changed)
    if changed:
        record_event(sighting, "changed", by=by, at=at, **changed)
        scores.refresh(cuts=[sighting.paper_cut_id], tasks={before_pair[1], task.id})


def match(
    sighting: Sighting, cut: PaperCut, *, offered: Sequence[int] | None = None, by: Account | None, at: datetime
) -> None:
    """Say that a sighting is a known paper cut; one that was fixed before is open again.

    offered: the numbers that were suggested, best first, so that the history tells how good suggestions are.

    Of one that was merged into another, that one is meant. It reopens when our product was watched, on the day of the
    release with the fix or later, and the visit's version is not known to be older than the release, nor was it said
    there that they are not on that version yet.
    """
    cut = _held(cut)
    if sighting.paper_cut_id == cut.id:
        return
    if sighting.paper_cut_id is not None:
        unmatch(sighting, by=by, at=at)
    _match(sighting, cut, by=by, at=at, **({} if offered is None else {"offered": _place(cut.id, offered)}))
    scores.refresh(cuts=[cut.id], tasks=[sighting.task_id])  # who met it counts for all others of the task now


def name(
    sighting: Sighting, title: str, *, task: Task, area: Area | None = None, by: Account | None, at: datetime
) -> PaperCut:
    """Say that a sighting is a new paper cut, named by this title."""
    cut = paper_cuts.create(title, task=task, area=area, by=by, at=at)
    match(sighting, cut, by=by, at=at)
    return cut


def unmatch(sighting: Sighting, *, by: Account | None, at: datetime) -> None:
    """Say that a sighting is not the paper cut it was matched to; it waits again unless it is a delight.

    A paper cut that was named for this sighting goes away with it while nobody has done anything else with it.
    """
    if sighting.paper_cut_id is None:
        return
    cut = db.session.get_one(PaperCut, sighting.paper_cut_id)
    record_event(sighting, "unmatched", by=by, at=at, paper_cut=cut.number, home_id=sighting.merged_from_id)
    sighting.paper_cut_id = sighting.merged_from_id = None
    record_event(cut, "unmatched a sighting", by=by, at=at, what=_short(sighting), sighting_id=sighting.id)
    take_back_unsupported(cut, by=by, at=at)
    if by is not None and _was_named_for(cut, sighting) and _is_untouched(cut, by):
        visit = db.session.get_one(Visit, sighting.visit_id)
        record_event(visit, "removed a paper cut", by=by, at=at, paper_cut=cut.number, title=cut.title)
        db.session.delete(cut)
    scores.refresh(cuts=[cut.id], tasks=[sighting.task_id])  # nobody knows any more what they did not meet


def may_be_removed_by(sighting: Sighting, account: Account | None, visit: Visit) -> bool:
    """Say whether somebody may take a sighting back: who saw it, until the visit is written up."""
    is_own = account is not None and sighting.seen_by_id == account.id
    return is_own and visit.status is not VisitStatus.WRITTEN_UP


def remove(sighting: Sighting, *, by: Account | None, at: datetime) -> None:
    """Take back a sighting that was captured by mistake; the history keeps what it said.

    Raises ValueError unless it is one's own and the visit is not written up.
    """
    visit = db.session.get_one(Visit, sighting.visit_id)
    if not may_be_removed_by(sighting, by, visit):
        raise ValueError("Only who captured a sighting may remove it, and only until the visit is written up.")
    discard(sighting, visit, by=by, at=at)


def discard(sighting: Sighting, visit: Visit, *, by: Account | None, at: datetime) -> None:
    """Delete a sighting, the frequency that its line said, and the watch that only it had made."""
    unmatch(sighting, by=by, at=at)
    pair = sighting.participant_id, sighting.task_id
    unsaid = unsay(visit.id, *pair, _frequency_said(sighting))
    what = _short(sighting)
    record_event(visit, "removed a sighting", by=by, at=at, what=what, sighting_id=sighting.id, **unsaid)
    photos.note_going(select(Sighting.id).where(Sighting.id == sighting.id))
    db.session.delete(sighting)
    db.session.flush()
    drop_if_left_over(visit.id, *pair)
    scores.refresh(tasks=[pair[1]])


def _frequency_said(sighting: Sighting) -> dict[str, Any]:
    """Return the frequency that a line said of its watch, before and after; nothing when it has moved since."""
    about_it = select(Event).where(Event.subject == "sighting", Event.subject_id == sighting.id)
    events = db.session.scalars(about_it).all()
    if any(event.verb == "changed" and event.details.keys() & {"person", "task"} for event in events):
        return {}
    saw = next((event.details for event in events if event.verb == "saw"), {})
    return {name: saw[name] for name in ("times", "per") if name in saw}


def _place(number: int, offered: Sequence[int]) -> str:
    """Return at which place of what was offered a paper cut stood: "2 of 5", or "none of 5"."""
    place = offered.index(number) + 1 if number in offered else "none"
    return f"{place} of {len(offered)}"


def _match(sighting: Sighting, cut: PaperCut, *, by: Account | None, at: datetime, **details: str) -> None:
    cut = _held(cut)
    sighting.paper_cut_id, sighting.merged_from_id = cut.id, None
    record_event(sighting, "matched", by=by, at=at, paper_cut=cut.number, **details)
    record_event(cut, "matched a sighting", by=by, at=at, what=_short(sighting), sighting_id=sighting.id)
    visit = db.session.get_one(Visit, sighting.visit_id)
    if after_sighting(cut.status) is not cut.status and has_fix(visit, newest_fix(cut.id)):
        bring_about(cut, after_sighting(cut.status), sighting, by=by, at=at)


def _held(cut: PaperCut) -> PaperCut:
    """Return what a paper cut is now; nobody merges it into another one before this is kept."""
    paper_cuts.lock(cut)
    now = survivor(cut.id)
    return cut if now == cut.id else _held(db.session.get_one(PaperCut, now))


def _move(sighting: Sighting, participant: Participant | None, task: Task, changed: dict[str, Any]) -> None:
    """Give a sighting to another watch, and note the codes and names of what changed."""
    visit = db.session.get_one(Visit, sighting.visit_id)
    old_person = db.session.get(Participant, sighting.participant_id) if sighting.participant_id else None
    old_task = db.session.get_one(Task, sighting.task_id)
    changed |= ensure_watch(visit, participant, task).joined
    sighting.participant_id, sighting.task_id = participant.id if participant else None, task.id
    db.session.flush()
    drop_if_left_over(visit.id, old_person.id if old_person else None, old_task.id)
    if old_person is not participant:
        changed["person"] = [old_person.code if old_person else None, participant.code if participant else None]
    if old_task is not task:
        changed["task"] = [old_task.name, task.name]


def _was_named_for(cut: PaperCut, sighting: Sighting) -> bool:
    """Say whether a paper cut was named by matching this sighting, and not there before or read from a file."""
    naming = aliased(Event)
    is_naming = and_(naming.subject == PaperCut.__tablename__, naming.subject_id == cut.id, naming.verb == "named")
    is_of_it = and_(Event.subject == Sighting.__tablename__, Event.subject_id == sighting.id, Event.verb == "matched")
    return bool(db.session.scalar(select(exists().where(is_of_it, is_naming, Event.at == naming.at))))


def _is_untouched(cut: PaperCut, by: Account) -> bool:
    """Say whether nobody has done anything with a paper cut since it was named, not even written about it."""
    rests_on_it = [exists().where(table.paper_cut_id == cut.id) for table in (Sighting, Effort, Link, Fix)]
    is_of_it = and_(Event.subject == PaperCut.__tablename__, Event.subject_id == cut.id)
    is_of_another = Event.account_id.is_distinct_from(by.id)
    is_touched = exists().where(is_of_it, or_(Event.verb.not_in(_COMES_AND_GOES), is_of_another))
    return cut.status is Status.OPEN and not db.session.scalar(select(or_(*rests_on_it, is_touched)))


def _by_uid(uid: UUID) -> Sighting | None:
    return db.session.scalar(select(Sighting).where(Sighting.uid == uid))


def _short(sighting: Sighting) -> str:
    text = sighting.what_happened
    return text if len(text) <= _TEXT_SHOWN else text[: _TEXT_SHOWN - 1] + "…"
