"""What somebody asks of a sprint plan, as an address writes it: `?hours=16&reserve=20&pin=31&area=2:1`.

pin=31         must be in it                 out=5          must not
area=2:1       at most 1 of area 2           owner=3:8      at most 8 hours of account 3
apart=31-44    not both                      needs=31-44    31 only with 44
together=31-44:2   they share 2 hours        claimed=1      claimed ones, too      cautious=1   by the lower limit
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from papercuts.domain.limits import MAX_INT, PLAN_HOURS_MAX
from papercuts.domain.planner import hours_down

HOURS, RESERVE = 16.0, 20  # where nothing is said
RESERVE_MAX = 90  # per cent
GOAL_MAX = 1e12
LIMITS_MOST = 100

Pair = tuple[int, int]


@dataclass(frozen=True)
class Asked:
    """A question to the planner: hours, and limits by the numbers of paper cuts, areas and accounts."""

    hours: float = HOURS
    reserve: int = RESERVE  # per cent of the hours
    goal: float | None = None  # hours a year
    pins: tuple[int, ...] = ()
    out: tuple[int, ...] = ()
    areas: tuple[tuple[int, int], ...] = ()
    owners: tuple[tuple[int, float], ...] = ()
    apart: tuple[Pair, ...] = ()
    needs: tuple[Pair, ...] = ()  # the first only with the second
    together: tuple[tuple[tuple[int, ...], float], ...] = ()
    is_claimed: bool = False
    is_cautious: bool = False

    @property
    def budget(self) -> int:
        """Return the hours without the reserve, in units of effort."""
        return hours_down(self.hours * (100 - self.reserve) / 100)

    @property
    def has_claimed(self) -> bool:
        """Say whether claimed ones are planned, too: whoever's hours are limited has claimed something."""
        return self.is_claimed or bool(self.owners)

    @property
    def numbers(self) -> set[int]:
        """Return the paper cuts that limits name."""
        pairs = {one for pair in (*self.apart, *self.needs) for one in pair}
        return {*self.pins, *self.out} | pairs | {one for ids, _ in self.together for one in ids}

    def limits(self) -> list[tuple[str, str]]:
        """Return every limit as a name and a value of the address."""
        found = [("pin", str(one)) for one in self.pins] + [("out", str(one)) for one in self.out]
        found += [("area", f"{area}:{most}") for area, most in self.areas]
        found += [("owner", f"{owner}:{hours:.15g}") for owner, hours in self.owners]
        found += [("apart", f"{one}-{other}") for one, other in self.apart]
        found += [("needs", f"{one}-{other}") for one, other in self.needs]
        found += [("together", f"{'-'.join(map(str, ids))}:{hours:.15g}") for ids, hours in self.together]
        found += [("claimed", "1")] if self.is_claimed else []
        return found + ([("cautious", "1")] if self.is_cautious else [])

    def pairs(self) -> list[tuple[str, str]]:
        """Return all of it as names and values of the address."""
        goal = [] if self.goal is None else [("goal", f"{self.goal:.15g}")]
        return [("hours", f"{self.hours:.15g}"), ("reserve", str(self.reserve)), *goal, *self.limits()]

    def without(self, name: str, value: str) -> "Asked":
        """Return it without one limit."""
        return replace(self, **_read([one for one in self.limits() if one != (name, value)]))

    def pinned(self, number: int) -> "Asked":
        """Return it with a paper cut in it for certain."""
        others = tuple(one for one in self.out if one != number)
        return replace(self, pins=(*(one for one in self.pins if one != number), number), out=others)

    def leaving_out(self, number: int) -> "Asked":
        """Return it without a paper cut."""
        others = tuple(one for one in self.pins if one != number)
        return replace(self, out=(*(one for one in self.out if one != number), number), pins=others)


def read(pairs: Iterable[tuple[str, str]], hours: float, reserve: int, goal: float | None) -> Asked:
    """Return what an address asks for. pairs: its limits. Raises ValueError for what no address of ours says."""
    return Asked(hours, reserve, goal, **_read(pairs))


def _read(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    found: dict[str, Any] = dict.fromkeys(("pins", "out", "areas", "owners", "apart", "needs", "together"), ())
    found |= {"is_claimed": False, "is_cautious": False}
    for n, (name, value) in enumerate(dict.fromkeys(pairs)):
        if n >= LIMITS_MOST:
            raise ValueError(f"A plan can have {LIMITS_MOST} limits")
        if name in ("claimed", "cautious"):
            if value != "1":
                raise ValueError(f"Unknown value of {name}")
            found[f"is_{name}"] = True
        elif name in _READERS:
            field, reader = _READERS[name]
            limit = reader(value)
            if name in ("area", "owner"):  # of one area or person, the last word counts
                found[field] = tuple(one for one in found[field] if one[0] != limit[0])
            found[field] += (limit,)
        else:
            raise ValueError("Unknown limit")
    return found


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 10 and 1 <= int(text) <= MAX_INT):
        raise ValueError("Unknown paper cut, area or person")
    return int(text)


def _pair(text: str) -> Pair:
    one, _, other = text.partition("-")
    if one == other:
        raise ValueError("A paper cut cannot be held against itself")
    return _number(one), _number(other)


def _of_area(text: str) -> tuple[int, int]:
    area, _, most = text.partition(":")
    if not (most.isascii() and most.isdecimal() and len(most) <= 4):
        raise ValueError("Unknown number of an area")
    return _number(area), int(most)


def _of_owner(text: str) -> tuple[int, float]:
    owner, _, hours = text.partition(":")
    return _number(owner), _hours(hours)


def _together(text: str) -> tuple[tuple[int, ...], float]:
    ids, _, hours = text.partition(":")
    numbers = tuple(sorted({_number(one) for one in ids.split("-")}))
    if len(numbers) < 2:
        raise ValueError("It takes two to share work")
    return numbers, _hours(hours)


def _hours(text: str) -> float:
    try:
        hours = float(text) if text.isascii() and len(text) <= 20 and "_" not in text else math.nan
    except ValueError:
        hours = math.nan
    if not 0 <= hours <= PLAN_HOURS_MAX:
        raise ValueError("Unknown number of hours")
    return hours


_READERS: dict[str, tuple[str, Any]] = {
    "pin": ("pins", _number),
    "out": ("out", _number),
    "area": ("areas", _of_area),
    "owner": ("owners", _of_owner),
    "apart": ("apart", _pair),
    "needs": ("needs", _pair),
    "together": ("together", _together),
}
