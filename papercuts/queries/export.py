"""The ranked list as a table to keep: every row that the filters leave, in the order of the page, at full precision."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from papercuts.db import db
from papercuts.domain.lifecycle import WAITING
from papercuts.domain.limits import Status
from papercuts.models import Account, Area, PaperCut, Task
from papercuts.queries.filters import CUT
from papercuts.queries.rank_table import RANK_COLUMNS
from papercuts.queries.ranked import SORTS, Wanted

AT_ONCE = 2_000  # rows fetched at a time
# Units as in `RANK_COLUMNS`; rank: the place among those that are ranked, empty for the others; assumed: inputs that
# nobody has observed. The names of an area, a task and an owner are what they are called today.
EXPORT_COLUMNS = (
    "rank", "number", "title", "status", "owner", "area", "task",
    *(name for name in RANK_COLUMNS if name not in ("number", "title", "assumed")),
    "effort_hours_q10", "effort_hours_q90", "share_removed", "assumed",
)  # fmt: skip
_NAMES = {"owner": Account.name, "area": Area.name, "task": Task.name}
_FETCHED = [name for name in EXPORT_COLUMNS if name != "rank"]
_EXPORTED = (
    select(
        CUT.needs_effort,
        *(_NAMES.get(name, CUT.id if name == "number" else CUT.get(name)) for name in _FETCHED),
    )
    .select_from(PaperCut.__table__)
    .outerjoin(Account, Account.id == CUT.owner_id)
    .outerjoin(Area, Area.id == CUT.area_id)
    .outerjoin(Task, Task.id == CUT.task_id)
)


@dataclass(frozen=True, slots=True)
class Exported:
    """One row; cells: one for each of EXPORT_COLUMNS; is_plotted: it has a score and an effort."""

    is_plotted: bool
    cells: tuple[str | int | float | None, ...]


def rows(wanted: Wanted, limit: int | None = None) -> Iterator[Exported]:
    """Yield the first rows of a list, all when no limit is given; fetched a few thousand at a time."""
    rank = 0
    left = limit
    for has_score in (True,) if wanted.is_ranked else (True, False):
        found = db.session.execute(_part(wanted, has_score).limit(left).execution_options(yield_per=AT_ONCE))
        for needs_effort, *cells in found:
            one = dict(zip(_FETCHED, cells, strict=True))
            is_ranked = has_score and one["status"] in WAITING
            rank += is_ranked
            left = None if left is None else left - 1
            yield Exported(has_score and not needs_effort, (rank if is_ranked else None, *map(_cell, cells)))


def _part(wanted: Wanted, has_score: bool) -> Select[Any]:
    """Return the rows with a score in their order, or those without, newest first; as `ranked` lists them."""
    sort = SORTS[wanted.sort]
    order = (sort.column, CUT.id) if has_score else (CUT.id,)
    is_descending = sort.is_descending or not has_score
    scored = CUT.payback_q50.is_not(None) if has_score else CUT.payback_q50.is_(None)
    return _EXPORTED.where(*wanted.conditions, scored).order_by(
        *(column.desc() if is_descending else column.asc() for column in order)
    )


def _cell(value: Any) -> str | int | float | None:
    if isinstance(value, Status):
        return value.value
    return ", ".join(value) if isinstance(value, list) else value
