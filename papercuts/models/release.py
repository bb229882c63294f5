"""Releases, the fixes in them, and what was found when somebody looked again."""

from datetime import date, datetime
from uuid import UUID, uuid5

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from papercuts.db import Model, at_most, between, one_of, words
from papercuts.domain import limits
from papercuts.domain.limits import Outcome, ReleaseStatus, Side
from papercuts.models.account import Account
from papercuts.models.mixins import MaybeSample
from papercuts.models.paper_cut import PaperCut
from papercuts.models.place import Participant
from papercuts.models.visit import Visit

_SIGHTINGS_OF = UUID("9a2ff0e6-7d0f-4c0b-8a52-4a3b9f0b6a11")  # the space of ids for what "still there" records


class Release(MaybeSample, Model):
    """A shipped version and the fixes in it."""

    __table_args__ = (
        one_of("status", ReleaseStatus),
        at_most("version", limits.VERSION),
        at_most("name", limits.NAME),
        {"sqlite_autoincrement": True},  # the history of one that was removed is not that of the next
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(String(limits.VERSION), unique=True)
    name: Mapped[str] = mapped_column(default="", server_default="")
    released_on: Mapped[date]
    status: Mapped[ReleaseStatus] = mapped_column(words(ReleaseStatus), default=ReleaseStatus.DRAFT)
    published_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # of the texts as they stand
    approved_at: Mapped[datetime | None]  # none again once a text changes

    approved_by: Mapped[Account | None] = relationship(lazy="raise_on_sql")
    fixes: Mapped[list["Fix"]] = relationship(
        back_populates="release", lazy="raise_on_sql", cascade="all, delete-orphan", order_by="Fix.id"
    )

    @property
    def is_published(self) -> bool:
        """Say whether readers see it."""
        return self.status is ReleaseStatus.PUBLISHED


class Fix(Model):
    """What was done about one paper cut in one release, in the reader's words."""

    __table_args__ = (
        UniqueConstraint("release_id", "paper_cut_id"),
        at_most("public_title", limits.TITLE),
        at_most("public_text", limits.TEXT),
        at_most("before", limits.LINE),
        at_most("after", limits.LINE),
        between("percent_removed", 0, limits.PERCENT_MAX),
        between("actual_hours", limits.EFFORT_HOURS_MIN, limits.EFFORT_HOURS_MAX),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), index=True)
    paper_cut_id: Mapped[int] = mapped_column(ForeignKey("paper_cut.id"), index=True)
    public_title: Mapped[str] = mapped_column(default="", server_default="")  # "Dates are read as you type them"
    public_text: Mapped[str] = mapped_column(default="", server_default="")
    before: Mapped[str] = mapped_column(default="", server_default="")
    after: Mapped[str] = mapped_column(default="", server_default="")
    percent_removed: Mapped[int] = mapped_column(default=100, server_default="100")
    actual_hours: Mapped[float | None]  # of an engineer, as it turned out; a second fix has hours of its own
    fixed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    fixed_at: Mapped[datetime]

    release: Mapped[Release] = relationship(back_populates="fixes", lazy="raise_on_sql")
    paper_cut: Mapped[PaperCut] = relationship(lazy="raise_on_sql")
    fixed_by: Mapped[Account | None] = relationship(lazy="raise_on_sql")
    pictures: Mapped[list["FixPicture"]] = relationship(
        back_populates="fix", lazy="raise_on_sql", cascade="all, delete-orphan", order_by="FixPicture.id"
    )
    verifications: Mapped[list["Verification"]] = relationship(
        back_populates="fix", lazy="raise_on_sql", cascade="all, delete-orphan", order_by="Verification.id"
    )


class FixPicture(Model):
    """How it was, or how it is now: a picture made for readers, decoded and written anew like a photo."""

    __table_args__ = (
        UniqueConstraint("fix_id", "side"),
        one_of("side", Side),
        at_most("alt", limits.LINE),
        between("width", 1, limits.MAX_INT),
        between("height", 1, limits.MAX_INT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    fix_id: Mapped[int] = mapped_column(ForeignKey("fix.id", ondelete="CASCADE"), index=True)
    side: Mapped[Side] = mapped_column(words(Side))
    alt: Mapped[str]  # what it shows, for whoever cannot see it; public
    content_type: Mapped[str] = mapped_column(String(20))
    sha256: Mapped[str] = mapped_column(String(64), index=True)  # of the picture as it is kept: its name in the store
    small_sha256: Mapped[str] = mapped_column(String(64), index=True)
    width: Mapped[int]  # in pixels, as it is kept
    height: Mapped[int]
    small_width: Mapped[int]
    small_height: Mapped[int]
    n_bytes: Mapped[int]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    added_at: Mapped[datetime]

    fix: Mapped[Fix] = relationship(back_populates="pictures", lazy="raise_on_sql")


class Verification(Model):
    """At a later visit somebody looked again."""

    __table_args__ = (
        UniqueConstraint("fix_id", "visit_id", "participant_id"),
        one_of("outcome", Outcome),
        at_most("quote", limits.QUOTE),
        between("seconds_after", 0, limits.SECONDS_MAX),
        between("applause", 0, 3),
        {"sqlite_autoincrement": True},  # the history of one that was withdrawn is not that of the next
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    fix_id: Mapped[int] = mapped_column(ForeignKey("fix.id"), index=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"), index=True)
    outcome: Mapped[Outcome] = mapped_column(words(Outcome))
    seconds_after: Mapped[float | None]
    applause: Mapped[int | None]  # 0 none, 1 a nod, 2 a smile, 3 a cheer
    quote: Mapped[str] = mapped_column(default="", server_default="")
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    verified_at: Mapped[datetime]

    fix: Mapped[Fix] = relationship(back_populates="verifications", lazy="raise_on_sql")
    visit: Mapped[Visit] = relationship(lazy="raise_on_sql")
    participant: Mapped[Participant | None] = relationship(lazy="raise_on_sql")
    verified_by: Mapped[Account | None] = relationship(lazy="raise_on_sql")

    @property
    def sighting_uid(self) -> UUID:
        """Return the id of the sighting that it recorded, if it was seen again and the sighting is there still."""
        return uuid5(_SIGHTINGS_OF, str(self.id))
