"""How good guesses and counted steps are, against the stopwatch on the same paper cuts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from papercuts import queries
from papercuts.domain import formats
from papercuts.domain.estimating import ENOUGH, Bias, bias
from papercuts.domain.limits import HowTimed
from papercuts.domain.sheets import Value
from papercuts.queries.estimates import SAID, Timed

COLUMNS = ("paper_cut", "title", "how_known", "seconds_said", "seconds_timed", "people_said", "people_timed")
LISTED = 20  # on the page; the file has all
NAMES = {HowTimed.GUESS: "Guesses", HowTimed.COUNTED: "Counted steps"}


@dataclass(frozen=True)
class Kind:
    """One way to know seconds without a stopwatch, and how it compares."""

    name: str
    n: int  # paper cuts that have both
    off: Bias | None  # none: too early to say

    @property
    def words(self) -> str:
        """Return the sentence about it."""
        if self.off is None:
            n = formats.number_of(self.n, "paper cut") if self.n else "no paper cut"
            has = "has" if self.n <= 1 else "have"
            return f"{self.name}: too early to say. {n.capitalize()} of {ENOUGH} {has} both."
        factor = formats.significant(self.off.factor)
        likely = formats.span(self.off.low, self.off.high, formats.significant)
        is_said = "are" if self.off.may_be_none else "are too long:" if self.off.factor > 1 else "are too short:"
        tail = "; that may be chance" if self.off.may_be_none else ""
        return f"{self.name} {is_said} {factor} times what the stopwatch says, likely {likely}{tail}."


def shown() -> dict[str, Any]:
    """Return what the section shows; over all paper cuts that have both."""
    found = queries.estimates.timed()
    return {
        "kinds": [_kind(how, found) for how in SAID],
        "pairs": found[:LISTED],
        "n_more": max(len(found) - LISTED, 0),
        "names": NAMES,
    }


def rows() -> Iterator[tuple[Value, ...]]:
    """Return the rows of the file: one a paper cut and way to know."""
    for one in queries.estimates.timed():
        yield f"PC-{one.paper_cut_id}", one.title, one.how, one.said, one.timed, one.n_said, one.n_timed


def _kind(how: HowTimed, found: list[Timed]) -> Kind:
    pairs = [(one.said, one.timed) for one in found if one.how is how]
    return Kind(NAMES[how], len(pairs), bias(pairs) if len(pairs) >= ENOUGH else None)
