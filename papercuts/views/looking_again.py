"""What waits to be looked at again, and the file of what was predicted and measured."""

from flask import Blueprint, Response, abort, render_template, request

from papercuts import queries
from papercuts.pages import learning_measured
from papercuts.pages.learning import period
from papercuts.web.arguments import row_id
from papercuts.web.clock import today
from papercuts.web.downloads import csv_file
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("looking_again", __name__)


@bp.get("/verify")
@allowed("read")
def index() -> str:
    """Show which fixes wait at which sites, of all releases; with `release`, of one."""
    asked = row_id("release")
    release = queries.waiting_to_verify.release(asked) if asked else None
    if asked and release is None:
        abort(404)
    found = queries.waiting_to_verify.waiting(today(setting()), release.id if release else None)
    n_waiting = queries.waiting_to_verify.n_waiting(found)
    return render_template("looking_again/index.html", found=found, release=release, n_waiting=n_waiting)


@bp.get("/learning/measured.csv")
@allowed("read")
def measured_file() -> Response:
    """Send what each fix that the section sums was to give back, and what it gives back as measured."""
    rows = learning_measured.rows(period(request.args), learning_measured.asked())
    return csv_file("measured", learning_measured.COLUMNS, rows)
