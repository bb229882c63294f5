"""The middle of each factor over a list: what says why a paper cut stands where it does in it.

From what is kept of every score, in one pass, and kept until anything changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import ColumnElement, select, true

from papercuts.domain.ranking import Inputs
from papercuts.queries.filters import CUT, OPEN_OR_CLAIMED, by_status
from papercuts.queries.kept import Kept
from papercuts.queries.listed import Wanted

OTHERS_LEAST = 3  # fewer have no middle worth the name
Rate = tuple[float, float]


@dataclass(frozen=True)
class Middles:
    """The middle of a list."""

    of: int  # ranked paper cuts in it
    logs: Mapping[str, float]  # the median of ln x, by factor: `rank_batch.middles`
    is_filtered: bool = False  # it is not the whole list


kept = Kept[Middles | None]()


def of(inputs: Inputs, wanted: Wanted | None = None) -> Middles | None:
    """Return the middle of the list in which a paper cut is shown; of the whole one where a filtered one is too short.

    Nothing where that is too short as well. inputs: its own, for what is learnt from all.
    """
    compute = partial(_computed, prior=inputs.hit_prior, rho=inputs.rho)
    filtered = _of(wanted.conditions, partial(compute, is_filtered=True)) if wanted else None
    return filtered or _of((by_status(OPEN_OR_CLAIMED, 0),), compute)


def _of(conditions: tuple[ColumnElement[bool], ...], compute: "partial[Middles | None]") -> Middles | None:
    chosen = select(CUT.known).where(*conditions, CUT.is_ranked == true(), CUT.known.is_not(None))
    return kept.of(chosen, compute)


def _computed(rows: Sequence[tuple[bytes]], prior: Rate, rho: float, is_filtered: bool = False) -> Middles | None:
    if len(rows) <= OTHERS_LEAST:
        return None
    from papercuts.domain import rank_batch  # here, for numpy takes longer to load than most requests

    return Middles(len(rows), rank_batch.middles([packed for (packed,) in rows], prior, rho), is_filtered)
