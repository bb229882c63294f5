"""What the filters of a list can be set to, in one statement that is built once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import CompoundSelect, Date, Select, bindparam, cast, literal, null, or_, select, union_all

from papercuts.db import db
from papercuts.models import Account, Area, Site, Task, Visit
from papercuts.queries.filters import number

VISITS_MOST, SITES_OF_VISITS = 12, 200  # the newest visits, and the sites of so many: nobody scrolls through more
NO_ROW = 0  # no row has this id


@dataclass
class Choices:
    """Ids and names; of visits also the day. Areas and owners are all there are, for lists name them too."""

    areas: dict[int, str] = field(default_factory=dict)
    owners: dict[int, str] = field(default_factory=dict)
    sites: dict[int, str] = field(default_factory=dict)
    visits: dict[int, tuple[date, str]] = field(default_factory=dict)
    tasks: dict[int, str] = field(default_factory=dict)


def for_filters(filters: Mapping[str, str], is_more: bool) -> Choices:
    """Return the choices of each filter, those that are made among them. Raises ValueError when one is not there.

    is_more: also the sites and tasks, which are many and only shown when somebody asks for more filters.
    """
    kind, _, row_id = filters.get("seen", "").partition("-")
    seen = number(row_id, "visit") if kind else NO_ROW
    made = {"site": seen if kind == "site" else NO_ROW, "visit": seen if kind == "visit" else NO_ROW}
    statement = _ALL if is_more or "task" in filters else _FEW
    choices = Choices()
    for name, key, text, day in sorted(db.session.execute(statement, made), key=_order):
        getattr(choices, name)[key] = (day, text) if name == "visits" else text
    _refuse_unknown(choices, filters, kind, seen)
    return choices


def _statement(is_more: bool) -> CompoundSelect[*tuple[Any, ...]]:
    visits = select(Visit.id, Visit.site_id).order_by(Visit.visited_on.desc(), Visit.id.desc())
    newest, visited = visits.limit(VISITS_MOST).subquery(), visits.limit(SITES_OF_VISITS).subquery()
    is_shown = or_(Visit.id.in_(select(newest.c.id)), Visit.id == bindparam("visit"))
    is_chosen = Site.id == bindparam("site")
    parts = [
        _named("areas", Area),
        _named("owners", Account),
        select(literal("visits"), Visit.id, Site.name, Visit.visited_on).join(Site).where(is_shown),
        _named("sites", Site).where(or_(Site.id.in_(select(visited.c.site_id)), is_chosen) if is_more else is_chosen),
    ]
    return union_all(*parts, *([_named("tasks", Task)] if is_more else []))


def _named(name: str, model: Any) -> Select[*tuple[Any, ...]]:
    return select(literal(name), model.id, model.name, cast(null(), Date))


_ALL, _FEW = _statement(is_more=True), _statement(is_more=False)


def _order(row: Any) -> tuple[Any, ...]:
    name, key, text, day = row
    return (name, -day.toordinal(), -key) if day else (name, text.casefold(), key)


def _refuse_unknown(choices: Choices, filters: Mapping[str, str], kind: str, seen: int) -> None:
    for name, known in (("area", choices.areas), ("task", choices.tasks), ("owner", choices.owners)):
        value = filters.get(name, "")
        if value.isdigit() and int(value) not in known:
            raise ValueError(f"Unknown {name}")
    if kind and seen not in (choices.sites if kind == "site" else choices.visits):
        raise ValueError(f"Unknown {kind}")
