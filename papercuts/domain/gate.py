"""The gate: six questions of twenty seconds that a quick win has passed, and what to do after a "no".

Each is asked so that "yes" speaks for a quick win: who answers down the column of "yes" says what they mean.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp

from papercuts.domain import formats
from papercuts.domain.limits import Destination, Size
from papercuts.domain.rank_factors import effort_log
from papercuts.domain.rank_inputs import EffortGiven, size_hours


@dataclass(frozen=True)
class CannedReason:
    """Words to decline with, ready to be changed, and where the paper cut goes instead."""

    key: str  # as an address names it
    words: str
    destination: Destination


@dataclass(frozen=True)
class Question:
    """One question; texts may hold {hours}, the team's bound of effort."""

    name: str  # of the fact that is stored
    words: str
    short: str  # what a "no" to a quick win means, in a list
    reasons: tuple[CannedReason, ...]


@dataclass(frozen=True)
class Suggestion:
    """An answer that an estimate gives by itself, and why."""

    answer: bool
    because: str

    def beside(self, answer: bool | None) -> str:
        """Return what to say beside an answer, none yet given: the estimate, and whether the answer differs."""
        agrees = answer in (None, self.answer)
        return self.because if agrees else f"{self.because} The answer about effort says otherwise."


def _question(name: str, words: str, short: str, *reasons: tuple[str, Destination]) -> Question:
    canned = tuple(CannedReason(f"{name}-{i}", *reason) for i, reason in enumerate(reasons, start=1))
    return Question(name, words, short, canned)


QUESTIONS = (
    _question(
        "is_existing",
        "Is it about something that is there, not something new?",
        "something new",
        ("It asks for something that is not there yet, and goes on as a feature request.", Destination.FEATURE_REQUEST),
        ("It belongs to something larger that is planned already.", Destination.EPIC),
    ),
    _question(
        "is_typical",
        "Does a typical user meet it?",
        "no typical user",
        ("Only an unusual way of working leads there; an article will say what to do.", Destination.SUPPORT_ARTICLE),
        ("Only few people work in this way, and changing it would not help the others.", Destination.NOWHERE),
    ),
    _question(
        "is_often",
        "Is it met often?",
        "met seldom",
        ("It is met too seldom to change the product; an article will say what to do.", Destination.SUPPORT_ARTICLE),
        ("It is met too seldom to be worth the work.", Destination.NOWHERE),
    ),
    _question(
        "is_obvious",
        "Is it plain how to fix it?",
        "no plain fix",
        ("It is not plain how to fix it: it has to be designed first.", Destination.EPIC),
        ("Something is broken, and the cause has to be found first.", Destination.BUG),
    ),
    _question(
        "is_small",
        "Would the fix take {hours} hours at most?",
        "over {hours} hours",
        ("The fix takes more than {hours} hours: too much for a paper cut.", Destination.EPIC),
    ),
    _question(
        "is_harmless",
        "Would everybody else be as well off after the fix?",
        "a paper cut for somebody else",
        ("The fix would get in the way of other people: both ways of working have to be weighed.", Destination.EPIC),
        ("Who wants it otherwise should be able to choose, which is something new.", Destination.FEATURE_REQUEST),
    ),
)  # fmt: skip


def words(text: str, bound_hours: float) -> str:
    """Return a text about the team's bound of effort, with the bound in it."""
    return text.replace("{hours}", formats.hours(bound_hours))


def held_back(facts: Mapping[str, bool]) -> list[Question]:
    """Return the questions that speak against a quick win; none of them: it has passed."""
    return [question for question in QUESTIONS if not facts[question.name]]


def verdict(facts: Mapping[str, bool], bound_hours: float) -> str:
    """Return what the answers say, in words: "passed", or what held it back."""
    return ", ".join(words(question.short, bound_hours) for question in held_back(facts)) or "passed"


def about_effort(mean_hours: float | None, is_estimated: bool, bound_hours: float) -> Suggestion | None:
    """Return what an estimate says to the question of effort; none where nobody has estimated.

    mean_hours: the mean of the estimate, engineer-hours; bound_hours: the team's bound, both ends included.
    """
    if mean_hours is None or not is_estimated:
        return None
    return Suggestion(mean_hours <= bound_hours, f"The estimate says about {formats.hours(mean_hours)} hours.")


def fits(size: Size, bound_hours: float, meant: Sequence[float] | None = None) -> bool:
    """Say whether a size answers the question of effort with yes: its mean is within the team's bound.

    meant: what the size means here (10 % and 90 %, hours), if not as everywhere.
    """
    mean, variance = effort_log(EffortGiven(size=size, size_hours=size_hours(*meant) if meant else None))
    return exp(mean + variance / 2) <= bound_hours


def reason(key: str) -> CannedReason:
    """Return a canned reason by its key. Raises ValueError when there is none."""
    for one in _all_reasons():
        if one.key == key:
            return one
    raise ValueError("Unknown reason")


def _all_reasons() -> Iterator[CannedReason]:
    for question in QUESTIONS:
        yield from question.reasons
