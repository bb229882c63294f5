"""When paper cuts that were fixed were opened again, as their histories say."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute

from papercuts.db import chunks, db
from papercuts.domain.flow import Kind
from papercuts.models import Sighting, Verification, Visit
from papercuts.queries.happened import holding
from papercuts.shipped import was_fixed

_Told = tuple[datetime, Mapping[str, Any]]  # when, and the details of the history


class Opened(NamedTuple):
    """When a fixed paper cut was opened again."""

    day: date  # of the visit that met it, else of the decision, where the team works
    at: datetime  # when it was written down


def opened_again(zone: ZoneInfo) -> dict[int, list[Opened]]:
    """Return when paper cuts that were fixed were opened again, in order; what was taken back is left out.

    zone: where the team works, for the days on which somebody decided it.
    """
    told = {
        cut_id: [(one.at, details) for one, details in found if one.kind is Kind.REOPENED]
        for cut_id, found in holding(was_fixed())
    }
    return _with_days(told, zone)


def _with_days(told: Mapping[int, list[_Told]], zone: ZoneInfo) -> dict[int, list[Opened]]:
    causes = [details for rows in told.values() for _, details in rows]
    seen = _days_of(select(Sighting.id, Visit.visited_on).join(Visit), Sighting.id, "sighting_id", causes)
    looked = select(Verification.id, Visit.visited_on).join(Visit, Visit.id == Verification.visit_id)
    found = _days_of(looked, Verification.id, "verification_id", causes)
    return {
        cut_id: [
            Opened(
                seen.get(row.get("sighting_id")) or found.get(row.get("verification_id")) or at.astimezone(zone).date(),
                at,
            )
            for at, row in rows
        ]
        for cut_id, rows in told.items()
    }


def _days_of(
    rows: Select[int, date], row_id: InstrumentedAttribute[int], name: str, causes: Sequence[Mapping[str, Any]]
) -> dict[int | None, date]:
    ids = sorted({details[name] for details in causes if name in details})
    return {found: day for chunk in chunks(ids) for found, day in db.session.execute(rows.where(row_id.in_(chunk)))}
