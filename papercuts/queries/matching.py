"""Which known paper cuts a sighting may be, and finding others by words."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import ColumnElement, case, or_, select
from sqlalchemy.orm import joinedload

from papercuts.db import db
from papercuts.domain.limits import Status
from papercuts.domain.matching import Candidate, Match, rank_candidates
from papercuts.domain.numbers import paper_cut_number
from papercuts.domain.text import fold, words_of
from papercuts.merged import survivor
from papercuts.models import PaperCut, Sighting
from papercuts.queries.words import hold_all, wanted_words

CANDIDATES_MOST = 300  # of one task and area, those seen most
FURTHER_MOST = 200  # of elsewhere, by a word in the title
WORDS_LOOKED_UP = 8  # the longest, which are the rarest
SHORTEST = 3  # letters of a word that is looked up elsewhere
SIGHTINGS_READ = 1_500
FOUND_MOST = 20

_LIVE = PaperCut.status.not_in((Status.MERGED, Status.DECLINED))
_THERE = PaperCut.status != Status.MERGED  # a declined one may be chosen, but is not suggested


@dataclass(frozen=True)
class Guess:
    """A paper cut that a sighting may be, and why."""

    cut: PaperCut
    match: Match


class Known:
    """The paper cuts that sightings of some tasks may be; asked as often as there are sightings."""

    def __init__(self, cuts: Sequence[PaperCut]) -> None:
        self._cuts = {cut.id: cut for cut in cuts}
        seen = _what_was_seen(list(self._cuts))
        self._candidates = [
            Candidate(cut.id, cut.title, cut.task_id, cut.area_id, cut.n_sightings, " ".join(seen[cut.id]))
            for cut in cuts
        ]

    def guesses(self, text: str, task_id: int | None, area_id: int | None, limit: int = 3) -> list[Guess]:
        """Return the likeliest paper cuts, best first."""
        matches = rank_candidates(text, task_id, area_id, self._candidates, limit)
        return [Guess(self._cuts[match.number], match) for match in matches]


def known_at(task_ids: Collection[int], area_ids: Collection[int], texts: Collection[str]) -> Known:
    """Return the live paper cuts of these tasks and areas, and those of elsewhere that are called as a text says."""
    at_hand = _at_hand(task_ids, area_ids)
    same_title = PaperCut.title_identity.in_({fold(text) for text in texts})
    return Known([*at_hand, *_cuts(FURTHER_MOST, _LIVE, same_title, _not_among(at_hand))])


def known_for(text: str, task_id: int | None, area_id: int | None) -> Known:
    """Return the live paper cuts of a task and area, and those of elsewhere with words in common, most words first."""
    at_hand = _at_hand([task_id] if task_id else [], [area_id] if area_id else [])
    words = sorted({word for word in words_of(text) if len(word) >= SHORTEST}, key=lambda word: (-len(word), word))
    if not words:
        return Known(at_hand)
    has = [PaperCut.title_identity.contains(word, autoescape=True) for word in words[:WORDS_LOOKED_UP]]
    n_words = reduce(add, (case((one, 1), else_=0) for one in has))
    return Known([*at_hand, *_cuts(FURTHER_MOST, _LIVE, or_(*has), _not_among(at_hand), order=[n_words.desc()])])


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
    return next(iter(_cuts(1, _LIVE, PaperCut.title_identity == fold(title), PaperCut.task_id == task_id)), None)


def _at_hand(task_ids: Collection[int], area_ids: Collection[int]) -> Sequence[PaperCut]:
    return _cuts(CANDIDATES_MOST, _LIVE, or_(PaperCut.task_id.in_(task_ids), PaperCut.area_id.in_(area_ids)))


def _not_among(cuts: Sequence[PaperCut]) -> ColumnElement[bool]:
    return PaperCut.id.not_in([cut.id for cut in cuts])


def _cuts(limit: int, *conditions: ColumnElement[bool], order: Sequence[ColumnElement[Any]] = ()) -> Sequence[PaperCut]:
    return db.session.scalars(
        select(PaperCut)
        .where(*conditions)
        .order_by(*order, PaperCut.n_sightings.desc(), PaperCut.id)
        .options(joinedload(PaperCut.area))
        .limit(limit)
    ).all()


def _what_was_seen(cut_ids: Collection[int]) -> dict[int, list[str]]:
    """Return the words of the newest sightings of each paper cut."""
    rows = db.session.execute(
        select(Sighting.paper_cut_id, Sighting.what_happened)
        .where(Sighting.paper_cut_id.in_(cut_ids))
        .order_by(Sighting.id.desc())
        .limit(SIGHTINGS_READ)
    )
    seen: dict[int, list[str]] = defaultdict(list)
    for cut_id, text in rows:
        if cut_id is not None:
            seen[cut_id].append(text)
    return seen
