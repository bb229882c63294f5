"""Finding the paper cut of a sighting by words, by number or by its title."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from papercuts.db import db
from papercuts.domain.limits import Status
from papercuts.domain.numbers import paper_cut_number
from papercuts.domain.text import fold
from papercuts.merged import survivor
from papercuts.models import PaperCut
from papercuts.queries.similar import LIVE
from papercuts.queries.words import hold_all, wanted_words

FOUND_MOST = 20

_THERE = PaperCut.status != Status.MERGED  # a declined one may be chosen, but is not suggested


def found(text: str) -> Sequence[PaperCut]:
    """Return the paper cuts with all these words in the title, or with this number. Raises ValueError like a search."""
    words = wanted_words(text)
    number = paper_cut_number(" ".join(words))
    if number is not None:
        return _cuts(1, _THERE, PaperCut.id == survivor(number))
    return _cuts(FOUND_MOST, _THERE, hold_all(words, folded=[PaperCut.title_identity])) if words else []


def cut(cut_id: int) -> PaperCut | None:
    """Return a paper cut that a sighting may be matched to; of one that was merged, what it is now."""
    return next(iter(_cuts(1, _THERE, PaperCut.id == survivor(cut_id))), None)


def called(title: str, task_id: int) -> PaperCut | None:
    """Return the live paper cut of a task with this title, whatever case it is written in."""
    return next(iter(_cuts(1, LIVE, PaperCut.title_identity == fold(title), PaperCut.task_id == task_id)), None)


def _cuts(limit: int, *conditions: ColumnElement[bool]) -> Sequence[PaperCut]:
    return db.session.scalars(
        select(PaperCut)
        .where(*conditions)
        .order_by(PaperCut.n_sightings.desc(), PaperCut.id)
        .options(joinedload(PaperCut.area))
        .limit(limit)
    ).all()
