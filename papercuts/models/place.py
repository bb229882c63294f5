"""Whom we watch: segments of customers, sites, participants."""

from sqlalchemy import ColumnElement, ForeignKey, String, UniqueConstraint
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from papercuts.db import Model, at_most, between, one_of, words
from papercuts.domain import limits
from papercuts.domain.limits import Consent
from papercuts.models.mixins import MaybeSample


class Segment(MaybeSample, Model):
    """A group of customers the team has chosen to serve. *Everyone* is always there."""

    __table_args__ = (
        at_most("name", limits.NAME),
        between("weight", 0, limits.WEIGHT_MAX),
        between("head_count", 0, limits.PEOPLE_MAX),
        {"sqlite_autoincrement": True},  # the history of one that was removed is not that of the next
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_identity: Mapped[str] = mapped_column(unique=True)
    weight: Mapped[float] = mapped_column(default=1.0, server_default="1")
    head_count: Mapped[int | None]  # of *Everyone*: how many people use the product
    is_everyone: Mapped[bool] = mapped_column(default=False)


class Site(MaybeSample, Model):
    """One organisation or location, customer or prospect."""

    __table_args__ = (
        at_most("name", limits.NAME),
        at_most("public_alias", limits.NAME),
        at_most("contacts", limits.TEXT),
        between("head_count", 0, limits.PEOPLE_MAX),
        {"sqlite_autoincrement": True},  # the history of one that was removed is not that of the next
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_identity: Mapped[str] = mapped_column(unique=True)
    public_alias: Mapped[str] = mapped_column(default="", server_default="")  # "a logistics firm"
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id"), index=True)
    head_count: Mapped[int | None]
    contacts: Mapped[str] = mapped_column(default="", server_default="")

    segment: Mapped[Segment] = relationship(lazy="raise_on_sql")
    participants: Mapped[list["Participant"]] = relationship(
        back_populates="site", lazy="raise_on_sql", order_by="(func.length(Participant.code), Participant.code)"
    )


class Participant(Model):
    """A person watched or talked to, known by code and role; a real name is optional."""

    __table_args__ = (
        UniqueConstraint("site_id", "code"),
        one_of("consent", Consent),
        at_most("code", limits.CODE),
        at_most("role", limits.ROLE),
        at_most("real_name", limits.NAME),
        {"sqlite_autoincrement": True},  # the history of one that was removed is not that of the next
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    code: Mapped[str] = mapped_column(String(limits.CODE))
    role: Mapped[str] = mapped_column(default="", server_default="")
    consent: Mapped[Consent | None] = mapped_column(words(Consent))  # none: not asked yet
    real_name: Mapped[str] = mapped_column(default="", server_default="")

    site: Mapped[Site] = relationship(back_populates="participants", lazy="raise_on_sql")

    @property
    def label(self) -> str:
        """Return the code with the role: "P2 Practice manager"."""
        return f"{self.code} {self.role}".strip()

    @hybrid_property
    def may_be_quoted(self) -> bool:
        """Say whether their words may be shown; in a query too, where nobody in particular may not."""
        return self.consent not in (None, Consent.NONE)

    @may_be_quoted.inplace.expression
    @classmethod
    def _may_be_quoted(cls) -> ColumnElement[bool]:
        return cls.consent.is_not(None) & (cls.consent != Consent.NONE)
