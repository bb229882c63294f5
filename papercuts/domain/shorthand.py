"""The one-line grammar of capture: `Date field clears 14s 6/w @P2 #invoice "every single time" ?`.

    14s 2m 1.5m 1m30s   time lost            @P2           the person
    6/d 6/w 6/m 6/y     how often they do it #invoice      the area
    x3                  it happened 3 times  =31 PC-31     the paper cut
    "…" “…” „…“ «…»     their words          ? at the end  not sure

14 s, 14sec, 2 min and 6/week are understood too, and so is the time in "takes 25 seconds", which stays in the text.
Words stand in any order. A full stop or comma behind one is forgiven. The first of a kind counts. Whatever is not
understood stays in the text, so nothing that was typed is lost. The caller bounds the line's length.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from papercuts.domain.formats import duration, significant
from papercuts.domain.limits import MAX_INT, NAME, OCCURRENCES_MAX, SECONDS_MAX, SECONDS_MIN, TIMES_MAX, Per


@dataclass(frozen=True)
class Shorthand:
    """What was understood of one line."""

    text: str
    seconds_lost: float | None = None
    times: float | None = None
    per: Per | None = None
    occurrences: int = 1
    person: str | None = None
    area: str | None = None
    paper_cut: int | None = None
    quote: str | None = None
    is_unsure: bool = False


Fields = dict[str, Any]  # some fields of a Shorthand, by name; empty: not understood

_NUMBER = "([0-9]{1,6}(?:[.,][0-9]{1,2})?)"
_SECONDS = re.compile(f"{_NUMBER}s(?:ecs?)?")
_MINUTES = re.compile(f"{_NUMBER}m(?:ins?)?")
_MINUTES_AND_SECONDS = re.compile("([0-9]{1,3})m([0-5]?[0-9])s?")
_APART = re.compile(rf"(?<!\S){_NUMBER} (s|secs?|mins?)(?=[\s,;.]|$)")  # 14 s
_IN_A_SENTENCE = re.compile(rf"(?<!\S){_NUMBER} ?(second|minute)s?(?!\w)", re.I | re.A)  # takes 25 seconds to open
_FREQUENCY = re.compile(f"{_NUMBER}/(d|day|w|wk|week|m|month|y|yr|year)")
_OCCURRENCES = re.compile("[xX]([0-9]{1,4})")
_PERSON = re.compile("@([A-Za-z]{1,3}[0-9]{1,4})")
_PAPER_CUT = re.compile("(?:=|=?[Pp][Cc]-)([0-9]{1,10})")
_PERIODS = {"d": Per.DAY, "w": Per.WEEK, "m": Per.MONTH, "y": Per.YEAR}  # by their first letter

# Each kind excludes its own opening mark inside, so that a line of unclosed ones is read in linear time.
_QUOTE = re.compile(
    r"""(?<!\S)(?:"([^"]*)"|“([^“”]*)”|”([^”]*)”|„([^„“”]*)[“”]|«([^«»]*)»|»([^«»]*)«)(?=[\s.,;:!?)]|$)[.,;]?"""
)
_BLANK = " \t\r\n"
_BLANKS = re.compile(f"[{_BLANK}]+")
_NO_WORDS = _BLANK + ".,;:!-–—…"


def parse(line: str) -> Shorthand:
    """Return what a line says; the text is what remains, never their words, which not everybody may read."""
    rest, quote = _without_quote(line)
    rest, is_unsure = _without_doubt(_APART.sub(r"\1\2", rest))
    found: Fields = {}
    left = []
    for word in _BLANKS.split(rest):
        read = _read(word)
        if read and not read.keys() & found.keys():
            found |= read
        else:
            left.append(word)
    text, is_unsure_before = _without_doubt(" ".join(left))
    if found:
        text = text.rstrip(_BLANK + ",;")
    if quote and not text.strip(_NO_WORDS):
        text = ""
    if "seconds_lost" not in found:
        found |= _told_in_a_sentence(text)
    return Shorthand(text=text, quote=quote, is_unsure=is_unsure or is_unsure_before, **found)


def understood(said: Shorthand) -> list[str]:
    """Return what was understood as short words, one for each thing beside the text."""
    chips = [
        said.seconds_lost is not None and f"{duration(said.seconds_lost)} lost",
        said.times is not None and f"{_times(said.times)} a {said.per}",
        said.quote is not None and "1 quote",
        said.occurrences > 1 and f"{said.occurrences:,} times",
        said.person,
        said.area and f"#{said.area}",
        said.paper_cut and f"PC-{said.paper_cut}",
        said.is_unsure and "not sure",
    ]
    return [chip for chip in chips if chip]


def _without_quote(line: str) -> tuple[str, str | None]:
    for match in _QUOTE.finditer(line):
        quote = next(words for words in match.groups() if words is not None).strip()
        if quote:
            return f"{line[: match.start()]} {line[match.end() :]}", quote
    return line, None


def _without_doubt(words: str) -> tuple[str, bool]:
    sure = words.strip(_BLANK)
    bare = sure.rstrip("?" + _BLANK)
    return bare, bare != sure


def _read(word: str) -> Fields:
    bare = word[:-1] if word.endswith((",", ";", ".")) else word
    for reader in _READERS:
        fields = reader(bare)
        if fields:
            return fields
    return {}


def _seconds_lost(word: str) -> Fields:
    if match := _SECONDS.fullmatch(word):
        seconds = _number(match[1])
    elif match := _MINUTES.fullmatch(word):
        seconds = 60 * _number(match[1])
    elif match := _MINUTES_AND_SECONDS.fullmatch(word):
        seconds = 60.0 * int(match[1]) + int(match[2])
    else:
        return {}
    return {"seconds_lost": seconds} if SECONDS_MIN <= seconds <= SECONDS_MAX else {}


def _told_in_a_sentence(text: str) -> Fields:
    """Return the seconds of "takes 25 seconds to open"; the words stay, for the sentence needs them."""
    match = _IN_A_SENTENCE.search(text)
    return _seconds_lost(match[1] + match[2][0].lower()) if match else {}


def _frequency(word: str) -> Fields:
    match = _FREQUENCY.fullmatch(word)
    if not match or not 0 < _number(match[1]) <= TIMES_MAX:
        return {}
    return {"times": _number(match[1]), "per": _PERIODS[match[2][0]]}


def _occurrences(word: str) -> Fields:
    match = _OCCURRENCES.fullmatch(word)
    return {"occurrences": int(match[1])} if match and 1 <= int(match[1]) <= OCCURRENCES_MAX else {}


def _person(word: str) -> Fields:
    match = _PERSON.fullmatch(word)
    return {"person": match[1].upper()} if match else {}


def _area(word: str) -> Fields:
    is_area = word.startswith("#") and word[1:2].isalpha() and len(word) <= NAME
    return {"area": word[1:]} if is_area else {}


def _paper_cut(word: str) -> Fields:
    match = _PAPER_CUT.fullmatch(word)
    return {"paper_cut": int(match[1])} if match and 1 <= int(match[1]) <= MAX_INT else {}


_READERS: tuple[Callable[[str], Fields], ...] = (_seconds_lost, _frequency, _occurrences, _person, _area, _paper_cut)


def _number(digits: str) -> float:
    return float(digits.replace(",", "."))


def _times(times: float) -> str:
    return "once" if times == 1 else f"{significant(times, 8)} times"
