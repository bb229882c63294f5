"""A visit: its plan before, its write-up after."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, g, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.limits import HowItWent, Per
from papercuts.forms import shown
from papercuts.forms.write_up import AddWatchForm, TextsForm, VersionForm, WatchesForm
from papercuts.models import Participant, Task, Visit, Watch
from papercuts.pages import visit_page
from papercuts.web.attempts import attempt
from papercuts.web.clock import utc_now
from papercuts.web.conflicts import hold, join, set_aside
from papercuts.web.permissions import allowed

bp = Blueprint("write_up", __name__)


@bp.get("/visits/<id:id>")
@allowed("read")
def show(id: int) -> str:
    """Show a visit, whatever its status."""
    return visit_page.render(visit_page.load(id))


@bp.post("/visits/<id:id>/texts")
@allowed("write up visits")
def save_texts(id: int) -> Response | tuple[str, int]:
    """Keep the summary and the answers; the page itself sends them every ten seconds and wants no page back."""
    hold(Visit, id)
    visit, sends_itself = visit_page.load(id), "X-Autosave" in request.headers
    form, stored = visit_page.texts_of(visit, request.form), visit_page.texts_of(visit)
    held = set_aside(form, stored) if sends_itself else []
    join(form, stored, back=_part(id, "texts"))
    if not form.validate():
        return visit_page.render(visit, wrong=form), 422
    _save_texts(visit, form)
    db.session.commit()
    if sends_itself:
        return _kept(visit_page.load(id), held)
    flash("Saved.")
    return redirect(url_for("write_up.show", id=id, _anchor="texts"), code=303)


@bp.post("/visits/<id:id>/version")
@allowed("write up visits")
def save_version(id: int) -> Response | tuple[str, int]:
    """Keep which version of our product they use."""
    hold(Visit, id)
    visit, form = visit_page.load(id), VersionForm(request.form)
    join(form, VersionForm(obj=visit), back=_part(id, "todo"))
    version = str(form.product_version.data)
    if not (form.validate() and attempt(lambda: _save_version(visit, version), form.product_version)):
        return visit_page.render(visit_page.load(id), wrong=form), 422
    db.session.commit()
    flash(f"Saved. They use version {version}.")
    return redirect(url_for("write_up.show", id=id, _anchor="todo"), code=303)


@bp.post("/visits/<id:id>/watches")
@allowed("write up visits")
def save_watches(id: int) -> Response | tuple[str, int]:
    """Keep how often each task was done, how often they do it, and how it went."""
    hold(Visit, id)
    visit, watched = visit_page.load(id), queries.write_up.watches(id)
    form = WatchesForm(request.form)
    join(form, visit_page.watches_form(watched), rows=_names(watched), back=_part(id, "watched"))
    if not form.validate():
        return visit_page.render(visit, wrong=form), 422
    by_id = {watch.id: watch for watch in watched}
    for row in form.rows:
        watch = by_id.get(int(row["watch"].data)) if str(row["watch"].data).isdecimal() else None
        if watch is not None:  # a colleague may have taken it back meanwhile
            _save_watch(visit, watch, row.data)
    actions.scores.refresh(tasks={watch.task_id for watch in by_id.values()})
    db.session.commit()
    flash("Saved. The paper cuts of these tasks are ranked anew.")
    return redirect(url_for("write_up.show", id=id, _anchor="watched"), code=303)


@bp.post("/visits/<id:id>/watches/new")
@allowed("write up visits")
def add_watch(id: int) -> Response | tuple[str, int]:
    """Note that a further task was watched with somebody."""
    visit = visit_page.load(id)
    form = AddWatchForm(request.form, **visit_page.watch_choices(visit))
    if not (form.validate() and attempt(lambda: _add_watch(visit, form), form.task)):
        return visit_page.render(visit_page.load(id), wrong=form), 422
    db.session.commit()
    flash("Noted. That nothing was seen counts too.")
    return redirect(url_for("write_up.show", id=id, _anchor="watched"), code=303)


@bp.post("/watches/<id:id>/removal")
@allowed("write up visits")
def drop_watch(id: int) -> Response:
    """Take back that a task was watched."""
    watch = db.get_or_404(Watch, id)
    visit_id = watch.visit_id
    try:
        actions.write_up.drop_watch(watch, by=g.user, at=utc_now())
    except ValueError as error:
        db.session.rollback()
        flash(str(error), "error")
    else:
        db.session.commit()
        flash("Taken back. It no longer counts as watched.")
    if request.args.get("back") == "capture":
        return redirect(url_for("capture.show", id=visit_id), code=303)
    return redirect(url_for("write_up.show", id=visit_id, _anchor="watched"), code=303)


@bp.get("/visits/<id:id>/finish")
@allowed("write up visits")
def confirm(id: int) -> str:
    """Ask before a write-up is finished with parts missing."""
    visit = visit_page.load(id)
    todo = visit_page.todo(visit, queries.write_up.counts(id), queries.write_up.watches(id))
    return render_template("write_up/finish.html", visit=visit, todo=[part for part in todo if not part["is_done"]])


@bp.post("/visits/<id:id>/finish")
@allowed("write up visits")
def finish(id: int) -> Response:
    """Say that a visit is written up."""
    return _move(id, actions.write_up.finish, "The visit is written up. Thank you for the evidence.")


@bp.post("/visits/<id:id>/reopen")
@allowed("write up visits")
def reopen(id: int) -> Response:
    """Go on writing a visit up."""
    return _move(id, actions.write_up.reopen_write_up, "You can go on with the write-up.")


def _part(visit_id: int, name: str) -> str:
    return url_for("write_up.show", id=visit_id, _anchor=name)


def _save_texts(visit: Visit, form: TextsForm) -> None:
    actions.write_up.save_texts(
        visit,
        summary=str(form.summary.data),
        answers=form.answers(),
        by=g.user,
        at=utc_now(),
    )


def _kept(visit: Visit, held: Sequence[str]) -> Response:
    """Return which texts the page has now seen; one that a colleague wrote it has not.

    held: those that a colleague changed too. They are named with 409: theirs is stored, the page's own is not.
    """
    sent = visit_page.texts_of(visit, request.form)
    labels = {name: str(sent[name].label.text) for name in held}
    response = make_response(jsonify(held=labels), 409) if held else make_response("", 204)
    response.headers["X-Seen"] = shown.seen_after(request.form.get("seen", ""), sent, visit_page.texts_of(visit))
    return response


def _names(watched: Sequence[Watch]) -> dict[str, str]:
    """Return how to call each row of the table."""
    people = {watch.id: watch.participant.code if watch.participant else "somebody" for watch in watched}
    return {f"rows-{watch.id}": f"{watch.task.name}, {people[watch.id]}" for watch in watched}


def _save_version(visit: Visit, version: str) -> None:
    actions.write_up.save_version(visit, version, by=g.user, at=utc_now())


def _save_watch(visit: Visit, watch: Watch, row: dict[str, Any]) -> None:
    actions.write_up.save_watch(
        visit,
        watch.participant,
        watch.task,
        performed=row["performed"],
        times=row["times"],
        per=Per(row["per"]) if row["per"] else None,
        how_it_went=HowItWent(row["how_it_went"]) if row["how_it_went"] else None,
        by=g.user,
        at=utc_now(),
        rescore=False,  # all at once, when every row is kept
    )


def _add_watch(visit: Visit, form: AddWatchForm) -> None:
    person = db.session.get_one(Participant, form.person.data) if form.person.data else None
    task = db.session.get_one(Task, form.task.data)
    actions.watches.note_watch(visit, person, task, by=g.user, at=utc_now())


def _move(visit_id: int, move: Any, done: str) -> Response:
    visit = visit_page.load(visit_id)
    try:
        move(visit, by=g.user, at=utc_now())
    except ValueError as error:
        db.session.rollback()
        flash(str(error), "error")
    else:
        db.session.commit()
        flash(done)
    return redirect(url_for("write_up.show", id=visit_id), code=303)
