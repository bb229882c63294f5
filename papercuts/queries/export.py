"""The ranked list as a table to keep: every row that the filters leave, in the order of the page, at full precision."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, case, cast, literal, select

from papercuts.db import chunks, db
from papercuts.domain.lifecycle import WAITING
from papercuts.domain.limits import Status
from papercuts.models import Account, Area, Task
from papercuts.queries import quick_wins
from papercuts.queries.filters import CUT
from papercuts.queries.listed import SORTS, Wanted
from papercuts.queries.rank_table import RANK_COLUMNS
from papercuts.shipped import was_fixed

# rank: the place among those that are ranked, empty for the others; standing: the word of the page, "reopened" for one
# that was fixed and is open; quick_win: yes, no, contested, or unchecked (pays back enough, and nobody has answered the
# gate). The names of an area, a task and an owner are what they are called today. Units as in `RANK_COLUMNS`; assumed:
# inputs that nobody has observed.
EXPORT_COLUMNS = (
    "rank", "number", "title", "status", "standing", "quick_win", "owner", "area", "task",
    *(name for name in RANK_COLUMNS if name not in ("number", "title", "assumed")),
    "effort_hours_q10", "effort_hours_q90", "share_removed", "assumed",
)  # fmt: skip
_NAMED: dict[str, Any] = {"owner": Account, "area": Area, "task": Task}
_FETCHED = [name for name in EXPORT_COLUMNS if name != "rank"]
_STATUS, _NAMES = _FETCHED.index("status"), [_FETCHED.index(name) for name in _NAMED]
_STANDING: ColumnElement[str] = case(
    (and_(CUT.status == Status.OPEN, was_fixed()), literal("reopened")), else_=cast(CUT.status, Text)
)
_MADE = {"number": CUT.id, "standing": _STANDING, "quick_win": quick_wins.in_a_word}
_COLUMNS = [_MADE[name] if name in _MADE else CUT[f"{name}_id" if name in _NAMED else name] for name in _FETCHED]
_EXPORTED = select(CUT.id, CUT.payback_q50.is_not(None), CUT.needs_effort, *_COLUMNS)


@dataclass(frozen=True, slots=True)
class Exported:
    """One row; cells: one for each of EXPORT_COLUMNS; is_plotted: it has a score and an effort."""

    is_plotted: bool
    cells: tuple[str | int | float | None, ...]


def rows(wanted: Wanted, limit: int | None = None) -> Iterator[Exported]:
    """Yield the first rows of a list, all when no limit is given.

    The order is read first, as numbers alone, then the rows, some at a time: however many there are, no statement takes
    long, none waits for what is done with the rows, and only a few rows are in memory.
    """
    rank = 0
    # looked up here: for a statement it is a search in each row
    named: list[dict[int, str]] = [dict(db.session.execute(select(one.id, one.name)).all()) for one in _NAMED.values()]
    for ids in chunks(_in_order(wanted, limit)):
        found = {row.id: row for row in db.session.execute(_EXPORTED.where(CUT.id.in_(ids)))}
        for _, has_score, needs_effort, *cells in (found[one] for one in ids if one in found):
            is_ranked = has_score and cells[_STATUS] in WAITING
            rank += is_ranked
            for place, names in zip(_NAMES, named, strict=True):
                cells[place] = names.get(cells[place])
            yield Exported(has_score and not needs_effort, (rank if is_ranked else None, *map(_cell, cells)))


def _in_order(wanted: Wanted, limit: int | None) -> list[int]:
    """Return the ids of those with a score in their order, then those without, newest first; as `ranked` lists them."""
    sort = SORTS[wanted.sort]
    order = [column.desc() if sort.is_descending else column.asc() for column in (sort.column, CUT.id)]
    statement = select(CUT.id).where(*wanted.conditions)
    scored = statement.where(CUT.payback_q50.is_not(None)).order_by(*order).limit(limit)
    ids = list(db.session.scalars(scored))
    if not wanted.is_ranked:  # which implies a score
        others = statement.where(CUT.payback_q50.is_(None)).order_by(CUT.id.desc())
        ids += db.session.scalars(others.limit(None if limit is None else limit - len(ids)))
    return ids


def _cell(value: Any) -> str | int | float | None:
    if isinstance(value, Status):
        return value.value
    return ", ".join(value) if isinstance(value, list) else value
