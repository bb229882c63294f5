"""Whom we have told what became of what they showed us, and the pages and messages that tell them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from papercuts.db import Model, at_most, between, one_of, words
from papercuts.domain import limits
from papercuts.domain.limits import MailState, ToldHow
from papercuts.models.account import Account
from papercuts.models.paper_cut import PaperCut
from papercuts.models.place import Site
from papercuts.models.release import Release


class Told(Model):
    """A site was told what a release has fixed for it, or that a paper cut it showed us was declined."""

    __table_args__ = (
        UniqueConstraint("site_id", "release_id"),
        UniqueConstraint("site_id", "paper_cut_id"),
        CheckConstraint("(release_id IS NULL) <> (paper_cut_id IS NULL)", name="one"),
        one_of("how", ToldHow),
        {"sqlite_autoincrement": True},  # the history of one that was removed is not that of the next
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"))
    release_id: Mapped[int | None] = mapped_column(ForeignKey("release.id", ondelete="CASCADE"), index=True)
    paper_cut_id: Mapped[int | None] = mapped_column(ForeignKey("paper_cut.id", ondelete="CASCADE"), index=True)
    how: Mapped[ToldHow] = mapped_column(words(ToldHow))
    told_on: Mapped[date]
    told_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    noted_at: Mapped[datetime]

    site: Mapped[Site] = relationship(lazy="raise_on_sql")
    release: Mapped[Release | None] = relationship(lazy="raise_on_sql")
    paper_cut: Mapped[PaperCut | None] = relationship(lazy="raise_on_sql")
    told_by: Mapped[Account | None] = relationship(lazy="raise_on_sql")


class Mail(Model):
    """A message to a site that papercuts sends itself: kept before it is sent, so that a crash loses none."""

    __table_args__ = (
        one_of("state", MailState),
        at_most("to_address", limits.EMAIL),
        at_most("subject", limits.TITLE),
        at_most("body", limits.TEXT),
        at_most("error", limits.LINE),
        {"sqlite_autoincrement": True},  # the history of one that was removed is not that of the next
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), index=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id", ondelete="CASCADE"), index=True)
    to_address: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    message_id: Mapped[str] = mapped_column(String(200), unique=True)  # the same when it is sent again
    state: Mapped[MailState] = mapped_column(words(MailState), default=MailState.WAITING)
    error: Mapped[str] = mapped_column(default="", server_default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    site: Mapped[Site] = relationship(lazy="raise_on_sql")
    release: Mapped[Release] = relationship(lazy="raise_on_sql")
    made_by: Mapped[Account | None] = relationship(lazy="raise_on_sql")


class SharedPage(Model):
    """The link by which a site reads what became of what it showed us.

    The link is made of the nonce and the secret key, so the table alone opens nothing. Only what somebody has approved
    is shown: `approved` holds, by the number of each paper cut, the SHA-256 of what was approved to be said of it.
    """

    __table_args__ = (
        between("n_opened", 0, limits.MAX_INT),
        {"sqlite_autoincrement": True},  # the history of one that was removed is not that of the next
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), index=True)
    nonce: Mapped[str] = mapped_column(String(64))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    ends_on: Mapped[date]  # the last day on which it works
    stopped_at: Mapped[datetime | None]
    approved: Mapped[dict[str, Any]] = mapped_column(JSON)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime]
    n_opened: Mapped[int] = mapped_column(default=0, server_default="0")
    last_opened_at: Mapped[datetime | None]

    site: Mapped[Site] = relationship(lazy="raise_on_sql")
    approved_by: Mapped[Account | None] = relationship(lazy="raise_on_sql")

    def opens_on(self, day: date) -> bool:
        """Say whether the link opens the page on a day."""
        return self.stopped_at is None and self.ends_on >= day
