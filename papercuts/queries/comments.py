"""Comments on paper cuts, as the team reads them; they never leave its own pages."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from papercuts.db import db
from papercuts.models import Comment


def of(cut_id: int) -> Sequence[Comment]:
    """Return the comments on a paper cut, oldest first, with who wrote and who resolved them."""
    return db.session.scalars(
        select(Comment)
        .where(Comment.paper_cut_id == cut_id)
        .options(joinedload(Comment.written_by), joinedload(Comment.resolved_by))
        .order_by(Comment.id)
    ).all()


def one(comment_id: int) -> Comment | None:
    """Return a comment with its paper cut."""
    return db.session.scalar(select(Comment).where(Comment.id == comment_id).options(joinedload(Comment.paper_cut)))
