"""The cells of an import: what each column holds, and what is said when it does not."""

import re
from collections.abc import Callable
from datetime import date, time
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from papercuts.domain import formats, limits, links, moods, sheets
from papercuts.domain.limits import Consent, HowItWent, HowTimed, Per, Size, Source
from papercuts.domain.numbers import paper_cut_number
from papercuts.domain.rank_inputs import EffortGiven
from papercuts.domain.text import clean_line, clean_text, identity

REQUIRED = ("visited_on", "site", "task")

_DAY = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile("([0-9]{1,2})[:.]([0-9]{2})(?::([0-9]{2}))?")
_WHOLE = re.compile("-?[0-9]{1,15}")
_GROUPED = re.compile("[1-9][0-9]{0,2}(?:[,.\u00a0\u202f '’][0-9]{3})+")
_NUMBER = re.compile("-?[0-9]{1,15}(?:[.,][0-9]{1,9})?")
_TWO_WAYS = re.compile("[1-9][0-9]{0,2},[0-9]{3}")  # a thousand to some, a decimal to others
_NUMBER_MOST = 10**15 - 1  # up to it a number that no paper cut has is told, not taken for a title

Word = TypeVar("Word", bound=StrEnum)


def read_cell(column: str, cell: str) -> Any:
    """Return what a cell says, nothing when it is empty. Raises ValueError with a sentence."""
    clean = clean_text if column == "quote" else clean_line
    try:
        text = clean(sheets.restore(cell))
    except ValueError as error:
        raise ValueError(f"{error}. Remove it.") from error
    if text:
        return COLUMNS[column](text)
    if column in REQUIRED:
        raise ValueError(f"The {'day' if column == 'visited_on' else column} is missing. Fill it in.")
    return None


@lru_cache(maxsize=50_000)
def key(name: str) -> str:
    """Return a name as names are compared: without case and width."""
    return identity(name)


def _text(length: int) -> Callable[[str], str]:
    def read_text(text: str) -> str:
        if len(text) > length:
            raise ValueError(f"At most {length:,} characters, and these are {len(text):,}. Shorten it.")
        return text

    return read_text


def _name(length: int) -> Callable[[str], str]:
    within = _text(length)

    def read_name(text: str) -> str:
        if not key(text):
            raise ValueError("Nothing in this name can be seen. Write it anew.")
        return within(text)

    return read_name


def _word(words: type[Word]) -> Callable[[str], Word]:
    known = {word.value.lower(): word for word in words}

    def read_word(text: str) -> Word:
        word = known.get(" ".join(text.replace("_", " ").lower().split()))
        if word is None:
            raise ValueError(f"Write one of: {', '.join(known)}.")
        return word

    return read_word


def _whole(what: str, low: int, high: int, example: int) -> Callable[[str], int]:
    def read_whole(text: str) -> int:
        digits = re.sub("[^0-9]", "", text) if _GROUPED.fullmatch(text) else text
        if not _WHOLE.fullmatch(digits):
            raise ValueError(f"{what} must be a whole number, like {example}.")
        return int(_within(what, int(digits), low, high))

    return read_whole


def _decimal(what: str, low: float, high: float, example: str) -> Callable[[str], float]:
    def read_decimal(text: str) -> float:
        if _TWO_WAYS.fullmatch(text):
            raise ValueError(f"Is this {text.replace(',', '')} or {text.replace(',', '.')}? Write it without a comma.")
        if not _NUMBER.fullmatch(text):
            raise ValueError(f"{what} must be a number, like {example}.")
        return _within(what, float(text.replace(",", ".")), low, high)

    return read_decimal


def _within(what: str, number: float, low: float, high: float) -> float:
    if number < 0:
        raise ValueError(f"{what} cannot be negative. Write a number from {low:,g} to {high:,.15g}.")
    if not low <= number <= high:
        raise ValueError(f"{what} must be from {low:,g} to {high:,.15g}.")
    return number


def _day(text: str) -> date:
    match = _DAY.fullmatch(text)
    if match is None:
        raise ValueError("Write the day as year-month-day, like 2026-03-12.")
    year, month, day = (int(part) for part in match.groups())
    if not 1 <= month <= 12:
        raise ValueError(f"There is no month {month}. Write the day as year-month-day, like 2026-03-12.")
    if not limits.YEAR_MIN <= year <= limits.YEAR_MAX:
        raise ValueError(f"The year must be from {limits.YEAR_MIN} to {limits.YEAR_MAX}.")
    try:
        return date(year, month, day)
    except ValueError as error:
        month_name = formats.date(date(year, month, 1)).split()[1]
        in_year = f" in {year}" if (month, day) == (2, 29) else ""
        raise ValueError(f"There is no {day} {month_name}{in_year}. Correct the day.") from error


def _time(text: str) -> time:
    match = _TIME.fullmatch(text)
    hour, minute, second = (int(part or 0) for part in match.groups()) if match else (24, 0, 0)
    if hour > 23 or max(minute, second) > 59:
        raise ValueError("Write the time as hours and minutes of 24, like 14:05.")
    return time(hour, minute, second)


def _paper_cut(text: str) -> int | str:
    number = paper_cut_number(text, _NUMBER_MOST)
    return _text(limits.TITLE)(text) if number is None else number


def _effort(text: str) -> EffortGiven:
    if text.upper() in list(Size):
        return EffortGiven(Size(text.upper()))
    parts = [part.strip() for part in text.split("/")]
    if len(parts) != 3:
        raise ValueError("Write a size (XS, S, M, L or XL), or low, likely and high hours, like 2/4/8.")
    read_hours = _decimal("Effort", limits.EFFORT_HOURS_MIN, limits.EFFORT_HOURS_MAX, "2/4/8")
    low, likely, high = (read_hours(part) for part in parts)
    if not low <= likely <= high:
        raise ValueError("Low, likely and high hours must stand in this order, like 2/4/8.")
    return EffortGiven(None, low, likely, high)


def _link(text: str) -> str:
    if not links.is_web_address(text):
        raise ValueError("Write an address that starts with https://, or leave it empty.")
    return text


# What each column holds, in the order of the documents. A reader gets a cell that is clean and not empty.
COLUMNS: dict[str, Callable[[str], Any]] = {
    "visited_on": _day,
    "site": _name(limits.NAME),
    "segment": _name(limits.NAME),
    "product": _name(limits.NAME),
    "product_version": _text(limits.VERSION),
    "participant": _name(limits.CODE),
    "role": _text(limits.ROLE),
    "task": _name(limits.NAME),
    "area": _name(limits.NAME),
    "people": _whole("People", 0, limits.PEOPLE_MAX, 400),
    "times": _decimal("Times", 0, limits.TIMES_MAX, "3 or 2.5"),
    "per": _word(Per),
    "source": _word(Source),
    "performed": _whole("Performed", 1, limits.PERFORMED_MAX, 3),
    "how_it_went": _word(HowItWent),
    "seen_at": _time,
    "what_happened": _text(limits.LINE),
    "paper_cut": _paper_cut,
    "seconds_lost": _decimal("Seconds", limits.SECONDS_MIN, limits.SECONDS_MAX, "14"),
    "how_timed": _word(HowTimed),
    "occurrences": _whole("Occurrences", 1, limits.OCCURRENCES_MAX, 2),
    "quote": _text(limits.QUOTE),
    "mood": moods.read,
    "workaround": _text(limits.LINE),
    "consent": _word(Consent),
    "effort": _effort,
    "link": _link,
}
