"""Other scores beside our rank: as columns of the ranked list, and as a table on the page of a paper cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from papercuts import queries
from papercuts.domain import formats
from papercuts.domain.familiar import (
    BY_KEY,
    SCORES,
    WSJF_INPUTS,
    RiceInputs,
    Score,
    rice_inputs,
    rubin_frequency,
)
from papercuts.domain.ranking import WEEKS_A_YEAR, Inputs, estimate
from papercuts.models import FamiliarInput, PaperCut
from papercuts.queries.familiar import WHOLE, Told
from papercuts.queries.listed import Listed, Wanted
from papercuts.queries.paper_cuts import Place

NOTHING = "–"
AT_ONCE = 10_000  # beyond so many ranked ones, a page works out all the places only when asked


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
    made: str  # the formula with its numbers; empty where one is missing


@dataclass(frozen=True)
class Others:
    """What all other scores say of a paper cut."""

    lines: tuple[Line, ...]  # none where so many are ranked that the places wait until somebody asks
    entered_by: str  # who entered what nobody can measure


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


def heads(keys: Sequence[str]) -> list[str]:
    """Return the heads of columns in a file: "rice", "rice_rank"."""
    return [head for key in keys for head in (key, f"{key}_rank")]


def cells_by_number(keys: Sequence[str]) -> dict[object, tuple[float | None, ...]]:
    """Return what stands under `heads`, by the number of each ranked paper cut."""
    return {
        cut_id: tuple(cell for key in keys for cell in (told[key].value, told[key].rank))
        for cut_id, told in queries.familiar.told(keys).items()
    }


def in_words(key: str, value: float | None) -> str:
    """Return a value of a score as pages and the command write it; NOTHING where an input is missing."""
    if value is None:
        return NOTHING
    return f"{round(value):,}" if key in WHOLE else formats.significant(value)


def of_cut(cut: PaperCut, place: Place | None, inputs: Inputs, *, is_asked: bool) -> Others | None:
    """Return what every other score says of a ranked paper cut; nothing of one that is not ranked.

    place: in our list. inputs: what its score rests on. is_asked: somebody wants the places, however long the list is.
    """
    if place is None:
        return None
    entered = queries.familiar.entered(cut.id)
    entered_by = entered.entered_by.name if entered and entered.entered_by else ""
    if place.of > AT_ONCE and not is_asked:
        return Others((), entered_by)
    told = queries.familiar.told(tuple(BY_KEY), [cut.id]).get(cut.id)
    if told is None:  # it has left the list meanwhile
        return None
    made = _made(cut, inputs, entered)
    lines = (Line(score, _value(score, told[score.key]), _place(told[score.key]), made[score.key]) for score in SCORES)
    return Others(tuple(lines), entered_by)


def _made(cut: PaperCut, inputs: Inputs, entered: FamiliarInput | None) -> dict[str, str]:
    """Return each formula with its numbers, by score."""
    found, tenths = estimate(inputs), queries.familiar.tenths(cut)
    week = (cut.hours_lost_mean or 0) * cut.share_removed / WEEKS_A_YEAR
    return {
        "rice": _rice(rice_inputs(found)) if found else "",
        "ice": " × ".join(str(tenth) for tenth in tenths) if tenths else "",
        "cd3": f"{formats.hours(week)} h a week ÷ {formats.hours(cut.effort_hours_mean or 0)} h",
        "rubin": _rubin(entered.rubin_impact if entered else None, cut.hit_mean),
        "wsjf": _wsjf([getattr(entered, name) for name in WSJF_INPUTS] if entered else [None]),
    }


def _rice(inputs: RiceInputs) -> str:
    people, months = formats.significant(inputs.reach, 3), formats.significant(inputs.effort_person_months)
    return f"{people} people × {inputs.impact:g} × {formats.percent(inputs.confidence)} ÷ {months} months"


def _rubin(impact: int | None, share: float | None) -> str:
    if share is None:
        return ""
    frequency = f"{rubin_frequency(share)} ({formats.percent(share)} are hit)"
    return f"impact not entered + {frequency}" if impact is None else f"{impact} + {frequency}"


def _wsjf(inputs: Sequence[int | None]) -> str:
    if None in inputs:
        return "not all four are entered" if any(inputs) else "not entered"
    value, urgency, risk, size = inputs
    return f"({value} + {urgency} + {risk}) ÷ {size}"


def _cell(score: Score, told: Told | None) -> Cell:
    place = f"#{told.rank:,}" if told and told.rank is not None else ""
    return Cell(score.key, score.name, _value(score, told), place)


def _place(told: Told) -> str:
    return NOTHING if told.rank is None else f"#{told.rank:,} of {told.of:,}"


def _value(score: Score, told: Told | None) -> str:
    return in_words(score.key, told.value if told else None)
