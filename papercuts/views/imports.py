"""Importing a spreadsheet: choose it, match its columns, look at what it would do, import it."""

import re
from contextlib import closing

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Answer

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain import limits, sheets
from papercuts.domain.import_cells import COLUMNS
from papercuts.domain.sheets import SheetError
from papercuts.domain.text import clean_line
from papercuts.forms.imports import UploadForm
from papercuts.models import Upload
from papercuts.pages import import_columns_page, import_file, import_preview
from papercuts.web.clock import utc_now
from papercuts.web.paging import page_of
from papercuts.web.permissions import allowed

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

bp = Blueprint("imports", __name__)


@bp.get("/import")
@allowed("import")
def new() -> str:
    """Ask for a file."""
    return _choose(UploadForm())


@bp.post("/import")
@allowed("import")
def create() -> Answer | tuple[str, int]:
    """Keep a file that can be read, and go on: to its preview when it is known how, else to its columns."""
    form, file = UploadForm(), request.files.get("file")
    content = _content(file)
    try:
        columns = import_file.at_once(import_file.table(content))
    except SheetError as error:
        form.file.errors = [str(error) if file and file.filename else "Choose a file"]
        return _choose(form), 413 if error.is_too_large else 422
    upload = actions.uploads.keep(_name(file), content, columns=columns, by=g.user, at=utc_now())
    db.session.commit()
    return redirect(url_for("imports.show" if columns else "imports.columns", id=upload.id), code=303)


@bp.get("/import/empty.csv")
@allowed("import")
def empty() -> Response:
    """Send a file that holds nothing but the columns, to start from."""
    return _file(sheets.write(list(COLUMNS), []), "visits.csv")


@bp.get("/import/empty.xlsx")
@allowed("import")
def empty_workbook() -> Response:
    """Send a workbook that holds nothing but the columns."""
    return _file(sheets.write_workbook(list(COLUMNS), []), "visits.xlsx")


@bp.get("/import/<id:id>/columns")
@allowed("import")
def columns(id: int) -> str | tuple[str, int]:
    """Show which columns of a file are which of ours."""
    upload = _upload(id)
    asked, sheet = request.args.get("as", "")[: limits.NAME], request.args.get("sheet", "")
    return _columns(upload, import_columns_page.matching(upload, asked=asked, sheet=sheet))


@bp.post("/import/<id:id>/columns")
@allowed("import")
def match(id: int) -> Answer | tuple[str, int]:
    """Keep which columns are which, for this file and for the next of its source, and go on to the preview."""
    upload = _upload(id)
    page = import_columns_page.matching(upload, request.form, sheet=request.form.get("sheet", ""))
    chosen = import_columns_page.chosen(page)
    if chosen is None:
        return _columns(upload, page), 422
    actions.uploads.read_as(upload, chosen)
    if chosen.name:
        actions.uploads.remember(chosen.name, page.table.header, chosen, by=g.user, at=utc_now())
    db.session.commit()
    return redirect(url_for("imports.show", id=id), code=303)


@bp.get("/import/<id:id>")
@allowed("import")
def show(id: int) -> str | Answer:
    """Show what a file would do; nothing is written."""
    upload = queries.imports.upload(id, g.user.id)
    if upload is None and queries.imports.done(id, g.user.id):
        return redirect(url_for("import_runs.done", id=id))
    upload = upload or abort(404)
    return redirect(url_for("imports.columns", id=id)) if upload.columns is None else _page(upload)


@bp.get("/import/<id:id>/errors.csv")
@allowed("import")
def errors(id: int) -> Response:
    """Send the rows with an error as a file to correct."""
    return _file(import_preview.with_errors(import_preview.preview(_upload(id))), "rows-to-correct.csv")


@bp.get("/import/<id:id>/errors.xlsx")
@allowed("import")
def errors_workbook(id: int) -> Response:
    """Send the rows with an error as a workbook to correct."""
    return _file(import_preview.workbook_with_errors(import_preview.preview(_upload(id))), "rows-to-correct.xlsx")


@bp.post("/import/<id:id>/import")
@allowed("import")
def apply(id: int) -> Answer | tuple[str, int]:
    """Import a file, or its right rows where the others are left out as shown: all of them or nothing."""
    actions.imports.lock()
    upload = queries.imports.upload(id, g.user.id)
    if upload is None and queries.imports.done(id, g.user.id):  # pressed a second time
        return redirect(url_for("import_runs.done", id=id), code=303)
    if (upload := upload or abort(404)).columns is None:
        return redirect(url_for("imports.columns", id=id), code=303)
    seen = import_preview.preview(upload)
    if seen.good is None or request.form.get("left_out", "0") != str(len(seen.left_out)):
        return _page(upload), 422
    if not seen.good.has_news:
        flash("Everything in this file is here already.")
        return redirect(url_for("imports.show", id=id), code=303)
    import_preview.apply(seen, by=g.user, at=utc_now())
    db.session.commit()
    return redirect(url_for("import_runs.done", id=id), code=303)


def _choose(form: UploadForm) -> str:
    known = queries.imports
    return render_template(
        "imports/new.html",
        form=form,
        runs=known.runs(),
        waiting=known.waiting(g.user.id, utc_now() - actions.uploads.KEPT_FOR),
        kept_for=actions.uploads.KEPT_FOR,
        mappings=known.mappings(),
        until=actions.import_undo.ends_at,
        now=utc_now(),
    )


def _columns(upload: Upload, page: import_columns_page.Matching) -> str:
    return render_template("imports/columns.html", upload=upload, page=page, form=page.form)


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


def _file(content: str | bytes, name: str) -> Response:
    head = {"Content-Disposition": f"attachment; filename={name}"}
    kind = "text/csv; charset=utf-8" if isinstance(content, str) else XLSX
    return Response(content, content_type=kind, headers=head)


def _page(upload: Upload) -> str:
    seen = import_preview.preview(upload)
    counts = {which: import_preview.chosen(seen, which) for which in ("all", "look", "errors")}
    asked = request.args.get("rows", "")
    which = asked if asked in counts else "look" if counts["look"] else "all"
    page = page_of(len(counts[which]))
    rows = counts[which][page.offset : page.offset + limits.PAGE_SIZE]
    places = {row.number: place for place, row in enumerate(counts["all"])}
    return render_template(
        "imports/show.html",
        upload=upload,
        file_form=UploadForm(),
        columns=seen.columns,
        plan=seen.plan,
        good=seen.good,
        later=seen.later,
        results=import_preview.results(seen),
        reopens=import_preview.reopens(seen),
        counts={name: len(numbers) for name, numbers in counts.items()},
        of_file=[problem.text for problem in seen.plan.problems if problem.row is None],
        row_href=lambda number: _row_href(upload, number, places[number]),
        which=which,
        page=page,
        lines=import_preview.lines(seen, rows),
    )
