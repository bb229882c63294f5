"""What the filters of a list can be set to, in one statement."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, cast, literal, null, or_, select, union_all

from papercuts.db import db
from papercuts.models import Account, Area, Site, Task, Visit
from papercuts.queries.filters import number

SITES_MOST, VISITS_MOST = 200, 20  # of many, the first by name and the newest


@dataclass
class Choices:
    """Ids and names; of visits also the day. Areas and owners are all there are, for lists name them too."""

    areas: dict[int, str] = field(default_factory=dict)
    owners: dict[int, str] = field(default_factory=dict)
    tasks: dict[int, str] = field(default_factory=dict)
    sites: dict[int, str] = field(default_factory=dict)
    visits: dict[int, tuple[date, str]] = field(default_factory=dict)


def for_filters(filters: Mapping[str, str], with_tasks: bool) -> Choices:
    """Return the choices of each filter, those that are made among them. Raises ValueError when one is not there."""
    kind, _, row_id = filters.get("seen", "").partition("-")
    seen = number(row_id, "visit") if kind else None
    parts = [
        _part("areas", select(Area.id, Area.name)),
        _part("owners", select(Account.id, Account.name)),
        _part("sites", _sites(seen if kind == "site" else None)),
        _visits(seen if kind == "visit" else None),
    ]
    if with_tasks or "task" in filters:
        parts.append(_part("tasks", select(Task.id, Task.name)))
    choices = Choices()
    for name, key, text, day in sorted(db.session.execute(union_all(*parts)), key=_order):
        getattr(choices, name)[key] = (day, text) if name == "visits" else text
    _refuse_unknown(choices, filters, kind, seen)
    return choices


def _part(name: str, statement: Select[*tuple[Any, ...]]) -> Select[Any]:
    rows = statement.subquery()
    return select(literal(name), rows.c[0], rows.c[1], cast(null(), Date))


def _sites(chosen: int | None) -> Select[*tuple[Any, ...]]:
    first = select(Site.id).order_by(Site.name).limit(SITES_MOST)
    return select(Site.id, Site.name).where(or_(Site.id.in_(first.subquery().select()), Site.id == chosen))


def _visits(chosen: int | None) -> Select[*tuple[Any, ...]]:
    newest = select(Visit.id).order_by(Visit.visited_on.desc(), Visit.id.desc()).limit(VISITS_MOST)
    shown = or_(Visit.id.in_(newest.subquery().select()), Visit.id == chosen)
    return select(literal("visits"), Visit.id, Site.name, Visit.visited_on).join(Site).where(shown)


def _order(row: Any) -> tuple[Any, ...]:
    name, key, text, day = row
    return (name, -day.toordinal(), -key) if day else (name, text.casefold(), key)


def _refuse_unknown(choices: Choices, filters: Mapping[str, str], kind: str, seen: int | None) -> None:
    for name, known in (("area", choices.areas), ("task", choices.tasks), ("owner", choices.owners)):
        value = filters.get(name, "")
        if value.isdigit() and int(value) not in known:
            raise ValueError(f"Unknown {name}")
    if seen is not None and seen not in (choices.sites if kind == "site" else choices.visits):
        raise ValueError(f"Unknown {kind}")
