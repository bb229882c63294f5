"""Splitting: what counted as one paper cut was two. Some sightings become another one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from papercuts.actions import paper_cuts, sightings
from papercuts.actions.history import record
from papercuts.db import db
from papercuts.merged import survivor
from papercuts.models import Account, Area, Event, PaperCut, Sighting, Task


def split_off(cut: PaperCut, seen: Sequence[Sighting], into: PaperCut, *, by: Account | None, at: datetime) -> PaperCut:
    """Match sightings of a paper cut to another one; returns what that is now, where it was merged.

    Raises ValueError when there are none, or the other one is the same.
    """
    _refuse(cut, seen, into)
    _record(cut, into, len(seen), by, at)
    for sighting in seen:
        sightings.match(sighting, into, by=by, at=at)
    return db.session.get_one(PaperCut, survivor(into.id))


def name(cut: PaperCut, seen: Sequence[Sighting], title: str, *, by: Account | None, at: datetime) -> PaperCut:
    """Split sightings off into a new paper cut of the same task and area. Raises ValueError when there are none."""
    _refuse(cut, seen, None)
    task, area = db.session.get_one(Task, cut.task_id), db.session.get(Area, cut.area_id or 0)
    new = paper_cuts.create(title, task=task, area=area, by=by, at=at)
    _record(cut, new, len(seen), by, at)
    for sighting in seen:
        sightings.match(sighting, new, by=by, at=at)
    return new


def put_back(cut: PaperCut, seen: Sequence[Sighting], *, by: Account | None, at: datetime) -> None:
    """Take back that sightings were split off a paper cut; one that was named for them alone goes away again.

    Raises ValueError when there are none, or one of them is not where the split has put it any more.
    """
    if not seen:
        raise ValueError("Choose the sightings to put back.")
    for sighting in seen:
        taken = _taken_from(sighting, cut)
        if taken is None:
            raise ValueError(f"“{sighting.what_happened[:80]}” was not split off {cut.number}, or was moved since.")
        home_id = taken.details.get("home_id")
        sightings.match(sighting, cut, by=by, at=at)
        is_led = home_id not in (None, sighting.paper_cut_id) and survivor(home_id or 0) == sighting.paper_cut_id
        sighting.merged_from_id = home_id if is_led else None


def _refuse(cut: PaperCut, seen: Sequence[Sighting], into: PaperCut | None) -> None:
    if not seen:
        raise ValueError("Choose the sightings to split off.")
    if into is not None and survivor(into.id) == cut.id:
        raise ValueError(f"They count at {cut.number} already. Choose another one, or name a new one.")


def _record(cut: PaperCut, into: PaperCut, n: int, by: Account | None, at: datetime) -> None:
    record(cut, "split off", by=by, at=at, sightings=n, to=into.number, title=into.title)
    record(into, "split from", by=by, at=at, paper_cut=cut.number, title=cut.title, sightings=n)


def _taken_from(sighting: Sighting, cut: PaperCut) -> Event | None:
    """Return how a sighting was last taken from a paper cut, if nothing but being matched anew came of it since."""
    about_it = (Event.subject == "sighting", Event.subject_id == sighting.id, Event.verb.in_(("matched", "unmatched")))
    newest = db.session.scalars(select(Event).where(*about_it).order_by(Event.id.desc()).limit(2)).all()
    if [event.verb for event in newest] != ["matched", "unmatched"]:
        return None
    return newest[1] if newest[1].details.get("paper_cut") == cut.number else None
