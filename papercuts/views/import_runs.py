"""Imports that are done: what each did, undoing one, and forgetting how the files of a source are read."""

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from papercuts import actions, queries
from papercuts.db import db
from papercuts.models import ImportRun
from papercuts.pages import import_undoing
from papercuts.web.clock import utc_now
from papercuts.web.permissions import allowed

bp = Blueprint("import_runs", __name__)


@bp.get("/import/<id:id>/done")
@allowed("import")
def done(id: int) -> str:
    """Show what an import has done."""
    found = queries.imports.done(id, g.user.id) or abort(404)
    may_undo = found.run is not None and import_undoing.may_undo(found.run, utc_now())
    until = actions.import_undo.ends_at
    return render_template("imports/done.html", done=found, may_undo=may_undo, until=until)


@bp.get("/import/<id:id>/undo")
@allowed("import")
def ask(id: int) -> str | Answer:
    """Say what undoing an import would do, and what stays."""
    run = _run(id)
    if not actions.import_undo.can_be_undone(run, utc_now()):
        flash("This import is undone already." if run.undone_at else "The days in which it can be undone are over.")
        return redirect(url_for("import_runs.done", id=id))
    return render_template("imports/undo.html", run=run, undoing=import_undoing.undoing(run))


@bp.post("/import/<id:id>/undo")
@allowed("import")
def undo(id: int) -> Answer:
    """Undo an import."""
    actions.imports.lock()
    run = _run(id)
    try:
        found = actions.import_undo.undo(run, by=g.user, at=utc_now())
    except ValueError as error:
        flash(str(error), "error")
    else:
        db.session.commit()
        flash(import_undoing.told(found))
    return redirect(url_for("import_runs.done", id=id), code=303)


@bp.post("/import/columns/<id:id>/forget")
@allowed("import")
def forget(id: int) -> Answer:
    """Forget how the files of a source are read; somebody else may have done so."""
    mapping = queries.imports.mapping(id)
    if mapping is not None:
        actions.uploads.forget(mapping, by=g.user, at=utc_now())
        db.session.commit()
        flash(f"The columns of “{mapping.name}” are forgotten.")
    return redirect(url_for("imports.new"), code=303)


def _run(number: int) -> ImportRun:
    """Return an import that this person may undo: their own, or any for those who may undo others'."""
    run = queries.imports.run(number) or abort(404)
    return run if import_undoing.is_for_me(run) else abort(404)
