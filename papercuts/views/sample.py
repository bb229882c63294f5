"""The sample data: load it, and take it out again."""

from flask import Blueprint, flash, g, redirect, url_for
from werkzeug.wrappers import Response

from papercuts import actions
from papercuts.db import db
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
        flash(f"The sample data is removed.{_what_stays(kept)}")
    return redirect(url_for("overview.index"), code=303)


def _what_stays(names: list[str]) -> str:
    if not names:
        return ""
    more = f" and {len(names) - 5:,} more" if len(names) > 5 else ""
    return f" What you added rests on {', '.join(names[:5])}{more}; that stays."
