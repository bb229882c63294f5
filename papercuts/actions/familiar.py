"""Inputs for familiar scores: entered by somebody, and no part of our rank."""

from collections.abc import Mapping
from datetime import datetime

from papercuts.actions.history import record
from papercuts.db import db
from papercuts.models import Account, FamiliarInput, PaperCut

_IN_HISTORY = {
    "rubin_impact": "Rubin_impact",
    "wsjf_value": "WSJF_value",
    "wsjf_urgency": "WSJF_time_criticality",
    "wsjf_risk": "WSJF_risk_reduction",
    "wsjf_size": "WSJF_job_size",
}


def enter(cut: PaperCut, given: Mapping[str, int | None], *, by: Account | None, at: datetime) -> None:
    """Keep the inputs in place of those before; none for what is not entered, and nothing is kept of none at all.

    given: by the names of the columns. The same again stays whose it was.
    """
    stored = db.session.get(FamiliarInput, cut.id)
    before = {name: getattr(stored, name) if stored else None for name in _IN_HISTORY}
    changed = {name: [before[name], given[name]] for name in _IN_HISTORY if before[name] != given[name]}
    if not changed:
        return
    if stored is None:
        stored = FamiliarInput(paper_cut_id=cut.id)
        db.session.add(stored)
    for name, (_, value) in changed.items():
        setattr(stored, name, value)
    stored.entered_by_id, stored.entered_at = by.id if by else None, at
    if all(given[name] is None for name in _IN_HISTORY):
        db.session.delete(stored)
    details = {_IN_HISTORY[name]: values for name, values in changed.items()}
    record(cut, "entered inputs for other scores", by=by, at=at, **details)
