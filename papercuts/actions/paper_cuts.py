"""Paper cuts: name, describe, claim, estimate, link, decline, reopen."""

from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter
from typing import Any, TypedDict, Unpack

from sqlalchemy import select

from papercuts.actions import scores
from papercuts.actions.history import record
from papercuts.db import db
from papercuts.domain import limits, links
from papercuts.domain.lifecycle import Move, move
from papercuts.domain.limits import Destination, LinkKind, Size, Status
from papercuts.domain.text import fold
from papercuts.models import Account, Area, Effort, Link, PaperCut, Setting, Task

_ROWS: dict[str, type[Any]] = {"task": Task, "area": Area}
_VERBS = {
    Move.CLAIM: "claimed",
    Move.UNCLAIM: "un-claimed",
    Move.FIX: "fixed",
    Move.VERIFY: "verified",
    Move.REOPEN: "reopened",
    Move.DECLINE: "declined",
    Move.MERGE: "merged",
}


class Description(TypedDict, total=False):
    """What may be said of a paper cut; what is left out stays."""

    title: str
    task: Task
    area: Area | None
    what_happens: str
    reason: str
    workaround: str


def create(
    title: str, *, task: Task, area: Area | None = None, what_happens: str = "", by: Account | None, at: datetime
) -> PaperCut:
    """Name a new paper cut. It lies in the task's area unless another one is given."""
    cut = PaperCut(
        title=title,
        title_identity=fold(title),
        what_happens=what_happens,
        task_id=task.id,
        area_id=area.id if area else task.area_id,
        created_at=at,
    )
    db.session.add(cut)
    record(cut, "named", by=by, at=at, title=title)
    scores.refresh(cuts=[cut.id])
    return cut


def describe(cut: PaperCut, *, by: Account | None, at: datetime, **fields: Unpack[Description]) -> None:
    """Change what is said of a paper cut; another task means another score."""
    changed: dict[str, list[Any]] = {}
    given: dict[str, Any] = {**fields}
    for name, row in [(name, given.pop(name)) for name in _ROWS if name in given]:
        before = db.session.get(_ROWS[name], getattr(cut, f"{name}_id") or 0)
        if before is not row:
            setattr(cut, f"{name}_id", row and row.id)
            changed[name] = [before and before.name, row and row.name]
    for name, text in given.items():
        if getattr(cut, name) != text:
            changed[name] = [getattr(cut, name), text]
            setattr(cut, name, text)
    cut.title_identity = fold(cut.title)
    if changed:
        record(cut, "edited", by=by, at=at, **changed)
    if "task" in changed:
        scores.refresh(cuts=[cut.id])


def claim(cut: PaperCut, *, by: Account, at: datetime) -> None:
    """Take a paper cut on. Raises ValueError when it is not open."""
    if cut.status is Status.CLAIMED:
        owner = db.session.get(Account, cut.owner_id or 0)
        who = "You have" if owner is by else f"{owner.name if owner else 'Somebody'} has"
        ask = "" if owner is by else " Ask them, or un-claim it first."
        raise ValueError(f"{who} claimed this already.{ask}")
    move_status(cut, Move.CLAIM, by=by, at=at)
    cut.owner_id = by.id


def claim_each(numbers: Iterable[int], *, by: Account, at: datetime) -> tuple[list[int], dict[int, str]]:
    """Take several on; returns those that were claimed, and why others were not."""
    done, refused = list[int](), dict[int, str]()
    for number in sorted(numbers):  # always in one order, so that no two wait for each other
        cut = db.session.get(PaperCut, number)
        try:
            if cut is None:
                raise ValueError("It is not there.")
            claim(cut, by=by, at=at)
            done.append(number)
        except ValueError as error:
            refused[number] = str(error)
    return done, refused


def unclaim(cut: PaperCut, *, by: Account | None, at: datetime) -> None:
    """Give a paper cut back, so that somebody else may take it. Raises ValueError when nobody had claimed it."""
    move_status(cut, Move.UNCLAIM, by=by, at=at)
    cut.owner_id = None


def unclaim_each(numbers: Iterable[int], *, by: Account, at: datetime) -> list[int]:
    """Give back those of several that are claimed by this account, and return them."""
    cuts = [db.session.get_one(PaperCut, number) for number in sorted(numbers)]
    for cut in cuts:
        lock(cut)
    done = [cut for cut in cuts if cut.status is Status.CLAIMED and cut.owner_id == by.id]
    for cut in done:
        unclaim(cut, by=by, at=at)
    return [cut.id for cut in done]


def set_effort(
    cut: PaperCut,
    *,
    size: Size | None = None,
    low: float | None = None,
    likely: float | None = None,
    high: float | None = None,
    percent_removed: int = 100,
    by: Account | None,
    at: datetime,
) -> Effort:
    """Estimate the engineer hours of a fix, as a size or as low, likely and high; the newest estimate counts.

    percent_removed: how much of the loss the fix would remove, 0–100.
    A size means what the team has set it to mean at that time. The same estimate sent twice by somebody is one.
    Raises ValueError unless there is a size, or three hours in order.
    """
    _refuse_odd_effort(size, low, likely, high)
    before = _newest_effort(cut)
    size_low, size_high = db.session.get_one(Setting, 1).size_hours.get(size or "", (None, None))
    effort = Effort(
        paper_cut_id=cut.id,
        size=size,
        low_hours=None if size else low,
        likely_hours=None if size else likely,
        high_hours=None if size else high,
        size_low_hours=size_low,
        size_high_hours=size_high,
        percent_removed=percent_removed,
        estimated_by_id=by.id if by else None,
        estimated_at=at,
    )
    if before is not None and _is_same(before, effort):
        return before
    db.session.add(effort)
    record(cut, "estimated", by=by, at=at, **_effort_change(before, effort))
    scores.refresh(cuts=[cut.id])
    return effort


def add_link(cut: PaperCut, kind: LinkKind, url_or_hash: str, *, by: Account | None, at: datetime) -> Link:
    """Link an issue or a commit: an http(s) address, or of a commit its hash, whatever it was called.

    One that is linked already stays the one link. Raises ValueError for anything else: a link on our page must not run
    a script or open a file.
    """
    text = url_or_hash.strip()
    if links.is_hash(text):
        kind = LinkKind.COMMIT
        link = Link(kind=kind, url="", label=text.lower())
    elif links.is_web_address(text):
        link = Link(kind=kind, url=text, label=links.label(text, kind))
    elif kind is LinkKind.COMMIT:
        raise ValueError("Enter a commit hash, or an address that starts with https://")
    else:
        raise ValueError("Enter an address that starts with https://")
    link.paper_cut_id, link.linked_at = cut.id, at
    if (before := _same_link(link)) is not None:
        return before
    db.session.add(link)
    record(cut, f"linked {_a(kind)}", by=by, at=at, link=link.label)
    return link


def remove_link(cut: PaperCut, link: Link, *, by: Account | None, at: datetime) -> None:
    """Take a link away."""
    db.session.delete(link)
    record(cut, f"removed {_a(link.kind)}", by=by, at=at, link=link.label)


def decline(cut: PaperCut, reason: str, destination: Destination, *, by: Account | None, at: datetime) -> None:
    """Decide not to fix a paper cut, and say why and where it goes. Raises ValueError without a reason."""
    if not reason.strip():
        raise ValueError("Say why it will not be fixed: the people who showed it to us will ask.")
    move_status(cut, Move.DECLINE, by=by, at=at, reason=reason, destination=destination.value)
    cut.decline_reason, cut.destination, cut.owner_id = reason, destination, None


def reopen(cut: PaperCut, reason: str, *, by: Account | None, at: datetime) -> None:
    """Open a fixed, verified or declined paper cut again. Raises ValueError when it is open already."""
    move_status(cut, Move.REOPEN, by=by, at=at, reason=reason)
    cut.decline_reason, cut.destination, cut.owner_id = "", None, None


def mark_fixed(
    cut: PaperCut, *, version: str, fixer: Account | None, by: Account | None, at: datetime, rescore: bool = True
) -> None:
    """Note that a release has the fix; what nobody had claimed belongs to whoever made the fix, who did not claim it.

    rescore: false where many are fixed at once; then call `scores.refresh` once.
    """
    lock(cut)
    if cut.status is Status.OPEN:
        cut.status, cut.owner_id = move(cut.status, Move.CLAIM), fixer.id if fixer else None
    move_status(cut, Move.FIX, by=by, at=at, rescore=rescore, release=version)


def move_status(
    cut: PaperCut, wanted: Move, *, by: Account | None, at: datetime, rescore: bool = True, **details: Any
) -> None:
    """Move a paper cut along its life and record it. Raises ValueError when that is not possible from where it is.

    rescore: false where many are moved at once; then call `scores.refresh` once.
    """
    lock(cut)
    before, cut.status = cut.status, move(cut.status, wanted)
    record(cut, _VERBS[wanted], by=by, at=at, **details)
    if rescore and (Status.FIXED in (before, cut.status) or before is Status.VERIFIED):
        scores.refresh(cuts=[cut.id])  # a fix divides the visits into before and after


def lock(cut: PaperCut) -> None:
    """Wait for whoever is at it: of two who claim at once, one is told; who only refers to it need not wait."""
    db.session.flush()
    db.session.refresh(cut, ["status", "owner_id"], with_for_update={"key_share": True})


def _refuse_odd_effort(size: Size | None, low: float | None, likely: float | None, high: float | None) -> None:
    if size is not None:
        return
    if low is None or likely is None or high is None:
        raise ValueError("Choose a size, or enter low, likely and high hours.")
    if not limits.EFFORT_HOURS_MIN <= low <= likely <= high <= limits.EFFORT_HOURS_MAX:
        raise ValueError("Low, likely and high hours must be in this order, from 0.1 to 10,000.")


def _newest_effort(cut: PaperCut) -> Effort | None:
    return db.session.scalar(select(Effort).where(Effort.paper_cut_id == cut.id).order_by(Effort.id.desc()).limit(1))


def _is_same(before: Effort, after: Effort) -> bool:
    """Tell whether somebody says what they said last."""
    what = attrgetter("given", "percent_removed", "estimated_by_id")
    return bool(what(before) == what(after))


def _effort_change(before: Effort | None, after: Effort) -> dict[str, list[Any]]:
    changed: dict[str, list[Any]] = {"effort": [before.given.in_words if before else None, after.given.in_words]}
    removed = (before.percent_removed if before else 100, after.percent_removed)
    if removed[0] != removed[1]:
        changed["removes"] = [f"{percent} %" for percent in removed]
    return changed


def _same_link(link: Link) -> Link | None:
    same = (getattr(Link, name) == getattr(link, name) for name in ("paper_cut_id", "kind", "url", "label"))
    return db.session.scalar(select(Link).where(*same).limit(1))


def _a(kind: LinkKind) -> str:
    return f"an {kind}" if kind is LinkKind.ISSUE else f"a {kind}"
