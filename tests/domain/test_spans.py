"""Months, or quarters where there are many."""

from datetime import date

from papercuts.domain.spans import between, called, span_of


def names(first: date, last: date) -> list[str]:
    of_day = span_of(first, last)
    return [called(span) for span in between(of_day(first), of_day(last))]


def test_a_few_months_are_shown_each_and_many_by_the_quarter() -> None:
    assert names(date(2025, 11, 30), date(2026, 2, 1)) == ["Nov 2025", "Dec 2025", "Jan 2026", "Feb 2026"]
    assert len(names(date(2026, 1, 31), date(2026, 9, 1))) == 9
    assert names(date(2025, 6, 1), date(2026, 3, 31)) == ["Q2 2025", "Q3 2025", "Q4 2025", "Q1 2026"]
    assert names(date(2026, 5, 2), date(2026, 5, 2)) == ["May 2026"]
