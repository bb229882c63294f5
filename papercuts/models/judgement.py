"""What the team thinks of a paper cut: its answers at the gate, comments, and the inputs of familiar scores."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from papercuts.db import Model, at_most, between, one_of, words
from papercuts.domain import limits
from papercuts.domain.gate import QUESTIONS
from papercuts.domain.limits import CommentKind
from papercuts.models.account import Account
from papercuts.models.paper_cut import PaperCut


class Gate(Model):
    """The answers of twenty seconds that a quick win has passed; the newest answers replace those before."""

    paper_cut_id: Mapped[int] = mapped_column(ForeignKey("paper_cut.id", ondelete="CASCADE"), primary_key=True)
    is_existing: Mapped[bool]  # an existing function, not a new one
    is_typical: Mapped[bool]  # a typical user
    is_often: Mapped[bool]  # met often
    is_obvious: Mapped[bool]  # the fix is
    is_small: Mapped[bool]  # within the team's bound of effort
    is_harmless: Mapped[bool]  # the fix is no paper cut for somebody else
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime]

    paper_cut: Mapped[PaperCut] = relationship(lazy="raise_on_sql")
    answered_by: Mapped[Account | None] = relationship(lazy="raise_on_sql")

    @property
    def facts(self) -> dict[str, bool]:
        """Return whether each answer speaks for a quick win, by the names of `domain.gate.QUESTIONS`."""
        return {question.name: getattr(self, question.name) for question in QUESTIONS}


class Comment(Model):
    """What a colleague thinks about a paper cut."""

    __table_args__ = (
        one_of("kind", CommentKind),
        at_most("text", limits.TEXT),
        {"sqlite_autoincrement": True},  # the history of one that was removed is not that of the next
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_cut_id: Mapped[int] = mapped_column(ForeignKey("paper_cut.id", ondelete="CASCADE"), index=True)
    kind: Mapped[CommentKind] = mapped_column(words(CommentKind), default=CommentKind.REMARK)
    text: Mapped[str]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[datetime]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    resolved_at: Mapped[datetime | None]

    paper_cut: Mapped[PaperCut] = relationship(lazy="raise_on_sql")
    written_by: Mapped[Account | None] = relationship(lazy="raise_on_sql", foreign_keys=written_by_id)
    resolved_by: Mapped[Account | None] = relationship(lazy="raise_on_sql", foreign_keys=resolved_by_id)

    @property
    def can_be_resolved(self) -> bool:
        """Say whether it asks for something: a remark does not."""
        return self.kind is not CommentKind.REMARK


class FamiliarInput(Model):
    """What somebody entered so that scores which need a judgement can be shown; nothing of it enters our rank."""

    __table_args__ = (
        between("rubin_impact", 1, 4),
        *(
            CheckConstraint(f"{name} IN (1, 2, 3, 5, 8, 13, 20)", name=name)
            for name in ("wsjf_value", "wsjf_urgency", "wsjf_risk", "wsjf_size")
        ),
    )

    paper_cut_id: Mapped[int] = mapped_column(ForeignKey("paper_cut.id", ondelete="CASCADE"), primary_key=True)
    rubin_impact: Mapped[int | None]  # 1 suggestion, 2 minor, 3 significant delay, 4 prevents
    wsjf_value: Mapped[int | None]  # user and business value, relative: 1, 2, 3, 5, 8, 13, 20
    wsjf_urgency: Mapped[int | None]  # time criticality
    wsjf_risk: Mapped[int | None]  # risk reduction or opportunity enablement
    wsjf_size: Mapped[int | None]  # of the job
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime]

    paper_cut: Mapped[PaperCut] = relationship(lazy="raise_on_sql")
    entered_by: Mapped[Account | None] = relationship(lazy="raise_on_sql")
