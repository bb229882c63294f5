"""What was seen."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, Uuid, false, func, true
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from papercuts.db import Model, at_most, between, one_of, words
from papercuts.domain import durations, limits
from papercuts.domain.limits import HowTimed
from papercuts.models.account import Account
from papercuts.models.paper_cut import PaperCut
from papercuts.models.place import Participant
from papercuts.models.task import Task
from papercuts.models.visit import Visit


class Sighting(Model):
    """One person met one paper cut at one visit."""

    __table_args__ = (
        one_of("how_timed", HowTimed),
        at_most("what_happened", limits.LINE),
        at_most("quote", limits.QUOTE),
        between("seconds_lost", limits.SECONDS_MIN, limits.SECONDS_MAX),
        between("occurrences", 1, limits.OCCURRENCES_MAX),
        between("mood", limits.MOOD_MIN, limits.MOOD_MAX),
        at_most("workaround", limits.LINE),
        Index(None, "paper_cut_id", "visit_id"),
        {"sqlite_autoincrement": True},  # the history of one that was removed is not that of the next
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = mapped_column(Uuid, unique=True)  # made where it is captured; sending twice is harmless
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"), index=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    paper_cut_id: Mapped[int | None] = mapped_column(ForeignKey("paper_cut.id"))  # none: decide later
    # the paper cut that somebody matched it to, where that one's merges have led it elsewhere
    merged_from_id: Mapped[int | None] = mapped_column(ForeignKey("paper_cut.id"), index=True)
    what_happened: Mapped[str]
    observed_at: Mapped[datetime | None]  # as the observer's clock said
    received_at: Mapped[datetime]
    clock_ahead_seconds: Mapped[int | None]  # how far the phone's clock was ahead (or behind), where that is much
    occurrences: Mapped[int] = mapped_column(default=1, server_default="1")
    seconds_lost: Mapped[float | None]  # none: not timed, shown as assumed
    how_timed: Mapped[HowTimed | None] = mapped_column(words(HowTimed))
    quote: Mapped[str] = mapped_column(default="", server_default="")
    mood: Mapped[int | None]  # when it happened: −2 … +2; none: not noted
    workaround: Mapped[str] = mapped_column(default="", server_default="")  # what they did instead
    is_unsure: Mapped[bool] = mapped_column(default=False)
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)

    visit: Mapped[Visit] = relationship(lazy="raise_on_sql")
    participant: Mapped[Participant | None] = relationship(lazy="raise_on_sql")
    task: Mapped[Task] = relationship(lazy="raise_on_sql")
    paper_cut: Mapped[PaperCut | None] = relationship(lazy="raise_on_sql", foreign_keys=paper_cut_id)
    merged_from: Mapped[PaperCut | None] = relationship(lazy="raise_on_sql", foreign_keys=merged_from_id)
    seen_by: Mapped[Account | None] = relationship(lazy="raise_on_sql")

    @hybrid_property
    def is_delight(self) -> bool:
        """Say whether it made somebody smile and is no annoyance: it has no paper cut, and is not to be matched."""
        return self.paper_cut_id is None and self.mood is not None and self.mood > 0

    @is_delight.inplace.expression
    @classmethod
    def _is_delight(cls) -> ColumnElement[bool]:
        return cls.paper_cut_id.is_(None) & func.coalesce(cls.mood > 0, false())

    @hybrid_property
    def is_waiting(self) -> bool:
        """Say whether it waits to be matched: it has no paper cut, and is no delight, which needs none."""
        return self.paper_cut_id is None and not self.is_delight

    @is_waiting.inplace.expression
    @classmethod
    def _is_waiting(cls) -> ColumnElement[bool]:
        return cls.paper_cut_id.is_(None) & func.coalesce(cls.mood <= 0, true())

    @property
    def clock_was(self) -> str:
        """Return how wrong the clock of the phone was: "1 day ahead"; empty where it was right, or is not known."""
        return durations.ahead(self.clock_ahead_seconds) if self.clock_ahead_seconds else ""
