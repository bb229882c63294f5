"""The gate: keep the six answers that tell a quick win from what needs more than that."""

from collections.abc import Mapping
from datetime import datetime

from papercuts.actions.history import record
from papercuts.db import db
from papercuts.domain import gate
from papercuts.models import Account, Gate, PaperCut


def answer(cut: PaperCut, facts: Mapping[str, bool], *, bound_hours: float, by: Account | None, at: datetime) -> Gate:
    """Keep the answers in place of those before; the same ones given again stay whose they were.

    facts: by the names of `domain.gate.QUESTIONS`, whether each answer speaks for a quick win.
    bound_hours: the team's bound of effort as it was asked about, for the history.
    """
    who = by.id if by else None  # read before anything is added: it may have to be fetched, which writes what waits
    stored = db.session.get(Gate, cut.id)
    before = stored.facts if stored else None
    if stored is not None and before == dict(facts):
        return stored
    given = {question.name: facts[question.name] for question in gate.QUESTIONS}
    stored = db.session.merge(Gate(paper_cut_id=cut.id, **given, answered_by_id=who, answered_at=at))
    was = {"before": gate.verdict(before, bound_hours)} if before else {}
    record(cut, "answered the gate", by=by, at=at, what=gate.verdict(facts, bound_hours), **was)
    return stored
