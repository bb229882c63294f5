"""Releases: the list, and one with its fixes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, case, func, literal, or_, select, tuple_
from sqlalchemy.orm import selectinload

from papercuts.db import db
from papercuts.domain.limits import PAGE_SIZE, ReleaseStatus
from papercuts.domain.totals import Hours
from papercuts.domain.versions import after
from papercuts.models import Fix, PaperCut, Release
from papercuts.queries.given_back import Gain, gains, total_of
from papercuts.shipped import is_published


@dataclass(frozen=True)
class Listed:
    """A release in the list."""

    release: Release
    n_fixes: int
    n_again: int  # of them: seen again since, or fixed anew
    hours: Hours


def n_releases() -> int:
    """Return how many there are."""
    return db.session.scalar(select(func.count(Release.id))) or 0


def listed(offset: int = 0) -> list[Listed]:
    """Return a page of the releases: drafts first, then the newest."""
    order = (case((is_published(), 1), else_=0), Release.released_on.desc(), Release.id.desc())
    return _listed(select(Release).order_by(*order).limit(PAGE_SIZE).offset(offset))


def up_to(release: Release, n: int) -> list[Listed]:
    """Return a release and the published ones before it, n in all, oldest first."""
    is_before = tuple_(Release.released_on, Release.id) <= tuple_(
        literal(release.released_on, Release.released_on.type), literal(release.id)
    )
    is_shown = or_(is_published(), Release.id == release.id)
    newest = select(Release).where(is_before, is_shown).order_by(Release.released_on.desc(), Release.id.desc())
    return _listed(newest.limit(n))[::-1]


def latest(n: int) -> list[Listed]:
    """Return the latest published releases, oldest first."""
    newest = select(Release).where(is_published())
    return _listed(newest.order_by(Release.released_on.desc(), Release.id.desc()).limit(n))[::-1]


def n_waiting() -> int:
    """Return how many paper cuts the ranked list holds: open or claimed, and seen."""
    return db.session.scalar(select(func.count(PaperCut.id)).where(PaperCut.is_ranked.is_(True))) or 0


def open_to(can_publish: bool) -> Sequence[Release]:
    """Return the releases a fix may be put into: drafts, and published ones for those who publish; newest first."""
    statement = select(Release).order_by(Release.status, Release.released_on.desc(), Release.id.desc())
    if not can_publish:
        statement = statement.where(Release.status == ReleaseStatus.DRAFT)
    return db.session.scalars(statement.limit(PAGE_SIZE)).all()


def next_version() -> str:
    """Return what the next release could be called, after the latest one; nothing where that cannot be told."""
    versions = list(db.session.scalars(select(Release.version).order_by(Release.released_on.desc(), Release.id.desc())))
    return after(versions[0], versions) if versions else ""


def with_fixes(release_id: int) -> Release | None:
    """Return a release with its fixes and their paper cuts."""
    return db.session.scalar(
        select(Release).where(Release.id == release_id).options(selectinload(Release.fixes).joinedload(Fix.paper_cut))
    )


def _listed(statement: Select[Release]) -> list[Listed]:
    releases = db.session.scalars(statement).all()
    by_release: dict[int, list[Gain]] = defaultdict(list)
    for gain in gains(Fix.release_id.in_([release.id for release in releases])):
        by_release[gain.release_id].append(gain)
    return [_one(release, by_release[release.id]) for release in releases]


def _one(release: Release, found: Sequence[Gain]) -> Listed:
    return Listed(release, len(found), sum(not gain.is_holding for gain in found), total_of(found))
