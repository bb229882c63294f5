"""What the team means to mend: rounds with slots, and sprint plans that were saved."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from papercuts.db import Model, at_most, between
from papercuts.domain import limits
from papercuts.models.account import Account
from papercuts.models.paper_cut import PaperCut


class Round(Model):
    """A small campaign: a theme, some slots, from a day to a day."""

    __table_args__ = (
        at_most("theme", limits.NAME),
        between("slots", 1, limits.SLOTS_MAX),
        CheckConstraint("ends_on >= starts_on", name="days"),
        {"sqlite_autoincrement": True},  # the history of one that was removed is not that of the next
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    theme: Mapped[str] = mapped_column(String(limits.NAME))
    slots: Mapped[int] = mapped_column(default=10, server_default="10")
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    places: Mapped[list["RoundPlace"]] = relationship(
        back_populates="round", lazy="raise_on_sql", cascade="all, delete-orphan", order_by="RoundPlace.id"
    )


class RoundPlace(Model):
    """A paper cut in a slot of a round; a dropped one leaves its slot to another."""

    __table_args__ = (
        Index(
            "uq_round_place_taken",
            "round_id",
            "paper_cut_id",
            unique=True,
            sqlite_where=text("dropped_at IS NULL"),
            postgresql_where=text("dropped_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"))
    paper_cut_id: Mapped[int] = mapped_column(ForeignKey("paper_cut.id", ondelete="CASCADE"), index=True)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    taken_at: Mapped[datetime]
    dropped_at: Mapped[datetime | None]

    round: Mapped[Round] = relationship(back_populates="places", lazy="raise_on_sql")
    paper_cut: Mapped[PaperCut] = relationship(lazy="raise_on_sql")


class Plan(Model):
    """A sprint plan as it was on the day it was saved, to be compared later with what happened."""

    __table_args__ = (
        at_most("name", limits.NAME),
        between("hours", 0, limits.PLAN_HOURS_MAX),
        {"sqlite_autoincrement": True},  # the history of one that was removed is not that of the next
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="", server_default="")
    hours: Mapped[float]  # engineer-hours there were
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)  # all that was asked for, as the planner's address says it
    hours_back_mean: Mapped[float]  # a year, unweighted, with its 80 % range
    hours_back_q10: Mapped[float]
    hours_back_q90: Mapped[float]
    is_proven: Mapped[bool]  # that no better set fits
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    saved_at: Mapped[datetime]

    items: Mapped[list["PlanItem"]] = relationship(
        back_populates="plan", lazy="raise_on_sql", cascade="all, delete-orphan", order_by="PlanItem.id"
    )
    saved_by: Mapped[Account | None] = relationship(lazy="raise_on_sql")


class PlanItem(Model):
    """One paper cut of a saved plan, with its figures of that day."""

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    paper_cut_id: Mapped[int] = mapped_column(ForeignKey("paper_cut.id", ondelete="CASCADE"), index=True)
    effort_hours: Mapped[float]
    hours_back_mean: Mapped[float]
    hours_back_q10: Mapped[float]
    hours_back_q90: Mapped[float]

    plan: Mapped[Plan] = relationship(back_populates="items", lazy="raise_on_sql")
    paper_cut: Mapped[PaperCut] = relationship(lazy="raise_on_sql")
