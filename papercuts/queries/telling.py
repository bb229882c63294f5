"""Who showed us what a release fixes, or what we declined, and whether they have been told.

A site is told of the fixes that hold, of what it showed at visits before people had the release; what we met on a walk
through the product by ourselves has nobody to be told.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from papercuts.db import db
from papercuts.domain.lifecycle import SHIPPED, WAITING
from papercuts.domain.limits import ReleaseStatus, Status
from papercuts.models import Fix, Mail, PaperCut, Participant, Release, Sighting, Site, Told, Visit
from papercuts.queries.with_users import with_users
from papercuts.shipped import is_fixed_anew, is_published

Columns = TypeVarTuple("Columns")


@dataclass(frozen=True)
class Met:
    """One thing that a site showed us and a release fixes."""

    fix_id: int
    cut_id: int
    title: str  # what annoyed, as the team calls it
    codes: tuple[str, ...]  # of the people who ran into it there
    days: tuple[date, ...]  # of that site's visits, the earliest first
    fixed_at: datetime  # when the fix was put into the release


@dataclass(frozen=True)
class ToTell:
    """One site that showed us what a release fixes, and whether it was told."""

    site: Site
    n_people: int
    met: tuple[Met, ...]
    told: Told | None

    @property
    def untold(self) -> tuple[Met, ...]:
        """Return what they do not know: all of it, or what was put into the release since they were told."""
        return tuple(one for one in self.met if self.told is None or one.fixed_at > self.told.noted_at)


@dataclass(frozen=True)
class Telling:
    """Everybody who showed us what a release fixes."""

    sites: tuple[ToTell, ...]
    n_people: int

    @property
    def n_untold(self) -> int:
        """Return how many sites do not know all of it."""
        return sum(bool(one.untold) for one in self.sites)


@dataclass(frozen=True)
class OfCut:
    """Whether a site knows what became of a paper cut that it showed us."""

    cut_id: int
    told: Told | None = None
    release: Release | None = None  # whose fix nobody has told it of
    is_declined: bool = False  # and nobody has told it why
    is_waiting: bool = False  # there is nothing to tell before it is fixed


def of_release(release: Release, site_id: int | None = None) -> Telling:
    """Return who ran into what a release fixes, site by site, by code and never by name; or what one site did.

    Of the fixes that hold: nobody is told that something is gone which has been seen again.
    """
    statement = _shown(
        select(
            Site,
            Fix.id,
            PaperCut.id,
            PaperCut.title,
            Participant.id,
            Participant.code,
            Visit.visited_on,
            Fix.fixed_at,
        )
    ).outerjoin(Participant, Participant.id == Sighting.participant_id)
    if site_id is not None:
        statement = statement.where(Site.id == site_id)
    order = (Site.name, Site.id, Fix.id, Participant.id, Visit.visited_on)
    rows = db.session.execute(statement.where(Release.id == release.id).order_by(*order).distinct()).all()
    by_site: dict[Site, list[Any]] = defaultdict(list)
    for row in rows:
        by_site[row[0]].append(row)
    told = _told_by_site(Told.release_id == release.id)
    sites = (
        ToTell(site, len({row[4] for row in some} - {None}), _met(some), told.get(site.id))
        for site, some in by_site.items()
    )
    return Telling(tuple(sites), len({row[4] for row in rows} - {None}))


def untold(release: Release) -> list[Site]:
    """Return the sites that do not know all that a published release fixes of what they showed us, by name."""
    return [one.site for one in of_release(release).sites if one.untold] if release.is_published else []


def n_untold(release_ids: Collection[int] | None = None) -> dict[int, int]:
    """Return how many sites do not know all of each of these published releases, or of any; none where all do."""
    statement = _shown(select(Release.id, func.count(Site.id.distinct()))).where(is_published(), ~_is_told())
    if release_ids is not None:
        statement = statement.where(Release.id.in_(release_ids))
    return dict(db.session.execute(statement.group_by(Release.id)).all())


def untold_sites(release_ids: Select[int]) -> Sequence[Any]:
    """Return the sites `n_untold` counts of these releases: id, version and day of the release, name of a site."""
    statement = _shown(select(Release.id, Release.version, Release.released_on, Site.name))
    return db.session.execute(
        statement.where(is_published(), ~_is_told(), Release.id.in_(release_ids)).distinct().order_by(Site.name)
    ).all()


def told_of_site(site_id: int) -> dict[int, OfCut]:
    """Return, by the numbers of the paper cuts seen at a site, whether it knows what became of them."""
    seen_here = (
        select(Sighting.paper_cut_id)
        .join(Visit, Visit.id == Sighting.visit_id)
        .where(Visit.site_id == site_id, Visit.product == "", with_users(), Sighting.paper_cut_id.is_not(None))
    )
    statuses = dict(db.session.execute(select(PaperCut.id, PaperCut.status).where(PaperCut.id.in_(seen_here))).all())
    shown = _shown(select(PaperCut.id, Fix)).where(Site.id == site_id, is_published()).options(joinedload(Fix.release))
    fixes: dict[int, Fix] = dict(db.session.execute(shown.distinct()).all())
    told = list(db.session.scalars(_told(Told.site_id == site_id)))
    of_releases = {one.release_id: one for one in told if one.release_id}
    of_cuts = {one.paper_cut_id: one for one in told if one.paper_cut_id}
    return {
        cut_id: _of_cut(cut_id, status, fixes.get(cut_id), of_releases, of_cuts) for cut_id, status in statuses.items()
    }


def declined_at(site_id: int, cut_id: int) -> tuple[PaperCut, tuple[date, ...]] | None:
    """Return a declined paper cut that a site showed us, and the days of its visits; none for any other."""
    days = db.session.scalars(
        select(Visit.visited_on)
        .join(Sighting, Sighting.visit_id == Visit.id)
        .join(PaperCut, PaperCut.id == Sighting.paper_cut_id)
        .where(Visit.site_id == site_id, Visit.product == "", with_users())
        .where(PaperCut.id == cut_id, PaperCut.status == Status.DECLINED)
        .order_by(Visit.visited_on)
        .distinct()
    ).all()
    return (db.session.get_one(PaperCut, cut_id), tuple(days)) if days else None


def one(told_id: int) -> Told | None:
    """Return that a site was told, with what and by whom."""
    return db.session.scalar(_told(Told.id == told_id))


def of_release_at(site_id: int, release_id: int) -> Told | None:
    """Return that a site was told of a release."""
    return db.session.scalar(_told(Told.site_id == site_id, Told.release_id == release_id))


def of_cut(site_id: int, cut_id: int) -> Told | None:
    """Return that a site was told that a paper cut is declined."""
    return db.session.scalar(_told(Told.site_id == site_id, Told.paper_cut_id == cut_id))


def mails(release_id: int, site_id: int) -> Sequence[Mail]:
    """Return what papercuts itself has sent a site of a release, or tried to, the newest first."""
    about = (Mail.release_id == release_id, Mail.site_id == site_id)
    return db.session.scalars(
        select(Mail).where(*about).options(joinedload(Mail.made_by)).order_by(Mail.id.desc())
    ).all()


def others_words(cut_ids: Collection[int], site_id: int) -> Sequence[str]:
    """Return what was said about paper cuts by people elsewhere, or who have not agreed to be quoted."""
    said = (
        select(Sighting.quote)
        .join(Visit, Visit.id == Sighting.visit_id)
        .outerjoin(Participant, Participant.id == Sighting.participant_id)
        .where(Sighting.paper_cut_id.in_(cut_ids), Sighting.quote != "")
        .where(or_(Visit.site_id != site_id, Participant.id.is_(None), ~Participant.may_be_quoted))
    )
    return db.session.scalars(said).all()


def is_before() -> ColumnElement[bool]:
    """Say whether a visit took place before people had a release; see `domain.lifecycle.has_release`.

    What is seen on the day of a draft's release is seen before it will be published.
    """
    is_before_its_time = or_(Release.published_at.is_(None), Visit.started_at < Release.published_at)
    is_same_day = and_(Visit.visited_on == Release.released_on, is_before_its_time)
    return or_(Visit.visited_on < Release.released_on, is_same_day)


def _shown(statement: Select[*Columns]) -> Select[*Columns]:
    """Join what sites showed us with the fixes of it that hold; a draft's would."""
    is_holding = or_(Release.status == ReleaseStatus.DRAFT, and_(PaperCut.status.in_(SHIPPED), ~is_fixed_anew()))
    return (
        statement.select_from(Fix)
        .join(Release, Release.id == Fix.release_id)
        .join(PaperCut, PaperCut.id == Fix.paper_cut_id)
        .join(Sighting, Sighting.paper_cut_id == PaperCut.id)
        .join(Visit, Visit.id == Sighting.visit_id)
        .join(Site, Site.id == Visit.site_id)
        .where(is_holding, Visit.product == "", with_users(), is_before())
    )


def _is_told() -> ColumnElement[bool]:
    """Say of a site and a fix whether somebody has told it of the release since the fix is in it."""
    return (
        exists()
        .where(Told.site_id == Site.id, Told.release_id == Release.id, Told.noted_at >= Fix.fixed_at)
        .correlate(Site, Release, Fix)
    )


def _met(rows: Sequence[Any]) -> tuple[Met, ...]:
    titles: dict[tuple[int, int], str] = {}
    codes: dict[tuple[int, int], dict[str, None]] = defaultdict(dict)
    days: dict[tuple[int, int], set[date]] = defaultdict(set)
    fixed_at: dict[tuple[int, int], datetime] = {}
    for _, fix_id, cut_id, title, _, code, day, at in rows:
        ids = fix_id, cut_id
        fixed_at[ids] = at
        titles[ids] = title
        days[ids].add(day)
        if code:
            codes[ids][code] = None
    return tuple(
        Met(*ids, title, tuple(codes[ids]), tuple(sorted(days[ids])), fixed_at[ids]) for ids, title in titles.items()
    )


def _of_cut(
    cut_id: int,
    status: Status,
    fix: Fix | None,
    of_releases: Mapping[int, Told],
    of_cuts: Mapping[int, Told],
) -> OfCut:
    if fix is not None:
        told = of_releases.get(fix.release_id)
        knows = told is not None and fix.fixed_at <= told.noted_at
        return OfCut(cut_id, told=told if knows else None, release=None if knows else fix.release)
    if status is Status.DECLINED:
        told = of_cuts.get(cut_id)
        return OfCut(cut_id, told=told, is_declined=told is None)
    return OfCut(cut_id, is_waiting=status in WAITING)


def _told(*conditions: ColumnElement[bool]) -> Select[Told]:
    loaded = (joinedload(Told.told_by), joinedload(Told.site), joinedload(Told.release), joinedload(Told.paper_cut))
    return select(Told).where(*conditions).options(*loaded)


def _told_by_site(*conditions: ColumnElement[bool]) -> dict[int, Told]:
    return {told.site_id: told for told in db.session.scalars(_told(*conditions))}
