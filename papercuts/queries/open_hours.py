"""When each paper cut was open: what the hours lost of today looked like on earlier days.

What a paper cut costs is taken as it is known today; only whether it was open changes from day to day. It is open
from the first visit that saw it until a release fixes it or somebody declines it, and again from when it was opened
again after a fix, as its history says: what was seen on an older version opened nothing.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select

from papercuts.db import db
from papercuts.domain.lifecycle import SHIPPED, WAITING
from papercuts.domain.limits import Status
from papercuts.models import Event, Fix, PaperCut, Release, Sighting, Visit
from papercuts.queries.opened_again import Opened, opened_again
from papercuts.shipped import OLDEST_FIRST, is_published, was_fixed

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


class _Fixed(NamedTuple):
    day: date  # of the release
    at: datetime  # from when on it was so in the history


def spells(today: date, zone: ZoneInfo) -> list[Spell]:
    """Return all spells, those of paper cuts that were never closed added up by area and day.

    zone: where the team works, and today is.
    """
    return [
        Spell(area_id, hours, min(begins or today, today))
        for area_id, begins, hours in db.session.execute(_never_closed())
    ] + list(_of_closed(today, zone))


def _never_closed() -> Select[int | None, date | None, float]:
    first = _first_seen().subquery()
    return (
        select(PaperCut.area_id, first.c.day, func.sum(PaperCut.hours_lost_mean))
        .outerjoin(first, first.c.paper_cut_id == PaperCut.id)
        .where(PaperCut.hours_lost_mean.is_not(None), PaperCut.status.in_(WAITING), ~was_fixed())
        .group_by(PaperCut.area_id, first.c.day)
    )


def _of_closed(today: date, zone: ZoneInfo) -> Iterator[Spell]:
    fixed, seen, declined, opened = _fixed_on(), _first_days(), _declined_on(zone), opened_again(zone)
    for cut_id, area_id, hours, status, created_at in db.session.execute(
        select(PaperCut.id, PaperCut.area_id, PaperCut.hours_lost_mean, PaperCut.status, PaperCut.created_at).where(
            PaperCut.hours_lost_mean.is_not(None), PaperCut.status.in_(CLOSED) | was_fixed()
        )
    ):
        first = seen.get(cut_id, created_at.astimezone(zone).date())
        closed = declined.get(cut_id, today) if status is Status.DECLINED else None
        for begins, ends in _open_between(first, fixed[cut_id], opened.get(cut_id, ()), status in WAITING, closed):
            yield Spell(area_id, hours or 0, min(begins, today), ends and min(ends, today))


def _open_between(
    first: date, fixed: Sequence[_Fixed], opened: Sequence[Opened], is_waiting: bool, declined: date | None
) -> Iterator[tuple[date, date | None]]:
    """Yield from when until when it was open. first: the day it was seen; fixed and opened again: in order."""
    begins: date | None = first
    for fix, following in zip(fixed, [*fixed[1:], None], strict=False):
        if begins and begins < fix.day:
            yield begins, fix.day
        after = (one.day for one in opened if fix.at <= one.at and (following is None or one.at < following.at))
        begins = next((max(day, fix.day) for day in after), None)
    if is_waiting:
        yield begins or fixed[-1].day, None
    elif declined and begins:
        yield begins, declined


def _first_seen() -> Select[int | None, date]:
    return (
        select(Sighting.paper_cut_id, func.min(Visit.visited_on).label("day"))
        .join(Visit)
        .where(Sighting.paper_cut_id.is_not(None), Visit.product == "")
        .group_by(Sighting.paper_cut_id)
    )


def _fixed_on() -> dict[int, list[_Fixed]]:
    columns = (Fix.paper_cut_id, Release.released_on, Release.published_at, Fix.fixed_at)
    found: dict[int, list[_Fixed]] = defaultdict(list)
    rows = select(*columns).join(Release).where(is_published()).order_by(*OLDEST_FIRST)
    for cut_id, day, published_at, fixed_at in db.session.execute(rows):
        found[cut_id].append(_Fixed(day, max(published_at or fixed_at, fixed_at)))  # some join a published release
    return found


def _first_days() -> dict[int | None, date]:
    """Return the first days on which paper cuts that were closed once were seen."""
    is_wanted = select(PaperCut.id).where(PaperCut.status.in_(CLOSED) | was_fixed())
    rows = db.session.execute(_first_seen().where(Sighting.paper_cut_id.in_(is_wanted)))
    return {cut_id: day for cut_id, day in rows}  # noqa: C416  # mypy knows no dict of rows


def _declined_on(zone: ZoneInfo) -> dict[int, date]:
    declined = select(Event.subject_id, func.max(Event.at)).where(
        Event.subject == "paper_cut",
        Event.verb == "declined",
        Event.subject_id.in_(select(PaperCut.id).where(PaperCut.status == Status.DECLINED)),
    )
    return {
        cut_id: at.astimezone(zone).date() for cut_id, at in db.session.execute(declined.group_by(Event.subject_id))
    }
