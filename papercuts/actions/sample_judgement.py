"""What the sample's people made of its paper cuts: answers at the gate, comments, a round; told, and taken back.

Gates and comments are known by who is said to have written them. A round has no mark: its history says where it comes
from.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update

from papercuts.actions import gates, rounds
from papercuts.actions.history import record
from papercuts.db import db
from papercuts.domain.gate import QUESTIONS
from papercuts.domain.limits import CommentKind
from papercuts.domain.text import fold
from papercuts.models import Account, Comment, Event, Gate, PaperCut, Round, RoundPlace, Setting

CAME = "came with the sample data"


class Judgements:
    """What there is to tell, day by day."""

    def __init__(
        self,
        story: Mapping[str, Any],
        people: Mapping[str, Account],
        evening: Callable[[date], datetime],
        by: Account | None,
    ) -> None:
        self._story, self._people, self._evening, self._by = story, people, evening, by

    def diary(self) -> Iterator[tuple[date, Callable[[], None]]]:
        """Yield each day of the file with what happened on it."""
        for title, cut in self._story["paper_cuts"].items():
            if "gate" in cut:
                yield cut["gate"]["on"], partial(self._answer, title, **cut["gate"])
            for comment in cut.get("comments", ()):
                yield comment["on"], partial(self._comment, title, **comment)
        told = self._story["round"]
        yield told["starts_on"], partial(self._make_round, told)
        for place in told["places"]:
            yield place["on"], partial(self._take, told["theme"], **place)

    def _answer(self, title: str, *, on: date, by: str, no: tuple[str, ...] = ()) -> None:
        facts = {question.name: question.name not in no for question in QUESTIONS}
        hours = db.session.get_one(Setting, 1).quick_win_hours
        gate = gates.answer(_cut(title), facts, bound_hours=hours, by=self._by, at=self._evening(on))
        gate.answered_by_id = self._people[by].id

    def _comment(self, title: str, *, on: date, by: str, kind: str, text: str, resolved_by: str = "") -> None:
        cut, at = _cut(title), self._evening(on)
        comment = Comment(
            paper_cut_id=cut.id,
            kind=CommentKind(kind),
            text=text,
            written_by_id=self._people[by].id,
            written_at=at,
        )
        db.session.add(comment)
        record(cut, "commented", by=self._by, at=at, what=kind)
        if resolved_by:
            comment.resolved_by_id, comment.resolved_at = self._people[resolved_by].id, at
            record(cut, f"resolved a {kind}", by=self._by, at=at)

    def _make_round(self, told: Mapping[str, Any]) -> None:
        shift = self._evening(told["starts_on"]).date() - told["starts_on"]
        starts_on, ends_on, at = told["starts_on"] + shift, told["ends_on"] + shift, self._evening(told["starts_on"])
        days = {"starts_on": starts_on, "ends_on": ends_on}
        made = rounds.create(told["theme"], slots=told["slots"], **days, by=self._by, at=at)
        record(made, CAME, by=self._by, at=at)

    def _take(self, theme: str, *, on: date, by: str, paper_cut: str) -> None:
        at = self._evening(on)
        one = db.session.scalars(select(Round).where(Round.theme == theme, Round.id.in_(_came()))).one()
        place = rounds.take(one, _cut(paper_cut), today=at.date(), by=self._by, at=at)
        place.taken_by_id = self._people[by].id


def remove() -> None:
    """Take back what the sample's people said, and the round, but for what somebody here has put into it.

    Called while the paper cuts that go are still there, and the sample's people. A round that somebody here has put
    something into stays with that alone.
    """
    invented = select(Account.id).where(Account.is_sample)
    _delete(Gate, Gate.answered_by_id.in_(invented))
    _delete(Comment, Comment.written_by_id.in_(invented))
    unresolved = update(Comment).where(Comment.resolved_by_id.in_(invented)).values(resolved_by_id=None)
    db.session.execute(unresolved.execution_options(synchronize_session=False))
    _delete(RoundPlace, RoundPlace.taken_by_id.in_(invented))


def remove_empty_round() -> None:
    """Remove the sample's round unless something is in it. Called when the sample's paper cuts have gone."""
    _delete(Round, Round.id.in_(_came()) & Round.id.not_in(select(RoundPlace.round_id)))


def rounds_staying(going: Select[int]) -> Select[int]:
    """Return the ids of the sample's rounds that somebody here has put something into that stays.

    going: ids of the paper cuts that go.
    """
    invented = select(Account.id).where(Account.is_sample)
    own = or_(RoundPlace.taken_by_id.is_(None), RoundPlace.taken_by_id.not_in(invented))
    return select(RoundPlace.round_id).where(
        RoundPlace.round_id.in_(_came()), own, RoundPlace.paper_cut_id.not_in(going)
    )


def n_rounds_changed(going: Select[int], changed: Select[int]) -> int:
    """Return how many of the sample's rounds go although somebody here has changed them. changed: ids of such."""
    goes = Round.id.in_(_came()) & Round.id.not_in(rounds_staying(going)) & Round.id.in_(changed)
    return db.session.scalar(select(func.count(Round.id)).where(goes)) or 0


def _came() -> Select[int]:
    return select(Event.subject_id).where(Event.subject == "round", Event.verb == CAME)


def _cut(title: str) -> PaperCut:
    return db.session.scalars(select(PaperCut).where(PaperCut.title_identity == fold(title))).one()


def _delete(model: Any, where: ColumnElement[bool]) -> None:
    db.session.execute(delete(model).where(where).execution_options(synchronize_session=False))
