"""Rounds: what is in their slots, what they have given back so far, and what could fill a free one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, not_, or_, select, true
from sqlalchemy.orm import selectinload

from papercuts.db import db
from papercuts.domain.numbers import paper_cut_number
from papercuts.domain.rounds import Progress, progress
from papercuts.domain.totals import Hours
from papercuts.models import Fix, PaperCut, Round, RoundPlace
from papercuts.queries import given_back, quick_wins
from papercuts.queries.filters import by_text
from papercuts.shipped import is_published

OFFERED = 25  # of the quick wins and of the others, to fill a slot with; more are found by their words
ROUNDS_MOST = 200


@dataclass(frozen=True)
class Told:
    """A round with how far it is and what its fixes have given back so far, hours a year."""

    round: Round
    progress: Progress
    hours: Hours


@dataclass(frozen=True)
class Offered:
    """A paper cut that may fill a slot."""

    id: int
    title: str
    payback: float | None
    is_contested: bool
    is_held_back: bool  # at the gate


def listed() -> list[Told]:
    """Return the rounds, the one that ends last first."""
    rounds = db.session.scalars(
        select(Round)
        .options(selectinload(Round.places).joinedload(RoundPlace.paper_cut))
        .order_by(Round.ends_on.desc(), Round.id.desc())
        .limit(ROUNDS_MOST)
    ).all()
    return _told(rounds)


def one(round_id: int) -> Round | None:
    """Return a round with what is, and was, in its slots."""
    return db.session.scalar(
        select(Round)
        .where(Round.id == round_id)
        .options(selectinload(Round.places).joinedload(RoundPlace.paper_cut).joinedload(PaperCut.owner))
    )


def told(one: Round) -> Told:
    """Return how far a round of `one` is."""
    return _told([one])[0]


def offered(round_id: int, text: str) -> tuple[list[Offered], list[Offered]]:
    """Return what could fill a slot: quick wins and others, what pays back most first.

    text: words in the title or what happens, or a number like PC-31; all where it is empty. Raises ValueError when
    there are too many words.
    """
    is_in = select(RoundPlace.paper_cut_id).where(RoundPlace.round_id == round_id, RoundPlace.dropped_at.is_(None))
    conditions = [PaperCut.is_ranked == true(), PaperCut.id.not_in(is_in), _is_meant(text)]
    wins = _offered(and_(*conditions, quick_wins.is_quick_win))
    return wins, _offered(and_(*conditions, not_(quick_wins.is_quick_win)))


def of_cut(cut_id: int) -> Sequence[Round]:
    """Return the rounds that a paper cut is in."""
    return db.session.scalars(
        select(Round)
        .join(RoundPlace, RoundPlace.round_id == Round.id)
        .where(RoundPlace.paper_cut_id == cut_id, RoundPlace.dropped_at.is_(None))
        .order_by(Round.ends_on.desc(), Round.id.desc())
    ).all()


def with_room(cut_id: int, today: date) -> list[tuple[int, str]]:
    """Return id and theme of the rounds that have not ended, have a free slot and not this paper cut."""
    taken = select(RoundPlace.id).where(RoundPlace.round_id == Round.id, RoundPlace.dropped_at.is_(None))
    n_taken = taken.with_only_columns(func.count()).correlate(Round).scalar_subquery()
    has_it = taken.where(RoundPlace.paper_cut_id == cut_id).correlate(Round).exists()
    rows = db.session.execute(
        select(Round.id, Round.theme)
        .where(Round.ends_on >= today, n_taken < Round.slots, ~has_it)
        .order_by(Round.ends_on, Round.id)
        .limit(ROUNDS_MOST)
    )
    return [(round_id, theme) for round_id, theme in rows]


def _told(rounds: Sequence[Round]) -> list[Told]:
    taken = {one.id: [place for place in one.places if place.dropped_at is None] for one in rounds}
    cuts = {place.paper_cut_id for places in taken.values() for place in places}
    gains = {gain.fix_id: gain for gain in given_back.gains(Fix.paper_cut_id.in_(cuts), is_published())} if cuts else {}
    fixes = defaultdict(list)
    for fix_id, cut_id in (
        db.session.execute(select(Fix.id, Fix.paper_cut_id).where(Fix.id.in_(gains))) if gains else ()
    ):
        fixes[cut_id].append(gains[fix_id])
    return [
        Told(
            one,
            progress(one.slots, [place.paper_cut.status for place in taken[one.id]]),
            given_back.total_of(gain for place in taken[one.id] for gain in fixes[place.paper_cut_id]),
        )
        for one in rounds
    ]


def _is_meant(text: str) -> ColumnElement[bool]:
    if not text:
        return true()
    number = paper_cut_number(text)
    return or_(by_text(text, 0), *([PaperCut.id == number] if number else []))


def _offered(condition: ColumnElement[bool]) -> list[Offered]:
    rows = db.session.execute(
        select(PaperCut.id, PaperCut.title, PaperCut.payback_q50, quick_wins.is_contested, quick_wins.is_held_back)
        .where(condition)
        .order_by(PaperCut.payback_q50.desc(), PaperCut.id.desc())
        .limit(OFFERED)
    )
    return [Offered(*row) for row in rows]
