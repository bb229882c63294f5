"""What seeing a paper cut again does to it, and taking that back when it was a mistake."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select

from papercuts.actions import scores
from papercuts.actions.history import record
from papercuts.actions.paper_cuts import move_status
from papercuts.db import db
from papercuts.domain.lifecycle import Move, after_verification, has_release
from papercuts.domain.limits import Outcome, ReleaseStatus, Status
from papercuts.models import Account, Event, Fix, PaperCut, Release, Sighting, Verification, Visit

_MOVED = ("claimed", "un-claimed", "fixed", "verified", "reopened", "declined", "merged", "taken out of a release")
_CAUSES = {"sighting_id", "verification_id"}


def bring_about(
    cut: PaperCut, after: Status, cause: Sighting | Verification, *, by: Account | None, at: datetime
) -> None:
    """Give a paper cut the status that a sighting or verification leads to; nothing when it has it already."""
    if cut.status is after:
        return
    details = {"was": cut.status.value, "owner_id": cut.owner_id, f"{cause.__tablename__}_id": cause.id}
    move_status(cut, Move.REOPEN if after is Status.OPEN else Move.VERIFY, by=by, at=at, **details)
    if after is Status.OPEN:
        cut.owner_id = None


def take_back_unsupported(cut: PaperCut, *, by: Account | None, at: datetime) -> None:
    """Undo the moves that no sighting and no verification stands for any more; what somebody decided stays."""
    db.session.flush()
    before = status = cut.status
    for event in _moves(cut):
        if not _CAUSES & event.details.keys() or _is_supported(cut, status):
            break
        status = Status(event.details["was"])
        cut.owner_id = event.details["owner_id"]
    if status is before:
        return
    cut.status = status
    record(cut, "took back", by=by, at=at, status=[before.value, status.value])
    scores.refresh(cuts=[cut.id])


def newest_fix(cut_id: int) -> Fix | None:
    """Return the fix of a paper cut in the newest release that users have."""
    return db.session.scalar(
        select(Fix)
        .join(Release)
        .where(Fix.paper_cut_id == cut_id, Release.status == ReleaseStatus.PUBLISHED)
        .order_by(Release.released_on.desc(), Fix.id.desc())
        .limit(1)
    )


def has_fix(visit: Visit, fix: Fix | None) -> bool:
    """Say whether what was seen at a visit speaks of the product with the fix in it."""
    if fix is None or not visit.is_ours:
        return False
    release = db.session.get_one(Release, fix.release_id)
    return has_release(
        visit.visited_on, visit.started_at, released_on=release.released_on, published_at=release.published_at
    ) and not _is_not_on_it_yet(visit.id, fix.id)


def _is_not_on_it_yet(visit_id: int, fix_id: int) -> bool:
    said = exists().where(
        Verification.visit_id == visit_id, Verification.fix_id == fix_id, Verification.outcome == Outcome.NOT_YET
    )
    return bool(db.session.scalar(select(said)))


def _moves(cut: PaperCut) -> Sequence[Event]:
    return db.session.scalars(
        select(Event)
        .where(Event.subject == "paper_cut", Event.subject_id == cut.id, Event.verb.in_(_MOVED))
        .order_by(Event.id.desc())
    ).all()


def _is_supported(cut: PaperCut, status: Status) -> bool:
    fix = newest_fix(cut.id)
    if fix is None:
        return True  # the release was withdrawn: nothing to go back to
    outcomes = db.session.scalars(select(Verification.outcome).where(Verification.fix_id == fix.id))
    if any(after_verification(Status.FIXED, outcome) is status for outcome in outcomes):
        return True
    return status is Status.OPEN and any(has_fix(visit, fix) for visit in _visits_that_saw(cut))


def _visits_that_saw(cut: PaperCut) -> Sequence[Visit]:
    rows = select(Visit).join(Sighting).where(Sighting.paper_cut_id == cut.id)
    return db.session.scalars(rows.distinct()).all()
