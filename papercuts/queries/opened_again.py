"""When paper cuts that were fixed were opened again, as their histories say."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute

from papercuts.db import chunks, db
from papercuts.domain.lifecycle import SHIPPED
from papercuts.models import Event, PaperCut, Sighting, Verification, Visit
from papercuts.shipped import was_fixed

_SHIPS, _CLOSES, _OPENS, _TAKES_BACK = ("fixed", "verified"), "declined", "reopened", "took back"  # verbs

_Told = tuple[datetime, Mapping[str, Any]]  # when, and the details of the history


class Opened(NamedTuple):
    """When a fixed paper cut was opened again."""

    day: date  # of the visit that met it, else of the decision
    at: datetime  # when it was written down


def opened_again() -> dict[int, list[Opened]]:
    """Return when paper cuts that were fixed were opened again, in order; what was taken back is left out."""
    told = select(Event.subject_id, Event.verb, Event.at, Event.details).where(
        Event.subject == "paper_cut",
        Event.verb.in_((*_SHIPS, _CLOSES, _OPENS, _TAKES_BACK)),
        Event.subject_id.in_(select(PaperCut.id).where(was_fixed())),
    )
    found: dict[int, list[_Told]] = defaultdict(list)
    is_fixed: dict[int, bool] = {}
    for cut_id, verb, at, details in db.session.execute(told.order_by(Event.id)):
        was_open = not is_fixed.get(cut_id, True)
        is_fixed[cut_id] = verb in _SHIPS or (verb == _TAKES_BACK and details["status"][1] in SHIPPED)
        if verb == _OPENS and not was_open:
            found[cut_id].append((at, details))
        elif verb == _TAKES_BACK and was_open and is_fixed[cut_id] and found[cut_id]:
            found[cut_id].pop()
    return _with_days(found)


def _with_days(told: Mapping[int, list[_Told]]) -> dict[int, list[Opened]]:
    causes = [details for rows in told.values() for _, details in rows]
    seen = _days_of(select(Sighting.id, Visit.visited_on).join(Visit), Sighting.id, "sighting_id", causes)
    looked = select(Verification.id, Visit.visited_on).join(Visit, Visit.id == Verification.visit_id)
    found = _days_of(looked, Verification.id, "verification_id", causes)
    return {
        cut_id: [
            Opened(seen.get(row.get("sighting_id")) or found.get(row.get("verification_id")) or at.date(), at)
            for at, row in rows
        ]
        for cut_id, rows in told.items()
    }


def _days_of(
    rows: Select[int, date], row_id: InstrumentedAttribute[int], name: str, causes: Sequence[Mapping[str, Any]]
) -> dict[int | None, date]:
    ids = sorted({details[name] for details in causes if name in details})
    return {found: day for chunk in chunks(ids) for found, day in db.session.execute(rows.where(row_id.in_(chunk)))}
