"""What a sprint can be planned from: the paper cuts that pay back most, and those that limits name."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import and_, func, null, or_, select, true

from papercuts import evidence
from papercuts.db import db
from papercuts.domain.lifecycle import SHIPPED, WAITING
from papercuts.domain.limits import Status
from papercuts.domain.plan_asked import Asked, Pair
from papercuts.domain.rank_known import Known, unpacked, weight_of
from papercuts.models import PaperCut, Segment

MOST = 5_000  # paper cuts that are looked at, those that pay back most


class Cut(NamedTuple):
    """A paper cut as it is planned. Units: `models.Score`."""

    id: int
    title: str
    task_id: int
    area_id: int | None
    owner_id: int | None
    status: Status
    lost_mean: float
    lost_q10: float
    lost_q90: float
    share_removed: float
    effort_mean: float
    effort_q10: float
    effort_q90: float
    payback: float
    needs_effort: bool
    known: bytes | None  # read only where the segments' weights count

    @property
    def back(self) -> tuple[float, float, float]:
        """Return the hours a fix gives back a year: low, mean, high."""
        low, mean, high = (hours * self.share_removed for hours in (self.lost_q10, self.lost_mean, self.lost_q90))
        return low, mean, high


_COLUMNS = (
    PaperCut.id,
    PaperCut.title,
    PaperCut.task_id,
    PaperCut.area_id,
    PaperCut.owner_id,
    PaperCut.status,
    PaperCut.hours_lost_mean,
    PaperCut.hours_lost_q10,
    PaperCut.hours_lost_q90,
    PaperCut.share_removed,
    PaperCut.effort_hours_mean,
    PaperCut.effort_hours_q10,
    PaperCut.effort_hours_q90,
    PaperCut.payback_q50,
    PaperCut.needs_effort,
)


def read(asked: Asked, is_weighted: bool) -> tuple[dict[int, Cut], int]:
    """Return what can be planned, those that pay back most first, and how many nobody looked at.

    Whatever limits name is there, however little it pays back; what is claimed only where it is pinned or asked for.
    """
    is_wanted = true() if asked.has_claimed else PaperCut.status == Status.OPEN
    is_ranked = PaperCut.is_ranked == true()
    columns = select(*_COLUMNS, PaperCut.known if is_weighted else null())
    order = (PaperCut.payback_q50.desc(), PaperCut.id.desc())
    first = db.session.execute(columns.where(is_ranked, is_wanted).order_by(*order).limit(MOST + 1)).all()
    rows = [Cut._make(row) for row in first[:MOST]]
    if missing := asked.numbers - {row.id for row in rows}:
        is_named = and_(PaperCut.id.in_(missing), or_(is_wanted, PaperCut.id.in_(asked.pins)))
        rows += [Cut._make(row) for row in db.session.execute(columns.where(is_ranked, is_named))]
        rows.sort(key=lambda row: (-row.payback, -row.id))
    n_beyond = 0
    if len(first) > MOST:
        n = db.session.scalar(select(func.count()).where(is_ranked, is_wanted)) or 0
        n_beyond = n - sum(asked.has_claimed or row.status == Status.OPEN for row in rows)
    return {row.id: row for row in rows}, n_beyond


def known(ids: Collection[int]) -> dict[int, Known]:
    """Return what is kept of ranked paper cuts: everything but who is hit, which is learnt from all."""
    rows = db.session.execute(select(PaperCut.id, PaperCut.known).where(PaperCut.id.in_(ids)))
    return {row.id: unpacked(row.known) for row in rows}


def weights(cuts: Mapping[int, Cut]) -> dict[int, float]:
    """Return by how much the segments' weights multiply each that was read with what is known of it."""
    setting = evidence.settings()
    return {one: weight_of(cut.known, setting.hit_prior, setting.rho) for one, cut in cuts.items() if cut.known}


def is_weighted() -> bool:
    """Say whether some segment counts more or less than others."""
    return bool(db.session.scalar(select(func.count()).where(Segment.weight != 1)))


def n_claimed(cuts: Collection[int]) -> int:
    """Return how many are claimed, but for these."""
    claimed = select(PaperCut.id).where(PaperCut.is_ranked == true(), PaperCut.status == Status.CLAIMED)
    return len(set(db.session.scalars(claimed.limit(MOST))) - set(cuts))


def needs(asked: Asked, cuts: Collection[int]) -> list[Pair]:
    """Return what needs what, but for needs that are met: the other one is fixed already, or somebody is at it."""
    others = {other for _, other in asked.needs} - set(cuts)
    if not others:
        return list(asked.needs)
    met = PaperCut.status.in_((*SHIPPED, Status.CLAIMED))
    done = set(db.session.scalars(select(PaperCut.id).where(PaperCut.id.in_(others), met)))
    return [(one, other) for one, other in asked.needs if other not in done]


def blocked(wanted: Collection[Pair], cuts: Collection[int]) -> tuple[Pair, ...]:
    """Return what cannot be planned, each with what it needs that cannot be either."""
    found: dict[int, int] = {}
    while more := {
        one: other
        for one, other in wanted
        if one in cuts and one not in found and (other not in cuts or other in found)
    }:
        found |= more
    return tuple(found.items())


def unknown(numbers: Collection[int]) -> set[int]:
    """Return those that no paper cut has."""
    return set(numbers) - set(db.session.scalars(select(PaperCut.id).where(PaperCut.id.in_(numbers))))


def reasons(numbers: Collection[int]) -> dict[int, str]:
    """Return why these cannot be planned: "PC-7 is fixed"."""
    rows = db.session.execute(
        select(PaperCut.id, PaperCut.status).where(PaperCut.id.in_(numbers)).order_by(PaperCut.id)
    )
    why = {
        row_id: "was not seen with your product yet" if status in WAITING else f"is {status}" for row_id, status in rows
    }
    return {number: f"PC-{number} {why.get(number, 'is not there')}" for number in numbers}


def why_blocked(pairs: Collection[Pair]) -> dict[Pair, str]:
    """Return why each of these is not planned: "PC-7 is declined, so PC-3, which needs it, is not planned."."""
    also = {one for one, _ in pairs}
    why = reasons({other for _, other in pairs} - also)
    return {
        (one, other): f"{why.get(other, f'PC-{other} is not planned')}, so PC-{one}, which needs it, is not planned."
        for one, other in pairs
    }
