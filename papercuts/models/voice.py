"""What people say about the product as a whole, and who offers to show how they work."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from papercuts.db import Model, at_most, between, one_of, words
from papercuts.domain import limits
from papercuts.domain.limits import Consent, VolunteerState
from papercuts.models.account import Account
from papercuts.models.mixins import MaybeSample
from papercuts.models.place import Participant
from papercuts.models.visit import Visit


class Rating(Model):
    """How likely a participant would recommend the product, asked once at a visit."""

    __table_args__ = (
        UniqueConstraint("visit_id", "participant_id"),
        between("score", 0, limits.RATING_MAX),
        at_most("reason", limits.QUOTE),
        {"sqlite_autoincrement": True},  # the history of one that was removed is not that of the next
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    score: Mapped[int]  # 0 never … 10 surely
    reason: Mapped[str] = mapped_column(default="", server_default="")  # in their words
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]

    visit: Mapped[Visit] = relationship(lazy="raise_on_sql")
    participant: Mapped[Participant] = relationship(lazy="raise_on_sql")
    asked_by: Mapped[Account | None] = relationship(lazy="raise_on_sql")


class Volunteer(MaybeSample, Model):
    """Somebody who offered, on the public form, to show how they work; forgotten after a year."""

    __table_args__ = (
        one_of("consent", Consent),
        one_of("state", VolunteerState),
        at_most("name", limits.NAME),
        at_most("email", limits.EMAIL),
        at_most("organisation", limits.NAME),
        at_most("role", limits.ROLE),
        at_most("offer", limits.LINE),
        {"sqlite_autoincrement": True},  # the history of one that was removed is not that of the next
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    organisation: Mapped[str] = mapped_column(default="", server_default="")
    role: Mapped[str] = mapped_column(default="", server_default="")
    offer: Mapped[str] = mapped_column(default="", server_default="")  # what they would show
    consent: Mapped[Consent] = mapped_column(words(Consent))  # how they may be quoted
    state: Mapped[VolunteerState] = mapped_column(words(VolunteerState), default=VolunteerState.WAITING)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id", ondelete="SET NULL"), index=True)
    offered_at: Mapped[datetime]
    forget_on: Mapped[date] = mapped_column(index=True)

    visit: Mapped[Visit | None] = relationship(lazy="raise_on_sql")
