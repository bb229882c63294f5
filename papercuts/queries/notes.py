"""What everybody may read: the published releases, as values of these few fields.

Pages and Markdown for the public are made of these alone, so that no template can reach a paper cut's number, a
sighting, a site's own name or a person. A field added here is public.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from papercuts.db import db
from papercuts.domain.limits import PAGE_SIZE, Status
from papercuts.domain.totals import Hours
from papercuts.models import Fix, Release
from papercuts.queries.given_back import Gain, gains, total_of
from papercuts.queries.seen_at import seen_at
from papercuts.shipped import is_published


@dataclass(frozen=True, slots=True)
class PublicFix:
    """One fix, in its readers' words."""

    title: str
    text: str
    before: str
    after: str
    n_hit: int  # people who ran into it, of those watched
    n_watched: int
    hours: Hours | None  # a year given back; none: not counted
    seen_at: tuple[str, ...]  # public aliases of sites, and "elsewhere"
    is_verified: bool  # somebody looked again at a later visit, and it works
    is_seen_again: bool


@dataclass(frozen=True, slots=True)
class PublicNote:
    """One release, as everybody may read it."""

    version: str
    name: str
    released_on: date
    fixes: tuple[PublicFix, ...]
    hours: Hours  # of all fixes together


def n_published() -> int:
    """Return how many releases everybody may read about."""
    return db.session.scalar(select(func.count(Release.id)).where(is_published())) or 0


def published(offset: int = 0) -> list[PublicNote]:
    """Return a page of the published releases, newest first."""
    newest = select(Release).where(is_published())
    statement = newest.order_by(Release.released_on.desc(), Release.id.desc())
    return _notes(statement.limit(PAGE_SIZE).offset(offset))


def of_version(version: str) -> PublicNote | None:
    """Return what everybody may read about a version; nothing while it is a draft."""
    found = _notes(select(Release).where(Release.version == version, is_published()))
    return found[0] if found else None


def preview(release_id: int) -> PublicNote:
    """Return what everybody would read about a release, published or not."""
    return _notes(select(Release).where(Release.id == release_id))[0]


def _notes(statement: Select[Release]) -> list[PublicNote]:
    releases = db.session.scalars(statement.options(selectinload(Release.fixes).joinedload(Fix.paper_cut))).all()
    by_release: dict[int, list[Gain]] = defaultdict(list)
    for gain in gains(Fix.release_id.in_([release.id for release in releases])):
        by_release[gain.release_id].append(gain)
    places = seen_at([release.id for release in releases])
    return [_note(release, by_release[release.id], places) for release in releases]


def _note(release: Release, found: list[Gain], places: dict[int, tuple[str, ...]]) -> PublicNote:
    """Return a note of the fixes that have a title; a draft may have others, which nobody could publish."""
    by_fix = {gain.fix_id: gain for gain in found}
    fixes = [fix for fix in release.fixes if fix.public_title]
    return PublicNote(
        version=release.version,
        name=release.name,
        released_on=release.released_on,
        fixes=tuple(_fix(fix, by_fix[fix.id], places.get(fix.id, ())) for fix in fixes),
        hours=total_of(by_fix[fix.id] for fix in fixes),
    )


def _fix(fix: Fix, gain: Gain, places: tuple[str, ...]) -> PublicFix:
    return PublicFix(
        title=fix.public_title,
        text=fix.public_text,
        before=fix.before,
        after=fix.after,
        n_hit=fix.paper_cut.hit_k,
        n_watched=fix.paper_cut.watched_n,
        hours=gain.counted if gain.counted and gain.counted.mean > 0 else None,
        seen_at=places,
        is_verified=fix.release.is_published and gain.is_holding and fix.paper_cut.status is Status.VERIFIED,
        is_seen_again=not gain.is_holding,
    )
