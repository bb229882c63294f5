"""Visits, what was planned for them, and what was really watched."""

from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, Index, String, Table, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from papercuts.db import Model, at_most, between, db, one_of, words
from papercuts.domain import limits
from papercuts.domain.limits import HowItWent, Per, VisitKind, VisitStatus
from papercuts.models.account import Account
from papercuts.models.mixins import MaybeSample
from papercuts.models.place import Participant, Site
from papercuts.models.task import Task


def _pair(name: str, other: str) -> Table:
    """Return a table that joins visits with other things."""
    return Table(
        name,
        db.metadata,
        Column("visit_id", ForeignKey("visit.id", ondelete="CASCADE"), primary_key=True),
        Column(f"{other}_id", ForeignKey(f"{other}.id"), primary_key=True, index=True),
    )


visit_observer = _pair("visit_observer", "account")
visit_participant = _pair("visit_participant", "participant")
visit_task = _pair("visit_task", "task")  # planned; what was really watched is a Watch


class Visit(MaybeSample, Model):
    """One meeting with users at a site."""

    __table_args__ = (
        one_of("kind", VisitKind),
        one_of("status", VisitStatus),
        at_most("product", limits.NAME),
        at_most("product_version", limits.VERSION),
        at_most("summary", limits.TEXT),
        Index(None, "visited_on", "id"),
        {"sqlite_autoincrement": True},  # the history of one that was removed is not that of the next
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    visited_on: Mapped[date]
    kind: Mapped[VisitKind] = mapped_column(words(VisitKind), default=VisitKind.ON_SITE)
    status: Mapped[VisitStatus] = mapped_column(words(VisitStatus), default=VisitStatus.PLANNED)
    product: Mapped[str] = mapped_column(default="", server_default="")  # empty: ours; another one is never ranked
    product_version: Mapped[str] = mapped_column(String(limits.VERSION), default="", server_default="")
    summary: Mapped[str] = mapped_column(default="", server_default="")
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    site: Mapped[Site] = relationship(lazy="raise_on_sql")
    observers: Mapped[list[Account]] = relationship(
        secondary=visit_observer, lazy="raise_on_sql", order_by="Account.name"
    )
    participants: Mapped[list[Participant]] = relationship(
        secondary=visit_participant, lazy="raise_on_sql", order_by="(func.length(Participant.code), Participant.code)"
    )
    tasks: Mapped[list[Task]] = relationship(secondary=visit_task, lazy="raise_on_sql", order_by="Task.name")
    questions: Mapped[list["Question"]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="Question.position"
    )
    watches: Mapped[list["Watch"]] = relationship(
        back_populates="visit", lazy="raise_on_sql", cascade="all, delete-orphan", order_by="Watch.id"
    )

    @property
    def is_ours(self) -> bool:
        """Say whether our product was watched; another one is kept and never ranked."""
        return not self.product


class Question(Model):
    """A question of the guide, and what was answered."""

    __table_args__ = (at_most("question", limits.LINE), at_most("answer", limits.TEXT))

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    question: Mapped[str]
    answer: Mapped[str] = mapped_column(default="", server_default="")


class Watch(Model):
    """That task was really watched with that person: the denominator, also when nothing was seen."""

    __table_args__ = (
        UniqueConstraint("visit_id", "participant_id", "task_id"),
        # a visit without named people: one watch a task (NULLs would not collide above)
        Index(
            "uq_watch_visit_id_task_id",
            "visit_id",
            "task_id",
            unique=True,
            sqlite_where=text("participant_id IS NULL"),
            postgresql_where=text("participant_id IS NULL"),
        ),
        Index(None, "task_id", "visit_id"),
        one_of("how_it_went", HowItWent),
        one_of("per", Per),
        between("performed", 1, limits.PERFORMED_MAX),
        between("times", 0, limits.TIMES_MAX),
        {"sqlite_autoincrement": True},  # the history of one that was removed is not that of the next
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"), index=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    performed: Mapped[int] = mapped_column(default=1, server_default="1")
    times: Mapped[float | None]  # how often this person says they do it
    per: Mapped[Per | None] = mapped_column(words(Per))
    how_it_went: Mapped[HowItWent | None] = mapped_column(words(HowItWent))

    visit: Mapped[Visit] = relationship(back_populates="watches", lazy="raise_on_sql")
    participant: Mapped[Participant | None] = relationship(lazy="raise_on_sql")
    task: Mapped[Task] = relationship(lazy="raise_on_sql")
