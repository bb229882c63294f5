"""Familiar scores of the ranked list: each value, and the place it would give; one statement, whatever is asked for.

The formulas of `domain.familiar`, in SQL, since a place needs the values of all: only RICE is stored.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Float, case, cast, false, func, select, true
from sqlalchemy.orm import joinedload

from papercuts.db import db
from papercuts.domain.familiar import BY_KEY, RUBIN_BINS, TENTHS, tenth
from papercuts.domain.ranking import WEEKS_A_YEAR
from papercuts.models import FamiliarInput, PaperCut
from papercuts.queries.filters import CUT

ENTERED = FamiliarInput.__table__.c


class Told(NamedTuple):
    """What another score says of a paper cut; none where an input is missing."""

    value: float | None
    rank: int | None  # equal values have one place, and those after them the next that is free
    of: int  # how many of the ranked list have a value


NOTHING = Told(None, None, 0)


def read(text: str) -> tuple[str, ...]:
    """Return the scores that an address names, "rice,ice", in their own order. Raises ValueError for the unknown."""
    wanted = {key for key in text.split(",") if key}
    if not wanted <= BY_KEY.keys():
        raise ValueError("Unknown column")
    return tuple(key for key in BY_KEY if key in wanted)


def told(keys: Sequence[str], ids: Collection[int] | None = None) -> dict[int, dict[str, Told]]:
    """Return what these scores say of these paper cuts, by id and score; of all that are ranked when none are named.

    A paper cut that is not ranked is left out.
    """
    if not keys or (ids is not None and not ids):
        return {}
    values = _values(keys)
    counts = select(*(func.count(values.c[key]).label(f"{key}_n") for key in keys)).subquery()
    places = select(values, *(_rank(values.c[key]).label(f"{key}_rank") for key in keys)).subquery()
    statement = select(places, counts) if ids is None else select(places, counts).where(places.c.id.in_(ids))
    rows = db.session.execute(statement.join(counts, true())).mappings()
    return {row["id"]: {key: Told(row[key], row[f"{key}_rank"], row[f"{key}_n"]) for key in keys} for row in rows}


def tenths(cut: PaperCut) -> tuple[int, int, int] | None:
    """Return impact, confidence and ease of ICE, each 1 to 10, of a ranked paper cut; none where one is missing."""
    if cut.score_v is None or cut.hours_lost_mean is None or cut.effort_hours_mean is None:
        return None
    counts = (
        func.count().filter(CUT.hours_lost_mean <= cut.hours_lost_mean),
        func.count(CUT.hours_lost_mean),
        func.count().filter(CUT.score_v >= cut.score_v),
        func.count(CUT.score_v),
        func.count().filter(CUT.effort_hours_mean >= cut.effort_hours_mean),
        func.count(CUT.effort_hours_mean),
    )
    impact, n_impact, confidence, n_confidence, ease, n_ease = db.session.execute(
        select(*counts).where(_is_ranked())
    ).one()
    return tenth(impact, n_impact), tenth(confidence, n_confidence), tenth(ease, n_ease)


def entered(cut_id: int) -> FamiliarInput | None:
    """Return what somebody entered for scores that need a judgement, and who it was."""
    return db.session.scalar(
        select(FamiliarInput).where(FamiliarInput.paper_cut_id == cut_id).options(joinedload(FamiliarInput.entered_by))
    )


def _rank(value: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((value.is_not(None), func.rank().over(order_by=value.desc().nulls_last())))


def _values(keys: Sequence[str]) -> Any:
    """Return the ranked paper cuts with the values of these scores."""
    wanted = select(CUT.id, *(_VALUES[key]().label(key) for key in keys)).where(_is_ranked())
    if {"rubin", "wsjf"} & set(keys):
        table = FamiliarInput.__table__
        wanted = wanted.select_from(PaperCut.__table__.outerjoin(table, ENTERED.paper_cut_id == CUT.id))
    return wanted.cte()


def _is_ranked() -> ColumnElement[bool]:
    # most rows are wanted: to find each through the index of the ranked ones would take longer than to read them all
    return func.coalesce(CUT.is_ranked, false()) == true()


def _ice() -> ColumnElement[Any]:
    impact = _tenth(CUT.hours_lost_mean, CUT.hours_lost_mean.asc())
    confidence = _tenth(CUT.score_v, CUT.score_v.desc())
    ease = _tenth(CUT.effort_hours_mean, CUT.effort_hours_mean.desc())
    return case((CUT.score_v.is_not(None), impact * confidence * ease))  # where it is known, no count is 0


def _tenth(column: ColumnElement[Any], order: ColumnElement[Any]) -> ColumnElement[int]:
    """Return `domain.familiar.tenth` of a column: a window that is ordered counts up to the last that is equal."""
    n, n_at_most = func.count(column).over(), func.count(column).over(order_by=order)
    return (TENTHS * n_at_most + n - 1) // n


def _cd3() -> ColumnElement[Any]:
    return CUT.hours_lost_mean * CUT.share_removed / WEEKS_A_YEAR / func.nullif(CUT.effort_hours_mean, 0)


def _rubin() -> ColumnElement[Any]:
    low, middle, high = RUBIN_BINS
    share = CUT.hit_mean  # a comparison with what is unknown is not so: then there is no frequency either
    frequency = case((share <= low, 1), (share <= middle, 2), (share < high, 3), (share >= high, 4))
    return ENTERED.rubin_impact + frequency


def _wsjf() -> ColumnElement[Any]:
    cost_of_delay = ENTERED.wsjf_value + ENTERED.wsjf_urgency + ENTERED.wsjf_risk
    return cast(cost_of_delay, Float) / ENTERED.wsjf_size


_VALUES: dict[str, Callable[[], ColumnElement[Any]]] = {
    "rice": lambda: CUT.rice,
    "ice": _ice,
    "cd3": _cd3,
    "rubin": _rubin,
    "wsjf": _wsjf,
}
