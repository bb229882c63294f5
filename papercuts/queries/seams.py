"""Where work falls between teams: paper cuts on a seam, and those that nobody has taken on for long.

A paper cut is on a seam when its own area, where the fix lies, belongs to another team than the area of its task.
"""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.orm import aliased

from papercuts.db import db
from papercuts.domain.lifecycle import WAITING
from papercuts.domain.limits import Status
from papercuts.domain.text import identity
from papercuts.domain.totals import NOTHING, Hours, of_moments
from papercuts.models import Area, PaperCut, Sighting, Task, Visit


class Lying(NamedTuple):
    """Whose a paper cut is, and what it costs."""

    cut_id: int
    title: str
    status: Status
    own: str  # the team of its own area; empty where none is known
    other: str  # the team of its task's area, where that is another one; empty: it is on no seam
    hours: Hours | None  # lost a year; none: nobody was seen losing time on our product

    @property
    def is_waiting(self) -> bool:
        """Say whether it is open or claimed."""
        return self.status in WAITING

    @property
    def seam(self) -> frozenset[str]:
        """Return how to compare its two teams, in whatever order; empty where it is on no seam."""
        return frozenset({identity(self.own), identity(self.other)}) if self.other else frozenset()


class Ownerless(NamedTuple):
    """How many open paper cuts of a team nobody has claimed for long, and what they cost."""

    team: str  # empty: no team is known
    n: int
    hours: Hours


def on_seams() -> list[Lying]:
    """Return the paper cuts on a seam, the dearest first; what is merged counts where it went."""
    of_task, own = aliased(Area), aliased(Area)
    rows = (
        _lying(own.team, of_task.team)
        .join(own, own.id == PaperCut.area_id)
        .join(Task, Task.id == PaperCut.task_id)
        .join(of_task, of_task.id == Task.area_id)
        .where(own.id != of_task.id, own.team != "", of_task.team != "", PaperCut.status != Status.MERGED)
    )
    return [one for one in _read(rows) if len(one.seam) == 2]


def ownerless(since: date) -> list[Ownerless]:
    """Return what nobody has claimed although it was seen by a day, for each owning team, the dearest first."""
    mean, teams = func.sum(PaperCut.hours_lost_mean), func.coalesce(Area.team, "")
    rows = (
        select(
            teams,
            func.count(PaperCut.id),
            func.count(PaperCut.hours_lost_mean),
            mean,
            func.sum(PaperCut.hours_lost_sd * PaperCut.hours_lost_sd),
            func.max(PaperCut.hours_lost_q10),
            func.max(PaperCut.hours_lost_q90),
        )
        .outerjoin(Area, Area.id == PaperCut.area_id)
        .where(*_is_ownerless(since))
        .group_by(teams)
    )
    found = [Ownerless(team, n, hours_of(n_known, *figures)) for team, n, n_known, *figures in db.session.execute(rows)]
    return sorted(found, key=lambda one: (-one.hours.mean, one.team))


def each_ownerless(since: date, limit: int | None = None) -> list[Lying]:
    """Return them one by one, the dearest first."""
    rows = _lying(Area.team, literal("")).outerjoin(Area, Area.id == PaperCut.area_id).where(*_is_ownerless(since))
    return _read(rows.limit(limit))


def has_teams() -> bool:
    """Say whether an area belongs to a team: without one, nothing is on a seam."""
    return db.session.scalar(select(Area.id).where(Area.team != "").limit(1)) is not None


def hours_of(n: int, mean: float | None, variance: float | None, q10: float | None, q90: float | None) -> Hours:
    """Return the hours of several paper cuts from their sums; a single one keeps its own range."""
    if not n or mean is None or variance is None or q10 is None or q90 is None:
        return NOTHING
    return Hours(mean, variance**0.5, q10, q90) if n == 1 else of_moments(mean, variance)


def _is_ownerless(since: date) -> tuple[ColumnElement[bool], ...]:
    """Say of a paper cut whether it is open, which nobody has claimed, and was seen with our product by a day."""
    seen = select(Sighting.paper_cut_id).join(Visit)
    by_then = seen.where(Visit.product == "", Visit.visited_on <= since, Sighting.paper_cut_id.is_not(None))
    return PaperCut.status == Status.OPEN, PaperCut.id.in_(by_then)


def _lying(own: Any, other: Any) -> Select[Any]:
    known = (PaperCut.hours_lost_mean, PaperCut.hours_lost_sd, PaperCut.hours_lost_q10, PaperCut.hours_lost_q90)
    rows = select(PaperCut.id, PaperCut.title, PaperCut.status, own, other, *known)
    return rows.order_by(PaperCut.hours_lost_mean.desc().nulls_last(), PaperCut.id)


def _read(rows: Select[Any]) -> list[Lying]:
    return [
        Lying(cut_id, title, status, own or "", other, None if None in figures else Hours(*figures))
        for cut_id, title, status, own, other, *figures in db.session.execute(rows)
    ]
