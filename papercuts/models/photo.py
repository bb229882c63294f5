"""Photos of what was seen; their bytes lie outside the database, called by what they hold."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from papercuts.db import Model, at_most, between
from papercuts.domain import limits
from papercuts.models.account import Account
from papercuts.models.sighting import Sighting

_WHAT_SHOWN = 80  # characters of what happened, under a photo without a caption


class Photo(Model):
    """One picture of a sighting, decoded and written anew when it came, with a small one beside it."""

    __table_args__ = (
        at_most("caption", limits.NAME),
        between("width", 1, limits.MAX_INT),
        between("height", 1, limits.MAX_INT),
        {"sqlite_autoincrement": True},  # the history of one that was removed is not that of the next
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = mapped_column(Uuid, unique=True)  # made where it is taken; sending twice is harmless
    sighting_id: Mapped[int] = mapped_column(ForeignKey("sighting.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]  # among those of its sighting, from 1
    content_type: Mapped[str] = mapped_column(String(20))
    sha256: Mapped[str] = mapped_column(String(64), index=True)  # of the picture as it is kept: its name in the store
    small_sha256: Mapped[str] = mapped_column(String(64), index=True)
    sent_sha256: Mapped[str] = mapped_column(String(64))  # of the bytes as they came, which are not kept
    width: Mapped[int]  # in pixels, as it is kept
    height: Mapped[int]
    small_width: Mapped[int]
    small_height: Mapped[int]
    n_bytes: Mapped[int]
    caption: Mapped[str] = mapped_column(default="", server_default="")
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    added_at: Mapped[datetime]

    sighting: Mapped[Sighting] = relationship(lazy="raise_on_sql")
    added_by: Mapped[Account | None] = relationship(lazy="raise_on_sql")

    @property
    def what(self) -> str:
        """Return what it shows: its caption, else what happened, cut short."""
        text = self.caption or self.sighting.what_happened
        return text if self.caption or len(text) <= _WHAT_SHOWN else f"{text[: _WHAT_SHOWN - 1].rstrip()}…"

    @property
    def where_from(self) -> str:
        """Return where it is from: "Brightmere Dental, P2"."""
        person = self.sighting.participant
        return ", ".join([self.sighting.visit.site.name, *([person.code] if person else [])])
