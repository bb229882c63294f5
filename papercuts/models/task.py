"""What people are trying to get done, where in the product, and how many do it how often."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from papercuts.db import Model, at_most, between, one_of, words
from papercuts.domain import limits
from papercuts.domain.limits import Per, Source, Stage
from papercuts.models.mixins import MaybeSample
from papercuts.models.place import Segment


class Area(MaybeSample, Model):
    """A part of the product, a screen or a component, and the team that owns it."""

    __table_args__ = (
        at_most("name", limits.NAME),
        at_most("team", limits.NAME),
        {"sqlite_autoincrement": True},  # the history of one that was removed is not that of the next
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_identity: Mapped[str] = mapped_column(unique=True)
    team: Mapped[str] = mapped_column(default="", server_default="")


class Task(MaybeSample, Model):
    """Something people do, in their words: "approve an invoice"."""

    __table_args__ = (
        at_most("name", limits.NAME),
        one_of("stage", Stage),
        {"sqlite_autoincrement": True},  # the history of one that was removed is not that of the next
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_identity: Mapped[str] = mapped_column(unique=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    stage: Mapped[Stage] = mapped_column(words(Stage), default=Stage.USE, server_default="use")

    area: Mapped[Area | None] = relationship(lazy="raise_on_sql")
    uses: Mapped[list["TaskUse"]] = relationship(
        back_populates="task", lazy="raise_on_sql", cascade="all, delete-orphan", order_by="TaskUse.segment_id"
    )


class TaskUse(Model):
    """How many people of a segment do a task, and how often one of them does, each with its source."""

    __table_args__ = (
        UniqueConstraint("task_id", "segment_id"),
        one_of("people_source", Source),
        one_of("frequency_source", Source),
        one_of("per", Per),
        between("people", 0, limits.PEOPLE_MAX),
        between("times", 0, limits.TIMES_MAX),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"), index=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id"), index=True)
    people: Mapped[int | None]
    people_source: Mapped[Source | None] = mapped_column(words(Source))
    times: Mapped[float | None]  # performances by one person in a period
    per: Mapped[Per | None] = mapped_column(words(Per))
    frequency_source: Mapped[Source | None] = mapped_column(words(Source))

    task: Mapped[Task] = relationship(back_populates="uses", lazy="raise_on_sql")
    segment: Mapped[Segment] = relationship(lazy="raise_on_sql")
