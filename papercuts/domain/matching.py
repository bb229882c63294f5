"""Which known paper cuts a sighting may be: suggestions for a person, who decides.

Plain words in common, rarer ones counting more; no fixed similarity finds duplicates, so the best few are offered
and none is ever taken by itself.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt

from papercuts.domain.text import words_of

STRONG = 0.6  # from here on two texts look the same
_SAME_TASK, _SAME_AREA = 0.2, 0.1  # added to the likeness
_WORDS_FOR_STRONG = 2  # one word alone never looks the same
_FAINT = 0.3  # up to here one word in common is chance, unless task or area is the same
_OUTSIDE_TITLE = 0.5  # what a word counts that only the sightings have

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
    text: str, task_id: int | None, area_id: int | None, candidates: Iterable[Candidate], limit: int = 3
) -> list[Match]:
    """Return the likeliest candidates, best first; only those with a word in common, elsewhere more than a chance one.

    Time grows with the words of all candidates: let the caller leave out merged and declined ones.
    """
    sought = _terms(text)
    known = [(candidate, _terms(candidate.title), _terms(candidate.words)) for candidate in candidates]
    weights = _weights(sought, [title | seen for _, title, seen in known])
    scored = []
    for candidate, title, seen in known:
        n_common = len(sought & (title | seen))
        if n_common:
            likeness = _likeness(sought, title, seen, weights)
            same_task = task_id is not None and candidate.task_id == task_id
            same_area = area_id is not None and candidate.area_id == area_id
            if n_common == 1 and likeness <= _FAINT and not (same_task or same_area):
                continue
            match = _match(candidate.number, likeness, n_common, same_task, same_area)
            scored.append((-match.score, -candidate.n_sightings, candidate.number, match))
    return [match for _, _, _, match in sorted(scored, key=lambda row: row[:3])[:limit]]


def _terms(text: str) -> frozenset[str]:
    return frozenset(_singular(word) for word in words_of(text) if word not in _STOP_WORDS)


def _singular(word: str) -> str:
    """Return an English word without its plural (or third person) s; others are left alone."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "xes", "ches", "shes", "zes")) else word[:-1]


def _weights(sought: frozenset[str], texts: Sequence[frozenset[str]]) -> dict[str, float]:
    """Return how much each word says: the squared logarithm of how rare it is among the candidates.

    Source: inverse document frequency, squared as in the cosine of tf-idf vectors whose words occur once.
    """
    n_texts = Counter(word for words in texts for word in words)
    return {word: log((len(texts) + 1) / max(n_texts[word], 0.5)) ** 2 for word in {*n_texts, *sought}}


def _likeness(sought: frozenset[str], title: frozenset[str], seen: frozenset[str], weights: dict[str, float]) -> float:
    """Return the cosine (0–1) of the text and the title, which gains the words only the sightings share."""

    def total(words: frozenset[str]) -> float:
        return sum(weights[word] for word in words)

    gained = _OUTSIDE_TITLE * total((sought & seen) - title)
    return (total(sought & title) + gained) / sqrt(total(sought) * (total(title) + gained))


def _match(number: int, likeness: float, n_common: int, same_task: bool, same_area: bool) -> Match:
    score = likeness + _SAME_TASK * same_task + _SAME_AREA * same_area
    words = "1 word in common" if n_common == 1 else f"{n_common} words in common"
    reasons = [*(["same task"] if same_task else []), *(["same area"] if same_area else []), words]
    is_strong = score >= STRONG and n_common >= _WORDS_FOR_STRONG
    return Match(number, score, reasons, is_strong)
