"""Where and when people were watched whom a score counts, as the page of a paper cut lists them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from papercuts.db import chunks, db
from papercuts.evidence import Person
from papercuts.models import Participant, Site, Visit


@dataclass(frozen=True)
class Row:
    """One participant at one visit."""

    visit_id: int
    site: str
    visited_on: date
    code: str  # empty: nobody named
    person: Person


def rows(people: Sequence[Person], limit: int | None) -> tuple[Row, ...]:
    """Return these people with their visits, the newest first; two statements for every 500 of them."""
    visits: dict[int, tuple[str, date]] = {}
    for ids in chunks(sorted({one.pair[0] for one in people})):
        columns = select(Visit.id, Site.name, Visit.visited_on).join(Site, Site.id == Visit.site_id)
        found = db.session.execute(columns.where(Visit.id.in_(ids)))
        visits |= {visit_id: (site, day) for visit_id, site, day in found}
    newest = sorted(people, key=lambda one: (visits[one.pair[0]][1], one.pair[0], -(one.pair[1] or 0)), reverse=True)
    shown = newest[:limit]
    codes: dict[int, str] = {}
    for ids in chunks(sorted({one.pair[1] for one in shown if one.pair[1] is not None})):
        named = select(Participant.id, Participant.code).where(Participant.id.in_(ids))
        codes |= dict(iter(db.session.execute(named)))
    return tuple(Row(one.pair[0], *visits[one.pair[0]], codes.get(one.pair[1] or 0, ""), one) for one in shown)
