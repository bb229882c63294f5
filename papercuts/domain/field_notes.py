"""A page of field notes, typed or dictated in any program: one line is one sighting, in the shorthand of capture.

    ## Approve an invoice        the task of the lines below; with @P2 in it, so is the person
    @P2                          the person, from here on
    - 10:42 Date clears 14s      a sighting; what lists begin with is left out, a time stands first
    # Marfinch Joinery           a title: read over

Blank lines are nothing. Whatever else is a sighting, so that no line of a page is lost.
"""

import re
from dataclasses import dataclass
from datetime import time

NOTES_MOST = 300  # sightings on one page

_HEADING = re.compile(r"(#{1,6})[ \t]+(.*)")
_BULLET = re.compile(r"(?:[-*+•–—]|[0-9]{1,3}[.)])[ \t]+")
_BOX = re.compile(r"\[[ xX]?\][ \t]+")
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.h]([0-5][0-9])(?:[ \t]*[-–—:,]?[ \t]+)(?=\S)")
_PERSON = re.compile(r"@([A-Za-z]{1,3}[0-9]{1,4})[:.,]?")
_PERSON_FIRST = re.compile(r"@[A-Za-z]{1,3}[0-9]{1,4}[:.,]?[ \t]+")
_PERSON_INSIDE = re.compile(r"(?<!\S)@([A-Za-z]{1,3}[0-9]{1,4})(?=[\s:.,]|$)[:.,]?")


@dataclass(frozen=True)
class Note:
    """One line of the page that is a sighting."""

    number: int  # of the line on the page, from 1
    line: str  # as capture reads it
    task: str  # as the heading above names it; empty: none stands above
    person: str | None  # the code that was named for the lines around it, in capitals; the line itself may name another
    seen_at: time | None


@dataclass(frozen=True)
class FieldNotes:
    """What a page holds."""

    notes: list[Note]
    titles: list[str]  # read over
    bare_tasks: list[str]  # headings with nothing under them


def read(page: str) -> FieldNotes:
    """Return the sightings of a page in their order, and what of it is none.

    Raises ValueError with a sentence when there are more than NOTES_MOST.
    """
    notes: list[Note] = []
    titles: list[str] = []
    tasks: dict[str, int] = {}  # with how many sightings
    task, person = "", None
    beside: str | None = None  # the person in the heading, of its lines alone
    for number, raw in enumerate(page.splitlines(), start=1):
        text = raw.strip()
        heading, alone = _HEADING.fullmatch(text), _PERSON.fullmatch(text)
        if not text:
            continue
        if heading and len(heading[1]) == 1:
            titles.append(heading[2].strip(" #"))
        elif heading:
            task, beside = _task(heading[2])
            tasks.setdefault(task, 0)
        elif alone:
            person, beside = alone[1].upper(), None
        else:
            line, seen_at = _line(text)
            notes.append(Note(number, line, task, beside or person, seen_at))
            tasks[task] = tasks.get(task, 0) + 1
    if len(notes) > NOTES_MOST:
        raise ValueError(
            f"At most {NOTES_MOST} sightings at once; this page has {len(notes):,}. Paste it in two parts."
        )
    return FieldNotes(notes, titles, [name for name, n in tasks.items() if name and not n])


def _task(heading: str) -> tuple[str, str | None]:
    """Return the task that a heading names, and who is watched at it, if it says."""
    named = _PERSON_INSIDE.search(heading)
    rest = heading[: named.start()] + heading[named.end() :] if named else heading
    return " ".join(rest.strip(" #,:").split()), named[1].upper() if named else None


def _line(text: str) -> tuple[str, time | None]:
    """Return a line without what lists begin with, and the time that stands first in it, or behind the person."""
    bare = _BOX.sub("", _BULLET.sub("", text, count=1), count=1)
    who = _PERSON_FIRST.match(bare)
    said, rest = (who[0], bare[who.end() :]) if who else ("", bare)
    at = _TIME.match(rest)
    if at is None:
        return bare, None
    return said + rest[at.end() :], time(int(at[1]), int(at[2]))
