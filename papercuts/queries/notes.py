"""What everybody may read: the published releases, as values of these few fields.

Pages and Markdown for the public are made of these alone, so that no template can reach a paper cut's number, a
sighting, a site's own name or a person. A field added here is public.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from papercuts.db import db
from papercuts.domain.lifecycle import WORKS
from papercuts.domain.limits import PAGE_SIZE, Outcome, Side, Status
from papercuts.domain.totals import Hours
from papercuts.models import Event, Fix, FixPicture, Release, Verification, Visit
from papercuts.queries import releases
from papercuts.queries.given_back import Gain, gains, total_of
from papercuts.queries.seen_at import Thanks, seen_at, thanks
from papercuts.shipped import is_published

# what changes a release's own words; whom it was told to, and who approved of it, is nobody's business
_REWRITES = (
    "published",
    "edited",
    "edited a fix",
    "added a fix",
    "removed a fix",
    "added a picture",
    "replaced a picture",
    "described a picture anew",
    "removed a picture",
)


@dataclass(frozen=True, slots=True)
class PublicPicture:
    """A picture made for readers: its name in the store, what it shows in words, its pixels."""

    sha256: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PublicFix:
    """One fix, in its readers' words."""

    title: str
    text: str
    before: str
    after: str
    before_picture: PublicPicture | None
    after_picture: PublicPicture | None
    n_hit: int  # people who ran into it, of those watched
    n_watched: int
    hours: Hours | None  # a year given back; none: not counted
    seen_at: tuple[str, ...]  # public aliases of sites, and "elsewhere"
    is_verified: bool  # somebody looked again at a later visit, and it works
    is_seen_again: bool
    is_partly_left: bool  # verified, but for somebody who was looked at it is better, and not gone


@dataclass(frozen=True, slots=True)
class PublicNote:
    """One release, as everybody may read it."""

    version: str
    name: str
    released_on: date
    fixes: tuple[PublicFix, ...]
    hours: Hours  # of all fixes together
    thanks: Thanks
    published_at: datetime | None  # none: a draft
    changed_at: datetime | None  # when its words or pictures changed last


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What one release gives back."""

    version: str
    released_on: date
    n_fixes: int  # that hold
    hours: Hours


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


def versions() -> list[tuple[str, str, date, bool]]:
    """Return version, name, day and whether it is published of every release, newest first."""
    columns = select(Release.version, Release.name, Release.released_on, is_published())
    rows = db.session.execute(columns.order_by(Release.released_on.desc(), Release.id.desc()))
    return [(version, name, day, bool(published)) for version, name, day, published in rows]


def draft(version: str) -> PublicNote | None:
    """Return what everybody would read about a version, published or not; nothing where there is none."""
    found = _notes(select(Release).where(Release.version == version))
    return found[0] if found else None


def up_to(version: str, n: int) -> list[GivenBack]:
    """Return what a release and the published ones before it give back, n in all, oldest first."""
    release = db.session.scalar(select(Release).where(Release.version == version))
    listed = releases.up_to(release, n) if release else []
    return [
        GivenBack(one.release.version, one.release.released_on, one.n_fixes - one.n_again, one.hours) for one in listed
    ]


def in_all() -> tuple[int, Hours]:
    """Return how many fixes of published releases hold, and what they give back together."""
    holding = [gain for gain in gains(is_published()) if gain.is_holding]
    return len(holding), total_of(holding)


def picture_type(version: str, sha256: str, *, is_public: bool = True) -> str | None:
    """Return the content type of a picture of a version's fixes; nothing where there is none, or it is not public.

    is_public: only of a published release.
    """
    # of a fix without a title nothing is in the notes
    is_of_it = (Release.version == version, FixPicture.sha256 == sha256, Fix.public_title != "")
    statement = select(FixPicture.content_type).join(Fix).join(Release).where(*is_of_it)
    return db.session.scalar(statement.where(is_published()) if is_public else statement)


def _notes(statement: Select[Release]) -> list[PublicNote]:
    fixes = selectinload(Release.fixes)
    rows = db.session.scalars(
        statement.options(fixes.joinedload(Fix.paper_cut), fixes.selectinload(Fix.pictures))
    ).all()
    ids = [release.id for release in rows]
    by_release: dict[int, list[Gain]] = defaultdict(list)
    for gain in gains(Fix.release_id.in_(ids)):
        by_release[gain.release_id].append(gain)
    places, thanked, changed, left = seen_at(ids), thanks(ids), _changed_at(ids), _partly_left(ids)
    return [
        _note(release, by_release[release.id], places, left, thanked.get(release.id, Thanks()), changed.get(release.id))
        for release in rows
    ]


def _changed_at(release_ids: Collection[int]) -> dict[int, datetime]:
    statement = select(Event.subject_id, func.max(Event.at)).group_by(Event.subject_id)
    is_theirs = (Event.subject == Release.__tablename__, Event.subject_id.in_(release_ids), Event.verb.in_(_REWRITES))
    return dict(db.session.execute(statement.where(*is_theirs)).all())


def _partly_left(release_ids: Collection[int]) -> set[int]:
    """Return the fixes that the newest look at somebody found better, and not gone."""
    columns = select(Verification.fix_id, Verification.visit_id, Verification.participant_id, Verification.outcome)
    rows = db.session.execute(
        columns.join(Fix, Fix.id == Verification.fix_id)
        .join(Visit, Visit.id == Verification.visit_id)
        .where(Fix.release_id.in_(release_ids), Verification.outcome.in_(WORKS))
        .order_by(Visit.visited_on, Verification.id)
    )
    newest = {(fix_id, person_id or -visit_id): outcome for fix_id, visit_id, person_id, outcome in rows}
    return {fix_id for (fix_id, _), outcome in newest.items() if outcome is Outcome.BETTER}


def _note(
    release: Release,
    found: list[Gain],
    places: dict[int, tuple[str, ...]],
    left: Collection[int],
    thanked: Thanks,
    changed_at: datetime | None,
) -> PublicNote:
    """Return a note of the fixes that have a title; a draft may have others, which nobody could publish."""
    by_fix = {gain.fix_id: gain for gain in found}
    fixes = [fix for fix in release.fixes if fix.public_title]
    return PublicNote(
        version=release.version,
        name=release.name,
        released_on=release.released_on,
        fixes=tuple(_fix(fix, by_fix[fix.id], places.get(fix.id, ()), fix.id in left) for fix in fixes),
        hours=total_of(by_fix[fix.id] for fix in fixes),
        thanks=thanked,
        published_at=release.published_at if release.is_published else None,
        changed_at=changed_at,
    )


def _fix(fix: Fix, gain: Gain, places: tuple[str, ...], is_partly_left: bool) -> PublicFix:
    pictures = {
        picture.side: PublicPicture(picture.sha256, picture.alt, picture.width, picture.height)
        for picture in fix.pictures
    }
    is_verified = fix.release.is_published and gain.is_holding and fix.paper_cut.status is Status.VERIFIED
    return PublicFix(
        title=fix.public_title,
        text=fix.public_text,
        before=fix.before,
        after=fix.after,
        before_picture=pictures.get(Side.BEFORE),
        after_picture=pictures.get(Side.NOW),
        n_hit=fix.paper_cut.hit_k,
        n_watched=fix.paper_cut.watched_n,
        hours=gain.counted if gain.counted and gain.counted.mean > 0 else None,
        seen_at=places,
        is_verified=is_verified,
        is_seen_again=not gain.is_holding,
        is_partly_left=is_verified and is_partly_left,
    )
