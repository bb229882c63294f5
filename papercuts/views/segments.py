"""Segments: the groups of customers the team has chosen to serve."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.forms.places import SegmentForm
from papercuts.models import Segment
from papercuts.web.attempts import attempt
from papercuts.web.clock import utc_now
from papercuts.web.conflicts import hold, join
from papercuts.web.permissions import allowed

bp = Blueprint("segments", __name__)


@bp.get("/segments")
@allowed("read")
def index() -> str:
    """Show the segments, and a form to add one."""
    return _page(SegmentForm(), None)


@bp.post("/segments")
@allowed("edit sites")
def create() -> Response | tuple[str, int]:
    """Add a segment."""
    form = SegmentForm(request.form)
    if form.validate() and attempt(
        lambda: actions.places.add_segment(**form.data, by=g.user, at=utc_now()), form["name"]
    ):
        return _saved(f"Added {form.name.data}.")
    return _page(form, None), 422


@bp.get("/segments/<id:id>")
@allowed("edit sites")
def edit(id: int) -> str:
    """Show the segments, and a form to change one."""
    segment = db.get_or_404(Segment, id)
    return _page(SegmentForm(obj=segment), segment)


@bp.post("/segments/<id:id>")
@allowed("edit sites")
def update(id: int) -> Response | tuple[str, int]:
    """Change a segment."""
    hold(Segment, id)
    segment, form = db.get_or_404(Segment, id), SegmentForm(request.form)
    join(form, SegmentForm(obj=segment))
    if form.validate() and attempt(
        lambda: actions.places.change_segment(segment, **form.data, by=g.user, at=utc_now()), form["name"]
    ):
        return _saved("Saved. The paper cuts are ranked anew.")
    return _page(form, segment), 422


def _saved(message: str) -> Response:
    db.session.commit()
    flash(message)
    return redirect(url_for("segments.index"), code=303)


def _page(form: SegmentForm, segment: Segment | None) -> str:
    return render_template(
        "segments/index.html",
        form=form,
        segment=segment,
        rows=queries.places.segment_rows(),
        moments=queries.history.of(("segment", segment.id)) if segment else [],
    )
