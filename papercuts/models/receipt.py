"""What came from a phone's outbox, so that sending it again is harmless."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from papercuts.db import Model, one_of, words
from papercuts.domain.limits import RecordKind


class Receipt(Model):
    """One record of an outbox: what it held, and what was answered. Kept as long as a phone may send it again."""

    __table_args__ = (one_of("kind", RecordKind),)

    uid: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    kind: Mapped[RecordKind] = mapped_column(words(RecordKind))
    body_sha256: Mapped[str] = mapped_column(String(64))  # of what it says; another body under one id is refused
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    received_at: Mapped[datetime] = mapped_column(index=True)
    taken_back_at: Mapped[datetime | None]  # also of one that was taken back before it came
