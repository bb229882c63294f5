"""What of a paper cut's history still holds: how often it was fixed, verified, reopened, declined, and when."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from papercuts.domain.lifecycle import SHIPPED
from papercuts.domain.limits import Status


class Kind(StrEnum):
    """What is counted."""

    ADDED = "added"
    FIXED = "fixed"
    VERIFIED = "verified"
    REOPENED = "reopened"
    DECLINED = "declined"


TAKEN_BACK, TAKEN_OUT = "took back", "taken out of a release"
LOST, REGAINED = "lost an earlier fix", "regained an earlier fix"
SAMPLE_WENT = "opened again: the sample data went"
_STATUS = {
    Kind.FIXED: Status.FIXED,
    Kind.VERIFIED: Status.VERIFIED,
    Kind.REOPENED: Status.OPEN,
    Kind.DECLINED: Status.DECLINED,
}
VERBS = (*map(str, _STATUS), TAKEN_BACK, TAKEN_OUT, LOST, REGAINED, SAMPLE_WENT)


class Told(NamedTuple):
    """A line of its history: what was done and when, to what status it was taken back, and which release it is about.

    line: how whoever asks finds it again.
    """

    at: datetime
    verb: str  # of VERBS
    back_to: Status | None = None
    version: str = ""
    line: int = 0


class Happened(NamedTuple):
    """Something that still holds, and the line that tells it; version: of the release with the fix it is about."""

    at: datetime
    kind: Kind
    version: str = ""
    line: int = 0


def happened(history: Iterable[Told]) -> list[Happened]:
    """Return what still holds of the history of one paper cut, told from its beginning on.

    What was taken back has not happened: a release that is a draft again, with all that came of its fix; a
    verification that was withdrawn; a fix that went with the sample data. Fixed twice counts twice. Opening a declined
    one again is no fix that came back. One that is opened first of all was fixed before anybody wrote a history.
    """
    found: list[Happened] = []
    away: dict[str, list[Happened]] = {}
    is_shipped = True
    for told in history:
        if told.verb == SAMPLE_WENT:
            found.clear()
        elif told.verb in (TAKEN_OUT, LOST):
            away[told.version] = _without(found, _fix_of(found, told))
        elif told.verb == REGAINED:
            found = sorted(found + away.pop(told.version, []), key=attrgetter("at", "line"))
        elif told.verb == TAKEN_BACK:
            while found and told.back_to is not _STATUS[found[-1].kind]:
                found.pop()
        elif told.verb != Kind.REOPENED or is_shipped:
            found.append(_noted(told, found))
        is_shipped = _is_shipped(told, is_shipped)
    return found


def _noted(told: Told, found: list[Happened]) -> Happened:
    """Return a line as something that happened, of the fix that people had then."""
    version = told.version or next((one.version for one in reversed(found) if one.kind is Kind.FIXED), "")
    return Happened(told.at, Kind(told.verb), version, told.line)


def _fix_of(found: list[Happened], told: Told) -> int | None:
    """Return where the fix stands that a release lost: by its version, or the newest where that is called anew."""
    fixes = [i for i, one in enumerate(found) if one.kind is Kind.FIXED]
    named = [i for i in fixes if found[i].version == told.version]
    newest = fixes if told.verb == TAKEN_OUT else []
    return next(reversed(named or newest), None)


def _without(found: list[Happened], fix: int | None) -> list[Happened]:
    """Take a fix out, with what came of it until the next one; what somebody declined since stays. Return it."""
    if fix is None:
        return []
    after = (i for i in range(fix + 1, len(found)) if found[i].kind is Kind.FIXED)
    of_fix = [one for one in found[fix : next(after, len(found))] if one.kind is not Kind.DECLINED]
    found[:] = [one for one in found if one not in of_fix]
    return of_fix


def _is_shipped(told: Told, was: bool) -> bool:
    if told.verb == TAKEN_BACK:
        return told.back_to in SHIPPED
    return told.verb in SHIPPED or (was and told.verb not in (Kind.REOPENED, Kind.DECLINED, TAKEN_OUT, SAMPLE_WENT))
