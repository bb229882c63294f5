"""Which known paper cuts a text may be: suggestions for a person, who decides.

Words and letters in common, rarer ones counting more; no fixed similarity finds duplicates, so the best few are offered
and none is ever taken by itself. `static/modules/known.js` is the same for a phone without a network.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt

from papercuts.domain.text import words_of

OFFERED = 5  # more than these nobody reads while typing
STRONG = 0.6  # from here on two texts look the same, which is a word and no decision
_SAME_TASK, _SAME_AREA = 0.2, 0.1  # added to the likeness
_WORDS_FOR_SURE = 2  # one word alone never looks the same, and may be chance
_FAINT = 0.3  # up to here one word in common is chance, unless task or area is the same; letters alone always are
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
    """Return the likeliest candidates, best first; only those that have more in common than chance gives.

    with_faint: also what may be chance, for who wants to look through a list.

    The likeness is the cosine of which words and trigrams of letters occur, weighted by how rare each is among these
    candidates; the same task and area are added. Time grows with the words of all candidates: let the caller leave out
    merged and declined ones, and give some hundreds at most.
    """
    sought = _said(text)
    if not sought.words:
        return []
    known = [(candidate, _said(candidate.title), _said(candidate.words)) for candidate in candidates]
    weights = _weights(sought.marks, [title.marks | seen.marks for _, title, seen in known])
    scored = []
    for candidate, title, seen in known:
        n_common = len(sought.words & (title.words | seen.words))
        likeness = _likeness(sought.marks, title.marks, seen.marks, weights)
        same_task = task_id is not None and candidate.task_id == task_id
        same_area = area_id is not None and candidate.area_id == area_id
        is_at_hand = n_common > 0 and (same_task or same_area)
        if n_common >= _WORDS_FOR_SURE or is_at_hand or likeness > (_NOTHING_ALIKE if with_faint else _FAINT):
            match = _match(candidate.number, likeness, n_common, same_task, same_area)
            scored.append((-match.score, -candidate.n_sightings, candidate.number, match))
    return [match for _, _, _, match in sorted(scored, key=lambda row: row[:3])[:limit]]


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


def _singular(word: str) -> str:
    """Return an English word without its plural (or third person) s; others are left alone."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "xes", "ches", "shes", "zes")) else word[:-1]


def _weights(sought: frozenset[str], texts: Sequence[frozenset[str]]) -> dict[str, float]:
    """Return how much each mark says: the squared logarithm of how rare it is among the candidates.

    Source: inverse document frequency, squared as in the cosine of tf-idf vectors whose terms occur once.
    """
    n_texts: Counter[str] = Counter()
    for marks in texts:
        n_texts.update(marks)
    never = log((len(texts) + 1) / 0.5) ** 2
    return dict.fromkeys(sought, never) | {mark: log((len(texts) + 1) / n) ** 2 for mark, n in n_texts.items()}


def _likeness(sought: frozenset[str], title: frozenset[str], seen: frozenset[str], weights: dict[str, float]) -> float:
    """Return the cosine (0–1) of the text and the title, which gains what only the sightings share."""

    def total(marks: frozenset[str]) -> float:
        return sum(map(weights.__getitem__, marks))

    gained = _OUTSIDE_TITLE * total((sought & seen) - title)
    whole = total(sought) * (total(title) + gained)
    return (total(sought & title) + gained) / sqrt(whole) if whole else 0.0


def _match(number: int, likeness: float, n_common: int, same_task: bool, same_area: bool) -> Match:
    score = round(likeness + _SAME_TASK * same_task + _SAME_AREA * same_area, _DIGITS)
    is_strong = likeness >= STRONG and n_common >= _WORDS_FOR_SURE
    words = {0: "spelt alike", 1: "1 word in common"}.get(n_common, f"{n_common} words in common")
    said = {"looks the same": is_strong, "same task": same_task, "same area": same_area, words: True}
    return Match(number, score, [reason for reason, holds in said.items() if holds], is_strong)
