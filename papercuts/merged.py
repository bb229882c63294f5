"""Which paper cut another one has become: where a chain of merges ends, and what has been merged into one.

It stands below queries, actions and the evidence because all of them ask: a number that somebody types, a file or a
round must never mean different ones.

Home: the paper cut that somebody matched a sighting to, wherever merges have led it since.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, func, select

from papercuts.db import chunks, db
from papercuts.models import Merge, Sighting


def survivors(cut_ids: Collection[int]) -> dict[int, int]:
    """Return what each of these paper cuts is now: itself, or the one at the end of its merges."""
    ends = {cut_id: cut_id for cut_id in cut_ids}
    ahead = set(ends)
    while ahead:
        into = _into(ahead)
        ends = {cut_id: into.get(end, end) for cut_id, end in ends.items()}
        ahead = set(into.values())
    return ends


def survivor(cut_id: int) -> int:
    """Return what a paper cut is now."""
    return survivors([cut_id])[cut_id]


def tree(cut_id: int) -> list[int]:
    """Return a paper cut and all that has been merged into it, directly or by way of another one; itself first."""
    found = [cut_id]
    ahead = [cut_id]
    while ahead:
        ahead = [
            merged
            for chunk in chunks(ahead)
            for merged in db.session.scalars(
                select(Merge.paper_cut_id).where(Merge.into_id.in_(chunk)).order_by(Merge.paper_cut_id)
            )
        ]
        found += ahead
    return found


def home() -> ColumnElement[int | None]:
    """Return the home of a sighting, as a column."""
    return func.coalesce(Sighting.merged_from_id, Sighting.paper_cut_id)


def _into(cut_ids: Collection[int]) -> Mapping[int, int]:
    """Return what those of these that are merged were merged into."""
    columns = select(Merge.paper_cut_id, Merge.into_id)
    rows = (db.session.execute(columns.where(Merge.paper_cut_id.in_(chunk))) for chunk in chunks(cut_ids))
    return {merged: into for chunk in rows for merged, into in chunk}
