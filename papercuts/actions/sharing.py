"""The page that a site reads: approve what it says, make its link, end it. The history tells that, never the words."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import update

from papercuts.actions.history import record
from papercuts.db import db
from papercuts.models import Account, SharedPage, Site


def approve(
    page: SharedPage | None,
    site: Site,
    approved: Mapping[str, Any],
    *,
    nonce: str,
    token_sha256: str,
    ends_on: date,
    by: Account,
    at: datetime,
) -> SharedPage:
    """Keep what somebody has approved to be said. The first time, and after it was stopped, that makes a link.

    nonce, token_sha256, ends_on: of a new link, if one is made.
    """
    if page is None or page.stopped_at is not None:
        page = _make(site, approved, nonce, token_sha256, ends_on, by, at)
        record(site, "shared what they showed us", by=by, at=at, until=ends_on.isoformat(), **_counts(approved))
        return page
    if dict(page.approved) != dict(approved):
        page.approved = dict(approved)
        page.approved_by_id, page.approved_at = by.id, at
        record(site, "approved what the shared page says", by=by, at=at, **_counts(approved))
    return page


def renew(page: SharedPage, *, nonce: str, token_sha256: str, ends_on: date, by: Account, at: datetime) -> SharedPage:
    """Make another link; the one before opens nothing any more. What was approved stays so, by whom it was."""
    site = db.session.get_one(Site, page.site_id)
    if page.stopped_at is None:
        page.stopped_at = at
    made = _make(site, page.approved, nonce, token_sha256, ends_on, by, at)
    made.approved_by_id, made.approved_at = page.approved_by_id, page.approved_at
    record(site, "made a new link to the shared page", by=by, at=at, until=ends_on.isoformat())
    return made


def stop(page: SharedPage, *, by: Account, at: datetime) -> None:
    """Let the link open nothing any more. Raises ValueError when that was done already."""
    if page.stopped_at is not None:
        raise ValueError("This page is not shared any more.")
    page.stopped_at = at
    record(db.session.get_one(Site, page.site_id), "stopped sharing what they showed us", by=by, at=at)


def set_end(page: SharedPage, ends_on: date, *, by: Account, at: datetime) -> None:
    """Say until when the link works."""
    if ends_on != page.ends_on:
        until = [page.ends_on.isoformat(), ends_on.isoformat()]
        page.ends_on = ends_on
        record(db.session.get_one(Site, page.site_id), "set the end of the shared page", by=by, at=at, until=until)


def note_opening(page_id: int, at: datetime) -> None:
    """Count that somebody has read the page: how often and when last, and nothing about whom."""
    counted = {"n_opened": SharedPage.n_opened + 1, "last_opened_at": at}
    db.session.execute(
        update(SharedPage).where(SharedPage.id == page_id).values(counted).execution_options(synchronize_session=False)
    )


def _make(
    site: Site, approved: Mapping[str, Any], nonce: str, token_sha256: str, ends_on: date, by: Account, at: datetime
) -> SharedPage:
    page = SharedPage(
        site_id=site.id,
        nonce=nonce,
        token_sha256=token_sha256,
        ends_on=ends_on,
        approved=dict(approved),
        approved_by_id=by.id,
        approved_at=at,
    )
    db.session.add(page)
    db.session.flush()
    return page


def _counts(approved: Mapping[str, Any]) -> dict[str, int]:
    counts = {"said": len(approved["said"]), "left out": len(approved["left out"])}
    return {name: n for name, n in counts.items() if n}
