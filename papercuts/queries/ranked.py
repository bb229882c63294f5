"""The ranked list: what was asked for, in which order, from where on."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select, true, tuple_

from papercuts.db import db
from papercuts.domain.limits import COUNT_MOST, PAGE_SIZE
from papercuts.models import PaperCut
from papercuts.queries import familiar, listed
from papercuts.queries.filters import CUT, FILTERS, OPEN_OR_CLAIMED, by_status, number
from papercuts.queries.listed import LISTED, SORTS, Key, Listed, Wanted


@dataclass(frozen=True)
class Page:
    """One page of the list."""

    rows: list[Listed]
    number: int
    first: int  # the place of the first row in the whole list, from 1
    numbers: list[int | None]  # of each row among those that are ranked; none of one that is not
    previous: Key | None
    next: Key | None


def read(arguments: Mapping[str, str], me: int) -> Wanted:
    """Return what an address asks for. me: the account that "me" stands for. Raises ValueError for the unknown."""
    unknown = arguments.keys() - FILTERS.keys() - {"sort", "page", "after", "before", "why", "at", "more", "columns"}
    if unknown:
        raise ValueError("Unknown filter")
    filters = {name: arguments[name] for name in FILTERS if arguments.get(name)}
    sort = arguments.get("sort") or "payback"
    if sort not in SORTS:
        raise ValueError("Unknown sort field")
    conditions = [FILTERS[name](value, me) for name, value in filters.items()]
    if "status" not in filters:
        conditions.insert(0, by_status(OPEN_OR_CLAIMED, me))
    wanted = Wanted(
        filters=filters,
        sort=sort,
        page=number(arguments.get("page") or "1", "page"),
        after=_key(arguments.get("after", "")),
        before=_key(arguments.get("before", "")),
        why=number(arguments["why"], "paper cut") if arguments.get("why") else None,
        at=number(arguments["at"], "paper cut") if arguments.get("at") else None,
        conditions=tuple(conditions),
        columns=familiar.read(arguments.get("columns", "")),
    )
    if wanted.is_ranked and any(key and key.value is None for key in (wanted.after, wanted.before)):
        raise ValueError("Unknown page")
    return wanted


def page(wanted: Wanted, size: int = PAGE_SIZE) -> Page:
    """Return the rows after a key, before a key, or the first."""
    if wanted.before:
        rows = _rows(wanted, wanted.before, is_back=True, size=size + 1)[::-1]
        if len(rows) > size:
            return _page(wanted, rows[1:], max(wanted.page, 2), size, has_next=True)
        return page(_from_the_start(wanted), size)  # the list has become shorter
    rows = _rows(wanted, wanted.after, is_back=False, size=size + 1)
    return _page(wanted, rows[:size], max(wanted.page, 2) if wanted.after else 1, size, has_next=len(rows) > size)


def first(wanted: Wanted, size: int) -> list[Listed]:
    """Return the first rows, without paging."""
    return _rows(wanted, None, is_back=False, size=size)


def numbers(rows: Sequence[Listed], n_before: int = 0) -> list[int | None]:
    """Return the place of each row among those that are ranked, of which `n_before` stand before; none of others."""
    places = accumulate((one.is_ranked for one in rows), initial=n_before)
    return [place + 1 if one.is_ranked else None for place, one in zip(places, rows, strict=False)]


def counts(wanted: Wanted) -> tuple[int, int]:
    """Return how many paper cuts match and how many there are; COUNT_MOST + 1 stands for more than that."""
    statement = _n_both(*wanted.conditions) if wanted.filters else _N_RANKED_AND_ALL
    n_found, n_all = db.session.execute(statement, {"most": COUNT_MOST + 1}).one()
    return int(n_found), int(n_all)


def is_one_guess(cut_id: int) -> bool:
    """Say of one paper cut, as `Listed.is_one_guess` does, that its seconds are one person's guess."""
    return bool(db.session.scalar(select(listed.is_one_guess).select_from(PaperCut.__table__).where(CUT.id == cut_id)))


def _n_both(*conditions: ColumnElement[bool]) -> Select[int, int]:
    found, everything = (
        select(func.count()).select_from(statement.limit(bindparam("most")).subquery()).scalar_subquery()
        for statement in (select(CUT.id).where(*conditions), select(CUT.id))
    )
    return select(found, everything)


_N_RANKED_AND_ALL = _n_both(by_status(OPEN_OR_CLAIMED, 0))


def _from_the_start(wanted: Wanted) -> Wanted:
    return replace(wanted, page=1, after=None, before=None)


def _page(wanted: Wanted, rows: list[Listed], n: int, size: int, has_next: bool) -> Page:
    return Page(
        rows=rows,
        number=n,
        first=(n - 1) * size + 1,
        numbers=numbers(rows, _n_ranked_before(wanted, rows, (n - 1) * size)),
        previous=_key_of(wanted, rows[0]) if rows and n > 1 else None,
        next=_key_of(wanted, rows[-1]) if rows and has_next else None,
    )


def _n_ranked_before(wanted: Wanted, rows: Sequence[Listed], n_before: int) -> int:
    """Return how many ranked ones stand before these rows; only where others stand among them is it asked."""
    if wanted.filters.get("status") != "all" or not n_before or not any(one.is_ranked for one in rows):
        return n_before
    sort, key = SORTS[wanted.sort], _key_of(wanted, rows[0])
    here, there = tuple_(sort.column, CUT.id), tuple_(*[key.value, key.id])
    is_before = here > there if sort.is_descending else here < there
    ranked = select(func.count()).select_from(PaperCut).where(*wanted.conditions, CUT.is_ranked == true(), is_before)
    return db.session.scalar(ranked) or 0


def _rows(wanted: Wanted, key: Key | None, is_back: bool, size: int) -> list[Listed]:
    """Return rows from a place on: those with a score in their order, then those without, newest first."""
    parts = [True] if wanted.is_ranked else [True, False]
    if is_back:
        parts.reverse()
    if key is not None:
        parts = parts[parts.index(key.value is not None) :]
    rows: list[Listed] = []
    for i, has_score in enumerate(parts):
        statement = _part(wanted, key if i == 0 else None, is_back, has_score).limit(size - len(rows))
        rows += [Listed._make(row) for row in db.session.execute(statement)]
        if len(rows) == size:
            break
    return rows


def _part(wanted: Wanted, key: Key | None, is_back: bool, has_score: bool) -> Select[Any]:
    sort = SORTS[wanted.sort]
    columns: list[Any] = [sort.column, CUT.id] if has_score else [CUT.id]
    is_descending = (sort.is_descending if has_score else True) != is_back
    statement = LISTED.where(*wanted.conditions)
    if not wanted.is_ranked:  # which implies a score
        statement = statement.where(CUT.payback_q50.is_not(None) if has_score else CUT.payback_q50.is_(None))
    if key is not None:
        # a row comparison, not "a < x OR a = x AND …": only it is a range of the index
        here, there = tuple_(*columns), tuple_(*([key.value, key.id] if has_score else [key.id]))
        statement = statement.where(here < there if is_descending else here > there)
    return statement.order_by(*(column.desc() if is_descending else column.asc() for column in columns))


def _key_of(wanted: Wanted, row: Listed) -> Key:
    value = getattr(row, str(SORTS[wanted.sort].column.key)) if row.payback_q50 is not None else None
    return Key(value, row.id)


def _key(text: str) -> Key | None:
    """Return the place a key stands for. Raises ValueError for what no list has given out."""
    if not text:
        return None
    value, _, row_id = text.rpartition("_")
    try:
        sorted_by = float(value) if value else None
    except ValueError:
        sorted_by = math.nan
    if sorted_by is not None and not math.isfinite(sorted_by):
        raise ValueError("Unknown page")
    return Key(sorted_by, number(row_id, "page"))
