"""Frequencies that a line of capture has replaced: who does a task said something else before."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import select

from papercuts.db import db
from papercuts.models import Event, Sighting, Watch


class Frequency(NamedTuple):
    """How often somebody does a task."""

    times: float
    per: str

    def __str__(self) -> str:
        return f"{self.times:,g} a {self.per}"


def frequency_replaced(sighting: Sighting) -> tuple[Frequency, Frequency] | None:
    """Return the frequency that the line of a sighting replaced, and the one that counts now."""
    watch = db.session.scalar(
        select(Watch).where(
            Watch.visit_id == sighting.visit_id,
            Watch.participant_id == sighting.participant_id,
            Watch.task_id == sighting.task_id,
        )
    )
    before = frequencies_replaced({sighting.id: watch}).get(sighting.id)
    if before is None or watch is None or watch.times is None or watch.per is None:
        return None
    return before, Frequency(watch.times, watch.per)


def frequencies_replaced(watches: Mapping[int, Watch | None]) -> dict[int, Frequency]:
    """Return what each sighting's line replaced, as the history tells it, while what the line says still counts.

    watches: of each sighting, by its id.
    """
    events = db.session.execute(
        select(Event.subject_id, Event.details).where(
            Event.subject == "sighting", Event.verb == "saw", Event.subject_id.in_(watches.keys())
        )
    )
    found = {}
    for sighting_id, details in events:
        watch = watches[sighting_id]
        if watch is None or not details.keys() & {"times", "per"}:
            continue
        times, per = details.get("times", [watch.times] * 2), details.get("per", [watch.per] * 2)
        is_counting = (times[1], per[1]) == (watch.times, watch.per)
        if is_counting and times[0] is not None and per[0] is not None:
            found[sighting_id] = Frequency(times[0], per[0])
    return found
