"""Two people with the same form open: the second to save overwrites nothing that they have not seen."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from flask import abort, make_response, render_template, request
from sqlalchemy import select
from wtforms import Field
from wtforms.form import BaseForm

from papercuts.db import Model, db
from papercuts.forms import shown

_OF_THE_PAGE = {"csrf_token", "seen", "keep", "both"}  # what is sent beside the fields of a form


class Pair(NamedTuple):
    """A field that two people changed: one's own, to be written on, and what the other has saved."""

    key: str
    label: str
    mine: Field
    theirs: str


def hold(model: type[Model], row_id: int | UUID, column: str = "id") -> None:
    """Let others who save the same row wait until this request ends: what it is compared with must not change.

    column: which of its columns names the row. Called before the row is read, so that it is read as the one before
    has left it. Showing a form holds nothing, and SQLite has one writer at a time anyway.
    """
    if request.method == "POST" and db.engine.dialect.name == "postgresql":
        held = select(model).where(getattr(model, column) == row_id).with_for_update(key_share=True)
        db.session.scalar(held.execution_options(populate_existing=True))


def join(mine: BaseForm, theirs: BaseForm, *, rows: Mapping[str, str] | None = None, back: str = "") -> None:
    """Bring what was sent together with what others have saved since the form was shown.

    What only others changed comes into the form. What both changed ends the request with 409 and both versions.
    theirs: the same form with what is stored, read after `hold`; rows: how to call the rows of a table, by "uses-3";
    back: the page the form stands on, where that is not its own address.
    A request that does not say what it has seen has seen nothing: whatever differs is asked.
    """
    if request.form.get("keep") == "theirs":
        _take_theirs(mine, theirs)
    both = shown.overtaken(mine, theirs, request.form.get("seen", ""))
    if both:
        abort(make_response(_page(_pairs(mine, theirs, both, rows or {}), mine, theirs, back), 409))


def set_aside(mine: BaseForm, theirs: BaseForm) -> list[str]:
    """Do as `join`, but leave what both changed as it is stored, so that the rest can be saved; return its names.

    For a page that sends its form by itself: nobody has pressed a button, and nobody waits for a page with both texts.
    """
    both = shown.overtaken(mine, theirs, request.form.get("seen", ""))
    own, stored = shown.fields(mine), shown.fields(theirs)
    for key in both:
        shown.take(own[key], stored[key])
    return both


def seen_line(form: BaseForm) -> str:
    """Return what a page has to remember of a form: what was shown at first, also when it comes back as wrong."""
    if request.method == "POST" and shown.is_sent(form):
        return request.form.get("seen", "")
    return shown.version_line(form)


def _take_theirs(mine: BaseForm, theirs: BaseForm) -> None:
    own, stored = shown.fields(mine), shown.fields(theirs)
    for key in request.form.getlist("both"):
        if key in own and key in stored:
            shown.take(own[key], stored[key])


def _pairs(mine: BaseForm, theirs: BaseForm, both: list[str], rows: Mapping[str, str]) -> list[Pair]:
    """Return what to choose from; of what means something together only what differs."""
    own, stored = shown.fields(mine), shown.fields(theirs)
    return [
        Pair(key, _label(key, own[key], rows), own[key], shown.in_words(stored[key]))
        for key in both
        if shown.said(own[key]) != shown.said(stored[key])
    ]


def _page(pairs: list[Pair], mine: BaseForm, theirs: BaseForm, back: str) -> str:
    own, both = shown.fields(mine), {pair.key for pair in pairs}
    return render_template(
        "errors/conflict.html",
        pairs=pairs,
        kept=[(field.name, value) for key, field in own.items() if key not in both for value in shown.as_sent(field)]
        + _besides({field.name for field in own.values()}),
        seen=shown.version_line(theirs),
        has_seen=bool(request.form.get("seen")),
        action=request.full_path.rstrip("?"),
        back=back or request.full_path.rstrip("?"),
    )


def _label(key: str, field: Field, rows: Mapping[str, str]) -> str:
    row = rows.get(key.rpartition("-")[0])
    return f"{field.label.text}, {row}" if row else str(field.label.text)


def _besides(names: set[str]) -> list[tuple[str, str]]:
    """Return what was sent and is no field: the button that was pressed."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in names | _OF_THE_PAGE]
