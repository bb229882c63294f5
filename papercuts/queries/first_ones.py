"""The line above which a list expects its first ones: from all of its scores, kept until anything changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, true

from papercuts.domain import standings
from papercuts.queries.filters import CUT, OPEN_OR_CLAIMED, by_status
from papercuts.queries.kept import Kept
from papercuts.queries.listed import Wanted


@dataclass(frozen=True)
class Line:
    """Where the first ones of a list begin."""

    n_first: int  # "top 10"
    of: int  # ranked paper cuts in the list
    at: float  # ln of the payback

    def chance(self, m: float | None, v: float | None) -> float:
        """Return the chance (0–1) to be above it, from the stored mean and variance of ln(payback)."""
        return 0.0 if m is None or v is None else standings.chance_above((m, v), self.at)


kept = Kept["Line | None"]()


def of_all() -> Line | None:
    """Return the line of the whole ranked list; nothing when it is too short to have first ones."""
    return _of((by_status(OPEN_OR_CLAIMED, 0),))


def of(wanted: Wanted) -> Line | None:
    """Return the line of a filtered list."""
    return _of(wanted.conditions)


def _of(conditions: tuple[ColumnElement[bool], ...]) -> Line | None:
    chosen = select(CUT.score_m, CUT.score_v).where(*conditions, CUT.is_ranked == true(), CUT.score_m.is_not(None))
    return kept.of(chosen, _computed)


def _computed(scores: Sequence[standings.Score]) -> Line | None:
    n_first = standings.first_of(len(scores))
    return Line(n_first, len(scores), standings.line(scores, n_first)) if n_first else None
