"""The line above which a list expects its first ones: from all of its scores, kept until anything changes."""

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import ColumnElement, Row, func, select, true

from papercuts.db import db
from papercuts.domain import standings
from papercuts.models import Event
from papercuts.queries.filters import CUT, OPEN_OR_CLAIMED, by_status
from papercuts.queries.ranked import Wanted

KEPT = 64  # lists


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
    statement = str(chosen.compile(db.engine, compile_kwargs={"literal_binds": True}))
    return _computed(str(db.engine.url), statement, db.session.scalar(select(func.max(Event.id))) or 0)


@lru_cache(maxsize=KEPT)
def _computed(database: str, statement: str, newest: int) -> Line | None:
    rows: list[Row[float, float]] = db.session.connection().exec_driver_sql(statement).all()  # type: ignore[assignment]
    n_first = standings.first_of(len(rows))
    scores = [(m, v) for m, v in rows]
    return Line(n_first, len(scores), standings.line(scores, n_first)) if n_first else None
