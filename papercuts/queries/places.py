"""Segments, sites, the people there, and what they showed us."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import joinedload, selectinload

from papercuts.db import db
from papercuts.domain.limits import VisitStatus
from papercuts.domain.text import identity
from papercuts.models import PaperCut, Participant, Segment, Sighting, Site, Visit
from papercuts.queries.fixed import published_fixes


@dataclass(frozen=True)
class SegmentRow:
    """One segment in a list."""

    segment: Segment
    n_sites: int
    site_heads: int  # the head counts of its sites together
    last_visit_on: date | None


@dataclass(frozen=True)
class SiteRow:
    """One site in a list."""

    site: Site
    n_visits: int
    last_visit_on: date | None
    n_cuts: int


@dataclass(frozen=True)
class RecentSite:
    """One site to choose."""

    site: Site
    last_visit_on: date | None


@dataclass(frozen=True)
class ShownCut:
    """A paper cut that was seen at a site."""

    cut: PaperCut
    codes: list[str]  # of those who met it there
    n_sightings: int
    n_fixes: int
    version: str | None  # of the newest published release with a fix


def segments() -> Sequence[Segment]:
    """Return the segments, *Everyone* first."""
    return db.session.scalars(select(Segment).order_by(Segment.is_everyone.desc(), Segment.name_identity)).all()


def segment_rows() -> list[SegmentRow]:
    """Return the segments with their sites and when one of them was last visited."""
    sites = {
        segment_id: (n, heads or 0)
        for segment_id, n, heads in db.session.execute(
            select(Site.segment_id, func.count(), func.sum(Site.head_count)).group_by(Site.segment_id)
        )
    }
    visited = _last_visits_by(Site.segment_id)
    return [SegmentRow(one, *sites.get(one.id, (0, 0)), visited.get(one.id, (0, None))[1]) for one in segments()]


def n_sites(segment_id: int | None = None) -> int:
    """Return how many sites there are, or how many in a segment."""
    statement = select(func.count()).select_from(Site)
    return db.session.scalar(statement if segment_id is None else statement.where(Site.segment_id == segment_id)) or 0


def site_rows(segment_id: int | None = None, *, limit: int, offset: int = 0) -> list[SiteRow]:
    """Return the sites by name."""
    statement = select(Site).order_by(Site.name_identity).options(joinedload(Site.segment)).limit(limit).offset(offset)
    if segment_id is not None:
        statement = statement.where(Site.segment_id == segment_id)
    return _with_visits(db.session.scalars(statement).all())


def recent_sites(limit: int) -> list[RecentSite]:
    """Return the sites visited last, then those never visited; what was met there takes long, and is not asked."""
    last = (
        select(Visit.site_id, func.max(Visit.visited_on).label("day"))
        .where(Visit.status != VisitStatus.PLANNED)
        .group_by(Visit.site_id)
        .subquery()
    )
    statement = (
        select(Site, last.c.day)
        .outerjoin(last, last.c.site_id == Site.id)
        .order_by(last.c.day.is_(None), last.c.day.desc(), Site.name_identity)
        .options(joinedload(Site.segment))
        .limit(limit)
    )
    return [RecentSite(one, day) for one, day in db.session.execute(statement)]


def names_in(segments: Collection[str], most: int) -> dict[str, list[str]]:
    """Return the names of the sites in each of these segments, by the segment's name."""
    sites = select(Site.name).join(Segment, Segment.id == Site.segment_id).order_by(Site.name_identity).limit(most)
    return {one: list(db.session.scalars(sites.where(Segment.name == one))) for one in segments}


def site_named(name: str) -> Site | None:
    """Return the site of a name, however it is written, with its segment and people."""
    return db.session.scalar(
        select(Site)
        .where(Site.name_identity == identity(name))
        .options(joinedload(Site.segment), selectinload(Site.participants))
    )


def site(site_id: int) -> Site | None:
    """Return a site with its segment and people."""
    return db.session.scalar(
        select(Site).where(Site.id == site_id).options(joinedload(Site.segment), selectinload(Site.participants))
    )


def participant(participant_id: int) -> Participant | None:
    """Return somebody with their site."""
    return db.session.scalar(
        select(Participant).where(Participant.id == participant_id).options(joinedload(Participant.site))
    )


def participant_with_code(site_id: int, code: str) -> Participant | None:
    """Return the person of a code at a site, however it is written."""
    people = db.session.scalars(select(Participant).where(Participant.site_id == site_id))
    return next((person for person in people if person.code.casefold() == code.casefold()), None)


def shown_at(site_id: int) -> list[ShownCut]:
    """Return the paper cuts seen at a site, those seen last first."""
    met: dict[int, list[str]] = defaultdict(list)
    n_sightings: dict[int, int] = defaultdict(int)
    seen = db.session.execute(
        select(PaperCut.id, Participant.code)
        .join(Sighting, Sighting.paper_cut_id == PaperCut.id)
        .join(Visit, Visit.id == Sighting.visit_id)
        .outerjoin(Participant, Participant.id == Sighting.participant_id)
        .where(Visit.site_id == site_id)
        .order_by(Visit.visited_on.desc(), Sighting.id.desc())
    )
    for cut_id, code in seen:
        n_sightings[cut_id] += 1
        if code and code not in met[cut_id]:
            met[cut_id].append(code)
    cuts = {cut.id: cut for cut in db.session.scalars(select(PaperCut).where(PaperCut.id.in_(n_sightings)))}
    fixes = published_fixes(n_sightings)
    return [
        ShownCut(cuts[cut_id], sorted(met[cut_id], key=_by_number), n, *fixes.get(cut_id, (0, None)))
        for cut_id, n in n_sightings.items()
    ]


def _by_number(code: str) -> tuple[int, str]:
    return len(code), code


def _with_visits(sites: Sequence[Site]) -> list[SiteRow]:
    ids = [one.id for one in sites]
    visited = _last_visits_by(Visit.site_id, ids)
    n_cuts = dict(
        db.session.execute(
            select(Visit.site_id, func.count(distinct(Sighting.paper_cut_id)))
            .join(Sighting, Sighting.visit_id == Visit.id)
            .where(Visit.site_id.in_(ids))
            .group_by(Visit.site_id)
        ).all()
    )
    return [SiteRow(one, *visited.get(one.id, (0, None)), n_cuts.get(one.id, 0)) for one in sites]


def _last_visits_by(column: object, site_ids: Collection[int] | None = None) -> dict[int, tuple[int, date | None]]:
    """Return how many visits took place and when the last did, by a column of site or visit."""
    statement = (
        select(column, func.count(), func.max(Visit.visited_on))  # type: ignore[call-overload]
        .join_from(Visit, Site, Site.id == Visit.site_id)
        .where(Visit.status != VisitStatus.PLANNED)
        .group_by(column)
    )
    if site_ids is not None:
        statement = statement.where(Visit.site_id.in_(site_ids))
    return {key: (n, day) for key, n, day in db.session.execute(statement)}
