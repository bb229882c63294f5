"""Days as other programs write them: which comes first, day or month, is decided by the whole column."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

# the order of year, month and day; ISO days are read in any, since they can be nothing else
ORDERS = ("dmy", "mdy")
WORDS = {"dmy": "day, then month", "mdy": "month, then day"}

_ISO = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?:[T ]+|$)")
_NUMBERS = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?:,? +|$)")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[-/. ]+([a-z]{3,9})[-/., ]+([0-9]{4}|[0-9]{2})(?:,? +|$)", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"([a-z]{3,9}) +([0-9]{1,2}),? +([0-9]{4})(?:,? +|$)", re.IGNORECASE)
_CLOCK = re.compile(
    r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]{1,9})?)? ?(am|pm)? ?(z|utc|gmt|[+-][0-9]{2}:?[0-9]{2})?",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONGEST = 60  # characters

Parts = tuple[int, int, int]


def orders(cells: Iterable[str]) -> tuple[str, ...]:
    """Return the orders that read most cells of a column as days: both when it cannot be told, which is to be asked.

    None when no cell is a day, and where both orders mean the same days.
    """
    given = {cell.strip() for cell in cells} - {""}
    found = {order: {cell: day for cell in given if (day := _day_of(cell, order))} for order in ORDERS}
    most = max(len(days) for days in found.values())
    best = tuple(order for order in ORDERS if most and len(found[order]) == most)
    return () if len(best) > 1 and found[best[0]] == found[best[1]] else best


def as_ours(cell: str, order: str, zone: tzinfo, *, is_utc: bool = False) -> str:
    """Return the day of a cell as year-month-day, where the team works; what is no day stays as it is.

    is_utc: a time without a zone is of UTC. A day that there never was keeps its numbers, so that it can be told.
    """
    found = _split(cell, order)
    if found is None:
        return cell
    (year, month, day), clock = found
    if clock is None or (_time(clock) and _day(found[0]) is None):
        return f"{year:04}-{month:02}-{day:02}"
    moment = _moment(found, zone, is_utc)
    return moment.date().isoformat() if moment else cell


def clock_as_ours(cell: str, order: str, zone: tzinfo, *, is_utc: bool = False) -> str:
    """Return the time of a cell that holds a day too; what has no day stays as it is, what has no time is empty."""
    found = _split(cell, order)
    if found is None:
        return cell
    if found[1] is None:
        return ""
    moment = _moment(found, zone, is_utc)
    return f"{moment:%H:%M}" if moment else cell


def _day_of(cell: str, order: str) -> date | None:
    found = _split(cell, order)
    if found is None or (found[1] is not None and _time(found[1]) is None):
        return None
    return _day(found[0])


def _day(parts: Parts) -> date | None:
    try:
        return date(*parts)
    except ValueError:
        return None


def _split(cell: str, order: str) -> tuple[Parts, re.Match[str] | None] | None:
    """Return year, month and day of a cell, and its time when it has one; none when it is something else."""
    text = cell.strip()
    if len(text) > _LONGEST:
        return None
    for pattern, read in ((_ISO, _of_iso), (_NUMBERS, _of_numbers), (_DAY_FIRST, _of_words), (_MONTH_FIRST, _of_words)):
        match = pattern.match(text)
        if match and (parts := read(match, order)):
            rest = text[match.end() :].strip()
            clock = _CLOCK.fullmatch(rest) if rest else None
            return (parts, clock) if clock or not rest else None
    return None


def _of_iso(match: re.Match[str], order: str) -> Parts:
    return int(match[1]), int(match[3]), int(match[4])


def _of_numbers(match: re.Match[str], order: str) -> Parts:
    first, second = int(match[1]), int(match[3])
    day, month = (second, first) if order == "mdy" else (first, second)
    return _year(match[4]), month, day


def _of_words(match: re.Match[str], order: str) -> Parts | None:
    day, month = (match[2], match[1]) if match[1].isalpha() else (match[1], match[2])
    short = month[:3].lower()
    return (_year(match[3]), _MONTHS.index(short) + 1, int(day)) if short in _MONTHS else None


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _time(clock: re.Match[str]) -> time | None:
    hour, minute, second = (int(part or 0) for part in clock.group(1, 2, 3))
    half = (clock[4] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    try:
        return time(hour % 12 + (12 if half == "pm" else 0) if half else hour, minute, second)
    except ValueError:
        return None


def _moment(found: tuple[Parts, re.Match[str] | None], here: tzinfo, is_utc: bool) -> datetime | None:
    """Return day and time here, where a time without a zone is of; none when there is no such moment."""
    parts, clock = found
    at, day = _time(clock) if clock else None, _day(parts)
    if clock is None or at is None or day is None:
        return None
    try:
        return datetime.combine(day, at, _zone(clock[5]) or (UTC if is_utc else here)).astimezone(here)
    except (ValueError, OverflowError):  # a zone that there is not, a moment beyond the calendar
        return None


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text.lower() in ("z", "utc", "gmt"):
        return UTC
    digits = text[1:].replace(":", "")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-ahead if text[0] == "-" else ahead)
