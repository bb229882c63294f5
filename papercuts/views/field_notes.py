"""Pasting a page of field notes into a visit: paste, look, keep."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from papercuts import queries
from papercuts.db import db
from papercuts.models import Visit
from papercuts.pages import field_notes as page
from papercuts.pages import starting
from papercuts.web.permissions import allowed

bp = Blueprint("field_notes", __name__)


@bp.get("/visits/<id:id>/field-notes")
@allowed("capture")
def new(id: int) -> str:
    """Ask for the notes."""
    visit = _visit(id)
    return page.render(visit, page.form_of(visit))


@bp.post("/visits/<id:id>/field-notes/preview")
@allowed("capture")
def preview(id: int) -> str | tuple[str, int]:
    """Show what each line would become; nothing is written."""
    visit = _visit(id)
    form = page.form_of(visit, request.form)
    if not form.validate():
        return page.render(visit, form), 422
    return page.render(visit, form, page.rows_of(visit, form))


@bp.post("/visits/<id:id>/field-notes")
@allowed("capture")
def create(id: int) -> Response | tuple[str, int]:
    """Keep every line that is not here yet, or none while one is wrong."""
    visit, about_day = _visit(id), starting.about_day(_visit(id))
    form = page.form_of(visit, request.form)
    rows = page.rows_of(visit, form) if form.validate() else None
    if rows is None or not all(row.is_right for row in rows):
        return page.render(visit, form, rows), 422
    n_kept, n_here = page.keep(visit, rows), sum(row.is_here for row in rows)
    if any(row.form.errors for row in rows):
        return page.render(_visit(id), form, rows), 422
    db.session.commit()
    flash(f"{_said(n_kept, n_here)} {about_day}".strip())
    return redirect(url_for("write_up.show", id=id, _anchor="seen"), code=303)


def _said(n_kept: int, n_here: int) -> str:
    kept = "1 sighting is kept." if n_kept == 1 else f"{n_kept:,} sightings are kept."
    return f"{kept} {n_here:,} of the page {'was' if n_here == 1 else 'were'} here already." if n_here else kept


def _visit(visit_id: int) -> Visit:
    return queries.visits.plan_of(visit_id) or abort(404)
