"""Importing a spreadsheet: choose it, look at what it would do, import it, see what it did."""

import re
from contextlib import closing

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Answer

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain import import_rows, limits, sheets
from papercuts.domain.import_cells import COLUMNS
from papercuts.domain.sheets import SheetError
from papercuts.domain.text import clean_line
from papercuts.forms.imports import UploadForm
from papercuts.models import Upload
from papercuts.pages import import_preview
from papercuts.web.clock import utc_now
from papercuts.web.paging import page_of
from papercuts.web.permissions import allowed

bp = Blueprint("imports", __name__)


@bp.get("/import")
@allowed("import")
def new() -> str:
    """Ask for a file."""
    return render_template("imports/new.html", form=UploadForm())


@bp.post("/import")
@allowed("import")
def create() -> Answer | tuple[str, int]:
    """Keep a file that can be read, and go on to its preview."""
    form, file = UploadForm(), request.files.get("file")
    content = _content(file)
    try:
        import_rows.read(content, limits.UPLOAD_ROWS)
    except SheetError as error:
        form.file.errors = [str(error) if file and file.filename else "Choose a file"]
        return render_template("imports/new.html", form=form), 422
    upload = actions.uploads.keep(_name(file), content, by=g.user, at=utc_now())
    db.session.commit()
    return redirect(url_for("imports.show", id=upload.id), code=303)


@bp.get("/import/empty.csv")
@allowed("import")
def empty() -> Response:
    """Send a file that holds nothing but the columns, to start from."""
    return _file(sheets.write(list(COLUMNS), []), "visits.csv")


@bp.get("/import/<id:id>")
@allowed("import")
def show(id: int) -> str | Answer:
    """Show what a file would do; nothing is written."""
    upload = queries.imports.upload(id, g.user.id)
    if upload is None and queries.imports.done(id, g.user.id):
        return redirect(url_for("imports.done", id=id))
    return _page(upload or abort(404))


@bp.get("/import/<id:id>/errors.csv")
@allowed("import")
def errors(id: int) -> Response:
    """Send the rows with an error as a file to correct."""
    return _file(import_preview.with_errors(import_preview.preview(_upload(id))), "rows-to-correct.csv")


@bp.post("/import/<id:id>/import")
@allowed("import")
def apply(id: int) -> Answer | tuple[str, int]:
    """Import a file, all of it or nothing; then it is not needed any more."""
    actions.imports.lock()
    upload = queries.imports.upload(id, g.user.id)
    if upload is None and queries.imports.done(id, g.user.id):  # pressed a second time
        return redirect(url_for("imports.done", id=id), code=303)
    upload = upload or abort(404)
    plan = import_preview.preview(upload).plan
    if plan.problems:
        return _page(upload), 422
    if not plan.has_news:
        flash("Everything in this file is here already.")
        return redirect(url_for("imports.show", id=id), code=303)
    actions.imports.apply(plan, name=upload.name, upload=upload, by=g.user, at=utc_now())
    actions.uploads.drop(upload)
    db.session.commit()
    return redirect(url_for("imports.done", id=id), code=303)


@bp.get("/import/<id:id>/done")
@allowed("import")
def done(id: int) -> str:
    """Show what an import has done."""
    return render_template("imports/done.html", done=queries.imports.done(id, g.user.id) or abort(404))


def _row_href(upload: Upload, number: int, place: int) -> str:
    """Return where a row stands among all, since the chosen ones need not have it."""
    page = place // limits.PAGE_SIZE + 1
    return url_for("imports.show", id=upload.id, rows="all", page=page, _anchor=f"row-{number}")


def _upload(upload_id: int) -> Upload:
    return queries.imports.upload(upload_id, g.user.id) or abort(404)


def _content(file: FileStorage | None) -> bytes:
    if file is None:
        return b""
    with closing(file):
        content = file.stream.read(limits.CSV_BYTES + 1)
    if len(content) > limits.CSV_BYTES:
        abort(413)
    return content


def _name(file: FileStorage | None) -> str:
    """Return a file's name as it is shown: without the folders, and nothing that cannot be stored."""
    try:
        name = clean_line(re.split(r"[/\\]", (file and file.filename) or "")[-1])
    except ValueError:
        name = ""
    return name[: limits.NAME] or "a file without a name"


def _file(content: str, name: str) -> Response:
    head = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(content, content_type="text/csv; charset=utf-8", headers=head)


def _page(upload: Upload) -> str:
    seen = import_preview.preview(upload)
    counts = {which: import_preview.chosen(seen, which) for which in ("all", "look", "errors")}
    asked = request.args.get("rows", "")
    which = asked if asked in counts else "errors" if counts["errors"] else "look" if counts["look"] else "all"
    page = page_of(len(counts[which]))
    rows = counts[which][page.offset : page.offset + limits.PAGE_SIZE]
    places = {row.number: place for place, row in enumerate(counts["all"])}
    return render_template(
        "imports/show.html",
        upload=upload,
        file_form=UploadForm(),
        plan=seen.plan,
        counts={name: len(numbers) for name, numbers in counts.items()},
        of_file=[problem.text for problem in seen.plan.problems if problem.row is None],
        row_href=lambda number: _row_href(upload, number, places[number]),
        which=which,
        page=page,
        lines=import_preview.lines(seen, rows),
    )
