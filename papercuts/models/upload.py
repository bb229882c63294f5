"""A file that waits between its preview and its import."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from papercuts.db import Model, at_most
from papercuts.domain import limits


class Upload(Model):
    """The bytes of a spreadsheet as they came, kept until they are imported or a week has passed."""

    __table_args__ = (
        at_most("name", limits.NAME),
        {"sqlite_autoincrement": True},  # the history of one that was removed is not that of the next
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    uploaded_at: Mapped[datetime]
