"""Approval of release notes by somebody who did not write them, where the team's setting asks for it.

An approval is of the public texts and pictures as they stand: any change of one takes it back.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from papercuts.actions.history import record
from papercuts.db import db
from papercuts.domain.lifecycle import APPROVAL_TAKEN_BACK
from papercuts.domain.limits import Status
from papercuts.models import Account, Event, Fix, FixPicture, PaperCut, Release, Setting

TEXTS = ("public_title", "public_text", "before", "after")
_OF_RELEASE = ("version", "name", "released_on")
_OF_FIX = (*TEXTS, "percent_removed")  # the last makes the hours that everybody reads
_DRAFTED, _ADDED, _REMOVED, _REPLACED = "drafted", "added a fix", "removed a fix", "replaced a picture"
_DESCRIBED = "described a picture anew"
Part = tuple[str, str]  # of which paper cut, none for the release itself; and which of its texts and pictures


class NotApproved(ValueError):
    """Somebody else has to approve it first."""


def open_to_change(release: Release) -> None:
    """Let others who change or approve a release wait, and refuse what nobody could approve before it is read.

    Raises ValueError where an approved release is public and can be taken back; one that was seen working stays
    public, so that a text of it can be corrected, and waits to be approved again.
    """
    _hold(release)
    if is_closed(release):
        raise ValueError(
            f"The notes of {release.version} are public, and here somebody else approves them first. Take the release "
            "back, change it, and let it be approved again."
        )


def is_closed(release: Release) -> bool:
    """Say whether what a release says cannot be changed before it is taken back, see `open_to_change`."""
    return release.is_published and is_needed() and not _is_seen_working(release)


def is_needed() -> bool:
    """Say whether the team wants its notes to be approved."""
    return bool(db.session.scalar(select(Setting.needs_approval).where(Setting.id == 1)))


def approve(release: Release, *, seen: int, by: Account, at: datetime) -> None:
    """Say that the notes may be published as they stand.

    seen: the newest event of the release that its page has shown. Raises ValueError when something has changed
    since, or when any part of it is one's own. What the command line wrote is nobody's own.
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
        record(release, APPROVAL_TAKEN_BACK, by=by, at=at, version=release.version)


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
    """Return the accounts that wrote what a release says now: whoever changed a part of it last."""
    return {who for who in _wrote(release) if who is not None}


def is_partly_nobodys(release: Release) -> bool:
    """Say whether some of what a release says was written on the command line, where nobody is signed in."""
    return None in _wrote(release)


def _wrote(release: Release) -> set[int | None]:
    """Return who wrote what a release shows now; none: the command line."""
    wrote: dict[Part, set[int | None]] = {}
    about = select(Event.verb, Event.details, Event.account_id).where(
        Event.subject == "release", Event.subject_id == release.id
    )
    for verb, details, account_id in db.session.execute(about.order_by(Event.id)):
        number = str(details.get("paper_cut", ""))
        if verb == _REMOVED:
            wrote = {part: who for part, who in wrote.items() if part[0] != number}
        wrote |= {(number, name): {account_id} for name in _written(verb, details)}
        if verb == _REPLACED:  # its words may have stayed
            wrote.setdefault((number, f"{details['side']}_alt"), set()).add(account_id)
    return {who for part in _shown(release) for who in wrote.get(part, ())}


def _hold(release: Release) -> None:
    held = select(Release).where(Release.id == release.id).with_for_update(key_share=True)
    db.session.scalar(held.execution_options(populate_existing=True))


def _is_seen_working(release: Release) -> bool:
    seen = select(Fix.id).join(PaperCut).where(Fix.release_id == release.id, PaperCut.status == Status.VERIFIED)
    return db.session.scalar(seen.limit(1)) is not None


def _written(verb: str, details: Mapping[str, Any]) -> Iterator[str]:
    """Yield which texts and pictures an event wrote anew."""
    if verb == _DRAFTED:
        yield from _OF_RELEASE
    elif verb == _ADDED:
        yield from _OF_FIX
    elif "side" in details:
        side = str(details["side"])
        yield from (name for name in (side, f"{side}_alt") if _is_drawn_anew(verb, name == side))
    else:
        yield from (name for name in (*_OF_FIX, *_OF_RELEASE) if name in details)


def _is_drawn_anew(verb: str, is_picture: bool) -> bool:
    """Say whether an event is of a new picture, or of new words for one."""
    return verb != _DESCRIBED if is_picture else verb != _REPLACED


def _shown(release: Release) -> Iterator[Part]:
    """Yield the texts, figures and pictures that there are."""
    yield from (("", name) for name in _OF_RELEASE if getattr(release, name))
    for fix in db.session.scalars(select(Fix).where(Fix.release_id == release.id)):
        yield from ((f"PC-{fix.paper_cut_id}", name) for name in _OF_FIX if getattr(fix, name) not in ("", None))
    sides = select(Fix.paper_cut_id, FixPicture.side).join(Fix).where(Fix.release_id == release.id)
    for number, side in db.session.execute(sides):
        yield f"PC-{number}", side.value
        yield f"PC-{number}", f"{side.value}_alt"
