"""Which known paper cuts a text may be: suggestions for a person, who decides.

Words and letters in common, rarer ones counting more; no fixed similarity finds duplicates, so the best few are offered
and none is ever taken by itself. `static/modules/known.js` is the same for a phone without a network.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt

from papercuts.domain.text import words_of

OFFERED = 5  # more than these nobody reads while typing
STRONG = 0.6  # from here on two texts look the same, which is a word and no decision
_SAME_TASK, _SAME_AREA = 0.2, 0.1  # added to the likeness
_WORDS_FOR_SURE = 2  # one word alone never looks the same, and may be chance
_FAINT = 0.3  # up to here one word in common is chance, unless the task is the same; letters alone always are
_NOTHING_ALIKE = 0.1  # up to here they share an ending or a syllable
_OUTSIDE_TITLE = 0.5  # what counts that only the sightings have
_DIGITS = 9  # of a score; sums of the same numbers in another order end otherwise
_RANKS = 60  # of reciprocal rank fusion
_LONGEST = 60  # words of a text that are looked at; what follows the first lines says little more
_WORDS_KEPT = 20_000  # whose letters are remembered; some megabytes

_STOP_WORDS = frozenset(
    words_of(
        "a about after again all also an and are as at be because been but by can cannot do does for from get "
        "gets had has have he her his how i if in into is isn it its just me my no not of off on one only or our "
        "out over she so some t than that the their them then there they this to too up was we were what when "
        "where which while who why will with you your"
    )
)


@dataclass(frozen=True)
class Candidate:
    """A known paper cut, as far as matching looks at it."""

    number: int
    title: str
    task_id: int | None = None
    area_id: int | None = None
    n_sightings: int = 0
    words: str = ""  # what was seen at its recent sightings


@dataclass(frozen=True)
class Match:
    """A paper cut that a text may be about, and why."""

    number: int
    score: float  # the likeness (0–1) and what task and area add
    reasons: list[str]
    is_strong: bool


def rank_candidates(
    text: str,
    task_id: int | None,
    area_id: int | None,
    candidates: Iterable[Candidate],
    limit: int = OFFERED,
    *,
    with_faint: bool = False,
) -> list[Match]:
    """Return the likeliest candidates, best first; see `Known`, which is for who asks about several texts."""
    return Known(candidates).likest(text, task_id, area_id, limit, with_faint=with_faint)


class Known:
    """Paper cuts that texts may be about, read once. Time and memory grow with their words: give some hundreds at most.

    The likeness is the cosine of which words and trigrams of letters occur, weighted by how rare each is among these
    paper cuts; the same task and area are added.
    """

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._known = [(candidate, _said(candidate.title), _said(candidate.words)) for candidate in candidates]
        self._weights = _weights([title.marks | seen.marks for _, title, seen in self._known])
        self._never = _rarity(len(self._known), 0.5)

    def likest(
        self,
        text: str,
        task_id: int | None,
        area_id: int | None,
        limit: int = OFFERED,
        *,
        left_out: Collection[int] = (),
        with_faint: bool = False,
    ) -> list[Match]:
        """Return the likeliest ones, best first; only those that have more in common than chance gives.

        A person must be able to read why, beside the title: words of it, or one spelt nearly the same. What only the
        sightings have in common changes the order.

        left_out: numbers that are no answer; with_faint: also what may be chance or stands in sightings only, for who
        looks through a list, where each has its reasons.
        """
        sought = _said(text)
        weights = dict.fromkeys(sought.marks, self._never)
        weights |= {mark: self._weights[mark] for mark in sought.marks & self._weights.keys()}
        scored = []
        for candidate, title, seen in self._known:
            if sought.marks.isdisjoint(title.marks) and sought.marks.isdisjoint(seen.marks):
                continue
            if candidate.number in left_out:
                continue
            common = _Common(
                likeness=self._likeness(sought.marks, title.marks, seen.marks, weights),
                n_in_title=len(sought.words & title.words),
                n_in_sightings=len((sought.words & seen.words) - title.words),
                is_spelt_alike=not sought.words & title.words and _spelt_alike(sought.words, title.words),
                same_task=task_id is not None and candidate.task_id == task_id,
                same_area=area_id is not None and candidate.area_id == area_id,
            )
            if common.may_be_it if with_faint else common.is_readable:
                match = common.match(candidate.number)
                scored.append((-match.score, -candidate.n_sightings, candidate.number, match))
        return [match for _, _, _, match in sorted(scored, key=lambda row: row[:3])[:limit]]

    def _likeness(
        self,
        sought: frozenset[str],
        title: frozenset[str],
        seen: frozenset[str],
        weights: Mapping[str, float],
    ) -> float:
        """Return the cosine (0–1) of the text and the title, which gains what only the sightings share."""
        gained = _OUTSIDE_TITLE * _total((sought & seen) - title, weights)
        whole = _total(sought, weights) * (_total(title, self._weights) + gained)
        return (_total(sought & title, weights) + gained) / sqrt(whole) if whole else 0.0


def fused(*ranked: Sequence[int]) -> list[int]:
    """Return what several searches found, best first: each adds 1 / (60 + rank), rank from 1.

    Source: Cormack, Clarke and Büttcher 2009, reciprocal rank fusion, with their constant.
    """
    scores: defaultdict[int, float] = defaultdict(float)
    for found in ranked:
        for rank, number in enumerate(found, 1):
            scores[number] += 1 / (_RANKS + rank)
    return sorted(scores, key=lambda number: -scores[number])


def words_sought(text: str) -> list[str]:
    """Return the words that a search for a text asks for, folded, each once and in order."""
    return [word for word in dict.fromkeys(words_of(text)[:_LONGEST]) if word not in _STOP_WORDS]


def trigrams(text: str) -> list[str]:
    """Return the runs of three characters within a text, in order; none of a shorter one."""
    return [text[start : start + 3] for start in range(len(text) - 2)]


@dataclass(frozen=True)
class _Common:
    """What a text and a paper cut have in common."""

    likeness: float
    n_in_title: int  # words
    n_in_sightings: int  # words that the title has not
    is_spelt_alike: bool  # a word of the title, where none is the same
    same_task: bool
    same_area: bool

    @property
    def is_readable(self) -> bool:
        """Tell whether the title itself says why, so that it can be named alone."""
        is_sure = self.n_in_title >= _WORDS_FOR_SURE or (self.n_in_title > 0 and self.same_task)
        return is_sure or (self.likeness > _FAINT and (self.n_in_title > 0 or self.is_spelt_alike))

    @property
    def may_be_it(self) -> bool:
        """Tell whether it may stand in a list."""
        n_words = self.n_in_title + self.n_in_sightings
        is_at_hand = n_words > 0 and (self.same_task or self.same_area)
        return n_words >= _WORDS_FOR_SURE or is_at_hand or self.likeness > _NOTHING_ALIKE

    def match(self, number: int) -> Match:
        """Return it with its score and the reasons in words."""
        score = round(self.likeness + _SAME_TASK * self.same_task + _SAME_AREA * self.same_area, _DIGITS)
        is_strong = self.likeness >= STRONG and self.n_in_title >= _WORDS_FOR_SURE
        said = {"looks the same": is_strong, "same task": self.same_task, "same area": self.same_area}
        return Match(number, score, [*(reason for reason, holds in said.items() if holds), self._words()], is_strong)

    def _words(self) -> str:
        if self.n_in_title:
            more = f" and {self.n_in_sightings} more in sightings" if self.n_in_sightings else ""
            return f"{_n_words(self.n_in_title)} in common{more}"
        if self.is_spelt_alike:
            return "spelt alike"
        return f"{_n_words(self.n_in_sightings)} in common with sightings" if self.n_in_sightings else "parts of words"


def _n_words(n: int) -> str:
    return "1 word" if n == 1 else f"{n} words"


@dataclass(frozen=True)
class _Said:
    """What a text says: its words, and all that marks it: words and how they are written."""

    words: frozenset[str]
    marks: frozenset[str]


def _said(text: str) -> _Said:
    if not text:
        return _NOTHING
    found = [_marks(word) for word in words_sought(text)]
    return _Said(frozenset(marks[0] for marks in found), frozenset(mark for marks in found for mark in marks))


_NOTHING = _Said(frozenset(), frozenset())


@lru_cache(_WORDS_KEPT)
def _marks(word: str) -> tuple[str, ...]:
    """Return a word in the singular, with a sign before it, then the trigrams of its letters, a blank at either end."""
    return f"={_singular(word)}", *trigrams(f" {word} ")


def _spelt_alike(some: Iterable[str], others: Iterable[str]) -> bool:
    """Tell whether one of these words has at least as many trigrams in common with one of those as apart."""
    written = [frozenset(trigrams(f" {word[1:]} ")) for word in others]
    return any(
        2 * len(letters & other) >= len(letters | other) > 0
        for letters in (frozenset(trigrams(f" {word[1:]} ")) for word in some)
        for other in written
    )


def _singular(word: str) -> str:
    """Return an English word without its plural (or third person) s; others are left alone."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "xes", "ches", "shes", "zes")) else word[:-1]


def _weights(texts: Sequence[frozenset[str]]) -> dict[str, float]:
    """Return how much each mark says: the squared logarithm of how rare it is among these texts.

    Source: inverse document frequency, squared as in the cosine of tf-idf vectors whose terms occur once.
    """
    n_texts: Counter[str] = Counter()
    for marks in texts:
        n_texts.update(marks)
    return {mark: _rarity(len(texts), n) for mark, n in n_texts.items()}


def _rarity(n_texts: int, n: float) -> float:
    return log((n_texts + 1) / n) ** 2


def _total(marks: Iterable[str], weights: Mapping[str, float]) -> float:
    return sum(map(weights.__getitem__, marks))
