"""What came in and what went out: paper cuts added, fixed, verified, reopened and declined, by the history."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from operator import itemgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import load_only

from papercuts.db import chunks, db
from papercuts.domain.flow import Kind
from papercuts.domain.limits import Status, VisitStatus
from papercuts.models import Merge, PaperCut, Visit
from papercuts.queries.happened import holding


class Entry(NamedTuple):
    """Something that happened to a paper cut, and on which day where the team works."""

    cut_id: int
    kind: Kind
    day: date


def first_day(zone: ZoneInfo) -> date | None:
    """Return the day of the first visit or, where that was earlier, of the first paper cut; none without either."""
    named = db.session.scalar(select(func.min(PaperCut.created_at)))
    visited = db.session.scalar(select(func.min(Visit.visited_on)).where(Visit.status != VisitStatus.PLANNED))
    days = [named.astimezone(zone).date()] if named else []
    return min(days + ([visited] if visited else []), default=None)


def added(zone: ZoneInfo, first: date) -> list[Entry]:
    """Return the paper cuts that were named since a day, in order.

    What was merged is one paper cut, which was named when the first of them was.
    """
    begins = datetime.combine(first, time(), zone)
    merged = _merged_into()
    named = select(PaperCut.id, PaperCut.created_at).where(PaperCut.created_at >= begins)
    since = {cut_id: at for cut_id, at in db.session.execute(named)}  # noqa: C416  # mypy knows no dict of rows
    early = _named_early(merged, begins)
    found: dict[int, datetime] = {}
    for cut_id, at in since.items():
        root = merged.get(cut_id, cut_id)
        if root not in early:
            found[root] = min(found.get(root, at), at)
    return [Entry(cut_id, Kind.ADDED, _day(at, zone)) for cut_id, at in sorted(found.items(), key=itemgetter(1, 0))]


def decided(zone: ZoneInfo, first: date) -> list[Entry]:
    """Return what was fixed, verified, reopened and declined since a day and still holds, as the history tells it.

    What is merged is left out: it counts as what it was merged into, and nothing that has a fix can be merged.
    """
    return [
        Entry(cut_id, one.kind, day)
        for cut_id, found in holding(PaperCut.status != Status.MERGED)
        for one, _ in found
        if (day := _day(one.at, zone)) >= first
    ]


def _merged_into() -> dict[int, int]:
    """Return what each merged paper cut is now."""
    into: dict[int, int] = dict(db.session.execute(select(Merge.paper_cut_id, Merge.into_id)).all())
    return {cut_id: _end(cut_id, into) for cut_id in into}


def _end(cut_id: int, into: Mapping[int, int]) -> int:
    while cut_id in into:
        cut_id = into[cut_id]
    return cut_id


def _named_early(merged: Mapping[int, int], begins: datetime) -> set[int]:
    """Return what took in a paper cut that was named before a moment, or was named then itself."""
    ids = merged.keys() | set(merged.values())
    early = select(PaperCut.id).where(PaperCut.created_at < begins)
    found = {
        cut_id for some in chunks(sorted(ids)) for cut_id in db.session.scalars(early.where(PaperCut.id.in_(some)))
    }
    return {merged.get(cut_id, cut_id) for cut_id in found}


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def cuts(ids: Collection[int]) -> dict[int, PaperCut]:
    """Return paper cuts by their numbers."""
    wanted = select(PaperCut).options(load_only(PaperCut.title, PaperCut.status))
    return {
        cut.id: cut for some in chunks(sorted(ids)) for cut in db.session.scalars(wanted.where(PaperCut.id.in_(some)))
    }
