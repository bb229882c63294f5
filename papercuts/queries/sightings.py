"""Sightings: one, those of a visit, those that wait to be matched."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from papercuts.db import db
from papercuts.domain.limits import HowTimed
from papercuts.models import Account, Event, PaperCut, Sighting, Visit

_SHOWN = (joinedload(Sighting.participant), joinedload(Sighting.paper_cut).joinedload(PaperCut.area))


def sighting(sighting_id: int) -> Sighting | None:
    """Return a sighting with everything a page says of it."""
    return db.session.scalar(
        select(Sighting)
        .where(Sighting.id == sighting_id)
        .options(
            *_SHOWN,
            joinedload(Sighting.task),
            joinedload(Sighting.seen_by),
            joinedload(Sighting.visit).joinedload(Visit.site),
        )
    )


def by_uid(uid: UUID) -> Sighting | None:
    """Return the sighting that was sent with this id."""
    return db.session.scalar(select(Sighting).where(Sighting.uid == uid))


def counted_from(sighting: Sighting) -> dict[str, Any]:
    """Return the steps that the seconds of a sighting were counted from, as its history calls them; none: nothing."""
    if sighting.how_timed is not HowTimed.COUNTED:
        return {}
    about_it = select(Event.details).where(Event.subject == "sighting", Event.subject_id == sighting.id)
    told = db.session.scalars(about_it.order_by(Event.id.desc())).all()
    return next((details for details in told if "steps" in details), {})


def untimed_of(paper_cut_id: int, limit: int) -> Sequence[Sighting]:
    """Return those sightings of a paper cut whose seconds were guessed, or are not known, newest first; with sites."""
    is_untimed = or_(Sighting.seconds_lost.is_(None), Sighting.how_timed == HowTimed.GUESS)
    return db.session.scalars(
        select(Sighting)
        .join(Sighting.visit)
        .where(Sighting.paper_cut_id == paper_cut_id, is_untimed)
        .options(contains_eager(Sighting.visit).joinedload(Visit.site))
        .order_by(Visit.visited_on.desc(), Sighting.id.desc())
        .limit(limit)
    ).all()


def newest_of(visit_id: int, limit: int) -> Sequence[Sighting]:
    """Return what was captured last at a visit, newest first."""
    return db.session.scalars(
        select(Sighting).where(Sighting.visit_id == visit_id).options(*_SHOWN).order_by(Sighting.id.desc()).limit(limit)
    ).all()


def count_of(visit_id: int) -> int:
    """Return how much was seen at a visit."""
    return db.session.scalar(select(func.count()).where(Sighting.visit_id == visit_id)) or 0


def last_by(account: Account, visit_id: int) -> Sighting | None:
    """Return what somebody captured last at a visit: the next one is likely of the same person and task."""
    return db.session.scalar(
        select(Sighting)
        .where(Sighting.visit_id == visit_id, Sighting.seen_by_id == account.id)
        .order_by(Sighting.id.desc())
        .limit(1)
    )


def next_unmatched(visit_id: int, after_id: int = 0) -> Sighting | None:
    """Return the first sighting of a visit after this one that waits to be matched."""
    return db.session.scalar(
        select(Sighting)
        .where(Sighting.visit_id == visit_id, Sighting.is_waiting, Sighting.id > after_id)
        .order_by(Sighting.id)
        .limit(1)
    )


def n_unmatched(visit_id: int) -> int:
    """Return how many sightings of a visit wait to be matched."""
    return db.session.scalar(select(func.count()).where(Sighting.visit_id == visit_id, Sighting.is_waiting)) or 0
