"""Months, or quarters where there are many: the spans of time over which something is shown."""

from collections.abc import Callable
from datetime import date

from papercuts.domain import formats

MONTHS_MOST = 9  # longer than that, and a quarter is a span

Span = tuple[int, int]  # the year, and which month of it from 0, or 12 and more: which quarter
_LAST_MONTH, _FIRST_QUARTER, _LAST_QUARTER = 11, 12, 15


def span_of(first: date, last: date) -> Callable[[date], Span]:
    """Return what tells the span of a day, between these two: a month, or a quarter where there are too many."""
    n_months = (last.year - first.year) * 12 + last.month - first.month + 1
    if n_months <= MONTHS_MOST:
        return lambda day: (day.year, day.month - 1)
    return lambda day: (day.year, _FIRST_QUARTER + (day.month - 1) // 3)


def between(first: Span, last: Span) -> list[Span]:
    """Return every span from the first to the last."""
    found = [first]
    while found[-1] < last:
        year, part = found[-1]
        after = {_LAST_MONTH: (year + 1, 0), _LAST_QUARTER: (year + 1, _FIRST_QUARTER)}
        found.append(after.get(part, (year, part + 1)))
    return found


def called(span: Span) -> str:
    """Return the name of a span: "Mar 2026" or "Q1 2026"."""
    year, part = span
    if part >= _FIRST_QUARTER:
        return f"Q{part - _FIRST_QUARTER + 1} {year}"
    return f"{formats.short_date(date(year, part + 1, 1)).removeprefix('1 ')} {year}"
