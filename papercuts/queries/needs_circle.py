"""What waits to close the circle: whom nobody has told, promises, approvals, hours, the gate; each in one statement."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, exists, func, or_, select, true, union_all
from sqlalchemy.orm import joinedload

from papercuts.db import db
from papercuts.domain.lifecycle import APPROVAL_TAKEN_BACK
from papercuts.domain.limits import MailState, PromiseState, ReleaseStatus, Status
from papercuts.models import Event, Fix, Mail, PaperCut, Promise, Release, SharedPage, Told
from papercuts.queries import telling
from papercuts.queries.needs import MOST, TOP
from papercuts.queries.quick_wins import CUT, is_worth_asking
from papercuts.shipped import is_published

RECENT = timedelta(days=90)  # of fixes whose hours somebody can still say
SOON = timedelta(days=7)  # promises due until then
RELEASES = 10  # the newest ones: of older ones their own pages tell


@dataclass(frozen=True)
class Untold:
    """A release, and the sites that do not know yet what it fixed for them."""

    release_id: int
    version: str
    released_on: date
    sites: tuple[str, ...]


@dataclass(frozen=True)
class Approvable:
    """A release that waits for somebody to approve what it says."""

    release: Release
    is_public: bool  # it was changed since it was approved


def untold() -> list[Untold]:
    """Return the newest releases with customers who were not told, the oldest of them first."""
    newest = select(Release.id).where(is_published()).order_by(Release.released_on.desc(), Release.id.desc())
    found: dict[tuple[int, str, date], list[str]] = defaultdict(list)
    for release_id, version, released_on, site in telling.untold_sites(newest.limit(RELEASES)):
        found[release_id, version, released_on].append(site)
    rows = [Untold(*key, tuple(sites)) for key, sites in found.items()]
    return sorted(rows, key=lambda row: (row.released_on, row.release_id))[:MOST]


def unsent() -> list[Mail]:
    """Return the messages that could not be sent and whose site nobody has told otherwise, the oldest first."""
    is_told = exists().where(Told.site_id == Mail.site_id, Told.release_id == Mail.release_id)
    return list(
        db.session.scalars(
            select(Mail)
            .where(Mail.state == MailState.FAILED, ~is_told)
            .order_by(Mail.id)
            .options(joinedload(Mail.site), joinedload(Mail.release))
            .limit(MOST)
        )
    )


def promises_due(owner_id: int, today: date) -> list[Promise]:
    """Return the open promises that are late or due within 7 days: one's own first, then the earliest due."""
    return list(
        db.session.scalars(
            select(Promise)
            .where(Promise.state == PromiseState.OPEN, Promise.due_on <= today + SOON)
            .order_by(Promise.owner_id.is_distinct_from(owner_id), Promise.due_on, Promise.id)
            .options(joinedload(Promise.site), joinedload(Promise.owner))
            .limit(MOST)
        )
    )


def to_approve(today: date) -> list[Approvable]:
    """Return the releases that wait for approval: drafts as `queries.needs.ready` has them, and changed public ones."""
    untitled = exists().where(Fix.release_id == Release.id, Fix.public_title == "")
    has_fix = exists().where(Fix.release_id == Release.id)
    draft = and_(Release.status == ReleaseStatus.DRAFT, Release.released_on <= today, has_fix, ~untitled)
    was_approved = exists().where(
        Event.subject == "release", Event.subject_id == Release.id, Event.verb == APPROVAL_TAKEN_BACK
    )
    rows = db.session.scalars(
        select(Release)
        .where(Release.approved_at.is_(None), or_(draft, and_(is_published(), was_approved)))
        .order_by(Release.released_on, Release.id)
        .limit(MOST)
    )
    return [Approvable(one, one.status is ReleaseStatus.PUBLISHED) for one in rows]


def without_hours(fixer_id: int, now: datetime) -> list[tuple[int, int, str]]:
    """Return the fixes of somebody whose hours nobody has noted, published or not: id, paper cut, its title."""
    rows = db.session.execute(
        select(Fix.id, PaperCut.id, PaperCut.title)
        .join(PaperCut, PaperCut.id == Fix.paper_cut_id)
        .where(Fix.fixed_by_id == fixer_id, Fix.actual_hours.is_(None), Fix.fixed_at >= now - RECENT)
        .order_by(Fix.id)
        .limit(MOST)
    )
    return [(fix_id, cut_id, title) for fix_id, cut_id, title in rows]


def unchecked(owner_id: int) -> list[int]:
    """Return the numbers of those paper cuts whose gate is worth answering: of the first ten, and those claimed."""
    # columns of the table, and = 1: so the database walks the index of the ranked list, and stops at the tenth
    ranked = select(CUT.id).where(CUT.is_ranked == true()).order_by(CUT.payback_q50.desc(), CUT.id.desc())
    own = ranked.where(CUT.owner_id == owner_id, CUT.status == Status.CLAIMED, is_worth_asking).limit(MOST)
    wanted = union_all(select(ranked.limit(TOP).subquery()), select(own.subquery())).subquery()
    is_own = CUT.owner_id.is_not_distinct_from(owner_id)
    rows = db.session.scalars(
        select(CUT.id)
        .select_from(PaperCut.__table__)
        .where(CUT.id.in_(select(wanted.c.id)), is_worth_asking)
        .order_by(is_own.desc(), CUT.payback_q50.desc(), CUT.id.desc())
        .limit(MOST)
    )
    return list(rows)


def shared_pages(today: date) -> list[SharedPage]:
    """Return the pages that customers can open, those approved longest ago first, with their sites."""
    newest = select(func.max(SharedPage.id)).group_by(SharedPage.site_id)
    return list(
        db.session.scalars(
            select(SharedPage)
            .where(SharedPage.id.in_(newest), SharedPage.ends_on >= today, SharedPage.stopped_at.is_(None))
            .order_by(SharedPage.approved_at, SharedPage.id)
            .options(joinedload(SharedPage.site))
            .limit(MOST)
        )
    )
