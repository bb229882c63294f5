"""The line above which a list expects its first ones: from all of its scores, kept until anything changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, true

from papercuts.db import db
from papercuts.domain import standings
from papercuts.queries.filters import CUT, OPEN_OR_CLAIMED, by_status
from papercuts.queries.history import newest_event
from papercuts.queries.ranked import Wanted

KEPT = 64  # lists
_kept: dict[tuple[str, str, int], "Line | None"] = {}


@dataclass(frozen=True)
class Line:
    """Where the first ones of a list begin."""

    n_first: int  # "top 10"
    of: int  # ranked paper cuts in the list
    at: float  # ln of the payback

    def chance(self, m: float | None, v: float | None) -> float:
        """Return the chance (0–1) to be above it, from the stored mean and variance of ln(payback)."""
        return 0.0 if m is None or v is None else standings.chance_above((m, v), self.at)


def of_all() -> Line | None:
    """Return the line of the whole ranked list; nothing when it is too short to have first ones."""
    return _of((by_status(OPEN_OR_CLAIMED, 0),))


def of(wanted: Wanted) -> Line | None:
    """Return the line of a filtered list."""
    return _of(wanted.conditions)


def _of(conditions: tuple[ColumnElement[bool], ...]) -> Line | None:
    """Every change writes an event, so the newest one says whether what was computed still holds."""
    chosen = select(CUT.score_m, CUT.score_v).where(*conditions, CUT.is_ranked == true(), CUT.score_m.is_not(None))
    asked = str(chosen.compile(db.engine, compile_kwargs={"literal_binds": True}))  # a key; it is never run
    key = (str(db.engine.url), asked, newest_event())
    if key in _kept:
        return _kept[key]
    with db.session.connection().execute(chosen) as result:  # bare tuples: of 100,000 rows their names take longest
        line = _computed(result.cursor.fetchall())
    while len(_kept) >= KEPT:
        _kept.pop(next(iter(_kept)), None)
    _kept[key] = line
    return line


def _computed(scores: Sequence[standings.Score]) -> Line | None:
    n_first = standings.first_of(len(scores))
    return Line(n_first, len(scores), standings.line(scores, n_first)) if n_first else None
