"""What seeing a paper cut again does to it, and taking that back when it was a mistake."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from papercuts.actions import scores
from papercuts.actions.history import record
from papercuts.actions.paper_cuts import move_status
from papercuts.db import chunks, db
from papercuts.domain.lifecycle import SHIPPED, Move, after_sighting, after_verification, has_release
from papercuts.domain.limits import Outcome, Status
from papercuts.domain.versions import is_older
from papercuts.models import Account, Event, Fix, PaperCut, Release, Sighting, Verification, Visit
from papercuts.shipped import may_look, newest_fix, newest_fixes

_MOVED = (
    "claimed", "un-claimed", "fixed", "verified", "reopened", "declined", "merged", "un-merged",
    "taken out of a release",
)  # fmt: skip
_CAUSES = {"sighting_id", "verification_id"}

Lacking = Collection[tuple[int, int]]  # visit and fix: somebody there said that they are not on that version yet


def bring_about(
    cut: PaperCut,
    after: Status,
    cause: Sighting | Verification,
    *,
    by: Account | None,
    at: datetime,
    rescore: bool = True,
) -> None:
    """Give a paper cut the status that a sighting or verification leads to; nothing when it has it already.

    rescore: false where many change at once; then call `scores.refresh` once.
    """
    if cut.status is after:
        return
    details = {"was": cut.status.value, "owner_id": cut.owner_id, f"{cause.__tablename__}_id": cause.id}
    wanted = Move.REOPEN if after is Status.OPEN else Move.VERIFY
    move_status(cut, wanted, by=by, at=at, rescore=rescore, **details)
    if after is Status.OPEN:
        cut.owner_id = None


def take_back_unsupported(cut: PaperCut, *, by: Account | None, at: datetime) -> None:
    """Undo the moves that no sighting and no verification stands for any more; what somebody decided stays."""
    fix = newest_fix(cut.id)
    if _take_back(cut, fix, _lacking(fix), by=by, at=at):
        scores.refresh(cuts=[cut.id])


def reopen_if_met(cut: PaperCut, visit: Visit, *, by: Account | None, at: datetime) -> None:
    """Open a fixed paper cut again when it was seen at a visit where they have the fix."""
    if reopen_if_met_at(cut, [visit], by=by, at=at):
        scores.refresh(cuts=[cut.id])


def reopen_if_met_at(cut: PaperCut, visits: Iterable[Visit], *, by: Account | None, at: datetime) -> bool:
    """Do so for the first of these visits where they have the fix; say whether there is one. Scores nothing."""
    fix = newest_fix(cut.id)
    lacking = _lacking(fix)
    return any(_reopen(cut, visit, fix, lacking, by=by, at=at) for visit in visits)


def judge_again(visit: Visit, *, by: Account | None, at: datetime) -> list[int]:
    """Reopen or verify what was seen or looked at at a visit, or take that back: it was corrected.

    Its day, product or version says whether they had the fix. Returns the paper cuts that moved; their scores are for
    the caller to refresh.
    """
    db.session.flush()
    met = select(Sighting.paper_cut_id).where(Sighting.visit_id == visit.id)
    looked_at = select(Fix.paper_cut_id).join(Verification).where(Verification.visit_id == visit.id)
    is_about = or_(PaperCut.id.in_(met), PaperCut.id.in_(looked_at))
    cuts = db.session.scalars(select(PaperCut).where(is_about).order_by(PaperCut.id)).all()
    fixes = newest_fixes([cut.id for cut in cuts])
    lacking = lacking_at([fix.id for fix in fixes.values()])
    moved = []
    for cut in cuts:
        fix = fixes.get(cut.id)
        if fix is None:
            continue
        before = cut.status
        _take_back(cut, fix, lacking, by=by, at=at)
        _look_again(cut, visit, fix, by=by, at=at)
        _reopen(cut, visit, fix, lacking, by=by, at=at)
        if cut.status is not before:
            moved.append(cut.id)
    return moved


def _take_back(cut: PaperCut, fix: Fix | None, lacking: Lacking, *, by: Account | None, at: datetime) -> bool:
    """Undo what nothing stands for any more; say whether there was something. The score is for the caller."""
    db.session.flush()
    before = status = cut.status
    for event in _moves(cut):
        if not _CAUSES & event.details.keys() or _is_supported(cut, status, fix, lacking):
            break
        status = Status(event.details["was"])
        cut.owner_id = event.details["owner_id"]
    if status is before:
        return False
    cut.status = status
    record(cut, "took back", by=by, at=at, status=[before.value, status.value])
    return True


def _look_again(cut: PaperCut, visit: Visit, fix: Fix, *, by: Account | None, at: datetime) -> None:
    """Let what was found at a visit act as if it were found now; nothing where it did. The score is for the caller."""
    if cut.status not in SHIPPED or not may_look(visit, fix.release):
        return
    looks = select(Verification).where(Verification.visit_id == visit.id, Verification.fix_id == fix.id)
    for found in db.session.scalars(looks.order_by(Verification.id)):
        bring_about(cut, after_verification(cut.status, found.outcome), found, by=by, at=at, rescore=False)


def _reopen(
    cut: PaperCut, visit: Visit, fix: Fix | None, lacking: Lacking, *, by: Account | None, at: datetime
) -> bool:
    """Open a fixed one that was met with its fix; say whether it was. The score is for the caller to refresh."""
    if cut.status not in SHIPPED or not has_fix(visit, fix, lacking):
        return False
    met = select(Sighting).where(Sighting.visit_id == visit.id, Sighting.paper_cut_id == cut.id).order_by(Sighting.id)
    seen = db.session.scalars(met.limit(1)).first()
    if seen is None:
        return False
    bring_about(cut, after_sighting(cut.status), seen, by=by, at=at, rescore=False)
    return True


def has_fix(visit: Visit, fix: Fix | None, lacking: Lacking | None = None) -> bool:
    """Say whether what was seen at a visit speaks of the product with the fix in it.

    It does from the day of the release, unless they were on a version that is known to be older or said so.
    lacking: of `lacking_at`, where many are asked about.
    """
    if fix is None or not visit.is_ours:
        return False
    release = db.session.get_one(Release, fix.release_id)
    is_out = has_release(
        visit.visited_on, visit.started_at, released_on=release.released_on, published_at=release.published_at
    )
    if not is_out or is_older(visit.product_version, release.version):
        return False
    return (visit.id, fix.id) not in (lacking_at([fix.id]) if lacking is None else lacking)


def lacking_at(fix_ids: Collection[int]) -> set[tuple[int, int]]:
    """Return the visits where somebody said that they do not have one of these fixes yet, each with the fix."""
    said = select(Verification.visit_id, Verification.fix_id).where(Verification.outcome == Outcome.NOT_YET)
    return {
        (visit_id, fix_id)
        for ids in chunks(fix_ids)
        for visit_id, fix_id in db.session.execute(said.where(Verification.fix_id.in_(ids)))
    }


def _moves(cut: PaperCut) -> Sequence[Event]:
    return db.session.scalars(
        select(Event)
        .where(Event.subject == "paper_cut", Event.subject_id == cut.id, Event.verb.in_(_MOVED))
        .order_by(Event.id.desc())
    ).all()


def _lacking(fix: Fix | None) -> Lacking:
    return lacking_at([fix.id]) if fix else ()


def _is_supported(cut: PaperCut, status: Status, fix: Fix | None, lacking: Lacking) -> bool:
    if fix is None:
        return True  # the release was withdrawn: nothing to go back to
    looks = select(Verification).where(Verification.fix_id == fix.id).options(joinedload(Verification.visit))
    counting = [found for found in db.session.scalars(looks) if may_look(found.visit, fix.release)]
    if any(after_verification(Status.FIXED, found.outcome) is status for found in counting):
        return True
    return status is Status.OPEN and any(has_fix(visit, fix, lacking) for visit in _visits_that_saw(cut))


def _visits_that_saw(cut: PaperCut) -> Sequence[Visit]:
    rows = select(Visit).join(Sighting).where(Sighting.paper_cut_id == cut.id)
    return db.session.scalars(rows.distinct()).all()
