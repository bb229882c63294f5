"""Comments on paper cuts: write, change, resolve, remove.

The history says that there was one, never what it said: an event stays for ever.
"""

from datetime import datetime

from sqlalchemy import select

from papercuts.actions.history import record
from papercuts.db import db
from papercuts.domain.formats import number_of
from papercuts.domain.limits import CommentKind
from papercuts.models import Account, Comment, PaperCut


def add(cut: PaperCut, kind: CommentKind, text: str, *, by: Account, at: datetime) -> Comment:
    """Add a comment; the newest one sent again by the same person is one."""
    newest = db.session.scalar(
        select(Comment).where(Comment.paper_cut_id == cut.id).order_by(Comment.id.desc()).limit(1)
    )
    if newest is not None and (newest.kind, newest.text, newest.written_by_id) == (kind, text, by.id):
        return newest
    comment = Comment(paper_cut_id=cut.id, kind=kind, text=text, written_by_id=by.id, written_at=at)
    db.session.add(comment)
    record(cut, "commented", by=by, at=at, what=kind.value)
    return comment


def change(comment: Comment, kind: CommentKind, text: str, *, by: Account, at: datetime) -> None:
    """Change one's own comment; what becomes of another kind is to be resolved anew. Raises ValueError of others'."""
    _refuse_others(comment, by)
    if (comment.kind, comment.text) == (kind, text):
        return
    kinds = {"kind": [comment.kind.value, kind.value]} if comment.kind is not kind else {}
    if kinds:
        comment.resolved_by_id = comment.resolved_at = None
    comment.kind, comment.text = kind, text
    record(_cut(comment), "edited a comment", by=by, at=at, **kinds)


def resolve(comment: Comment, *, by: Account, at: datetime) -> None:
    """Mark a question as answered or an objection as settled. Raises ValueError for a remark."""
    if not comment.can_be_resolved:
        raise ValueError("A remark asks for nothing, so there is nothing to resolve.")
    if comment.resolved_at is None:
        comment.resolved_by_id, comment.resolved_at = by.id, at
        record(_cut(comment), f"resolved {_one(comment)}", by=by, at=at)


def open_again(comment: Comment, *, by: Account, at: datetime) -> None:
    """Take back that it was resolved."""
    if comment.resolved_at is not None:
        comment.resolved_by_id = comment.resolved_at = None
        record(_cut(comment), f"opened {_one(comment)} again", by=by, at=at)


def remove(comment: Comment, *, by: Account, at: datetime) -> None:
    """Take one's own comment away. Raises ValueError of others'."""
    _refuse_others(comment, by)
    is_waiting = comment.can_be_resolved and comment.resolved_at is None
    what = f"{comment.kind} that was not resolved" if is_waiting else comment.kind.value
    age = (at - comment.written_at).days
    written = f"{number_of(age, 'day')} before" if age else "less than a day before"
    record(_cut(comment), "removed a comment", by=by, at=at, what=what, written=written)
    db.session.delete(comment)


def _refuse_others(comment: Comment, by: Account) -> None:
    if comment.written_by_id != by.id:
        raise ValueError("Only whoever wrote a comment changes or removes it. Answer with one of your own.")


def _cut(comment: Comment) -> PaperCut:
    return db.session.get_one(PaperCut, comment.paper_cut_id)


def _one(comment: Comment) -> str:
    return f"an {comment.kind}" if comment.kind is CommentKind.OBJECTION else f"a {comment.kind}"
