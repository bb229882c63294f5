"""What of the histories of paper cuts still holds: one rule for everything that counts it."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, select

from papercuts.db import db
from papercuts.domain.flow import VERBS, Happened, Told, happened
from papercuts.domain.limits import Status
from papercuts.models import Event, PaperCut

Details = Mapping[str, Any]  # of a line of the history


def holding(which: ColumnElement[bool]) -> Iterator[tuple[int, list[tuple[Happened, Details]]]]:
    """Return what still holds of each of some paper cuts, in order, with the details of the lines that tell it."""
    told = (
        select(Event.subject_id, Event.id, Event.verb, Event.at, Event.details)
        .join(PaperCut, PaperCut.id == Event.subject_id)
        .where(Event.subject == "paper_cut", Event.verb.in_(VERBS), which)
        .order_by(Event.subject_id, Event.id)
    )
    for cut_id, rows in groupby(db.session.execute(told), key=itemgetter(0)):
        lines = {line: (at, verb, details) for _, line, verb, at, details in rows}
        history = (Told(at, verb, _back_to(of), of.get("release", ""), line) for line, (at, verb, of) in lines.items())
        yield cut_id, [(one, lines[one.line][2]) for one in happened(history)]


def _back_to(details: Details) -> Status | None:
    return Status(details["status"][1]) if "status" in details else None
