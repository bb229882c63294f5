"""The paper cuts around one in the ranked list, and what its own score rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select, true, tuple_

from papercuts import evidence
from papercuts.db import db
from papercuts.domain.ranking import Inputs
from papercuts.evidence import Person
from papercuts.models import PaperCut
from papercuts.queries.middles import OTHERS_LEAST

EACH_WAY = 10


@dataclass(frozen=True)
class Neighbour:
    """A paper cut above or below, with its median payback."""

    id: int
    payback: float


@dataclass(frozen=True)
class Around:
    """Those above and those below, the nearest first."""

    above: tuple[Neighbour, ...] = ()
    below: tuple[Neighbour, ...] = ()

    @property
    def ids(self) -> list[int]:
        """Return the numbers of all of them."""
        return [one.id for one in (*self.above, *self.below)]


@dataclass(frozen=True)
class Known:
    """What the scores of a paper cut and of those around it rest on: read once for all parts of a page."""

    inputs: Inputs
    around: Around
    others: Mapping[int, Inputs]  # of those around it, by number, where the list is too short to have a middle
    people: tuple[Person, ...] = ()  # whom its score counts as watched
    n_undecided: int = 0  # who were watched, and what they met is not matched yet


def known(cut: PaperCut) -> Known:
    """Return the evidence of a paper cut and of what stands around it."""
    near = around(cut)
    read = near.ids if len(near.ids) < OTHERS_LEAST else []
    found = evidence.load([cut.id, *read], with_people_of=[cut.id])
    others = {cut_id: found[cut_id].inputs for cut_id in read}
    return Known(found[cut.id].inputs, near, others, found[cut.id].people, found[cut.id].n_undecided)


def around(cut: PaperCut) -> Around:
    """Return what stands around a paper cut in the ranked list; nothing when it is not in it."""
    if not cut.is_ranked:
        return Around()
    here, there = tuple_(PaperCut.payback_q50, PaperCut.id), tuple_(cut.payback_q50, cut.id)
    return Around(
        above=_nearest(here > there, PaperCut.payback_q50.asc(), PaperCut.id.asc()),
        below=_nearest(here < there, PaperCut.payback_q50.desc(), PaperCut.id.desc()),
    )


def _nearest(condition: ColumnElement[bool], *order: ColumnElement[Any]) -> tuple[Neighbour, ...]:
    rows = db.session.execute(
        select(PaperCut.id, PaperCut.payback_q50)
        .where(PaperCut.is_ranked == true(), condition)
        .order_by(*order)
        .limit(EACH_WAY)
    )
    return tuple(Neighbour(cut_id, payback or 0) for cut_id, payback in rows)
