"""How much there has been since the team began: paper cuts, visits and people, and the hours that are known."""

from typing import NamedTuple

from sqlalchemy import func, select

from papercuts.db import db
from papercuts.domain.lifecycle import WAITING
from papercuts.domain.limits import Status
from papercuts.domain.totals import Hours, of_sums
from papercuts.models import PaperCut, Visit
from papercuts.queries.with_users import n_people, with_users
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
