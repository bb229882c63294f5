"""Release notes for everybody: no account, no cookie."""

from flask import Blueprint, Response, abort, render_template

from papercuts import queries
from papercuts.pages.notes import as_html, as_markdown, cached
from papercuts.queries.notes import PublicNote
from papercuts.web.paging import page_of
from papercuts.web.permissions import public

bp = Blueprint("notes", __name__)


@bp.get("/notes")
@public
def index() -> Response:
    """Show every published release, newest first."""
    page = page_of(queries.notes.n_published())
    notes = queries.notes.published(page.offset)
    return cached(render_template("notes/index.html", notes=notes, page=page))


@bp.get("/notes/<version>")
@public
def show(version: str) -> Response:
    """Show one published release."""
    return cached(as_html(_note(version)))


@bp.get("/notes/<version>.md")
@public
def markdown(version: str) -> Response:
    """Show one published release as Markdown."""
    return cached(as_markdown(_note(version)), "text/markdown")


def _note(version: str) -> PublicNote:
    note = queries.notes.of_version(version)
    if note is None:
        abort(404)
    return note
