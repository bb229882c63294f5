"""Familiar scores of the ranked list: each value, and the place it would give.

Only RICE is stored, and a place needs the values of all: they are read in one pass, a score when it is asked for, and
kept until anything changes.
"""

from collections.abc import Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, false, func, select, true
from sqlalchemy.orm import joinedload

from papercuts.db import db
from papercuts.domain.familiar import BY_KEY, WSJF_INPUTS
from papercuts.models import FamiliarInput, PaperCut
from papercuts.queries.filters import CUT
from papercuts.queries.history import newest_event
from papercuts.queries.kept import Kept

if TYPE_CHECKING:
    from papercuts.domain.familiar_batch import Column

ENTERED = FamiliarInput.__table__.c
JUDGED = {"rubin", "wsjf"}  # only where somebody entered what nobody can measure
WHOLE = {"ice", "rubin"}  # made of whole numbers by adding and multiplying: they are what they are
kept = Kept["Column"]()


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
    newest = newest_event()
    columns = {key: _column(key, newest) for key in keys}
    ranked = select(CUT.id).where(_is_ranked()) if ids is None else select(CUT.id).where(CUT.id.in_(ids), _is_ranked())
    return {
        cut_id: {key: _told(key, column, cut_id) for key, column in columns.items()}
        for cut_id in db.session.scalars(ranked)
    }


def tenths(cut: PaperCut) -> tuple[int, int, int] | None:
    """Return impact, confidence and ease of ICE, each 1 to 10, of a ranked paper cut; none where one is missing."""
    column = _column("ice")
    place = column.at(cut.id)
    if place is None or column.parts is None:
        return None
    impact, confidence, ease = (int(tenth) for tenth in column.parts[place])
    return impact, confidence, ease


def entered(cut_id: int) -> FamiliarInput | None:
    """Return what somebody entered for scores that need a judgement, and who it was."""
    return db.session.scalar(
        select(FamiliarInput).where(FamiliarInput.paper_cut_id == cut_id).options(joinedload(FamiliarInput.entered_by))
    )


def _told(key: str, column: "Column", cut_id: int) -> Told:
    place = column.at(cut_id)
    if place is None:
        return Told(None, None, column.n)
    value = float(column.values[place])
    return Told(int(value) if key in WHOLE else value, column.rank(value), column.n)


def _column(key: str, newest: int | None = None) -> "Column":
    """Return one score of all that are ranked."""
    from papercuts.domain import familiar_batch  # here, for numpy takes longer to load than most requests

    wanted = select(CUT.id, *_MADE_OF[key]).where(_is_ranked())
    if key in JUDGED:
        wanted = wanted.join_from(PaperCut.__table__, FamiliarInput.__table__, ENTERED.paper_cut_id == CUT.id)
    return kept.of(wanted, partial(familiar_batch.column, key), newest)


def _is_ranked() -> ColumnElement[bool]:
    # most rows are wanted: to find each through the index of the ranked ones would take longer than to read them all
    return func.coalesce(CUT.is_ranked, false()) == true()


# what each is made of, in the order in which `domain.familiar_batch` takes it
_MADE_OF: dict[str, Sequence[ColumnElement[Any]]] = {
    "rice": [CUT.rice],
    "ice": [CUT.hours_lost_mean, CUT.score_v, CUT.effort_hours_mean],
    "cd3": [CUT.hours_lost_mean, CUT.share_removed, CUT.effort_hours_mean],
    "rubin": [ENTERED.rubin_impact, CUT.hit_mean],
    "wsjf": [ENTERED[name] for name in WSJF_INPUTS],
}
