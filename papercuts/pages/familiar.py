"""Other scores beside our rank: as columns of the ranked list, and as a table on the page of a paper cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from papercuts import queries
from papercuts.domain import formats
from papercuts.domain.familiar import BY_KEY, SCORES, Score
from papercuts.queries.familiar import Told
from papercuts.queries.ranked import Listed, Wanted

NOTHING = "–"
WHOLE = {"ice", "rubin"}  # made of whole numbers by adding and multiplying: they are what they are
AT_ONCE = 1_000  # beyond so many ranked ones, a page works out all the places only when asked


@dataclass(frozen=True)
class Cell:
    """What one score says of one paper cut, in words."""

    key: str
    name: str
    value: str  # NOTHING where an input is missing
    place: str  # "#3", empty then


@dataclass(frozen=True)
class Line:
    """A line of the table on the page of a paper cut."""

    score: Score
    value: str
    place: str  # "#3 of 16"


def of_list(wanted: Wanted, rows: Sequence[Listed], number: int) -> dict[str, Any]:
    """Return what the list shows of other scores, and what its form needs. number: of the page."""
    told = queries.familiar.told(wanted.columns, [one.id for one in rows])
    sort = {} if wanted.sort == "payback" else {"sort": wanted.sort}
    page = {"page": str(number), "after": str(wanted.after or ""), "before": str(wanted.before or "")}
    kept = {**wanted.filters, **sort, **(page if number > 1 else {})}
    return {
        "scores": SCORES,
        "columns": [BY_KEY[key] for key in wanted.columns],
        "cells": {
            one.id: [_cell(BY_KEY[key], told.get(one.id, {}).get(key)) for key in wanted.columns] for one in rows
        },
        "columns_kept": [(name, value) for name, value in kept.items() if value],
    }


def of_cut(cut_id: int) -> list[Line]:
    """Return what every other score says of a ranked paper cut; nothing of one that is not ranked."""
    told = queries.familiar.told(tuple(BY_KEY), [cut_id]).get(cut_id)
    if told is None:
        return []
    return [Line(score, _value(score, told[score.key]), _place(told[score.key])) for score in SCORES]


def _cell(score: Score, told: Told | None) -> Cell:
    place = f"#{told.rank:,}" if told and told.rank is not None else ""
    return Cell(score.key, score.name, _value(score, told), place)


def _place(told: Told) -> str:
    return NOTHING if told.rank is None else f"#{told.rank:,} of {told.of:,}"


def _value(score: Score, told: Told | None) -> str:
    if told is None or told.value is None:
        return NOTHING
    return f"{round(told.value):,}" if score.key in WHOLE else formats.significant(told.value)
