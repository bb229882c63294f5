"""What a sprint can be planned from: the paper cuts that pay back most, and those that limits name.

Of very many, those are looked at that come first in the ranked list, and those that give most back beyond what their
hours would give elsewhere. Of the others it is only read how much each gives back and takes, for a bound on all sets.
"""

import heapq
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import and_, func, null, or_, select, true

from papercuts import evidence
from papercuts.db import chunks, db
from papercuts.domain.lifecycle import SHIPPED, WAITING
from papercuts.domain.limits import Status
from papercuts.domain.plan_asked import Asked, Pair
from papercuts.domain.planner import EFFORT_UNITS
from papercuts.domain.rank_known import Known, unpacked, weight_of
from papercuts.merged import survivors
from papercuts.models import PaperCut, Segment

MOST = 5_000  # paper cuts that are looked at as they come in the ranked list
NEXT, NEXT_MOST = 1_000, 20_000  # … and of the others, beyond those worth their hours, and at most
TINY = 1e-12  # hours a year


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


@dataclass(frozen=True)
class Plannable:
    """What can be planned."""

    cuts: dict[int, Cut]  # those that pay back most first
    beyond: tuple[tuple[float, float], ...] = ()  # not looked at: hours a year at most, as they count, and effort


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


def read(asked: Asked, is_weighted: bool) -> Plannable:
    """Return what can be planned.

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
    if len(first) <= MOST:
        return Plannable({row.id: row for row in rows})
    rest = _rest(asked, {row.id for row in rows}, is_weighted)
    useful = _useful(rest, [_worth(asked, row) for row in rows], asked.budget / EFFORT_UNITS)
    for some in chunks(useful):
        rows += [Cut._make(row) for row in db.session.execute(columns.where(PaperCut.id.in_(some)))]
    rows.sort(key=lambda row: (-row.payback, -row.id))
    cuts = {row.id: row for row in rows}
    return Plannable(cuts, tuple(worth for one, worth in rest.items() if one not in cuts))


def _worth(asked: Asked, cut: Cut) -> tuple[float, float]:
    return cut.back[0 if asked.is_cautious else 1], cut.effort_mean


def _rest(asked: Asked, known: Collection[int], is_weighted: bool) -> dict[int, tuple[float, float]]:
    """Return the hours a year, as they count at most, and the effort of those that are not known."""
    back = PaperCut.hours_lost_q10 if asked.is_cautious else PaperCut.hours_lost_mean
    is_wanted = true() if asked.has_claimed else PaperCut.status == Status.OPEN
    columns = select(PaperCut.id, back, PaperCut.share_removed, PaperCut.effort_hours_mean)
    most = float((is_weighted and db.session.scalar(select(func.max(Segment.weight)))) or 1)
    rows = db.session.execute(columns.where(PaperCut.is_ranked == true(), is_wanted))
    return {
        one: ((hours or 0.0) * share * most, effort or 0.0) for one, hours, share, effort in rows if one not in known
    }


def _useful(rest: Mapping[int, tuple[float, float]], known: Iterable[tuple[float, float]], hours: float) -> list[int]:
    """Return which of the rest may be worth their hours: they give more back than these would elsewhere, or nearly.

    What an hour gives elsewhere is what it gives where the hours are just used up, the most for each hour first.
    """
    room, price = hours, 0.0
    for back, effort in sorted([*known, *rest.values()], key=lambda one: one[1] / max(one[0], TINY)):
        room -= effort
        if room < 0:
            price = back / effort
            break
    gains = {one: back - price * effort for one, (back, effort) in rest.items() if effort <= hours}
    n = min(NEXT_MOST, NEXT + sum(gain > 0 for gain in gains.values()))
    return heapq.nlargest(n, gains, key=lambda one: (gains[one], -one))


def known(ids: Collection[int]) -> dict[int, Known]:
    """Return what is kept of ranked paper cuts: everything but who is hit, which is learnt from all."""
    found: dict[int, Known] = {}
    for some in chunks(ids):
        rows = db.session.execute(select(PaperCut.id, PaperCut.known).where(PaperCut.id.in_(some)))
        found |= {row.id: unpacked(row.known) for row in rows}
    return found


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
    ends = survivors(numbers)
    why |= {number: f"was merged into PC-{end}" for number, end in ends.items() if end != number}
    return {number: f"PC-{number} {why.get(number, 'is not there')}" for number in numbers}


def why_blocked(pairs: Collection[Pair]) -> dict[Pair, str]:
    """Return why each of these is not planned: "PC-7 is declined, so PC-3, which needs it, is not planned."."""
    also = {one for one, _ in pairs}
    why = reasons({other for _, other in pairs} - also)
    return {
        (one, other): f"{why.get(other, f'PC-{other} is not planned')}, so PC-{one}, which needs it, is not planned."
        for one, other in pairs
    }
