"""Telling sites what became of what they showed us: note it, correct it, take it back.

The history says that they were told, when and how, never with which words: an event stays for ever.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from papercuts.actions.history import differences, record
from papercuts.db import db
from papercuts.domain.limits import Status, ToldHow
from papercuts.models import Account, PaperCut, Release, Site, Told

_VERBS = {
    ToldHow.MAIL: "told them by mail",
    ToldHow.CALL: "told them in a call",
    ToldHow.IN_PERSON: "told them in person",
    ToldHow.SHARED_PAGE: "told them by their shared page",
}


def tell(
    site: Site,
    about: Release | PaperCut,
    *,
    how: ToldHow,
    told_on: date,
    is_more: bool = False,
    by: Account | None,
    at: datetime,
) -> Told:
    """Note that a site was told what a release fixes, or that a paper cut is declined.

    is_more: the release has got more to tell since they were told; then they were told once more.
    Raises ValueError while there is nothing to tell, or when it was told already.
    """
    _refuse_too_early(about)
    told = db.session.scalar(select(Told).where(Told.site_id == site.id, _is_about(about)))
    if told is not None and not is_more:
        raise ValueError(f"{site.name} is marked as told already.")
    told = told or Told(site_id=site.id)
    told.how, told.told_on, told.told_by_id, told.noted_at = how, told_on, by.id if by else None, at
    if isinstance(about, Release):
        told.release_id = about.id
    else:
        told.paper_cut_id = about.id
    db.session.add(told)
    record(site, _VERBS[how], by=by, at=at, of=_what(told), day=told_on.isoformat())
    return told


def correct(
    told: Told, *, how: ToldHow, told_on: date, told_by: Account | None, by: Account | None, at: datetime
) -> None:
    """Correct how and when a site was told, and by whom."""
    before = db.session.get(Account, told.told_by_id or 0)
    changed = differences(told, how=how, told_on=told_on)
    if before is not told_by:
        told.told_by_id = told_by.id if told_by else None
        changed["by whom"] = [before.name if before else None, told_by.name if told_by else None]
    if changed:
        record(_site(told), "corrected how they were told", by=by, at=at, of=_what(told), **changed)


def untell(told: Told, *, by: Account | None, at: datetime) -> None:
    """Take back that a site was told."""
    record(_site(told), "took back that they were told", by=by, at=at, of=_what(told))
    db.session.delete(told)


def _refuse_too_early(about: Release | PaperCut) -> None:
    if isinstance(about, Release) and not about.is_published:
        raise ValueError(f"{about.version} is a draft. Publish it first, then tell who showed you what it fixes.")
    if isinstance(about, PaperCut) and about.status is not Status.DECLINED:
        raise ValueError(f"{about.number} is {about.status}, so there is no reason to tell.")


def _is_about(about: Release | PaperCut) -> Any:
    return Told.release_id == about.id if isinstance(about, Release) else Told.paper_cut_id == about.id


def _what(told: Told) -> str:
    """Return what they were told of, as the history names it."""
    if told.release_id is None:
        return f"PC-{told.paper_cut_id}, declined"
    return db.session.get_one(Release, told.release_id).version


def _site(told: Told) -> Site:
    return db.session.get_one(Site, told.site_id)
