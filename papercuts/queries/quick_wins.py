"""Which paper cuts are quick wins, and what keeps others from it: derived, never stored.

The same rules as `domain.quick_wins.Standing`, in SQL that asks of each row through keys, so that a list of 100,000
stays quick.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, select, true, union
from sqlalchemy.orm import joinedload

from papercuts.db import db
from papercuts.domain.gate import QUESTIONS
from papercuts.domain.lifecycle import WAITING
from papercuts.domain.limits import COUNT_MOST, CommentKind
from papercuts.domain.quick_wins import Standing
from papercuts.models import Comment, Gate, PaperCut, Setting

CUT, GATE, COMMENT = PaperCut.__table__.c, Gate.__table__.c, Comment.__table__.c

_line = select(Setting.quick_win_payback).where(Setting.id == 1).scalar_subquery()
_comments_max = select(Setting.comments_max).where(Setting.id == 1).scalar_subquery()
_is_asked = exists().where(GATE.paper_cut_id == CUT.id).correlate(PaperCut.__table__)
_has_passed = (
    exists()
    .where(GATE.paper_cut_id == CUT.id, *(GATE[question.name] == true() for question in QUESTIONS))
    .correlate(PaperCut.__table__)
)
is_held_back: ColumnElement[bool] = (
    exists()
    .where(GATE.paper_cut_id == CUT.id, or_(*(GATE[question.name] != true() for question in QUESTIONS)))
    .correlate(PaperCut.__table__)
)
_has_objection = (
    exists()
    .where(COMMENT.paper_cut_id == CUT.id, COMMENT.kind == CommentKind.OBJECTION, COMMENT.resolved_at.is_(None))
    .correlate(PaperCut.__table__)
)
_has_many_comments = (  # it looks for one beyond the most there may be, and counts none
    select(COMMENT.id)
    .where(COMMENT.paper_cut_id == CUT.id)
    .limit(1)
    .offset(_comments_max)
    .correlate(PaperCut.__table__)
    .exists()
)
is_contested: ColumnElement[bool] = or_(_has_objection, _has_many_comments)
pays_back: ColumnElement[bool] = and_(CUT.is_ranked == true(), CUT.payback_q50 >= _line)
is_quick_win: ColumnElement[bool] = and_(pays_back, _has_passed, ~is_contested)
is_worth_asking: ColumnElement[bool] = and_(pays_back, ~_is_asked)
# What a list marks of those that are ranked, with why where it takes one off.
mark: ColumnElement[str] = case(
    (CUT.is_ranked != true(), literal("")),
    (_has_objection, literal("contested by an objection")),
    (_has_many_comments, literal("contested by many comments")),
    (and_(CUT.payback_q50 >= _line, _has_passed), literal("quick win")),
    else_=literal(""),
)
# The same for a table: "contested" of those that are ranked, "unchecked" of those that pay back enough.
in_a_word: ColumnElement[str] = case(
    (CUT.is_ranked != true(), literal("no")),
    (is_contested, literal("contested")),
    (is_quick_win, literal("yes")),
    (is_worth_asking, literal("unchecked")),
    else_=literal("no"),
)
# The contested ones of the whole list: they are looked up among the comments, which are few beside the paper cuts.
_all_contested = union(
    select(COMMENT.paper_cut_id).where(COMMENT.kind == CommentKind.OBJECTION, COMMENT.resolved_at.is_(None)),
    select(COMMENT.paper_cut_id).group_by(COMMENT.paper_cut_id).having(func.count() > _comments_max),
)
VIEWS = {
    "quick-wins": is_quick_win,
    "unchecked": is_worth_asking,
    "contested": and_(CUT.is_ranked == true(), CUT.id.in_(_all_contested)),
}


@dataclass(frozen=True)
class Tally:
    """How many pay back enough for a quick win, and how far they got; COUNT_MOST + 1 stands for more."""

    n_paying: int
    n_unchecked: int
    n_held_back: int  # at the gate
    n_contested: int  # of those that passed it


def tally(conditions: Collection[ColumnElement[bool]]) -> Tally:
    """Return how far those got that pay back enough and meet the conditions (on the table of paper cuts)."""
    of_passed = and_(pays_back, _has_passed)
    asked = (pays_back, is_worth_asking, and_(pays_back, is_held_back), and_(of_passed, is_contested))
    counts = [
        select(func.count())
        .select_from(select(CUT.id).where(*conditions, condition).limit(COUNT_MOST + 1).subquery())
        .scalar_subquery()
        for condition in asked
    ]
    return Tally(*db.session.execute(select(*counts)).one())


def gate_of(cut_id: int) -> Gate | None:
    """Return the answers of a paper cut at the gate, and who gave them."""
    return db.session.scalar(select(Gate).where(Gate.paper_cut_id == cut_id).options(joinedload(Gate.answered_by)))


def standing(cut: PaperCut, gate: Gate | None) -> Standing:
    """Return what decides whether a paper cut is a quick win. gate: of `gate_of`."""
    n_comments, n_objections = db.session.execute(
        select(
            func.count(Comment.id),
            func.count(Comment.id).filter(Comment.kind == CommentKind.OBJECTION, Comment.resolved_at.is_(None)),
        ).where(Comment.paper_cut_id == cut.id)
    ).one()
    return Standing(
        is_waiting=cut.status in WAITING,
        payback=cut.payback_q50,
        has_passed=all(gate.facts.values()) if gate else None,
        n_comments=n_comments,
        n_objections=n_objections,
    )
