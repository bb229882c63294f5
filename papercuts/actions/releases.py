"""Releases and the fixes in them: draft, publish, take back.

What a published release says is public. So each change of it is checked again: a title for every fix, and
nothing in any text that nobody agreed to (`public_texts`).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from papercuts.actions import approvals, history, paper_cuts, picture_bytes, public_texts, scores
from papercuts.actions.history import change as change_fields
from papercuts.actions.history import record
from papercuts.db import chunks, db
from papercuts.domain.flow import LOST, REGAINED, TAKEN_OUT
from papercuts.domain.lifecycle import SHIPPED, WAITING, Move, move
from papercuts.domain.limits import ReleaseStatus, Status
from papercuts.domain.versions import refuse_unaddressable
from papercuts.models import Account, Effort, Fix, FixPicture, PaperCut, Release, Verification
from papercuts.shipped import newest_fix, newest_fixes

TEXTS = approvals.TEXTS


class Wording(TypedDict, total=False):
    """What a fix says to readers, and how much of the loss it removes (0–100 %); what is left out stays.

    actual_hours: of an engineer, as it turned out; readers never see them.
    """

    public_title: str
    public_text: str
    before: str
    after: str
    percent_removed: int
    actual_hours: float | None


def create(version: str, *, name: str = "", released_on: date, by: Account | None, at: datetime) -> Release:
    """Begin a release, as a draft. Raises ValueError when the version exists or cannot stand in an address."""
    _refuse_version(version, but=None)
    release = Release(version=version, name=name, released_on=released_on)
    db.session.add(release)
    record(release, "drafted", by=by, at=at, version=version)
    return release


def change(
    release: Release,
    *,
    version: str,
    name: str,
    released_on: date,
    known_names: Collection[str] | None = None,
    by: Account | None,
    at: datetime,
) -> None:
    """Correct version, name or date. Raises ValueError like `create`, and of a published one like `publish`."""
    approvals.open_to_change(release)
    _refuse_version(version, but=release)
    if release.is_published:
        public_texts.refuse({}, known_names, version, name, of=[fix.paper_cut_id for fix in _fixes(release)])
    is_moved = release.released_on != released_on
    if change_fields(release, "edited", by=by, at=at, version=version, name=name, released_on=released_on):
        approvals.take_back(release, by=by, at=at)
    if is_moved and release.is_published:  # the date divides the visits into before and after
        scores.refresh(cuts=[fix.paper_cut_id for fix in _fixes(release)])


def add_fix(
    release: Release,
    cut: PaperCut,
    *,
    public_title: str = "",
    public_text: str = "",
    before: str = "",
    after: str = "",
    percent_removed: int | None = None,
    actual_hours: float | None = None,
    known_names: Collection[str] | None = None,
    by: Account | None,
    at: datetime,
) -> Fix:
    """Put the fix of a paper cut into a release; in a published one the paper cut is fixed by that.

    percent_removed: as the newest estimate says, unless given; actual_hours: of an engineer, as it turned out.
    Raises ValueError when it is fixed or in a draft already, and of a published release like `publish`.
    """
    approvals.open_to_change(release)
    _refuse_second_fix(cut)
    texts = {"public_title": public_title, "public_text": public_text, "before": before, "after": after}
    if release.is_published:
        public_texts.refuse({cut.id: texts}, known_names)
    approvals.take_back(release, by=by, at=at)
    fix = Fix(
        release=release,
        paper_cut=cut,
        percent_removed=_percent_estimated(cut) if percent_removed is None else percent_removed,
        actual_hours=actual_hours,
        fixed_by_id=by.id if by else None,
        fixed_at=at,
        **texts,
    )
    db.session.add(fix)
    record(release, "added a fix", by=by, at=at, paper_cut=cut.number)
    if release.is_published:
        _ship(fix, release, by=by, at=at)
        scores.refresh(cuts=[cut.id])
    else:
        record(cut, "put into a draft", by=by, at=at, release=release.version)
    return fix


def change_fix(
    fix: Fix,
    *,
    known_names: Collection[str] | None = None,
    by: Account | None,
    at: datetime,
    **wording: Unpack[Wording],
) -> None:
    """Correct what a fix says. Raises ValueError like `publish` when its release is published."""
    release, number = db.session.get_one(Release, fix.release_id), f"PC-{fix.paper_cut_id}"
    changed = {name: [getattr(fix, name), value] for name, value in wording.items() if getattr(fix, name) != value}
    hours = changed.pop("actual_hours", None)
    if changed:
        approvals.open_to_change(release)
        if release.is_published:
            refuse_texts(fix, {name: value[1] for name, value in changed.items()}, known_names)
        for name, (_, value) in changed.items():
            setattr(fix, name, value)
        record(release, "edited a fix", by=by, at=at, paper_cut=number, **changed)
        approvals.take_back(release, by=by, at=at)
        scores.refresh(cuts=[fix.paper_cut_id])
    if hours:
        fix.actual_hours = hours[1]
        record(release, "noted the hours of a fix", by=by, at=at, paper_cut=number, hours=hours)


def remove_fix(fix: Fix, *, by: Account | None, at: datetime) -> None:
    """Take a fix out of its release, with its pictures: the bytes go once `picture_bytes.sweep` is called.

    Raises ValueError when somebody has looked at it since.
    """
    release = db.session.get_one(Release, fix.release_id)
    approvals.open_to_change(release)
    cut = db.session.get_one(PaperCut, fix.paper_cut_id)
    if db.session.scalar(select(func.count()).where(Verification.fix_id == fix.id)):
        raise ValueError("Somebody has looked at this fix at a visit. Take back what they found first.")
    is_shipped = cut.status in SHIPPED and newest_fix(cut.id) is fix  # and not by one of another release
    picture_bytes.note_fixes_going(select(Fix.id).where(Fix.id == fix.id))
    db.session.delete(fix)
    record(release, "removed a fix", by=by, at=at, paper_cut=cut.number)
    approvals.take_back(release, by=by, at=at)
    if is_shipped:
        _take_back(cut, release, by=by, at=at)
        scores.refresh(cuts=[cut.id])
    else:
        verb = LOST if release.is_published else "taken out of a draft"
        record(cut, verb, by=by, at=at, release=release.version)


def publish(release: Release, known_names: Collection[str], *, by: Account | None, at: datetime) -> None:
    """Show a release to everybody; the paper cuts in it are fixed by that.

    known_names: of sites and participants, none of which may stand in a text (`queries.public_names.known`).
    Raises ValueError, naming them, while one does, or while a fix has no title for its readers; NotApproved.
    """
    if release.is_published:
        return
    approvals.refuse_unapproved(release)
    fixes = _fixes(release)
    public_texts.refuse(_texts(fixes), known_names, release.version, release.name)
    release.status, release.published_at = ReleaseStatus.PUBLISHED, at
    record(release, "published", by=by, at=at, version=release.version)
    shipped = [fix for fix in fixes if _ship(fix, release, by=by, at=at)]
    scores.refresh(cuts=[fix.paper_cut_id for fix in shipped])


def unpublish(release: Release, *, by: Account | None, at: datetime) -> None:
    """Make a release a draft again; what it had fixed is claimed or open again.

    Raises ValueError when one of its fixes was seen working since: then it is out, whatever the notes say.
    """
    if not release.is_published:
        return
    fixes = _fixes(release)
    newest = newest_fixes([fix.paper_cut_id for fix in fixes])
    fixed = [fix.paper_cut for fix in fixes if fix.paper_cut.status in SHIPPED and newest[fix.paper_cut_id] is fix]
    verified = [cut.number for cut in fixed if cut.status is Status.VERIFIED]
    if verified:
        raise ValueError(f"{' and '.join(verified)} was seen working since. Correct the texts instead.")
    release.status, release.published_at = ReleaseStatus.DRAFT, None
    record(release, "took back", by=by, at=at, version=release.version)
    for cut in fixed:
        _take_back(cut, release, by=by, at=at)
    taken_back = {cut.id for cut in fixed}
    lost = (fix.paper_cut_id for fix in fixes if fix.paper_cut_id not in taken_back)
    history.record_each((("paper_cut", cut_id, LOST, {"release": release.version}) for cut_id in lost), by=by, at=at)
    scores.refresh(cuts=[cut.id for cut in fixed])


def refuse_texts(fix: Fix, changed: Mapping[str, Any], known_names: Collection[str] | None) -> None:
    """Raise ValueError like `publish` unless the texts of a fix may be published as they would be changed."""
    public_texts.refuse({fix.paper_cut_id: _texts([fix])[fix.paper_cut_id] | dict(changed)}, known_names)


def _refuse_version(version: str, but: Release | None) -> None:
    refuse_unaddressable(version)
    same = db.session.scalar(select(Release.id).where(Release.version == version))
    if same is not None and (but is None or same != but.id):
        raise ValueError(f"There is a release {version} already")


def _texts(fixes: Sequence[Fix]) -> dict[int, dict[str, Any]]:
    """Return what fixes say to readers, by the numbers of their paper cuts: texts, and what their pictures show."""
    found = {fix.paper_cut_id: {name: getattr(fix, name) for name in TEXTS} for fix in fixes}
    for some in chunks([fix.id for fix in fixes]):
        rows = select(Fix.paper_cut_id, FixPicture.side, FixPicture.alt).join(FixPicture.fix).where(Fix.id.in_(some))
        for number, side, alt in db.session.execute(rows):
            found[number][f"{side}_alt"] = alt
    return found


def _refuse_second_fix(cut: PaperCut) -> None:
    known = db.session.execute(
        select(Release.version, Release.status).join(Fix).where(Fix.paper_cut_id == cut.id).order_by(Fix.id.desc())
    ).all()
    drafts = [version for version, status in known if status is ReleaseStatus.DRAFT]
    if drafts:
        raise ValueError(f"{cut.number} is in the draft of {drafts[0]} already.")
    if cut.status in SHIPPED:
        raise ValueError(f"{cut.number} is fixed already. When it is seen again, it opens by itself.")
    if cut.status not in WAITING:
        raise ValueError(f"{cut.number} is {cut.status}. Reopen it first.")


def _percent_estimated(cut: PaperCut) -> int:
    newest = select(Effort.percent_removed).where(Effort.paper_cut_id == cut.id).order_by(Effort.id.desc()).limit(1)
    percent = db.session.scalar(newest)
    return 100 if percent is None else percent


def _fixes(release: Release) -> list[Fix]:
    """Return the fixes of a release in the order in which paper cuts are locked, see `scores.refresh`."""
    statement = select(Fix).where(Fix.release_id == release.id).options(joinedload(Fix.paper_cut))
    return list(db.session.scalars(statement.order_by(Fix.paper_cut_id)))


def _ship(fix: Fix, release: Release, *, by: Account | None, at: datetime) -> bool:
    """Let a paper cut be fixed; say whether it was not. Its score is for the caller to refresh."""
    cut = db.session.get_one(PaperCut, fix.paper_cut_id)
    if cut.status in SHIPPED:
        if newest_fix(cut.id) is not fix:  # a later one has fixed it
            record(cut, REGAINED, by=by, at=at, release=release.version)
        return False
    fixer = db.session.get(Account, fix.fixed_by_id or 0)
    try:
        paper_cuts.mark_fixed(cut, version=release.version, fixer=fixer, by=by, at=at, rescore=False)
    except ValueError as error:
        raise ValueError(f"{cut.number}: {error}") from error
    return True


def _take_back(cut: PaperCut, release: Release, *, by: Account | None, at: datetime) -> None:
    """Let a paper cut be what it was before the release: claimed, or open when nobody has it."""
    paper_cuts.lock(cut)
    is_open = move(cut.status, Move.REOPEN)
    cut.status = move(is_open, Move.CLAIM) if cut.owner_id else is_open
    record(cut, TAKEN_OUT, by=by, at=at, release=release.version)
