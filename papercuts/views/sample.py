"""The sample data: load it, and take it out again."""

from flask import Blueprint, flash, g, redirect, url_for
from werkzeug.wrappers import Response

from papercuts import actions
from papercuts.db import db
from papercuts.pages import sample_outlook
from papercuts.web.clock import utc_now
from papercuts.web.permissions import allowed

bp = Blueprint("sample", __name__)


@bp.post("/sample")
@allowed("manage sample data")
def create() -> Response:
    """Load the sample data."""
    try:
        actions.sample.load(by=g.user, at=utc_now())
    except ValueError as error:
        db.session.rollback()
        flash(str(error), "error")
    else:
        db.session.commit()
        flash("The sample data is loaded. All of it is invented, and you can remove it in the settings.")
    return redirect(url_for("overview.index"), code=303)


@bp.post("/sample/remove")
@allowed("manage sample data")
def destroy() -> Response:
    """Remove the sample data; what is one's own stays, with what it rests on."""
    try:
        kept = actions.sample.remove(by=g.user, at=utc_now())
    except ValueError as error:
        db.session.rollback()
        flash(str(error), "error")
    else:
        db.session.commit()
        actions.picture_bytes.sweep()
        flash(" ".join(["The sample data is removed.", *(sample_outlook.stays(kept) if kept else [])]))
    return redirect(url_for("overview.index"), code=303)
