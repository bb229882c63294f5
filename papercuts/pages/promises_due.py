"""The promises that are due next, beside the overview."""

from dataclasses import dataclass
from datetime import date

from papercuts import queries
from papercuts.domain import formats
from papercuts.domain.limits import PromiseState
from papercuts.models import Promise

SHOWN = 3
SOON = 7  # days


@dataclass(frozen=True)
class Due:
    """One of them, and how soon."""

    promise: Promise
    when: str  # "3 days late", "in 3 days"
    kind: str  # of its tag


def shown(today: date) -> tuple[list[Due], int]:
    """Return the next ones, and how many are open in all."""
    n_open = queries.promises.counts(today)[PromiseState.OPEN]
    return [_due(one, today) for one in queries.promises.open_ones(SHOWN)] if n_open else [], n_open


def _due(one: Promise, today: date) -> Due:
    if one.due_on is None:
        return Due(one, "no day", "")
    days = (one.due_on - today).days
    if days < 0:
        return Due(one, f"{formats.number_of(-days, 'day')} late", "cut")
    when = "today" if days == 0 else f"in {formats.number_of(days, 'day')}"
    return Due(one, when, "warn" if days <= SOON else "")
