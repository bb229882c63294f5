"""Rounds: small campaigns with a few slots. How far one is, in numbers and words."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from papercuts.domain.formats import date as day
from papercuts.domain.formats import number_of
from papercuts.domain.lifecycle import SHIPPED, WAITING
from papercuts.domain.limits import Status


@dataclass(frozen=True)
class Progress:
    """Slots by what became of the paper cuts in them."""

    slots: int
    n_fixed: int  # verified ones among them
    n_verified: int
    n_waiting: int  # claimed ones among them
    n_closed: int  # declined or merged since; they hold a slot until somebody drops them
    n_claimed: int = 0

    @property
    def n_taken(self) -> int:
        """Return how many slots are taken."""
        return self.n_fixed + self.n_waiting + self.n_closed

    @property
    def n_free(self) -> int:
        """Return how many slots are free."""
        return max(self.slots - self.n_taken, 0)

    @property
    def in_words(self) -> str:
        """Return it as a sentence: "3 of 10 slots fixed, 1 of them verified; 1 claimed, 3 waiting, 3 free"."""
        fixed = f"{self.n_fixed:,} of {number_of(self.slots, 'slot')} fixed"
        if self.n_verified:
            fixed += ", and verified" if self.n_verified == self.n_fixed else f", {self.n_verified:,} of them verified"
        rest = [
            (self.n_claimed, "claimed"),
            (self.n_waiting - self.n_claimed, "waiting"),
            (self.n_closed, "closed without a fix"),
            (self.n_free, "free"),
        ]
        parts = [f"{n:,} {what}" for n, what in rest if n]
        return f"{fixed}; {', '.join(parts)}" if parts else fixed


def progress(slots: int, statuses: Collection[Status]) -> Progress:
    """Return how far a round is. statuses: of the paper cuts in its slots, one for each."""
    n = Counter(statuses)
    n_fixed, n_waiting = sum(n[status] for status in SHIPPED), sum(n[status] for status in WAITING)
    n_closed = len(statuses) - n_fixed - n_waiting
    return Progress(slots, n_fixed, n[Status.VERIFIED], n_waiting, n_closed, n[Status.CLAIMED])


def is_over(ends_on: date, today: date) -> bool:
    """Say whether the last day of a round has passed."""
    return today > ends_on


def days_in_words(starts_on: date, ends_on: date, today: date) -> str:
    """Return what is left of a round's days, or when it begins or ended."""
    if is_over(ends_on, today):
        return f"ended on {day(ends_on)}"
    if today < starts_on:
        n = (starts_on - today).days
        return "starts tomorrow" if n == 1 else f"starts in {number_of(n, 'day')}"
    n = (ends_on - today).days
    return "ends today" if n == 0 else f"{number_of(n, 'day')} left"
