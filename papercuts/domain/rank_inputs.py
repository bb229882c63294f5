"""What the rank of one paper cut rests on: what was seen at visits, and what people said about it.

Every class refuses what cannot be with a ValueError.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from papercuts.domain.limits import Per

HIT_PRIOR = (1.0, 3.0)  # Beta(1, 3): a quarter is hit, worth 4 watched people (.31 in Nielsen and Landauer, 1993)
RHO = 0.2  # how alike people at one visit are (intra-class correlation, 0–1)
PERIODS_A_YEAR: dict[str, float] = {Per.DAY: 220, Per.WEEK: 46, Per.MONTH: 12, Per.QUARTER: 4, Per.YEAR: 1}


@dataclass(frozen=True)
class VisitCount:
    """One visit with our product at which the task was watched."""

    watched: int  # participants; a visit without named participants counts as one
    hit: int  # of them, those who ran into the paper cut, however often
    segment: str = ""  # the name of the segment of its site

    def __post_init__(self) -> None:
        """Refuse counts that cannot be."""
        if self.watched < 1:
            raise ValueError("a visit counts only when the task was watched with at least one person")
        if not 0 <= self.hit <= self.watched:
            raise ValueError("nobody can hit a paper cut without having been watched")


@dataclass(frozen=True, slots=True)
class Counts:
    """Visits added up, as far as the share of people who are hit needs them."""

    hit: int  # participants at visits, as counted
    watched: int
    squares: float  # Σ watched² over the visits

    @classmethod
    def of(cls, visits: Iterable[VisitCount]) -> "Counts":
        """Return the visits added up."""
        visits = tuple(visits)
        return cls(
            sum(visit.hit for visit in visits),
            sum(visit.watched for visit in visits),
            float(sum(visit.watched**2 for visit in visits)),
        )


@dataclass(frozen=True)
class Timing:
    """How long the paper cut held up one participant at one visit, each time."""

    visit: int  # any key; it only says who was at the same visit
    stopwatch_seconds: tuple[float, ...] = ()
    stated_seconds: tuple[float, ...] = ()  # from counted steps, or guessed

    def __post_init__(self) -> None:
        """Refuse a loss that took no time."""
        if any(seconds <= 0 for seconds in self.stopwatch_seconds + self.stated_seconds):
            raise ValueError("seconds lost must be more than 0")


@dataclass(frozen=True)
class HitOccurrence:
    """How often the paper cut happened to one participant at one visit, in how many performances of the task."""

    occurrences: float
    performed: float

    def __post_init__(self) -> None:
        """Refuse a hit that did not happen."""
        if self.occurrences <= 0 or self.performed <= 0:
            raise ValueError("somebody who was hit did the task, and met the paper cut, at least once")


@dataclass(frozen=True)
class SegmentUse:
    """How many people of a segment do the task, and how often one of them does."""

    name: str
    weight: float  # how much the segment counts in the order, 0–3; hours shown are never weighted
    people: float | None
    people_source: str | None  # a word of limits.Source; None is as unsure as a guess
    times: float | None  # performances by one person in each period
    per: str | None  # the period, a word of limits.Per
    frequency_source: str | None
    reported_per_year: tuple[float, ...] = ()  # performances a year, as people at visits said
    reported_as: tuple[tuple[float, str], ...] = ()  # … the same in their own words: times and period
    assumed_people: float | None = None  # what to take when people is None
    assumed_people_sigma: float = 1.0  # … and its log-sd

    def __post_init__(self) -> None:
        """Refuse negative numbers, and a frequency without its period."""
        given = (self.weight, self.people, self.times, self.assumed_people, *self.reported_per_year)
        if any(value is not None and value < 0 for value in given):
            raise ValueError("people, frequency and weight cannot be negative")
        if self.times is not None and self.per is None:
            raise ValueError("a frequency needs its period: day, week, month, quarter or year")

    @property
    def is_frequency_assumed(self) -> bool:
        """Say whether nothing is known of how often the task is done."""
        return self.times is None and not any(self.reported_per_year)


@dataclass(frozen=True)
class EffortGiven:
    """Engineer-hours to mend it: a size, or three points."""

    size: str | None
    low: float | None = None
    likely: float | None = None
    high: float | None = None
    size_hours: tuple[float, float] | None = None  # what the size meant here when it was given (10 % and 90 %)

    @property
    def in_words(self) -> str:
        """Return it as a history tells it: "S", or "2/4/9 h"."""
        return self.size or f"{self.low:g}/{self.likely:g}/{self.high:g} h"


def size_hours(low: float | None, high: float | None) -> tuple[float, float] | None:
    """Return what a size meant when it was given, as the rank takes it; none where either is missing."""
    return None if low is None or high is None else (low, high)


@dataclass(frozen=True)
class Inputs:
    """Everything the rank of one paper cut rests on."""

    visits: tuple[VisitCount, ...]
    timings: tuple[Timing, ...]
    occurrences: tuple[HitOccurrence, ...]
    segments: tuple[SegmentUse, ...]
    effort: EffortGiven | None
    share_removed: float = 1.0  # of the loss, by the fix (0–1)
    periods_a_year: Mapping[str, float] = field(default_factory=PERIODS_A_YEAR.copy)
    hit_prior: tuple[float, float] = HIT_PRIOR
    rho: float = RHO
    occurrences_log: tuple[float, float] | None = None  # mean and sd of the logarithm, if known; (0, 0): once

    @cached_property
    def hit_k(self) -> int:
        """Return how many were hit, as counted."""
        return sum(visit.hit for visit in self.visits)

    @cached_property
    def watched_n(self) -> int:
        """Return how many were watched, as counted."""
        return sum(visit.watched for visit in self.visits)

    def __post_init__(self) -> None:
        """Refuse a fix that removes more than there is."""
        if not 0 <= self.share_removed <= 1:
            raise ValueError("a fix removes between 0 and 100 % of the loss")
