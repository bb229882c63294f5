"""How much there has been since the team began: paper cuts, visits and people, and the hours that are known."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import case, func, select

from papercuts.db import db
from papercuts.domain.lifecycle import WAITING
from papercuts.domain.limits import Status
from papercuts.domain.totals import Hours, of_sums
from papercuts.models import PaperCut, Participant, Site, Visit
from papercuts.queries.with_users import n_people, people_seen, with_users
from papercuts.shipped import was_fixed


class Counts(NamedTuple):
    """What there is. Paper cuts that are merged count as what they are merged into."""

    paper_cuts: int
    fixed: int  # people have, or have had, a fix
    verified: int  # as it stands
    declined: int
    visits: int  # with users; none that is only planned
    people: int  # watched at these visits, each once; nobody in particular is one a visit


def counts() -> Counts:
    """Return how much there has been."""
    n = func.count(PaperCut.id)
    cuts = select(
        n,
        n.filter(was_fixed()),
        n.filter(PaperCut.status == Status.VERIFIED),
        n.filter(PaperCut.status == Status.DECLINED),
    ).where(PaperCut.status != Status.MERGED)
    n_all, n_fixed, n_verified, n_declined = db.session.execute(cuts).one()
    return Counts(
        paper_cuts=n_all,
        fixed=n_fixed,
        verified=n_verified,
        declined=n_declined,
        visits=db.session.scalar(select(func.count(Visit.id)).where(with_users())) or 0,
        people=n_people(),
    )


def lost() -> tuple[int, Hours]:
    """Return how many open and claimed paper cuts have hours lost a year, and these together."""
    row = select(
        func.count(PaperCut.id),
        func.sum(PaperCut.hours_lost_mean),
        func.sum(PaperCut.hours_lost_sd * PaperCut.hours_lost_sd),
        func.max(PaperCut.hours_lost_q10),
        func.max(PaperCut.hours_lost_q90),
    ).where(PaperCut.status.in_(WAITING), PaperCut.hours_lost_mean.is_not(None))
    n, *figures = db.session.execute(row).one()
    return n, of_sums(n, *figures)


class Losing(NamedTuple):
    """An open or claimed paper cut whose hours lost are known."""

    cut_id: int
    title: str
    status: Status
    hours: Hours


class Seen(NamedTuple):
    """Somebody watched at visits with users."""

    participant_id: int | None  # none: nobody in particular, at one visit
    code: str
    site_id: int
    site: str
    n_visits: int
    last_on: date


def each_lost() -> Iterator[Losing]:
    """Yield the paper cuts that `lost` counts, the dearest first."""
    known = (PaperCut.hours_lost_mean, PaperCut.hours_lost_sd, PaperCut.hours_lost_q10, PaperCut.hours_lost_q90)
    rows = db.session.execute(
        select(PaperCut.id, PaperCut.title, PaperCut.status, *known)
        .where(PaperCut.status.in_(WAITING), PaperCut.hours_lost_mean.is_not(None))
        .order_by(PaperCut.hours_lost_mean.desc(), PaperCut.id)
    )
    for cut_id, title, status, mean, sd, q10, q90 in rows:
        yield Losing(cut_id, title, status, Hours(mean or 0.0, sd or 0.0, q10 or 0.0, q90 or 0.0))


def each_person() -> list[Seen]:
    """Return the people that `counts` counts, by site and code."""
    seen = people_seen()
    nobody = case((seen.c.participant_id.is_(None), seen.c.visit_id))
    rows = db.session.execute(
        select(
            seen.c.participant_id,
            Participant.code,
            Site.id,
            Site.name,
            func.count(Visit.id.distinct()),
            func.max(Visit.visited_on),
        )
        .join(Visit, Visit.id == seen.c.visit_id)
        .join(Site, Site.id == Visit.site_id)
        .outerjoin(Participant, Participant.id == seen.c.participant_id)
        .where(with_users())
        .group_by(seen.c.participant_id, nobody, Participant.code, Site.id, Site.name)
        .order_by(Site.name, Site.id, Participant.code, func.max(Visit.visited_on))
    )
    return [Seen(person, code or "", site_id, site, n, last) for person, code, site_id, site, n, last in rows]
