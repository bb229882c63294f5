"""Accounts, their sessions, one-time links and the counters of the rate limits."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from papercuts.db import Model, at_most, one_of, words
from papercuts.domain import limits
from papercuts.domain.limits import LinkPurpose, Role, Theme
from papercuts.models.mixins import MaybeSample


class Account(MaybeSample, Model):
    """Somebody who may sign in. (`user` is a reserved word.)"""

    __table_args__ = (
        one_of("role", Role),
        one_of("theme", Theme),
        at_most("name", limits.NAME),
        at_most("email", limits.EMAIL),
        {"sqlite_autoincrement": True},  # the history of one that was removed is not that of the next
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    email_identity: Mapped[str] = mapped_column(unique=True)  # NFKC and case folded: what must be unique
    password_hash: Mapped[str | None]  # none: cannot sign in
    role: Mapped[Role] = mapped_column(words(Role))
    is_disabled: Mapped[bool] = mapped_column(default=False)
    theme: Mapped[Theme] = mapped_column(words(Theme), default=Theme.SYSTEM, server_default="system")
    has_shortcuts: Mapped[bool] = mapped_column(default=True, server_default=true())
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]

    @property
    def initials(self) -> str:
        """Return one or two letters for the avatar."""
        return initials(self.name)


def initials(name: str) -> str:
    """Return the first letters of the first and the last name."""
    parts = name.split()
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper() or "?"


class Session(Model):
    """One signed-in browser. Only the SHA-256 of its token is kept, so the table opens nothing."""

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    proved_at: Mapped[datetime]  # when the password was last given
    is_kept: Mapped[bool]  # "stay signed in on this device"

    account: Mapped[Account] = relationship(lazy="raise_on_sql")


class OneTimeLink(Model):
    """A link that makes the first administrator, lets somebody in, or sets a new password. Works once."""

    __table_args__ = (one_of("purpose", LinkPurpose), one_of("role", Role))

    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[LinkPurpose] = mapped_column(words(LinkPurpose))
    role: Mapped[Role] = mapped_column(words(Role))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RateCount(Model):
    """How often something was tried within a fixed window."""

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int]
    ends_at: Mapped[datetime]
