"""Writing down what is seen while it happens: one line, one button."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import queries
from papercuts.db import db
from papercuts.domain import limits
from papercuts.domain.limits import VisitStatus
from papercuts.forms.capture import CaptureForm, WatchedForm, mood_in
from papercuts.forms.klm import StepsForm
from papercuts.models import Sighting, Task, Visit, Watch
from papercuts.pages import attaching, capture_page, capturing, starting
from papercuts.pages.attaching import Taken
from papercuts.pages.seen_before import seen_before
from papercuts.web.arguments import row_id
from papercuts.web.attempts import attempt
from papercuts.web.clock import today
from papercuts.web.messages import tell
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("capture", __name__)


@bp.get("/capture/")
@allowed("capture")
def start() -> Response | str:
    """Go to the visit somebody is at, or let them choose one; a paper cut and steps in the address go along."""
    aim: dict[str, Any] = {"cut": row_id("cut"), **StepsForm(request.args).arguments()}
    only = None if "choose" in request.args else queries.capture.only_visit_of(g.user)
    if only is not None:
        return redirect(url_for("capture.show", id=only, **aim))
    places = queries.capture.places_for(g.user, today(setting()))
    return render_template("capture/start.html", places=places, aim=aim)


@bp.get("/capture/visits/<id:id>")
@allowed("capture")
def show(id: int) -> Response | str:
    """Show the line, with the last person and task kept, or with the paper cut that the address names."""
    visit = _visit(id)
    if visit.status is VisitStatus.WRITTEN_UP:
        flash("This visit is written up. Reopen its write-up to add to it.", "warn")
        return redirect(url_for("write_up.show", id=id))
    return capture_page.render_new(visit)


@bp.post("/capture/visits/<id:id>")
@allowed("capture")
def create(id: int) -> Response | tuple[str, int]:
    """Keep a sighting; a planned visit begins with its first one."""
    photos, wrong = attaching.sent_with_line()  # first: while they are read, nothing is locked
    visit = _visit(id)
    form, about_day = CaptureForm(request.form, **capture_page.choices(visit)), starting.about_day(visit)
    kept: list[Sighting] = []
    if not (form.validate() and not wrong and attempt(lambda: kept.append(_record(visit, form, photos)), form.line)):
        return capture_page.render(
            _visit(id), form, wrong_photos=wrong or (attaching.CHOOSE_AGAIN if photos else "")
        ), 422
    db.session.commit()
    message = capturing.what_was_saved(kept[0], form, about_day)
    tell(message)
    return _again(id, form.person.data or kept[0].participant_id, kept[0].task_id)


@bp.get("/capture/visits/<id:id>/candidates")
@allowed("capture")
def candidates(id: int) -> str:
    """Return the known paper cuts that a line may be about, to be swapped in while it is typed."""
    db.get_or_404(Visit, id)
    task_id = None if request.args.get("new_task", "").strip() else row_id("task")
    offered = seen_before(
        request.args.get("line", "")[: limits.LINE],
        db.session.get(Task, task_id) if task_id else None,
        mood=mood_in(request.args.get("mood", "")),
        chosen=request.args.get("seen_before", ""),
        suggested=request.args.get("suggested", ""),
    )
    return render_template("capture/_seen_before.html", offered=offered)


@bp.post("/capture/visits/<id:id>/watched")
@allowed("capture")
def create_watch(id: int) -> Response | str | tuple[str, int]:
    """Note that a task was watched and nothing more was seen: it counts too. A line that was begun stays."""
    visit = _visit(id)
    form, about_day = WatchedForm(request.form, **capture_page.watching_choices(visit)), starting.about_day(visit)
    noted: list[Watch] = []
    if not (form.validate() and attempt(lambda: noted.append(capturing.note_watch(visit, form)), form.task)):
        return _watch_again(id, form), 422
    db.session.commit()
    is_begun = bool(request.form.get("line", "").strip())
    message = capturing.what_was_noted(noted[0], is_begun, about_day)
    tell(message)
    if is_begun:
        return capture_page.with_line(_visit(id), request.form, task=str(noted[0].task_id), new_task="")
    return _again(id, form.person.data, noted[0].task_id)


@bp.post("/capture/visits/<id:id>/done")
@allowed("capture")
def leave(id: int) -> Response | str | tuple[str, int]:
    """Go on to the write-up, and note how often the task was done; a line that was begun is not dropped unasked."""
    visit = _visit(id)
    form = WatchedForm(request.form, **capture_page.watching_choices(visit))
    if capturing.is_count_new(visit, form):
        if not (form.validate() and attempt(lambda: capturing.note_watch(visit, form), form.task)):
            return _watch_again(id, form), 422
        db.session.commit()
        visit = _visit(id)
    if request.form.get("line", "").strip():
        return capture_page.with_line(visit, request.form, is_leaving=True)
    return redirect(url_for("write_up.show", id=id), code=303)


def _record(visit: Visit, form: CaptureForm, photos: Sequence[Taken]) -> Sighting:
    sighting = capturing.record(visit, form, is_now=True)
    attaching.attach(sighting, photos)
    return sighting


def _visit(visit_id: int) -> Visit:
    return queries.visits.plan_of(visit_id) or abort(404)


def _watch_again(visit_id: int, wrong: WatchedForm) -> str:
    visit = _visit(visit_id)
    return capture_page.render(visit, _with_errors_of(wrong, visit), performed_error=" ".join(wrong.performed.errors))


def _with_errors_of(wrong: WatchedForm, visit: Visit) -> CaptureForm:
    form = CaptureForm(request.form, **capture_page.choices(visit))
    for name in ("person", "task", "new_task"):
        form[name].errors = wrong[name].errors
    return form


def _again(visit_id: int, person: int | None, task: int) -> Response:
    return redirect(url_for("capture.show", id=visit_id, person=person, task=task), code=303)
