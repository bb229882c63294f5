"""Spreadsheets on their way in: the file that waits, how its columns are read, and what an import made."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from papercuts.db import Model, at_most
from papercuts.domain import limits
from papercuts.models.account import Account


class Upload(Model):
    """The bytes of a spreadsheet as they came, kept until they are imported or a week has passed."""

    __table_args__ = (
        at_most("name", limits.NAME),
        {"sqlite_autoincrement": True},  # the history of one that was removed is not that of the next
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    columns: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # how they are read; none: not chosen yet
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    uploaded_at: Mapped[datetime]


class Mapping(Model):
    """How the columns of one source are read as ours, remembered for its next file."""

    __table_args__ = (at_most("name", limits.NAME), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_identity: Mapped[str] = mapped_column(unique=True)
    header_identity: Mapped[str] = mapped_column(String(64), index=True)  # of the file it was made for
    columns: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    saved_at: Mapped[datetime]


class ImportRun(Model):
    """One import: all of a file, or nothing of it. It can be undone for some days."""

    __table_args__ = (at_most("name", limits.NAME), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]  # of the file
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    imported_at: Mapped[datetime]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    undone_at: Mapped[datetime | None]

    imported_by: Mapped[Account | None] = relationship(lazy="raise_on_sql", foreign_keys=imported_by_id)
    undone_by: Mapped[Account | None] = relationship(lazy="raise_on_sql", foreign_keys=undone_by_id)


class ImportMade(Model):
    """One row that an import made, or one that it filled in."""

    __table_args__ = (Index(None, "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"), index=True)
    subject: Mapped[str] = mapped_column(String(30))  # the table's name
    subject_id: Mapped[int]
    filled: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # column: [before, after]; none: it was made
