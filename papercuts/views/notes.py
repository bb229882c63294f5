"""Release notes for everybody, in every format: no account, no cookie."""

import logging

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from papercuts import queries
from papercuts.pages import notes_badge
from papercuts.pages.notes import as_html, cached
from papercuts.pages.notes_feed import of_all_notes
from papercuts.pages.notes_formats import FORMATS, Format
from papercuts.queries.notes import PublicNote
from papercuts.services import blobs
from papercuts.web import sign_in
from papercuts.web.headers import CSP_FILE, for_every_site
from papercuts.web.paging import page_of
from papercuts.web.permissions import public

log = logging.getLogger("papercuts")
bp = Blueprint("notes", __name__)


@bp.get("/notes")
@public
def index() -> Response:
    """Show every published release, newest first."""
    page = page_of(queries.notes.n_published())
    notes = queries.notes.published(page.offset)
    in_all = notes_badge.words(*queries.notes.in_all())
    return cached(render_template("notes/index.html", notes=notes, page=page, in_all=in_all))


@bp.get("/notes.atom")
@public
def feed() -> Response:
    """Send the latest published releases as a feed."""
    return cached(of_all_notes(queries.notes.published()), "application/atom+xml")


@bp.get("/notes/badge.svg")
@public
def badge() -> Response:
    """Send the badge for a README."""
    return for_every_site(cached(notes_badge.as_svg(), "image/svg+xml"))


@bp.get("/notes/<version>")
@public
def show(version: str) -> Response:
    """Show one published release."""
    return cached(as_html(_note(version)))


@bp.get("/notes/<version>/pictures/<string(length=64):sha256>.webp")
@public
def picture(version: str, sha256: str) -> Response:
    """Send a picture of a published release; to the team also one of a draft, which its preview shows."""
    content_type = queries.notes.picture_type(version, sha256)
    if content_type is not None:
        # for minutes only, like the page: a picture that is taken back is to be gone from everybody's caches too
        return for_every_site(cached(_content(sha256), content_type))
    content_type = queries.notes.picture_type(version, sha256, is_public=False)
    if content_type is None or sign_in.who() is None:
        abort(404)
    return Response(_content(sha256), content_type=content_type, headers={"Content-Security-Policy": CSP_FILE})


def _formatted(form: Format) -> None:
    """Give a format its address; of two that fit one, the longer ending counts: `.changelog.md` before `.md`."""

    @bp.get(f"/notes/<version>{form.ending}", endpoint=form.name)
    @public
    def view(version: str) -> ResponseReturnValue:
        note = queries.notes.of_version(version)
        if note is None:  # one of before endings were kept for formats may be called so
            return show(version + form.ending)
        return cached(form.write(note), form.mimetype)


for _form in FORMATS:
    _formatted(_form)


def _content(sha256: str) -> bytes:
    try:
        return blobs.read(sha256)
    except blobs.Gone as error:
        log.error("picture of a fix: %s", error)
        abort(404)


def _note(version: str) -> PublicNote:
    note = queries.notes.of_version(version)
    if note is None:
        abort(404)
    return note
