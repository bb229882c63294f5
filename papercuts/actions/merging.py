"""Merging: two paper cuts turn out to be one. A person decides it, and it can be taken back.

A sighting keeps its home, the paper cut that somebody matched it to; `paper_cut_id` is where the merges of that end.
Un-merging moves exactly those back whose home lies in what is un-merged, so it restores what was, whatever has been
merged, captured or corrected in between.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, null, or_, select, update

from papercuts.actions import scores
from papercuts.actions.history import record
from papercuts.actions.outcomes import reopen_if_met_at, take_back_unsupported
from papercuts.actions.paper_cuts import lock, move_status
from papercuts.db import chunks, db
from papercuts.domain.lifecycle import SHIPPED, Move
from papercuts.domain.limits import Status
from papercuts.merged import home, survivor, tree
from papercuts.models import Account, Fix, Merge, PaperCut, Release, Sighting, Visit


def merge(cut: PaperCut, into: PaperCut, *, why: str = "", by: Account | None, at: datetime) -> PaperCut:
    """Merge a paper cut into another one, and return the survivor: of one that is merged itself, what it is now.

    Sightings move, and people and sites count once; a survivor that is fixed opens again when one of them was seen on a
    version with the fix. Raises ValueError when the two are one already, or the first has a fix.
    """
    kept = _lock_both(cut, into)
    _refuse(cut, kept)
    before = cut.status
    move_status(cut, Move.MERGE, by=by, at=at, rescore=False, into=kept.number, why=why)
    merged_by_id = by.id if by else None
    db.session.add(
        Merge(
            paper_cut_id=cut.id,
            into_id=kept.id,
            status_before=before,
            why=why,
            merged_by_id=merged_by_id,
            merged_at=at,
        )
    )
    homes = tree(cut.id)
    n = _lead(homes, kept.id)
    record(kept, "took in", by=by, at=at, paper_cut=cut.number, title=cut.title, sightings=n, why=why)
    if kept.status in SHIPPED:
        reopen_if_met_at(kept, _visits_of(homes), by=by, at=at)
    scores.refresh(cuts=[cut.id, kept.id])
    return kept


def unmerge(cut: PaperCut, *, by: Account | None, at: datetime) -> PaperCut:
    """Take a merge back, and return the paper cut that its sightings leave. Raises ValueError when it is not merged.

    The status comes back that it had, and every sighting whose home it is, or is what was merged into it.
    """
    kept = _lock_both(cut, cut)
    stored = db.session.get(Merge, cut.id, populate_existing=True)
    if stored is None:
        raise ValueError(f"{cut.number} is not merged.")
    cut.status = stored.status_before
    db.session.delete(stored)
    db.session.flush()
    n = _lead(tree(cut.id), cut.id)
    record(cut, "un-merged", by=by, at=at, **{"from": kept.number, "sightings": n})
    record(kept, "gave back", by=by, at=at, paper_cut=cut.number, title=cut.title, sightings=n)
    take_back_unsupported(kept, by=by, at=at)
    scores.refresh(cuts=[cut.id, kept.id])
    return kept


def _lock_both(cut: PaperCut, into: PaperCut) -> PaperCut:
    """Wait for whoever is at one of the two, in the order of their numbers; return what the second is now."""
    while True:
        kept = db.session.get_one(PaperCut, survivor(into.id))
        for one in sorted({cut, kept}, key=lambda one: one.id):
            lock(one)
        if survivor(into.id) == kept.id:  # nobody has merged it while this one waited
            return kept


def _refuse(cut: PaperCut, kept: PaperCut) -> None:
    if cut.status is Status.MERGED:
        raise ValueError(f"{cut.number} is merged already. Un-merge it first.")
    if cut is kept:
        raise ValueError(f"{cut.number} cannot be merged into itself, nor into what was merged into it.")
    version = fixed_in(cut)
    if version is None and cut.status not in SHIPPED:
        return
    where = f" in {version}" if version else ""
    if fixed_in(kept) is not None or kept.status in SHIPPED:
        raise ValueError(f"{cut.number} and {kept.number} both have a fix, so neither can be merged into the other.")
    raise ValueError(f"{cut.number} has a fix{where}. Merge the other one into this: {kept.number} into {cut.number}.")


def fixed_in(cut: PaperCut) -> str | None:
    """Return the version of the newest release, draft or published, that has a fix of it."""
    versions = select(Release.version).join(Fix).where(Fix.paper_cut_id == cut.id).order_by(Fix.id.desc())
    return db.session.scalar(versions.limit(1))


def _lead(homes: Sequence[int], to: int) -> int:
    """Let every sighting with one of these homes count at a paper cut; return how many there are."""
    db.session.flush()
    there = {
        "merged_from_id": case((home() == to, null()), else_=home()),
        "paper_cut_id": to,
    }
    n = 0
    for chunk in chunks(homes):
        moved = update(Sighting).where(_is_at_home_in(chunk)).values(there)
        n += len(db.session.scalars(moved.returning(Sighting.id)).all())
    for row in list(db.session.identity_map.values()):
        if isinstance(row, Sighting):
            db.session.expire(row, ["paper_cut_id", "merged_from_id", "paper_cut", "merged_from"])
    return n


def _is_at_home_in(ids: Sequence[int]) -> ColumnElement[bool]:
    """Say of a sighting whether its home is one of these: in parts, so that each is found by its index."""
    return or_(
        Sighting.merged_from_id.in_(ids), and_(Sighting.merged_from_id.is_(None), Sighting.paper_cut_id.in_(ids))
    )


def _visits_of(homes: Sequence[int]) -> Sequence[Visit]:
    found: dict[int, Visit] = {}
    for chunk in chunks(homes):
        rows = select(Visit).join(Sighting).where(_is_at_home_in(chunk)).distinct()
        found |= {visit.id: visit for visit in db.session.scalars(rows)}
    return [found[visit_id] for visit_id in sorted(found)]
