"""Paper cuts, the estimates of effort for them, and what they are linked to."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from papercuts.db import Model, at_most, between, one_of, words
from papercuts.domain import limits
from papercuts.domain.limits import Destination, LinkKind, Size, Status
from papercuts.domain.rank_inputs import EffortGiven, size_hours
from papercuts.models.account import Account
from papercuts.models.mixins import MaybeSample
from papercuts.models.score import Score
from papercuts.models.task import Area, Task


class PaperCut(Score, MaybeSample, Model):
    """One annoyance, however often it was seen. Its id is its number, PC-42, never used again."""

    __table_args__ = (
        one_of("status", Status),
        one_of("destination", Destination),
        at_most("title", limits.TITLE),
        at_most("what_happens", limits.TEXT),
        at_most("reason", limits.TEXT),
        at_most("workaround", limits.TEXT),
        at_most("decline_reason", limits.TEXT),
        Index("ix_paper_cut_ranked", "is_ranked", "payback_q50", "id"),
        Index("ix_paper_cut_ranked_cautious", "is_ranked", "payback_q10", "id"),
        Index("ix_paper_cut_ranked_hours", "is_ranked", "hours_lost_mean", "id"),
        Index("ix_paper_cut_ranked_area", "area_id", "is_ranked", "payback_q50", "id"),
        Index("ix_paper_cut_ranked_task", "task_id", "is_ranked", "payback_q50", "id"),
        Index("ix_paper_cut_ranked_owner", "owner_id", "is_ranked", "payback_q50", "id"),
        Index("ix_paper_cut_status", "status", "payback_q50", "id"),
        {"sqlite_autoincrement": True},  # a number is never used again
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    title_identity: Mapped[str] = mapped_column(index=True)  # folded: how an import finds it by name
    what_happens: Mapped[str] = mapped_column(default="", server_default="")
    reason: Mapped[str] = mapped_column(default="", server_default="")  # why it is like this, if known
    workaround: Mapped[str] = mapped_column(default="", server_default="")
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))  # where the fix lies
    status: Mapped[Status] = mapped_column(words(Status), default=Status.OPEN)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decline_reason: Mapped[str] = mapped_column(default="", server_default="")
    destination: Mapped[Destination | None] = mapped_column(words(Destination))
    created_at: Mapped[datetime]

    task: Mapped[Task] = relationship(lazy="raise_on_sql")
    area: Mapped[Area | None] = relationship(lazy="raise_on_sql")
    owner: Mapped[Account | None] = relationship(lazy="raise_on_sql")
    links: Mapped[list["Link"]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan", order_by="Link.id")
    efforts: Mapped[list["Effort"]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="Effort.id.desc()"
    )

    @property
    def number(self) -> str:
        """Return the number as people write it: "PC-42"."""
        return f"PC-{self.id}"


class Effort(Model):
    """An estimate of the engineer hours a fix takes: a size, or low, likely and high. The newest counts."""

    __table_args__ = (
        one_of("size", Size),
        between("low_hours", limits.EFFORT_HOURS_MIN, limits.EFFORT_HOURS_MAX),
        between("likely_hours", limits.EFFORT_HOURS_MIN, limits.EFFORT_HOURS_MAX),
        between("high_hours", limits.EFFORT_HOURS_MIN, limits.EFFORT_HOURS_MAX),
        between("percent_removed", 0, limits.PERCENT_MAX),
        between("size_low_hours", limits.EFFORT_HOURS_MIN, limits.EFFORT_HOURS_MAX),
        between("size_high_hours", limits.EFFORT_HOURS_MIN, limits.EFFORT_HOURS_MAX),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_cut_id: Mapped[int] = mapped_column(ForeignKey("paper_cut.id", ondelete="CASCADE"), index=True)
    size: Mapped[Size | None] = mapped_column(words(Size))
    size_low_hours: Mapped[float | None]  # what the size had really meant here when it was given (10 % and 90 %)
    size_high_hours: Mapped[float | None]  # … none: what it means everywhere
    low_hours: Mapped[float | None]
    likely_hours: Mapped[float | None]
    high_hours: Mapped[float | None]
    percent_removed: Mapped[int] = mapped_column(default=100, server_default="100")
    estimated_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    estimated_at: Mapped[datetime]

    estimated_by: Mapped[Account | None] = relationship(lazy="raise_on_sql")

    @property
    def given(self) -> EffortGiven:
        """Return it as the rank takes it."""
        meant = size_hours(self.size_low_hours, self.size_high_hours)
        return EffortGiven(self.size, self.low_hours, self.likely_hours, self.high_hours, meant)


class Link(Model):
    """An issue or a commit that belongs to a paper cut."""

    __table_args__ = (one_of("kind", LinkKind), at_most("url", limits.URL), at_most("label", limits.NAME))

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_cut_id: Mapped[int] = mapped_column(ForeignKey("paper_cut.id", ondelete="CASCADE"), index=True)
    kind: Mapped[LinkKind] = mapped_column(words(LinkKind))
    url: Mapped[str] = mapped_column(String(limits.URL), default="", server_default="")  # may be empty: a bare hash
    label: Mapped[str]
    linked_at: Mapped[datetime]
