"""The life of each paper cut in days: first seen, decided, fixed, released, verified, and how long each step took.

A decision is the first of these: somebody claims it, declines it, puts it into a round or into a release. It stays one
when it is taken back later. Answering the gate is none: it says what it is, and not that somebody will do it.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from papercuts.db import db
from papercuts.domain.lifecycle import WORKS
from papercuts.domain.limits import ReleaseStatus, Status
from papercuts.domain.waiting import Wait
from papercuts.merged import survivors
from papercuts.models import Event, Fix, PaperCut, Release, RoundPlace, Sighting, Verification, Visit
from papercuts.queries.opened_again import opened_again
from papercuts.shipped import OLDEST_FIRST, looked_too_early

DECIDES = ("claimed", "declined", "put into a draft", "fixed")


class Step(StrEnum):
    """From one day of a life to the next."""

    DECISION = "decision"
    FIX = "fix"
    RELEASE = "release"
    VERIFIED = "verified"
    ALL = "all"  # from the first sighting to verified


class Life(NamedTuple):
    """What became of a paper cut that was seen with our product, and when; none: not yet."""

    cut_id: int
    status: Status
    seen: date  # at the first visit
    decided: date | None
    fixed: date | None  # its first fix stood in a release, or in its draft
    released: date | None  # that release
    verified: date | None  # somebody first saw that one working, at a visit
    done: date | None  # somebody first saw any fix of it working
    declined: date | None  # as it is now
    reopened: date | None  # first after that release


class Spell(NamedTuple):
    """One step of one paper cut: the day it began, and how long it took or has taken so far."""

    cut_id: int
    began: date
    wait: Wait
    is_waiting: bool  # now; a step that is not over may have ended otherwise


def lives(zone: ZoneInfo) -> list[Life]:
    """Return the life of each paper cut that was seen with our product and is not merged."""
    decided, declined = _decisions(zone)
    taken, fixed, (works, done) = _taken(zone), _first_fixes(zone), _verified()
    opened = opened_again(zone) if fixed else {}
    found = []
    for cut_id, status, seen in db.session.execute(_seen()):
        fix_id, at, released = fixed.get(cut_id, (0, None, None))
        days = [day for day in (decided.get(cut_id), taken.get(cut_id), at) if day]
        again = min((one.day for one in opened.get(cut_id, ()) if released and one.day >= released), default=None)
        found.append(
            Life(
                cut_id=cut_id,
                status=status,
                seen=seen,
                decided=min(days, default=None),
                fixed=at,
                released=released,
                verified=works.get(fix_id),
                done=done.get(cut_id),
                declined=declined.get(cut_id) if status is Status.DECLINED else None,
                reopened=again,
            )
        )
    return found


def spells(some: Sequence[Life], step: Step, today: date) -> Iterator[Spell]:
    """Return a step of those that have begun it; what ended otherwise has waited until then, and waits no more.

    What was declined was waiting for a decision and has one; it never waits for a fix, unless it was decided before.
    """
    ends_of = _ENDS[step]
    for life in some:
        begin, end = ends_of(life)
        if begin is None:
            continue
        begin = min(begin, today)
        if end is not None:
            yield Spell(life.cut_id, begin, Wait(max((end - begin).days, 0), True), False)
        elif (other := _otherwise(life, step)) is None:
            yield Spell(life.cut_id, begin, Wait((today - begin).days, False), True)
        elif other > begin:
            yield Spell(life.cut_id, begin, Wait((other - begin).days, False), False)


# from when until when a step takes; one that was decided before anybody saw it has waited for its fix since it was seen
_ENDS: dict[Step, Callable[[Life], tuple[date | None, date | None]]] = {
    Step.DECISION: lambda life: (life.seen, life.decided),
    Step.FIX: lambda life: (life.decided and max(life.decided, life.seen), life.fixed),
    Step.RELEASE: lambda life: (life.fixed, life.released),
    Step.VERIFIED: lambda life: (life.released, life.verified),
    Step.ALL: lambda life: (life.seen, life.done),
}


def _otherwise(life: Life, step: Step) -> date | None:
    """Return when a step ended without its end: the fix did not work, or nobody will fix it."""
    again = life.reopened if step is Step.VERIFIED else None
    return again or life.declined


def _seen() -> Any:
    first = (
        select(Sighting.paper_cut_id, func.min(Visit.visited_on).label("day"))
        .join(Visit)
        .where(Sighting.paper_cut_id.is_not(None), Visit.product == "")
        .group_by(Sighting.paper_cut_id)
        .subquery()
    )
    seen = select(PaperCut.id, PaperCut.status, first.c.day).join(first, first.c.paper_cut_id == PaperCut.id)
    return seen.where(PaperCut.status != Status.MERGED).order_by(PaperCut.id)


def _decisions(zone: ZoneInfo) -> tuple[dict[int, date], dict[int, date]]:
    """Return the days of the first decision of each, as its history tells it, and of its own last decline.

    What was decided of one that is merged now was decided of what it has become.
    """
    told = select(Event.subject_id, Event.verb, func.min(Event.at), func.max(Event.at)).where(
        Event.subject == "paper_cut", Event.verb.in_(DECIDES)
    )
    rows = db.session.execute(told.group_by(Event.subject_id, Event.verb)).all()
    now = survivors({row[0] for row in rows})
    first: dict[int, date] = {}
    declined: dict[int, date] = {}
    for cut_id, verb, earliest, latest in rows:
        day, root = _day(earliest, zone), now[cut_id]
        first[root] = min(first.get(root, day), day)
        if verb == "declined":
            declined[cut_id] = _day(latest, zone)
    return first, declined


def _taken(zone: ZoneInfo) -> dict[int, date]:
    statement = select(RoundPlace.paper_cut_id, func.min(RoundPlace.taken_at)).group_by(RoundPlace.paper_cut_id)
    rows = db.session.execute(statement).all()
    now = survivors({row[0] for row in rows})
    found: dict[int, date] = {}
    for cut_id, at in rows:
        day, root = _day(at, zone), now[cut_id]
        found[root] = min(found.get(root, day), day)
    return found


def _first_fixes(zone: ZoneInfo) -> dict[int, tuple[int, date, date | None]]:
    """Return the first fix of each, when it was put into a release, and the day of that, where it is published."""
    found: dict[int, tuple[int, date, date | None]] = {}
    rows = select(Fix.id, Fix.paper_cut_id, Fix.fixed_at, Release.released_on, Release.status).join(Release)
    published_first = Release.status == ReleaseStatus.DRAFT
    for fix_id, cut_id, at, released_on, status in db.session.execute(rows.order_by(published_first, *OLDEST_FIRST)):
        day = released_on if status is ReleaseStatus.PUBLISHED else None
        fixed = min(_day(at, zone), day) if day else _day(at, zone)  # a release of before papercuts was told later
        found.setdefault(cut_id, (fix_id, fixed, day))
    return found


def _verified() -> tuple[dict[int, date], dict[int, date]]:
    """Return the day of the first visit that saw each fix working, and of that for each paper cut."""
    rows = (
        select(Verification.fix_id, Fix.paper_cut_id, func.min(Visit.visited_on))
        .join(Visit, Visit.id == Verification.visit_id)
        .join(Fix, Fix.id == Verification.fix_id)
        .where(Verification.outcome.in_(WORKS), ~looked_too_early())
        .group_by(Verification.fix_id, Fix.paper_cut_id)
    )
    of_fix: dict[int, date] = {}
    of_cut: dict[int, date] = {}
    for fix_id, cut_id, day in db.session.execute(rows):
        of_fix[fix_id] = day
        of_cut[cut_id] = min(of_cut.get(cut_id, day), day)
    return of_fix, of_cut


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()
