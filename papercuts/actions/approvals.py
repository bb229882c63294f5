"""Approval of release notes by somebody who did not write them, where the team's setting asks for it.

An approval is of the public texts and pictures as they stand: any change of one takes it back.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from papercuts.actions.history import record
from papercuts.db import db
from papercuts.domain.limits import Status
from papercuts.models import Account, Event, Fix, FixPicture, PaperCut, Release, Setting

TEXTS = ("public_title", "public_text", "before", "after")
_WROTE_ALL, _REMOVED = "added a fix", "removed a fix"
TAKEN_BACK = "took the approval back by a change"
Part = tuple[str, str]  # of which paper cut, none for the release itself; and which of its texts and pictures


class NotApproved(ValueError):
    """Somebody else has to approve it first."""


def open_to_change(release: Release) -> None:
    """Let others who change or approve a release wait, and refuse what nobody could approve before it is read.

    Raises ValueError where an approved release is public and can be taken back; one that was seen working stays
    public, so that a text of it can be corrected, and waits to be approved again.
    """
    _hold(release)
    if release.is_published and is_needed() and not _is_seen_working(release):
        raise ValueError(
            f"The notes of {release.version} are public, and here somebody else approves them first. Take the release "
            "back, change it, and let it be approved again."
        )


def is_needed() -> bool:
    """Say whether the team wants its notes to be approved."""
    return bool(db.session.scalar(select(Setting.needs_approval).where(Setting.id == 1)))


def approve(release: Release, *, seen: int, by: Account, at: datetime) -> None:
    """Say that the notes may be published as they stand.

    seen: the newest event of the release that its page has shown. Raises ValueError when something has changed
    since, or when one of its texts or pictures is one's own.
    """
    _hold(release)
    if newest_event(release) != seen:
        raise ValueError("Something has changed since you opened this page. Read it again before you approve it.")
    if by.id in authors(release):
        raise ValueError("You wrote some of it. Somebody else has to approve it.")
    release.approved_by_id, release.approved_at = by.id, at
    record(release, "approved the notes", by=by, at=at, version=release.version)


def take_back(release: Release, *, by: Account | None, at: datetime) -> None:
    """Take the approval of a release back, since something that it shows was changed."""
    if release.approved_at is not None:
        release.approved_by_id = release.approved_at = None
        record(release, TAKEN_BACK, by=by, at=at, version=release.version)


def refuse_unapproved(release: Release) -> None:
    """Raise NotApproved unless a release may be published."""
    _hold(release)
    if is_needed() and release.approved_at is None:
        raise NotApproved("Somebody who did not write it has to approve it first.")


def newest_event(release: Release) -> int:
    """Return the id of the newest event of a release."""
    about = select(func.max(Event.id)).where(Event.subject == "release", Event.subject_id == release.id)
    return db.session.scalar(about) or 0


def authors(release: Release) -> set[int]:
    """Return the accounts that wrote what a release says now: whoever changed a text or a picture of it last."""
    wrote: dict[Part, int | None] = {}
    about = select(Event.verb, Event.details, Event.account_id).where(
        Event.subject == "release", Event.subject_id == release.id
    )
    for verb, details, account_id in db.session.execute(about.order_by(Event.id)):
        number = str(details.get("paper_cut", ""))
        if verb == _REMOVED:
            wrote = {part: who for part, who in wrote.items() if part[0] != number}
        wrote |= {(number, name): account_id for name in _written(verb, details)}
    shown = set(_shown(release))
    return {who for part, who in wrote.items() if who is not None and part in shown}


def _hold(release: Release) -> None:
    held = select(Release).where(Release.id == release.id).with_for_update(key_share=True)
    db.session.scalar(held.execution_options(populate_existing=True))


def _is_seen_working(release: Release) -> bool:
    seen = select(Fix.id).join(PaperCut).where(Fix.release_id == release.id, PaperCut.status == Status.VERIFIED)
    return db.session.scalar(seen.limit(1)) is not None


def _written(verb: str, details: Mapping[str, Any]) -> Iterator[str]:
    """Yield which texts and pictures an event changed."""
    if verb == _WROTE_ALL:
        yield from TEXTS
    elif verb == "drafted":
        yield "name"
    elif "side" in details:
        yield str(details["side"])
    else:
        yield from (name for name in (*TEXTS, "name") if name in details)


def _shown(release: Release) -> Iterator[Part]:
    """Yield the texts and pictures that there are."""
    if release.name:
        yield "", "name"
    for fix in db.session.scalars(select(Fix).where(Fix.release_id == release.id)):
        yield from ((f"PC-{fix.paper_cut_id}", name) for name in TEXTS if getattr(fix, name))
    sides = select(Fix.paper_cut_id, FixPicture.side).join(Fix).where(Fix.release_id == release.id)
    yield from ((f"PC-{number}", side.value) for number, side in db.session.execute(sides))
