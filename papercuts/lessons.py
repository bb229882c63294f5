"""What all paper cuts together teach, read from their rows; `domain.learning` says what it means.

It stands beside `evidence`, for the same reason: the page that explains it and the action that stores it read the same.
"""

from dataclasses import dataclass

from sqlalchemy import distinct, func, select

from papercuts.db import db
from papercuts.domain.learning import WATCHED_MIN, Learnt, Scatter, learn
from papercuts.domain.rank_factors import SEGMENT_WATCHED_MIN
from papercuts.models import PaperCut, Segment, Site, Task, Visit, Watch


def read() -> Learnt:
    """Return what the visits teach now."""
    rows = db.session.execute(
        select(PaperCut.hit_k, PaperCut.watched_n, func.count())
        .where(PaperCut.hit_k > 0, PaperCut.watched_n >= WATCHED_MIN)
        .group_by(PaperCut.hit_k, PaperCut.watched_n)
    )
    return learn(_scatter(), {(k, n): number for k, n, number in rows})


@dataclass(frozen=True)
class OwnRate:
    """A segment in which a task was watched enough for its paper cuts to have hit rates of their own there."""

    task_id: int
    task: str
    segment: str
    watched: int  # people, each visit anew


def own_rates() -> list[OwnRate]:
    """Return them, those watched most first."""
    groups = (
        select(Watch.task_id, Site.segment_id, func.count().label("n"))
        .join(Visit, Visit.id == Watch.visit_id)
        .join(Site, Site.id == Visit.site_id)
        .where(Visit.product == "")
        .group_by(Watch.task_id, Site.segment_id)
        .subquery()
    )
    others = groups.alias()
    is_one_of_several = select(others.c.n).where(
        others.c.task_id == groups.c.task_id, others.c.segment_id != groups.c.segment_id
    )
    rows = db.session.execute(
        select(Task.id, Task.name, Segment.name, groups.c.n)
        .join_from(groups, Task, Task.id == groups.c.task_id)
        .join(Segment, Segment.id == groups.c.segment_id)
        .where(groups.c.n >= SEGMENT_WATCHED_MIN, is_one_of_several.exists())
        .order_by(groups.c.n.desc(), Task.name, Segment.name)
    )
    return [OwnRate(*row) for row in rows]


def _scatter() -> Scatter:
    hit, watched = PaperCut.hit_k, func.nullif(PaperCut.watched_n, 0)
    sums = (
        func.sum(PaperCut.hit_squares - 1.0 * hit * hit / watched),
        func.sum(PaperCut.n_visits - 1.0),
        func.sum(hit - PaperCut.hit_squares),
        func.sum(1.0 * watched - PaperCut.n_visits),
        func.sum(watched - PaperCut.watched_squares / watched),
    )
    found = db.session.execute(select(*sums).where(PaperCut.hit_k > 0)).one()
    n_visits, together = _visits()
    return Scatter(n_visits, together, *(float(value or 0) for value in found))


def _visits() -> tuple[int, float]:
    """Return at how many visits our product was watched, and with how many people at a task in the mean."""
    ours = select(Watch.visit_id, Watch.task_id, func.count().label("n")).join(Visit).where(Visit.product == "")
    groups = ours.group_by(Watch.visit_id, Watch.task_id).subquery()
    n_visits, together = db.session.execute(select(func.count(distinct(groups.c.visit_id)), func.avg(groups.c.n))).one()
    return n_visits, float(together or 0)
