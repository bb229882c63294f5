"""What of a paper cut's history still holds: how often it was fixed, verified, reopened, declined, and when."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
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
SAMPLE_WENT = "opened again: the sample data went"
_STATUS = {
    Kind.FIXED: Status.FIXED,
    Kind.VERIFIED: Status.VERIFIED,
    Kind.REOPENED: Status.OPEN,
    Kind.DECLINED: Status.DECLINED,
}
VERBS = (*map(str, _STATUS), TAKEN_BACK, TAKEN_OUT, SAMPLE_WENT)


class Told(NamedTuple):
    """A line of its history: what was done, when, and to what status it was taken back."""

    at: datetime
    verb: str  # of VERBS
    back_to: Status | None = None


class Happened(NamedTuple):
    """Something that still holds."""

    at: datetime
    kind: Kind


def happened(history: Iterable[Told]) -> list[Happened]:
    """Return what still holds of the history of one paper cut, told from its beginning on.

    What was taken back has not happened: a release that is a draft again, a verification that was withdrawn, a fix
    that went with the sample data. Fixed twice counts twice. Opening a declined one again is no fix that came back.
    """
    found: list[Happened] = []
    is_shipped = False
    for at, verb, back_to in history:
        if verb == SAMPLE_WENT:
            found.clear()
        elif verb == TAKEN_OUT:
            _drop_to(found, Kind.FIXED)
        elif verb == TAKEN_BACK:
            while found and back_to is not _STATUS[found[-1].kind]:
                found.pop()
        elif verb != Kind.REOPENED or is_shipped:
            found.append(Happened(at, Kind(verb)))
        is_shipped = _is_shipped(verb, back_to, is_shipped)
    return found


def _drop_to(found: list[Happened], kind: Kind) -> None:
    """Forget the last one of a kind, and what came after it."""
    while found and found.pop().kind is not kind:
        pass


def _is_shipped(verb: str, back_to: Status | None, was: bool) -> bool:
    if verb == TAKEN_BACK:
        return back_to in SHIPPED
    return verb in SHIPPED or (was and verb not in (Kind.REOPENED, Kind.DECLINED, TAKEN_OUT, SAMPLE_WENT))
