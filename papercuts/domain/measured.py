"""What fixes were to give back and gave, added up by release or by quarter: each paper cut once.

A paper cut may be fixed twice; people have its newest fix, and only that one is in a sum. It holds until somebody meets
the paper cut again. What was promised is held against what was given for fixes that came back, too, by what is left for
those looked at: without them every promise would look kept. What *is given back* counts fixes that hold alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, Protocol, TypeVar

from papercuts.domain import realised, totals
from papercuts.domain.totals import Hours

_MONTHS = ("January to March", "April to June", "July to September", "October to December")


class Measurable(Protocol):
    """A fix of a published release, in hours a year."""

    @property
    def release_id(self) -> int:
        """Return its release."""

    @property
    def version(self) -> str:
        """Return the version of its release."""

    @property
    def released_on(self) -> date:
        """Return the day of its release."""

    @property
    def is_newest(self) -> bool:
        """Say whether it is the fix of its paper cut that people have."""

    @property
    def is_holding(self) -> bool:
        """Say whether nobody has met the paper cut again since, either."""

    @property
    def predicted(self) -> Hours | None:
        """Return what it was to give back; none: nobody was seen losing time before."""

    @property
    def realised(self) -> Hours | None:
        """Return what it gives back as measured; none: nobody was looked at with it."""

    @property
    def too_much(self) -> Hours | None:
        """Return by which more was predicted than is realised."""


OneFix = TypeVar("OneFix", bound=Measurable)


@dataclass(frozen=True)
class Sums(Generic[OneFix]):
    """Some fixes added up; each with hours predicted, and the newest of its paper cut."""

    fixes: tuple[OneFix, ...]

    @property
    def measured(self) -> tuple[OneFix, ...]:
        """Return the fixes that somebody was looked at with."""
        return tuple(one for one in self.fixes if one.realised)

    @property
    def is_whole(self) -> bool:
        """Say whether all of them are measured."""
        return bool(self.fixes) and len(self.measured) == len(self.fixes)

    @property
    def predicted(self) -> Hours:
        """Return what all of them were to give back."""
        return totals.total(one.predicted for one in self.fixes if one.predicted)

    @property
    def predicted_of_measured(self) -> Hours:
        """Return what those that are measured were to give back."""
        return totals.total(one.predicted for one in self.measured if one.predicted)

    @property
    def predicted_left(self) -> Hours:
        """Return what the others are to give back."""
        return totals.total(one.predicted for one in self.fixes if one.predicted and not one.realised)

    @property
    def given(self) -> Hours:
        """Return what those that are measured gave back."""
        return realised.total(one.realised for one in self.measured if one.realised)

    @property
    def too_much(self) -> Hours:
        """Return by how much more was predicted than those that are measured gave back."""
        return realised.difference(one.too_much for one in self.measured if one.too_much)


@dataclass(frozen=True)
class Group(Generic[OneFix]):
    """The fixes of a release or of a quarter."""

    name: str  # "4.12", "July to September 2026"
    short: str  # "4.12", "Q3 2026"
    release_id: int | None
    all: Sums[OneFix]  # the newest fix of each paper cut, also where that came back
    fixed_again: tuple[OneFix, ...]  # in no sum: another fix took their place
    n_uncounted: int  # nobody was seen losing time before them

    @property
    def holding(self) -> Sums[OneFix]:
        """Return those that hold: what is given back now."""
        return Sums(tuple(one for one in self.all.fixes if one.is_holding))

    @property
    def came_back(self) -> Sums[OneFix]:
        """Return those whose paper cut somebody has met again since."""
        return Sums(tuple(one for one in self.all.fixes if not one.is_holding))

    @property
    def listed(self) -> tuple[OneFix, ...]:
        """Return all that it names, those in no sum last."""
        return (*self.all.fixes, *self.fixed_again)


def together(groups: Iterable[Group[OneFix]]) -> Sums[OneFix]:
    """Return the fixes of several groups added up."""
    return Sums(tuple(one for group in groups for one in group.all.fixes))


def by_release(found: Iterable[OneFix]) -> list[Group[OneFix]]:
    """Return a group for each release, in the opposite order of its first fix."""
    some: dict[int, list[OneFix]] = defaultdict(list)
    for one in found:
        some[one.release_id].append(one)
    return [_group(of[0].version, of[0].version, release_id, of) for release_id, of in reversed(some.items())]


def by_quarter(found: Iterable[OneFix]) -> list[Group[OneFix]]:
    """Return a group for each quarter in which something was released, the newest first."""
    some: dict[date, list[OneFix]] = defaultdict(list)
    for one in found:
        some[quarter_of(one.released_on)[0]].append(one)
    return [
        _group(_name(first), f"Q{first.month // 3 + 1} {first.year}", None, of)
        for first, of in sorted(some.items(), reverse=True)
    ]


def of_quarter(found: Iterable[OneFix], days: tuple[date, date]) -> Group[OneFix]:
    """Return the group of one quarter, given by its first and last day; nothing may have been released in it."""
    return _group(_name(days[0]), "", None, [one for one in found if days[0] <= one.released_on <= days[1]])


def quarter_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of the quarter that a day lies in."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    after = date(day.year + first.month // 10, (first.month + 2) % 12 + 1, 1)
    return first, after - timedelta(days=1)


def last_quarter(day: date) -> tuple[date, date]:
    """Return the first and the last day of the last quarter that is over."""
    return quarter_of(quarter_of(day)[0] - timedelta(days=1))


def _name(first: date) -> str:
    return f"{_MONTHS[first.month // 3]} {first.year}"


def _group(name: str, short: str, release_id: int | None, some: Sequence[OneFix]) -> Group[OneFix]:
    newest = [one for one in some if one.is_newest]
    counted = tuple(one for one in newest if one.predicted)
    again = tuple(one for one in some if not one.is_newest)
    return Group(name, short, release_id, Sums(counted), again, len(newest) - len(counted))
