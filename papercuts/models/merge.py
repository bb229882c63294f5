"""Which paper cuts are one, and which people said are not."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from papercuts.db import Model, at_most, one_of, words
from papercuts.domain import limits
from papercuts.domain.limits import Status
from papercuts.models.account import Account
from papercuts.models.paper_cut import PaperCut


class Merge(Model):
    """A paper cut that is merged into another one, as long as it is; un-merging removes the row."""

    __table_args__ = (
        CheckConstraint("paper_cut_id <> into_id", name="two"),
        one_of("status_before", Status),
        at_most("why", limits.TEXT),
    )

    paper_cut_id: Mapped[int] = mapped_column(ForeignKey("paper_cut.id", ondelete="CASCADE"), primary_key=True)
    into_id: Mapped[int] = mapped_column(ForeignKey("paper_cut.id", ondelete="CASCADE"), index=True)
    status_before: Mapped[Status] = mapped_column(words(Status))
    why: Mapped[str] = mapped_column(default="", server_default="")
    merged_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    merged_at: Mapped[datetime]

    paper_cut: Mapped[PaperCut] = relationship(lazy="raise_on_sql", foreign_keys=paper_cut_id)
    into: Mapped[PaperCut] = relationship(lazy="raise_on_sql", foreign_keys=into_id)
    merged_by: Mapped[Account | None] = relationship(lazy="raise_on_sql")


class NotTheSame(Model):
    """Somebody looked and said: this paper cut is not that one, or not what this sighting shows. Not offered again."""

    __table_args__ = (
        UniqueConstraint("paper_cut_id", "other_id"),
        UniqueConstraint("paper_cut_id", "sighting_id"),
        CheckConstraint("(other_id IS NULL) <> (sighting_id IS NULL)", name="one"),
        CheckConstraint("paper_cut_id < other_id", name="order"),  # a pair is said once, the lower number first
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_cut_id: Mapped[int] = mapped_column(ForeignKey("paper_cut.id", ondelete="CASCADE"))
    other_id: Mapped[int | None] = mapped_column(ForeignKey("paper_cut.id", ondelete="CASCADE"), index=True)
    sighting_id: Mapped[int | None] = mapped_column(ForeignKey("sighting.id", ondelete="CASCADE"), index=True)
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    said_at: Mapped[datetime]
