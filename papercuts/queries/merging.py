"""What has been merged into what, and what merging would do."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from papercuts import evidence
from papercuts.db import db
from papercuts.domain.limits import Status
from papercuts.domain.ranking import Estimate, estimate
from papercuts.merged import survivor, survivors, tree
from papercuts.models import Comment, Fix, Merge, PaperCut, Sighting

AT_ONCE = 20  # paper cuts that are merged in one go


@dataclass(frozen=True)
class Also:
    """A paper cut that was merged into another one, with what is said of it."""

    merge: Merge
    n_sightings: int  # whose home it is
    n_comments: int

    @property
    def cut(self) -> PaperCut:
        """Return the merged paper cut."""
        return self.merge.paper_cut


@dataclass(frozen=True)
class Outcome:
    """What a paper cut would be with the sightings of others; numbers as `models.Score` has them."""

    n_sightings: int
    n_people: int  # hit, each once a visit
    n_watched: int
    n_sites: int
    hours_lost_mean: float | None
    payback_q50: float | None
    payback_q10: float | None
    payback_q90: float | None


def cuts(cut_ids: Sequence[int]) -> list[PaperCut]:
    """Return these paper cuts, in this order, with task, area and owner; those that are not there are left out."""
    options = (joinedload(PaperCut.task), joinedload(PaperCut.area), joinedload(PaperCut.owner))
    rows = db.session.scalars(select(PaperCut).where(PaperCut.id.in_(cut_ids)).options(*options))
    found = {cut.id: cut for cut in rows}
    return [found[cut_id] for cut_id in dict.fromkeys(cut_ids) if cut_id in found]


def of(cut_id: int) -> Merge | None:
    """Return the merge of a paper cut, with what it was merged into and by whom."""
    return db.session.scalar(select(Merge).where(Merge.paper_cut_id == cut_id).options(*_WITH_ALL))


def into_now(cut_ids: Collection[int]) -> Mapping[int, PaperCut]:
    """Return what those of these paper cuts that are merged are now."""
    ends = {cut_id: end for cut_id, end in survivors(cut_ids).items() if end != cut_id}
    found = {cut.id: cut for cut in cuts([*ends.values()])}
    return {cut_id: found[end] for cut_id, end in ends.items()}


def is_within(cut_id: int, into_id: int) -> bool:
    """Say whether a paper cut has been merged into another one, directly or by way of a third."""
    return cut_id in tree(into_id)[1:]


def survivor_of(cut_id: int) -> int:
    """Return what a paper cut is now: itself, or the one at the end of its merges."""
    return survivor(cut_id)


def also(cut_id: int) -> list[Also]:
    """Return what was merged into a paper cut, directly or by way of another one, the oldest merge first."""
    ids = tree(cut_id)[1:]
    if not ids:
        return []
    with_all = (*_WITH_ALL, joinedload(Merge.paper_cut).selectinload(PaperCut.links))
    merges = db.session.scalars(select(Merge).where(Merge.paper_cut_id.in_(ids)).options(*with_all)).all()
    n_seen = _counts(Sighting.merged_from_id, ids)
    n_said = _counts(Comment.paper_cut_id, ids)
    ordered = sorted(merges, key=lambda merge: (merge.merged_at, merge.paper_cut_id))
    return [Also(one, n_seen.get(one.paper_cut_id, 0), n_said.get(one.paper_cut_id, 0)) for one in ordered]


def n_at_home(cut_id: int) -> int:
    """Return how many sightings of a merged paper cut count elsewhere: its own, and of what was merged into it."""
    return sum(_counts(Sighting.merged_from_id, tree(cut_id)).values())


def keeps_best(rows: Sequence[PaperCut]) -> PaperCut:
    """Return which of several to keep: what has a fix, then what was seen most, then the oldest."""
    ids = [cut.id for cut in rows]
    fixed = set(db.session.scalars(select(Fix.paper_cut_id).where(Fix.paper_cut_id.in_(ids))))

    def place(cut: PaperCut) -> tuple[bool, bool, bool, int, int]:
        is_closed = cut.status is Status.DECLINED
        return cut.id not in fixed, is_closed, cut.status is not Status.CLAIMED, -cut.n_sightings, cut.id

    return min(rows, key=place)


def outcome(cut: PaperCut, others: Sequence[PaperCut]) -> Outcome:
    """Return what a paper cut would be were others merged into it, as long as its status stays."""
    found = evidence.load_together(cut.id, [other.id for other in others])
    result: Estimate | None = estimate(found.inputs)
    return Outcome(
        n_sightings=found.n_sightings,
        n_people=found.inputs.hit_k,
        n_watched=found.inputs.watched_n,
        n_sites=found.n_sites,
        hours_lost_mean=result.hours_lost_mean if result else None,
        payback_q50=result.payback_q50 if result else None,
        payback_q10=result.payback_q10 if result else None,
        payback_q90=result.payback_q90 if result else None,
    )


def sightings(cut_id: int, ids: Collection[int]) -> list[Sighting]:
    """Return those of these sightings that count at a paper cut, with person, task and site, the newest first."""
    from_it = select(Sighting).where(Sighting.paper_cut_id == cut_id, Sighting.id.in_(ids))
    with_all = (joinedload(Sighting.participant), joinedload(Sighting.task), joinedload(Sighting.visit))
    return list(db.session.scalars(from_it.options(*with_all).order_by(Sighting.id.desc())))


_WITH_ALL = (joinedload(Merge.paper_cut), joinedload(Merge.into), joinedload(Merge.merged_by))


def _counts(column: object, ids: Sequence[int]) -> dict[int, int]:
    rows = select(column, func.count()).where(column.in_(ids)).group_by(column)  # type: ignore[attr-defined, call-overload]
    return {row_id: n for row_id, n in db.session.execute(rows)}  # noqa: C416  # mypy knows no dict of rows
