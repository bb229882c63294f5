"""When each paper cut was open: what the hours lost of today looked like on earlier days.

What a paper cut costs is taken as it is known today; only whether it was open changes from day to day. It is open
from the first visit that saw it until a release fixes it or somebody declines it, and again from the first visit
that saw it after a fix, if it came back.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, exists, func, select

from papercuts.db import db
from papercuts.domain.lifecycle import SHIPPED, WAITING
from papercuts.domain.limits import Status
from papercuts.models import Event, Fix, PaperCut, Release, Sighting, Visit
from papercuts.shipped import OLDEST_FIRST, is_published

CLOSED = (*SHIPPED, Status.DECLINED)


@dataclass(frozen=True)
class Spell:
    """Hours a year that an area lost from one day until before another; none: until today."""

    area_id: int | None
    hours: float
    begins: date
    ends: date | None = None

    def is_open(self, day: date) -> bool:
        """Say whether they were lost on a day."""
        return self.begins <= day and (self.ends is None or day < self.ends)


def spells(today: date) -> list[Spell]:
    """Return all spells, those of paper cuts that were never closed added up by area and day."""
    return [
        Spell(area_id, hours, min(begins or today, today))
        for area_id, begins, hours in db.session.execute(_never_closed())
    ] + list(_of_closed(today))


def _never_closed() -> Select[int | None, date | None, float]:
    first = _first_seen().subquery()
    return (
        select(PaperCut.area_id, first.c.day, func.sum(PaperCut.hours_lost_mean))
        .outerjoin(first, first.c.paper_cut_id == PaperCut.id)
        .where(PaperCut.hours_lost_mean.is_not(None), PaperCut.status.in_(WAITING), ~_has_fix())
        .group_by(PaperCut.area_id, first.c.day)
    )


def _of_closed(today: date) -> Iterator[Spell]:
    fixed, seen, declined = _fixed_on(), _seen_on(), _declined_on()
    for cut_id, area_id, hours, status, created_at in db.session.execute(
        select(PaperCut.id, PaperCut.area_id, PaperCut.hours_lost_mean, PaperCut.status, PaperCut.created_at).where(
            PaperCut.hours_lost_mean.is_not(None), PaperCut.status.in_(CLOSED) | _has_fix()
        )
    ):
        days = seen[cut_id] or [created_at.date()]
        closed = declined.get(cut_id, today) if status is Status.DECLINED else None
        for begins, ends in _open_between(days, fixed[cut_id], status in WAITING, closed):
            yield Spell(area_id, hours or 0, min(begins, today), ends and min(ends, today))


def _open_between(
    seen: Sequence[date], fixed: Sequence[date], is_waiting: bool, declined: date | None
) -> Iterator[tuple[date, date | None]]:
    """Yield from when until when it was open; seen and fixed: days in order."""
    begins: date | None = seen[0]
    for day, following in zip(fixed, [*fixed[1:], None], strict=False):
        if begins and begins < day:
            yield begins, day
        begins = next((one for one in seen if one > day and (following is None or one < following)), None)
    if is_waiting:
        yield begins or fixed[-1], None
    elif declined and begins:
        yield begins, declined


def _has_fix() -> ColumnElement[bool]:
    """Say of a paper cut whether people have had a fix of it."""
    is_fix = (Fix.paper_cut_id == PaperCut.id, is_published())
    return exists().where(Fix.release_id == Release.id, *is_fix).correlate(PaperCut)


def _first_seen() -> Select[int | None, date]:
    return (
        select(Sighting.paper_cut_id, func.min(Visit.visited_on).label("day"))
        .join(Visit)
        .where(Sighting.paper_cut_id.is_not(None), Visit.product == "")
        .group_by(Sighting.paper_cut_id)
    )


def _fixed_on() -> dict[int, list[date]]:
    rows = select(Fix.paper_cut_id, Release.released_on).join(Release).where(is_published())
    return _days(rows.order_by(*OLDEST_FIRST))


def _seen_on() -> dict[int, list[date]]:
    """Return the days on which paper cuts that were closed once were seen."""
    is_wanted = select(PaperCut.id).where(PaperCut.status.in_(CLOSED) | _has_fix())
    rows = select(Sighting.paper_cut_id, Visit.visited_on).join(Visit)
    wanted = rows.where(Sighting.paper_cut_id.in_(is_wanted), Visit.product == "")
    return _days(wanted.distinct().order_by(Visit.visited_on))


def _declined_on() -> dict[int, date]:
    declined = select(Event.subject_id, func.max(Event.at)).where(
        Event.subject == "paper_cut",
        Event.verb == "declined",
        Event.subject_id.in_(select(PaperCut.id).where(PaperCut.status == Status.DECLINED)),
    )
    return {cut_id: at.date() for cut_id, at in db.session.execute(declined.group_by(Event.subject_id))}


def _days(rows: Select[int, date] | Select[int | None, date]) -> dict[int, list[date]]:
    found: dict[int, list[date]] = defaultdict(list)
    for cut_id, day in db.session.execute(rows):
        if cut_id is not None:
            found[cut_id].append(day)
    return found
