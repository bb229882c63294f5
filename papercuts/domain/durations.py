"""Lengths of time as people write them: 14s, 2 min, 1,5h, 2min30, 1 h 30 min.

Result: seconds, of any size; who asks holds them against a limit. And how seconds are known, said the same everywhere.
"""

import re

from papercuts.domain.formats import duration, number_of
from papercuts.domain.limits import HowTimed

NUMBER = "([0-9]{1,6}(?:[.,][0-9]{1,2})?)"
_SECONDS, _MINUTES, _HOURS = "s(?:ecs?)?", "m(?:ins?)?", "h(?:rs?|ours?)?"
_END = r"(?=[\s,;.?]|$)"
_ONE = re.compile(f"{NUMBER}({_SECONDS}|{_MINUTES}|{_HOURS})")
_TWO = re.compile(f"([0-9]{{1,3}})(?:{_MINUTES}([0-5]?[0-9])(?:{_SECONDS})?|{_HOURS}([0-5]?[0-9])(?:{_MINUTES})?)")
# 14 s; a lonely m stands for metres as often, and "2 hours" is part of a sentence
_APART = re.compile(rf"(?<!\S){NUMBER} (s|secs?|mins?|h|hrs?){_END}")
_TWO_APART = re.compile(rf"(?<!\S)([0-9]{{1,3}}) ?(m|mins?|h|hrs?) ([0-5]?[0-9]) ?(s|secs?|m|mins?){_END}")
_LIKE_ONE = re.compile(f"([0-9][0-9.,]*)({_SECONDS}|{_MINUTES}|{_HOURS})(?:[0-9.,]+[smh]?)?")
_WITH_UNIT = re.compile(rf"(.*[0-9])\s*({_SECONDS}|{_MINUTES}|{_HOURS})", re.I | re.A)
_FACTORS = {"s": 1.0, "m": 60.0, "h": 3600.0}  # by the first letter of a unit

# units of a clock's error, with the least that is told in them: a little less than a day is one
_CLOCK = (("day", 24 * 3600, 23.5 * 3600), ("hour", 3600, 3570), ("minute", 60, 0))

_KNOWN_AS = {HowTimed.STOPWATCH: "timed", HowTimed.COUNTED: "counted", HowTimed.GUESS: "guess"}


def known_as(how: HowTimed | None) -> str:
    """Return in a word how seconds are known; nothing where nobody said."""
    return _KNOWN_AS[how] if how else ""


def told(seconds: float, how: HowTimed | None) -> str:
    """Return seconds with how they are known: 5.8 s (counted)."""
    return f"{duration(seconds)} ({known_as(how)})" if how else duration(seconds)


def seconds(word: str) -> float | None:
    """Return the seconds that a word without blanks says; none when it says none."""
    if match := _ONE.fullmatch(word):
        return _FACTORS[match[2][0]] * float(match[1].replace(",", "."))
    if match := _TWO.fullmatch(word):
        return 60.0 * int(match[1]) + int(match[2]) if match[2] else 3600.0 * int(match[1]) + 60.0 * int(match[3])
    return None


def without_unit(text: str) -> tuple[str, float | None]:
    """Return what stands before a unit at the end, and the unit's seconds; none where there is no unit."""
    match = _WITH_UNIT.fullmatch(text.strip())
    return (match[1], _FACTORS[match[2][0].lower()]) if match else (text, None)


def beside_units(text: str) -> str:
    """Return a length of time without the blanks beside its units: 1h30 for 1 h 30. Those between numbers stay."""
    return re.sub(r"\s*([a-z]+)\s*", r"\1", text.strip().lower())


def joined(line: str) -> str:
    """Return a line with its lengths of time as one word each: 14s for 14 s, 1h30min for 1 h 30 min."""
    return _APART.sub(r"\1\2", _TWO_APART.sub(r"\1\2\3\4", line))


def is_meant(word: str) -> bool:
    """Say whether a word looks like a length of time, readable or not: 99999999s, 2m60s."""
    return _LIKE_ONE.fullmatch(word) is not None


def meant(word: str) -> float | None:
    """Return the seconds of one number with one unit, however many digits it has; none of anything else."""
    match = re.fullmatch(f"([0-9]+(?:[.,][0-9]{{1,2}})?)({_SECONDS}|{_MINUTES}|{_HOURS})", word)
    return _FACTORS[match[2][0]] * float(match[1].replace(",", ".")) if match else None


def ahead(seconds: int) -> str:
    """Return by how much a clock is wrong, in the largest unit: "1 day ahead", "2 hours behind"."""
    size = abs(seconds)
    unit, length = next((unit, length) for unit, length, least in _CLOCK if size >= least)
    return f"{number_of(round(size / length), unit)} {'ahead' if seconds > 0 else 'behind'}"
