"""What sample rows that stay lose when the sample data goes: whatever of them is invented and would look measured."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, select, update

from papercuts.db import db
from papercuts.models import Event, Participant, Question, Segment, Site, Task, TaskUse, Visit

LOADED = "loaded the sample data"
INVENTED = ("head_count", "contacts", "public_alias")  # of a site


def loaded_at() -> datetime | None:
    """Return when the sample data was loaded: what was changed later, somebody here has changed."""
    return db.session.scalar(select(func.max(Event.at)).where(Event.subject == "setting", Event.verb == LOADED))


def changed_since(model: Any, loaded: datetime | None) -> Select[Any]:
    """Return the ids of the rows of a table that somebody has changed since."""
    about = Event.subject == model.__tablename__
    return select(Event.subject_id).where(about, Event.at > loaded) if loaded else select(Event.subject_id).where(about)


def clear(kept: Mapping[type[Any], Collection[int]], story: Mapping[str, Any]) -> None:
    """Empty the invented contacts, numbers, consents and texts of what stays, but what somebody here has put there.

    Called before the marks go, and after everything else has gone. story: as loading tells it.
    """
    for site in _rows(Site, kept[Site]):
        told = story["sites"].get(site.name, {})
        for name in [name for name in INVENTED if name in told and getattr(site, name) == told[name]]:
            setattr(site, name, None if name == "head_count" else "")
    for segment in _rows(Segment, kept[Segment]):
        if segment.head_count == story["segments"].get(segment.name):
            segment.head_count = None
    _clear_texts(kept[Visit], story)
    loaded = loaded_at()
    uses = TaskUse.task_id.in_(kept[Task]) & TaskUse.task_id.not_in(changed_since(Task, loaded))
    db.session.execute(delete(TaskUse).where(uses).execution_options(synchronize_session=False))
    people = Participant.site_id.in_(kept[Site]) & Participant.id.not_in(changed_since(Participant, loaded))
    unasked = update(Participant).where(people).values(consent=None)
    db.session.execute(unasked.execution_options(synchronize_session=False))


def _rows(model: Any, ids: Collection[int]) -> list[Any]:
    return list(db.session.scalars(select(model).where(model.id.in_(ids))))


def _clear_texts(visits: Collection[int], story: Mapping[str, Any]) -> None:
    summaries = {told["summary"] for told in story["visits"]}
    answers = {text for told in story["visits"] for text in told.get("answers", {}).values()}
    for model, column, texts in ((Visit, "summary", summaries), (Question, "answer", answers)):
        of_visit: Any = Visit.id if model is Visit else Question.visit_id
        told = of_visit.in_(visits) & getattr(model, column).in_(texts)
        db.session.execute(update(model).where(told).values({column: ""}).execution_options(synchronize_session=False))
