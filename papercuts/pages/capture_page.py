"""The capture page: its form with the last person and task kept, what was seen so far, and lines given back."""

from typing import Any
from uuid import uuid4

from flask import g, render_template, request
from werkzeug.datastructures import MultiDict

from papercuts import queries
from papercuts.db import db
from papercuts.domain import limits
from papercuts.forms.capture import LATER, ONLY_WORDS, RESULTS, CaptureForm
from papercuts.forms.klm import CountedForm, arguments_of
from papercuts.models import Sighting, Task, Visit
from papercuts.pages.seen_before import seen_before
from papercuts.pages.step_counter import operators
from papercuts.pages.tally import tally
from papercuts.web.arguments import row_id

N_LOGGED, TASKS_MOST = 20, 300


def render(
    visit: Visit, form: CaptureForm, *, is_leaving: bool = False, performed_error: str = "", wrong_photos: str = ""
) -> str:
    """Return the page with a form, as it was sent or new.

    is_leaving: somebody wants to go on to the write-up, and their line is not saved.
    performed_error: what is wrong with how often the task was done. wrong_photos: with the photos that came along.
    """
    is_chosen = form.task.data and not form.task.errors and not form.new_task.data
    task = db.session.get(Task, form.task.data) if is_chosen else None
    offered = seen_before(
        form.line.data or "",
        task,
        mood=None if form.mood.errors else form.mood.data,
        chosen=form.seen_before.data or "",
        suggested=form.suggested.data or "",
    )
    shown = tally(visit, person=form.person.data, task=task.id if task else None, codes=form.codes)
    return render_template(
        "capture/show.html",
        visit=visit,
        form=form,
        uid=uuid4(),
        offered=offered,
        understood=offered.understood(form.said, form.codes),
        is_leaving=is_leaving,
        log=queries.sightings.newest_of(visit.id, N_LOGGED),
        unhurt=queries.capture.watched_with_nothing_seen(visit.id),
        n_sightings=queries.sightings.count_of(visit.id),
        looks=[look for look in queries.verifications.looks(visit) if not look.is_lacking],
        task=task,
        tally=shown,
        performed=request.form.get("performed") or shown.performed(form.person.data, task),
        performed_most=limits.PERFORMED_MAX,
        performed_error=performed_error,
        wrong_photos=wrong_photos,
        results=RESULTS,
        operators=operators(),
        cut_id=row_id("cut"),
    )


def render_new(visit: Visit) -> str:
    """Return the page with a new form; person, task, paper cut and counted steps may stand in the address."""
    form = CaptureForm(**choices(visit), **kept(visit))
    form.steps = CountedForm(request.args)
    return render(visit, form)


def with_line(visit: Visit, sent: MultiDict[str, str], *, is_leaving: bool = False, **changed: str) -> str:
    """Return the page with what was sent still in it, beside what was changed."""
    given = sent.copy()
    for name, value in changed.items():
        given[name] = value
    return render(visit, CaptureForm(given, **choices(visit)), is_leaving=is_leaving)


def typed_for(sighting: Sighting) -> MultiDict[str, str]:
    """Return what somebody would type and choose to capture a sighting once more."""
    steps = arguments_of(queries.sightings.counted_from(sighting))
    seconds, text = None if steps else sighting.seconds_lost, sighting.what_happened
    parts = [
        _without_our_words(text) if sighting.quote else text,
        f"{round(seconds, 2):g}s" if seconds else "",
        f"x{sighting.occurrences}" if sighting.occurrences > 1 else "",
        f"“{sighting.quote}”" if sighting.quote else "",
        "?" if sighting.is_unsure else "",
    ]
    person = str(sighting.participant_id or "")
    line = " ".join(filter(None, parts))
    felt = {"mood": "" if sighting.mood is None else str(sighting.mood), "workaround": sighting.workaround}
    return MultiDict({"line": line, "person": person, "task": str(sighting.task_id), **felt, **steps})


def _without_our_words(text: str) -> str:
    """Return a text without what stands for nothing but a quote; what somebody typed stays, even if it begins so."""
    is_ours = text == ONLY_WORDS or text.startswith(f"{ONLY_WORDS} #")
    return text.removeprefix(ONLY_WORDS).strip() if is_ours else text


def watching_choices(visit: Visit) -> dict[str, Any]:
    """Return whom and what one may watch at a visit, what was planned first."""
    planned = [(task.id, task.name) for task in visit.tasks]
    ids = {task_id for task_id, _ in planned}
    others = [(task.id, task.name) for task in queries.tasks.choices(TASKS_MOST) if task.id not in ids]
    groups = {"To watch at this visit": planned, "Other tasks": others}
    people = [(person.id, person.label) for person in visit.participants]
    return {"people": people, "tasks": {name: tasks for name, tasks in groups.items() if tasks}}


def choices(visit: Visit) -> dict[str, Any]:
    """Return the choices of the capture form."""
    return watching_choices(visit) | {"codes": queries.capture.codes_at(visit.site_id)}


def kept(visit: Visit) -> dict[str, Any]:
    """Return the person and task of the last sighting: in the address, or the last one this person captured.

    A paper cut in the address is chosen, with its task.
    """
    last = queries.sightings.last_by(g.user, visit.id)
    person, task, cut_id = row_id("person"), row_id("task"), row_id("cut")
    cut = queries.matching.cut(cut_id) if cut_id else None
    if task is None and cut is not None:
        task = cut.task_id
    if person is None:
        person = last.participant_id if last else visit.participants[0].id if visit.participants else None
    if task is None:
        task = last.task_id if last else visit.tasks[0].id if visit.tasks else None
    return {"person": person, "task": task, "seen_before": str(cut.id) if cut else LATER}
