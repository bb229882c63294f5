"""Pasting a page of field notes: what each line would become, and keeping all of them at once."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from flask import g, render_template, request
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.field_notes import Note
from papercuts.domain.formats import significant
from papercuts.domain.text import fold, identity
from papercuts.forms.capture import LATER, NEW, CaptureForm
from papercuts.forms.field_notes import FieldNotesForm
from papercuts.models import Sighting, Task, Visit
from papercuts.pages import capture_page, capturing
from papercuts.pages.seen_before import SeenBefore, seen_before
from papercuts.web.attempts import attempt
from papercuts.web.clock import today, utc_now, zone
from papercuts.web.rendering import setting

_PASTED = UUID("5c3a9a5e-0d0f-4f0a-9a6d-6a1c5f0b7d11")  # so that the same line of the same visit is the same sighting


LEAVE = "leave"  # out, beside the choices of capture


@dataclass(frozen=True)
class Row:
    """One line of the page as it would be kept."""

    note: Note
    form: CaptureForm
    offered: SeenBefore
    task: str
    is_new_task: bool
    is_here: bool  # pasted before
    is_right: bool
    twin: Sighting | None  # of the same words at the same task, that was captured there
    replaces: str  # how often this person was said to do the task before, on this page or at this visit

    @property
    def choice(self) -> str:
        """Return the name of the field in which its paper cut is chosen."""
        return f"seen_before-{self.note.number}"

    @property
    def is_left_out(self) -> bool:
        """Say whether it is not to be kept: what was captured already is not, unless somebody says so."""
        return request.form.get(self.choice, LEAVE if self.twin else "") == LEAVE

    @property
    def person(self) -> str:
        """Return whom it is of: as the line says, or as was chosen."""
        if self.form.said.person:
            return str(self.form.said.person)
        labels = dict(self.form.person.choices)
        return str(labels.get(self.form.person.data or "", "Nobody in particular"))

    @property
    def errors(self) -> list[str]:
        """Return what is wrong with it."""
        return [str(error) for errors in self.form.errors.values() for error in errors]


def form_of(visit: Visit, sent: Any = None) -> FieldNotesForm:
    """Return the form of a visit, new or as it was sent."""
    return FieldNotesForm(sent, **capture_page.watching_choices(visit))


def render(visit: Visit, form: FieldNotesForm, rows: list[Row] | None = None) -> str:
    """Return the page with its form, and what the lines would become once they are read."""
    tasks: dict[str, list[Row]] = {}  # in the order of the page
    for row in rows or []:
        tasks.setdefault(row.task, []).append(row)
    choices = [(LATER, "Match it later"), (NEW, "A new paper cut"), (LEAVE, "Leave it out")]
    return render_template(
        "field_notes/show.html", visit=visit, form=form, rows=rows, tasks=tasks, choices=choices, leave=LEAVE
    )


def rows_of(visit: Visit, form: FieldNotesForm) -> list[Row]:
    """Return what each line of a valid page would become."""
    choices = capture_page.choices(visit)
    uids = dict(_uids(visit, form))
    here = _here(list(uids.values()))
    tasks = {note.task: queries.tasks.task_named(note.task) if note.task else None for note in form.read.notes}
    chosen = db.session.get(Task, form.task.data) if form.task.data else None
    there = _there(visit)
    rows = [
        _row(note, form, choices, tasks[note.task] if note.task else chosen, uids[note.number], here, there)
        for note in form.read.notes
    ]
    return _with_replaced(rows, _said_before(visit))


def keep(visit: Visit, rows: list[Row]) -> int:
    """Keep the lines that are not here yet, and return how many; a line that is refused says so, and nothing is kept.

    Result: 0 also when one was refused; its form has the words.
    """
    coming = [row for row in rows if not (row.is_here or row.is_left_out)]
    if coming:  # a planned visit begins, which may move its day
        actions.visits.start(visit, by=g.user, at=utc_now(), today=today(setting()))
    return len(coming) if all(_is_kept(visit, row) for row in coming) else 0


def _is_kept(visit: Visit, row: Row) -> bool:
    return attempt(lambda: capturing.record(visit, row.form, observed_at=_seen_at(visit, row)), row.form.line)


def _row(
    note: Note,
    page: FieldNotesForm,
    choices: dict[str, Any],
    task: Task | None,
    uid: UUID,
    here: set[UUID],
    there: dict[tuple[int, str], Sighting],
) -> Row:
    person = choices["codes"].get(note.person, page.person.data) if note.person else page.person.data
    line = note.line if not note.person or note.person in choices["codes"] else f"{note.line} @{note.person}"
    asked = request.form.get(f"seen_before-{note.number}", "")
    offered = seen_before(note.line, task, chosen="" if asked == LEAVE else asked)
    sent = MultiDict({"uid": str(uid), "line": line, "person": str(person or ""), "seen_before": offered.chosen})
    sent["task" if task else "new_task"] = str(task.id) if task else note.task
    among = choices | {"tasks": [(task.id, task.name)] if task else []}
    form = CaptureForm(sent, **among)
    is_right = form.validate()
    twin = there.get((task.id, fold(form.what_happened()))) if task and uid not in here else None
    return Row(note, form, offered, task.name if task else note.task, task is None, uid in here, is_right, twin, "")


def _there(visit: Visit) -> dict[tuple[int, str], Sighting]:
    """Return what was captured at a visit, by task and words."""
    rows = db.session.scalars(select(Sighting).where(Sighting.visit_id == visit.id).order_by(Sighting.id.desc()))
    return {(row.task_id, fold(row.what_happened)): row for row in rows}


def _said_before(visit: Visit) -> dict[tuple[str, int | None], str]:
    """Return how often each person was said to do each task, by its name."""
    watched = queries.write_up.watches(visit.id)
    return {
        (watch.task.name, watch.participant_id): f"{significant(watch.times, 8)} a {watch.per}"
        for watch in watched
        if watch.times is not None
    }


def _with_replaced(rows: list[Row], said: dict[tuple[str, int | None], str]) -> list[Row]:
    """Return the rows, each with the frequency that its own takes the place of: one person has one at a task."""
    result = []
    for row in rows:
        times, who = row.form.said.times, (row.task, row.form.person_id() if row.is_right else None)
        now = "" if times is None else f"{significant(times, 8)} a {row.form.said.per}"
        before = said.get(who, now)
        result.append(replace(row, replaces=before if now and before != now else ""))
        said |= {who: now} if now else {}
    return result


def _uids(visit: Visit, form: FieldNotesForm) -> Iterator[tuple[int, UUID]]:
    """Yield the id of each line, by its number: the same page pasted again is the same sightings."""
    seen: Counter[tuple[str, ...]] = Counter()
    for note in form.read.notes:
        says = identity(note.task), note.person or "", str(note.seen_at or ""), note.line
        seen[says] += 1
        yield note.number, uuid5(_PASTED, "\n".join([str(visit.id), *says, str(seen[says])]))


def _here(uids: list[UUID]) -> set[UUID]:
    return set(db.session.scalars(select(Sighting.uid).where(Sighting.uid.in_(uids))))


def _seen_at(visit: Visit, row: Row) -> datetime | None:
    if row.note.seen_at is None:
        return None
    return datetime.combine(visit.visited_on, row.note.seen_at, zone(setting())).astimezone(UTC)
