"""The history: who changed what, when. Rows are only ever added; triggers refuse the rest."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from papercuts.db import Model
from papercuts.models.account import Account

# what people said and who they are: a history that nobody can purge tells that it changed, never the words
WITHHELD = frozenset({"contacts", "quote", "real_name"})


class Event(Model):
    """One change, written in the transaction that made it."""

    __table_args__ = (Index(None, "subject", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)  # none: the command line
    subject: Mapped[str] = mapped_column(String(30))  # the table's name
    subject_id: Mapped[int]
    verb: Mapped[str] = mapped_column(String(60))  # "claimed", "set the effort of"
    details: Mapped[dict[str, Any]] = mapped_column(JSON)  # what a reader sees: before and after, or names

    account: Mapped[Account | None] = relationship(lazy="raise_on_sql")


def withheld(after: Any) -> str:
    """Return what a history says of a text it must not repeat, by what the text is now."""
    return "rewritten" if after else "removed"
