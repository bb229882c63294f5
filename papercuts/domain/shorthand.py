"""The one-line grammar of capture: `Date field clears 14s 6/w @P2 #invoice "every single time" ?`.

    14s 2m 1,5h 1m30s   time lost            @P2           the person
    6/d 6/w 6/m 6/y     how often they do it #invoice      the area
    x3                  it happened 3 times  =31 PC-31     the paper cut
    "…" “…” „…“ «…»     their words          ? at the end  not sure
    :(( :( :| :) :))    their mood, from furious to delighted; :D is delighted too

14 s, 2 min, 2min30, 6 / w, 6/week and 2 x a day are understood too, and so is the time in "takes 25 seconds", which
stays in the text. Words stand in any order. A full stop or comma behind one is forgiven. The first of a kind counts.
Whatever is not understood stays in the text, so nothing that was typed is lost; what looks like a mark and is none is
named with the reason. The caller bounds the line's length.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from papercuts.domain import durations, moods
from papercuts.domain.durations import NUMBER
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
    mood: int | None = None  # from −2 to 2
    is_unsure: bool = False
    not_read: list[str] = field(default_factory=list)  # what looks like a mark, and why it is none


Fields = dict[str, Any]  # some fields of a Shorthand, by name; empty: not understood

_IN_A_SENTENCE = re.compile(rf"(?<!\S){NUMBER} ?(second|minute|hour)s?(?!\w)", re.I | re.A)  # takes 25 seconds to open
_PERIOD = "(d|day|w|wk|week|m|month|y|yr|year)"
_FREQUENCY = re.compile(f"{NUMBER}/{_PERIOD}")
_FREQUENCY_APART = re.compile(rf"(?<!\S){NUMBER}(?: ?/ ?| ?x ?/ ?| ?x (?:a|per) ){_PERIOD}(?=[\s,;.?]|$)")  # 2 x a day
_LONG_FREQUENCY = re.compile(f"([0-9]+(?:[.,][0-9]{{1,2}})?)/{_PERIOD}")
_LIKE_FREQUENCY = re.compile("([0-9][0-9.,]*)/[a-z]{1,7}")
_OCCURRENCES = re.compile("[xX]([0-9]{1,4})")
_LIKE_OCCURRENCES = re.compile("[xX][0-9]+")
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
    rest, is_unsure = _without_doubt(_FREQUENCY_APART.sub(r"\1/\2", durations.joined(rest)))
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
    not_read = [f"{bare} ({why})" for bare, why in ((_bare(word), _why_not(_bare(word))) for word in left) if why]
    return Shorthand(text=text, quote=quote, is_unsure=is_unsure or is_unsure_before, not_read=not_read, **found)


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
        said.mood is not None and moods.word(said.mood),
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
    for reader in _READERS:
        fields = reader(_bare(word))
        if fields:
            return fields
    return {}


def _bare(word: str) -> str:
    return word[:-1] if word.endswith((",", ";", ".")) else word


def _why_not(word: str) -> str:
    """Return why a word that looks like a mark is none; nothing of any other word, or of a second one of its kind."""
    if _read(word):
        return ""
    if durations.is_meant(word):
        seconds = durations.meant(word)
        if seconds is None:
            return "like 14s, 2m or 1h30"
        return f"at most {SECONDS_MAX / 3600:g} h" if seconds > SECONDS_MAX else f"at least {SECONDS_MIN:g} s"
    if _LIKE_FREQUENCY.fullmatch(word):
        match = _LONG_FREQUENCY.fullmatch(word)
        is_much = match is not None and _number(match[1]) > TIMES_MAX
        return f"at most {TIMES_MAX:,}" if is_much else "like 6/d, 6/w, 6/m or 6/y"
    return f"from 1 to {OCCURRENCES_MAX:,}" if _LIKE_OCCURRENCES.fullmatch(word) else ""


def _seconds_lost(word: str) -> Fields:
    seconds = durations.seconds(word)
    return {"seconds_lost": seconds} if seconds is not None and SECONDS_MIN <= seconds <= SECONDS_MAX else {}


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


def _mood(word: str) -> Fields:
    return {"mood": moods.MARKS[word]} if word in moods.MARKS else {}


_READERS: tuple[Callable[[str], Fields], ...] = (
    _seconds_lost,
    _frequency,
    _occurrences,
    _person,
    _area,
    _paper_cut,
    _mood,
)


def _number(digits: str) -> float:
    return float(digits.replace(",", "."))


def _times(times: float) -> str:
    return "once" if times == 1 else f"{significant(times, 8)} times"
