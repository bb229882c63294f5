"""Verifications: at a later visit somebody looked again whether a fix works."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from papercuts.actions import scores, sightings, watches
from papercuts.actions.history import differences, record
from papercuts.actions.outcomes import bring_about, reopen_if_met, take_back_unsupported
from papercuts.db import db
from papercuts.domain.lifecycle import SEEN_AGAIN, after_verification
from papercuts.domain.limits import HowTimed, Outcome, VisitStatus
from papercuts.domain.versions import is_older
from papercuts.models import Account, Fix, PaperCut, Participant, Release, Sighting, Task, Verification, Visit


def verify(
    fix: Fix,
    *,
    visit: Visit,
    participant: Participant | None,
    outcome: Outcome,
    seconds_after: float | None = None,
    applause: int | None = None,
    quote: str = "",
    observed_at: datetime | None = None,
    clock_ahead_seconds: int | None = None,
    by: Account | None,
    at: datetime,
) -> Verification:
    """Keep what was found about a fix; gone or better verifies it, still there or worse reopens it.

    Not on that version yet takes back that a sighting of this visit had reopened it.

    That the person was watched at its task is noted with it, for what was gone as for what was met again.
    A sighting, already filled in, is recorded where it was seen again. The same person asked again at the same
    visit replaces what was found before; not on that version yet, said twice, is nothing new.
    Raises ValueError when nobody has the fix yet, another product was watched, the visit was before the day of the
    release, they use an older version there, or it is written up.
    """
    _refuse_visit(visit, db.session.get_one(Release, fix.release_id), outcome)
    before = _of_person(fix, visit, participant)
    if before is not None and before.outcome is outcome is Outcome.NOT_YET:
        return before  # withdrawn first, it would open the paper cut for a moment, and its history would keep that
    if before is not None:
        withdraw(before, by=by, at=at)
    found = Verification(
        fix_id=fix.id,
        visit_id=visit.id,
        participant_id=participant.id if participant else None,
        outcome=outcome,
        seconds_after=seconds_after,
        applause=applause,
        quote=quote,
        verified_by_id=by.id if by else None,
        verified_at=at,
    )
    db.session.add(found)
    db.session.flush()
    _act(found, fix, visit, participant, observed_at, clock_ahead_seconds, by=by, at=at)
    return found


def describe(
    found: Verification,
    *,
    seconds_after: float | None,
    applause: int | None,
    quote: str,
    by: Account | None,
    at: datetime,
) -> None:
    """Add to a verification what was measured and what they said."""
    changed = differences(found, seconds_after=seconds_after, applause=applause, quote=quote)
    if not changed:
        return
    cut = _cut_of(found)
    record(cut, "described a verification", by=by, at=at, verification_id=found.id, **changed)
    seen = sighting_of(found)
    if seen is not None:
        seen_changed = _fill_in(seen, found)
        if seen_changed:
            record(seen, "changed", by=by, at=at, **seen_changed)
        scores.refresh(cuts=[cut.id])


def withdraw(found: Verification, *, by: Account | None, at: datetime) -> None:
    """Take back a verification, the sighting it recorded, and the status it led to."""
    cut, visit = _cut_of(found), db.session.get_one(Visit, found.visit_id)
    seen = sighting_of(found)
    record(cut, "withdrew a verification", by=by, at=at, outcome=found.outcome.value, verification_id=found.id)
    db.session.delete(found)
    db.session.flush()
    if seen is not None:
        sightings.discard(seen, visit, by=by, at=at)
    watches.drop_if_left_over(found.visit_id, found.participant_id, cut.task_id)
    take_back_unsupported(cut, by=by, at=at)
    if found.outcome is Outcome.NOT_YET:
        reopen_if_met(cut, visit, by=by, at=at)  # what was seen there speaks of the fix again
    scores.refresh(tasks=[cut.task_id])


def sighting_of(found: Verification) -> Sighting | None:
    """Return the sighting that a verification recorded, as long as it is there."""
    if found.outcome not in SEEN_AGAIN:
        return None
    return db.session.scalar(select(Sighting).where(Sighting.uid == found.sighting_uid))


def _refuse_visit(visit: Visit, release: Release, outcome: Outcome) -> None:
    """Raise ValueError, saying what to do, unless somebody at a visit can have looked at what a release fixes."""
    if not release.is_published:
        raise ValueError(f"{release.version} is not published yet, so nobody can have the fix.")
    if not visit.is_ours:
        raise ValueError("A visit to users of another product says nothing about our fix.")
    if visit.visited_on < release.released_on:
        raise ValueError(
            f"This visit was before {release.version} came out. Look again at a later visit, or correct the day of "
            "this one in its plan."
        )
    if outcome is not Outcome.NOT_YET and is_older(visit.product_version, release.version):
        raise ValueError(
            f"They use {visit.product_version} here, so they do not have {release.version} yet. If that is wrong, "
            "correct the version in the plan of the visit."
        )
    if visit.status is VisitStatus.WRITTEN_UP:
        raise ValueError("This visit is written up. Reopen its write-up to add what was found.")


def _act(
    found: Verification,
    fix: Fix,
    visit: Visit,
    participant: Participant | None,
    observed_at: datetime | None,
    clock_ahead_seconds: int | None,
    *,
    by: Account | None,
    at: datetime,
) -> None:
    """Let a new verification act: status, history, and a sighting where the paper cut was met again."""
    cut = db.session.get_one(PaperCut, fix.paper_cut_id)
    joined: dict[str, str] = {}
    if found.outcome in watches.DONE_AGAIN:
        joined = watches.ensure_watch(visit, participant, db.session.get_one(Task, cut.task_id)).joined
    record(cut, f"looked again: {found.outcome.value}", by=by, at=at, verification_id=found.id, **joined)
    bring_about(cut, after_verification(cut.status, found.outcome), found, by=by, at=at)
    if found.outcome is Outcome.NOT_YET:
        take_back_unsupported(cut, by=by, at=at)
    if found.outcome in SEEN_AGAIN:
        seen = sightings.record(
            visit=visit,
            participant=participant,
            task=db.session.get_one(Task, cut.task_id),
            what_happened=f"{found.outcome.value.capitalize()}: {cut.title}",
            uid=found.sighting_uid,
            observed_at=observed_at,
            clock_ahead_seconds=clock_ahead_seconds,
            paper_cut=cut,
            by=by,
            at=at,
        )
        _fill_in(seen, found)
    if found.outcome in watches.DONE_AGAIN:
        scores.refresh(tasks=[cut.task_id])


def _fill_in(seen: Sighting, found: Verification) -> dict[str, Any]:
    """Say of the sighting what was measured and said; return what was different."""
    return differences(
        seen,
        seconds_lost=found.seconds_after or None,
        how_timed=HowTimed.STOPWATCH if found.seconds_after else None,
        quote=found.quote,
    )


def _of_person(fix: Fix, visit: Visit, participant: Participant | None) -> Verification | None:
    return db.session.scalar(
        select(Verification).where(
            Verification.fix_id == fix.id,
            Verification.visit_id == visit.id,
            Verification.participant_id == (participant.id if participant else None),
        )
    )


def _cut_of(found: Verification) -> PaperCut:
    fix = db.session.get_one(Fix, found.fix_id)
    return db.session.get_one(PaperCut, fix.paper_cut_id)
