"""Where work falls between teams: paper cuts on a seam, and those that nobody has taken on for long.

A paper cut is on a seam when its own area, where the fix lies, belongs to another team than the area of its task.
"""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, literal, select
from sqlalchemy.orm import aliased

from papercuts.db import chunks, db
from papercuts.domain.lifecycle import WAITING
from papercuts.domain.limits import Status
from papercuts.domain.text import identity
from papercuts.domain.totals import Hours
from papercuts.models import Area, PaperCut, Task


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


class Unclaimed(NamedTuple):
    """An open paper cut, the team of its own area (empty where none is known), and what it costs."""

    cut_id: int
    team: str
    hours: Hours | None


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


def by_owner() -> list[Lying]:
    """Return the paper cuts that a team owns, the dearest first; what is merged counts where it went."""
    rows = _lying(Area.team, literal("")).join(Area, Area.id == PaperCut.area_id)
    return _read(rows.where(Area.team != "", PaperCut.status != Status.MERGED))


def unclaimed() -> list[Unclaimed]:
    """Return the open paper cuts, which nobody has claimed, the dearest first."""
    known = (PaperCut.hours_lost_mean, PaperCut.hours_lost_sd, PaperCut.hours_lost_q10, PaperCut.hours_lost_q90)
    rows = select(PaperCut.id, Area.team, *known).outerjoin(Area, Area.id == PaperCut.area_id)
    dearest = rows.where(PaperCut.status == Status.OPEN).order_by(
        PaperCut.hours_lost_mean.desc().nulls_last(), PaperCut.id
    )
    return [Unclaimed(cut_id, team or "", _hours(figures)) for cut_id, team, *figures in db.session.execute(dearest)]


def titles(ids: Collection[int]) -> dict[int, str]:
    """Return the titles of paper cuts by their numbers."""
    rows = select(PaperCut.id, PaperCut.title)
    return {
        cut_id: title
        for some in chunks(sorted(ids))
        for cut_id, title in db.session.execute(rows.where(PaperCut.id.in_(some)))
    }


def has_teams() -> bool:
    """Say whether an area belongs to a team: without one, nothing is on a seam."""
    return db.session.scalar(select(Area.id).where(Area.team != "").limit(1)) is not None


def _lying(own: Any, other: Any) -> Select[Any]:
    known = (PaperCut.hours_lost_mean, PaperCut.hours_lost_sd, PaperCut.hours_lost_q10, PaperCut.hours_lost_q90)
    rows = select(PaperCut.id, PaperCut.title, PaperCut.status, own, other, *known)
    return rows.order_by(PaperCut.hours_lost_mean.desc().nulls_last(), PaperCut.id)


def _read(rows: Select[Any]) -> list[Lying]:
    return [
        Lying(cut_id, title, status, own or "", other, _hours(figures))
        for cut_id, title, status, own, other, *figures in db.session.execute(rows)
    ]


def _hours(figures: Sequence[float | None]) -> Hours | None:
    known = [figure for figure in figures if figure is not None]
    return Hours(*known) if len(known) == len(figures) else None
