"""What we told a site we would do."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from papercuts.db import Model, at_most, one_of, words
from papercuts.domain import limits
from papercuts.domain.limits import PromiseState
from papercuts.models.account import Account
from papercuts.models.place import Site
from papercuts.models.sighting import Sighting


class Promise(Model):
    """We told a site we would do something; it is open until it is kept or broken."""

    __table_args__ = (
        one_of("state", PromiseState),
        at_most("what", limits.LINE),
        {"sqlite_autoincrement": True},  # the history of one that was removed is not that of the next
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    sighting_id: Mapped[int | None] = mapped_column(ForeignKey("sighting.id", ondelete="SET NULL"), index=True)
    what: Mapped[str]
    due_on: Mapped[date | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)  # who is to keep it
    state: Mapped[PromiseState] = mapped_column(words(PromiseState), default=PromiseState.OPEN)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    site: Mapped[Site] = relationship(lazy="raise_on_sql")
    sighting: Mapped[Sighting | None] = relationship(lazy="raise_on_sql")
    owner: Mapped[Account | None] = relationship(lazy="raise_on_sql", foreign_keys=owner_id)
    made_by: Mapped[Account | None] = relationship(lazy="raise_on_sql", foreign_keys=made_by_id)
