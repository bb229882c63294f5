"""What we have learnt, over so many weeks: the period that every part of it shares."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NoReturn

from flask import abort

from papercuts import queries
from papercuts.domain import formats
from papercuts.web.clock import today, zone
from papercuts.web.rendering import setting

EVERYTHING = "all"
CHOICES = {"12": "Last 12 weeks", "26": "Last 26 weeks", "52": "Last 52 weeks", EVERYTHING: "Since we began"}
LEAST = 5  # entries that a part needs before it says anything
A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Period:
    """Whole weeks, from a Monday to the last of them, which today lies in; days are those where the team works."""

    first: date
    last: date  # today
    label: str  # "7 September to 22 November 2026, 11 weeks"
    key: str  # as in the address: "12", …, "all"

    @property
    def weeks(self) -> tuple[date, ...]:
        """Return the Mondays of its weeks; the last of them may not be over."""
        return tuple(self.first + A_WEEK * i for i in range((self.last - self.first).days // 7 + 1))

    @property
    def n_weeks(self) -> float:
        """Return how many weeks it has, the running one by its days; a first week that is not over is one."""
        return max(((self.last - self.first).days + 1) / 7, 1)

    def __contains__(self, day: date) -> bool:
        """Say whether a day lies in it."""
        return self.first <= day <= self.last


def period(args: Mapping[str, str]) -> Period:
    """Return the period that an address asks for with `weeks`, 12 by default; 400 when there is no such choice.

    It begins when the team did, where that was later: before, nothing can have happened.
    """
    key = args.get("weeks", "") or "12"
    if key not in CHOICES:
        refuse()
    last = today(setting())
    began = min(queries.flow.first_day(zone(setting())) or last, last)
    asked = began if key == EVERYTHING else last - A_WEEK * (int(key) - 1)
    found = of_days(max(asked, began), last, key)
    return replace(found, label=f"{found.label}, since we began") if _week(asked) < found.first else found


def refuse() -> NoReturn:
    """Say that an address asks for what there is not."""
    abort(400, "The address asks for something we do not know. Go back and try again.")


def of_days(first: date, last: date, key: str) -> Period:
    """Return the period from the week of one day to another day."""
    monday = _week(first)
    n = (last - monday).days // 7 + 1
    return Period(monday, last, f"{_from(monday, last)} to {formats.date(last)}, {formats.number_of(n, 'week')}", key)


def _week(day: date) -> date:
    """Return the Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def _from(first: date, last: date) -> str:
    text = formats.date(first)
    return text.removesuffix(f" {last.year}")
