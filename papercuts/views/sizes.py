"""What sizes of effort mean from now on, and the files of how good estimates were."""

from flask import Blueprint, Response, abort, flash, g, redirect, url_for
from werkzeug.wrappers import Response as Answer

from papercuts import actions
from papercuts.db import db
from papercuts.domain import formats
from papercuts.domain.limits import Size
from papercuts.pages import learning_seconds, learning_sizes
from papercuts.web.clock import utc_now
from papercuts.web.downloads import csv_file
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("sizes", __name__)


@bp.post("/learning/sizes/<size>")
@allowed("change settings")
def use(size: str) -> Answer:
    """Let a size mean what its fixes have really taken, in estimates to come."""
    hours = learning_sizes.learnt(_size(size))
    if hours is None:
        flash(f"Too few fixes of size {size} have their hours noted. Nothing is changed.")
        return _back()
    actions.settings.use_size(setting(), _size(size), hours, by=g.user, at=utc_now())
    db.session.commit()
    flash(f"New estimates take {size} as {formats.span(*hours)} hours. Those that exist stay as they are.")
    return _back()


@bp.post("/learning/sizes/<size>/end")
@allowed("change settings")
def end(size: str) -> Answer:
    """Let a size mean again what it means everywhere, in estimates to come."""
    actions.settings.use_size(setting(), _size(size), None, by=g.user, at=utc_now())
    db.session.commit()
    flash(f"New estimates take {size} as it is usual.")
    return _back()


@bp.get("/learning/sizes.csv")
@allowed("read")
def csv() -> Response:
    """Return the fixes whose hours were noted, with what was estimated."""
    return csv_file("sizes", learning_sizes.COLUMNS, learning_sizes.rows())


@bp.get("/learning/seconds.csv")
@allowed("read")
def seconds_csv() -> Response:
    """Return the paper cuts with seconds said and seconds timed."""
    return csv_file("seconds", learning_seconds.COLUMNS, learning_seconds.rows())


def _size(text: str) -> Size:
    if text not in list(Size):
        abort(404)
    return Size(text)


def _back() -> Answer:
    return redirect(url_for("learning.show", _anchor="sizes"), code=303)
