"""Writing down what is seen while it happens: one line, one button."""

from typing import Any
from uuid import uuid4

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import queries
from papercuts.db import db
from papercuts.domain import limits, shorthand
from papercuts.domain.limits import VisitStatus
from papercuts.forms.capture import RESULTS, CaptureForm, WatchedForm
from papercuts.models import Sighting, Task, Visit
from papercuts.web import capturing
from papercuts.web.arguments import row_id
from papercuts.web.attempts import attempt
from papercuts.web.clock import today
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting
from papercuts.web.seen_before import seen_before

bp = Blueprint("capture", __name__)

N_LOGGED, TASKS_MOST = 20, 300


@bp.get("/capture")
@allowed("capture")
def start() -> Response | str:
    """Go to the visit somebody is at, or let them choose one."""
    only = None if "choose" in request.args else queries.capture.only_visit_of(g.user)
    if only is not None:
        return redirect(url_for("capture.show", id=only))
    return render_template("capture/start.html", places=queries.capture.places_for(g.user, today(setting())))


@bp.get("/visits/<id:id>/capture")
@allowed("capture")
def show(id: int) -> Response | str:
    """Show the line, with the last person and task kept."""
    visit = _visit(id)
    if visit.status is VisitStatus.WRITTEN_UP:
        flash("This visit is written up. Reopen its write-up to add to it.", "warn")
        return redirect(url_for("write_up.show", id=id))
    return _page(visit, CaptureForm(**_choices(visit), **_kept(visit)))


@bp.post("/visits/<id:id>/capture")
@allowed("capture")
def create(id: int) -> Response | tuple[str, int]:
    """Keep a sighting; a planned visit begins with its first one."""
    visit = _visit(id)
    form = CaptureForm(request.form, **_choices(visit))
    kept: list[Sighting] = []
    if not (form.validate() and attempt(lambda: kept.append(capturing.record(visit, form)), form.line)):
        return _page(_visit(id), form), 422
    db.session.commit()
    flash(capturing.what_was_saved(kept[0], form))  # type: ignore[arg-type]  # the page draws it with its Undo
    return _again(id, kept[0].participant_id, kept[0].task_id)


@bp.get("/visits/<id:id>/capture/candidates")
@allowed("capture")
def candidates(id: int) -> str:
    """Return the known paper cuts that a line may be about, to be swapped in while it is typed."""
    db.get_or_404(Visit, id)
    task_id = row_id("task")
    offered = seen_before(
        request.args.get("line", "")[: limits.LINE],
        db.session.get(Task, task_id) if task_id else None,
        chosen=request.args.get("seen_before", ""),
        suggested=request.args.get("suggested", ""),
    )
    return render_template("capture/_seen_before.html", offered=offered)


@bp.post("/visits/<id:id>/capture/watched")
@allowed("capture")
def create_watch(id: int) -> Response | tuple[str, int]:
    """Note that a task was watched and nothing more was seen: it counts too."""
    visit = _visit(id)
    form = WatchedForm(request.form, **_watching_choices(visit))
    noted: list[Task] = []
    if not (form.validate() and attempt(lambda: noted.append(capturing.note_watch(visit, form)), form.task)):
        return _page(_visit(id), _with_errors_of(form, _visit(id))), 422
    db.session.commit()
    flash(f"Noted: “{noted[0].name}” was watched. That nothing more was seen counts too.")
    return _again(id, form.person.data, noted[0].id)


def _visit(visit_id: int) -> Visit:
    return queries.visits.plan_of(visit_id) or abort(404)


def _watching_choices(visit: Visit) -> dict[str, Any]:
    planned = [(task.id, task.name) for task in visit.tasks]
    ids = {task_id for task_id, _ in planned}
    others = [(task.id, task.name) for task in queries.tasks.choices(TASKS_MOST) if task.id not in ids]
    groups = {"To watch at this visit": planned, "Other tasks": others}
    people = [(person.id, person.label) for person in visit.participants]
    return {"people": people, "tasks": {name: tasks for name, tasks in groups.items() if tasks}}


def _choices(visit: Visit) -> dict[str, Any]:
    return _watching_choices(visit) | {"codes": queries.capture.codes_at(visit.site_id)}


def _kept(visit: Visit) -> dict[str, Any]:
    """Return the person and task of the last sighting: in the address, or the last one this person captured."""
    last = queries.sightings.last_by(g.user, visit.id)
    person, task = row_id("person"), row_id("task")
    if person is None:
        person = last.participant_id if last else visit.participants[0].id if visit.participants else None
    if task is None:
        task = last.task_id if last else visit.tasks[0].id if visit.tasks else None
    return {"person": person, "task": task}


def _page(visit: Visit, form: CaptureForm) -> str:
    task = db.session.get(Task, form.task.data) if form.task.data and not form.task.errors else None
    offered = seen_before(
        form.line.data or "", task, chosen=form.seen_before.data or "", suggested=form.suggested.data or ""
    )
    return render_template(
        "capture/show.html",
        visit=visit,
        form=form,
        uid=uuid4(),
        offered=offered,
        understood=shorthand.understood(form.said),
        log=queries.sightings.newest_of(visit.id, N_LOGGED),
        n_sightings=queries.sightings.count_of(visit.id),
        n_looks=sum(not look.is_answered for look in queries.verifications.looks(visit)),
        results=RESULTS,
    )


def _with_errors_of(wrong: WatchedForm, visit: Visit) -> CaptureForm:
    form = CaptureForm(request.form, **_choices(visit))
    for name in ("person", "task", "new_task"):
        form[name].errors = wrong[name].errors
    return form


def _again(visit_id: int, person: int | None, task: int) -> Response:
    return redirect(url_for("capture.show", id=visit_id, person=person, task=task), code=303)
