"""Rounds: make one, fill its slots, drop what is in them."""

from datetime import date, datetime

from sqlalchemy import Select, func, select

from papercuts.actions.history import change as change_fields
from papercuts.actions.history import record
from papercuts.actions.paper_cuts import lock
from papercuts.db import db
from papercuts.domain.formats import date as in_words
from papercuts.domain.formats import number_of
from papercuts.domain.lifecycle import WAITING
from papercuts.domain.rounds import is_over
from papercuts.merged import survivor
from papercuts.models import Account, PaperCut, Round, RoundPlace


def create(theme: str, *, slots: int, starts_on: date, ends_on: date, by: Account | None, at: datetime) -> Round:
    """Make a round."""
    made = Round(theme=theme, slots=slots, starts_on=starts_on, ends_on=ends_on)
    db.session.add(made)
    record(made, "made the round", by=by, at=at, what=theme)
    return made


def change(
    one: Round, *, theme: str, slots: int, starts_on: date, ends_on: date, by: Account | None, at: datetime
) -> None:
    """Change a round. Raises ValueError when it would have fewer slots than are taken."""
    n_taken = _n_taken(one)
    if slots < n_taken:
        raise ValueError(f"{number_of(n_taken, 'slot')} {'is' if n_taken == 1 else 'are'} taken. Drop some first.")
    change_fields(one, "edited", by=by, at=at, theme=theme, slots=slots, starts_on=starts_on, ends_on=ends_on)


def take(one: Round, cut: PaperCut, *, today: date, by: Account | None, at: datetime) -> RoundPlace:
    """Put a paper cut into a free slot. Raises ValueError when there is none, or it cannot be taken."""
    _refuse(one, cut, today)
    place = RoundPlace(round_id=one.id, paper_cut_id=cut.id, taken_by_id=by.id if by else None, taken_at=at)
    db.session.add(place)
    _record_both("took", "taken into a round", one, cut, by, at)
    return place


def drop(place: RoundPlace, *, by: Account | None, at: datetime) -> None:
    """Free a slot; that the paper cut was in it stays known. Dropped already, nothing changes."""
    db.session.refresh(place, with_for_update=True)
    if place.dropped_at is None:
        place.dropped_at = at
        _record_both("dropped", "dropped from a round", *_ends(place), by, at)


def put_back(place: RoundPlace, *, today: date, by: Account | None, at: datetime) -> None:
    """Take back that a paper cut was dropped. Raises ValueError like `take`."""
    db.session.refresh(place, with_for_update=True)
    if place.dropped_at is not None:
        one, cut = _ends(place)
        _refuse(one, cut, today)
        place.dropped_at = None
        _record_both("put back", "put back into a round", one, cut, by, at)


def refill(place: RoundPlace, *, today: date, by: Account | None, at: datetime) -> PaperCut:
    """Give the slot of one that was merged to what it is now, and return that. Raises ValueError like `take`."""
    one, cut = _ends(place)
    now = db.session.get_one(PaperCut, survivor(cut.id))
    if now is cut:
        raise ValueError(f"{cut.number} is not merged.")
    drop(place, by=by, at=at)
    take(one, now, today=today, by=by, at=at)
    return now


def remove(one: Round, *, by: Account | None, at: datetime) -> None:
    """Remove a round that never had a paper cut. Raises ValueError of any other: it is part of the history."""
    if db.session.scalar(select(RoundPlace.id).where(RoundPlace.round_id == one.id).limit(1)) is not None:
        raise ValueError("It has had paper cuts in its slots, so it stays. Change its last day to end it.")
    record(one, "removed the round", by=by, at=at, what=one.theme)
    db.session.delete(one)


def _refuse(one: Round, cut: PaperCut, today: date) -> None:
    """Wait for whoever fills the same round, then raise ValueError where the paper cut cannot be taken."""
    db.session.flush()
    db.session.refresh(one, with_for_update=True)  # of two who take the last slot at once, one is told
    lock(cut)
    if is_over(one.ends_on, today):
        raise ValueError(f"The round ended on {in_words(one.ends_on)}. Move its last day first.")
    if cut.status not in WAITING:
        raise ValueError(f"{cut.number} is {cut.status}. A round takes what is open or claimed.")
    if db.session.scalar(_taken(one).where(RoundPlace.paper_cut_id == cut.id)):
        raise ValueError(f"{cut.number} is in this round already.")
    if _n_taken(one) >= one.slots:
        raise ValueError("Every slot is taken. Drop one, or give the round more slots.")


def _n_taken(one: Round) -> int:
    return db.session.scalar(select(func.count()).select_from(_taken(one).subquery())) or 0


def _taken(one: Round) -> Select[int]:
    return select(RoundPlace.id).where(RoundPlace.round_id == one.id, RoundPlace.dropped_at.is_(None))


def _ends(place: RoundPlace) -> tuple[Round, PaperCut]:
    return db.session.get_one(Round, place.round_id), db.session.get_one(PaperCut, place.paper_cut_id)


def _record_both(of_round: str, of_cut: str, one: Round, cut: PaperCut, by: Account | None, at: datetime) -> None:
    record(one, of_round, by=by, at=at, what=cut.number)
    record(cut, of_cut, by=by, at=at, round=one.theme)
