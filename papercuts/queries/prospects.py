"""Where a visit could take place: sites not visited for long, and those from which somebody has offered."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select

from papercuts.db import db
from papercuts.domain.limits import VisitStatus, VolunteerState
from papercuts.domain.next_visits import RESTED_DAYS
from papercuts.domain.text import identity
from papercuts.models import Segment, Site, Visit, Volunteer
from papercuts.queries.with_users import with_users

SUGGESTED = 3  # sites of each segment
OFFERS_READ = 1_000
SITES_READ = 5_000


@dataclass(frozen=True)
class Suggested:
    """A site that could be visited."""

    id: int
    name: str
    last_on: date | None


@dataclass(frozen=True)
class Candidates:
    """Who could be visited in a segment."""

    segment: Segment
    n_sites: int  # of all
    n_rested: int  # not visited for 60 days, or never, and no visit planned
    n_offered: int  # sites from which somebody has offered
    n_more: int  # of them those that are not among the rested ones
    first: tuple[Suggested, ...]  # of the rested ones: never visited first, then those long ago

    @property
    def n(self) -> int:
        """Return how many sites could be visited."""
        return self.n_rested + self.n_more


def candidates(today: date) -> list[Candidates]:
    """Return, for each segment that the team serves, who could be visited there; *Everyone* only where it has sites."""
    visited = (
        select(Visit.site_id, func.max(Visit.visited_on).label("last_on"))
        .where(with_users())
        .group_by(Visit.site_id)
        .subquery()
    )
    is_planned = (
        select(Visit.id)
        .where(Visit.site_id == Site.id, Visit.status == VisitStatus.PLANNED, Visit.visited_on >= today)
        .exists()
    )
    long_ago = today - timedelta(days=RESTED_DAYS)
    is_rested = or_(visited.c.last_on.is_(None), visited.c.last_on < long_ago) & ~is_planned
    rows = db.session.execute(
        select(Site.segment_id, Site.id, Site.name, Site.name_identity, visited.c.last_on, is_rested.label("is_rested"))
        .outerjoin(visited, visited.c.site_id == Site.id)
        .order_by(visited.c.last_on.is_not(None), visited.c.last_on, Site.name)
        .limit(SITES_READ)
    ).all()
    offered = offering(today)
    by_segment = defaultdict(list)
    for row in rows:
        by_segment[row.segment_id].append(row)
    return [
        Candidates(
            segment=one,
            n_sites=len(sites := by_segment[one.id]),
            n_rested=sum(row.is_rested for row in sites),
            n_offered=sum(row.name_identity in offered for row in sites),
            n_more=sum(not row.is_rested and row.name_identity in offered for row in sites),
            first=tuple(Suggested(row.id, row.name, row.last_on) for row in sites if row.is_rested)[:SUGGESTED],
        )
        for one in db.session.scalars(select(Segment).where(Segment.weight > 0).order_by(Segment.name))
        if by_segment[one.id] or not one.is_everyone
    ]


def offering(today: date) -> set[str]:
    """Return the organisations from which somebody has offered to show how they work and waits, as `identity`."""
    rows = db.session.scalars(
        select(Volunteer.organisation)
        .where(Volunteer.forget_on > today, Volunteer.state == VolunteerState.WAITING, Volunteer.organisation != "")
        .distinct()
        .limit(OFFERS_READ)
    )
    return {identity(one) for one in rows}


def n_elsewhere(today: date) -> int:
    """Return how many organisations that are no site yet somebody has offered from."""
    names = offering(today)
    known = db.session.scalar(select(func.count(Site.id)).where(Site.name_identity.in_(names))) or 0
    return len(names) - known
