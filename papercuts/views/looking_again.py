"""What waits to be looked at again, and the file of what was predicted and measured."""

from flask import Blueprint, Response, abort, render_template, request

from papercuts import queries
from papercuts.db import db
from papercuts.models import Release
from papercuts.pages import learning_measured
from papercuts.pages.learning import period
from papercuts.web.clock import today
from papercuts.web.downloads import csv_file
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("looking_again", __name__)


@bp.get("/verify")
@allowed("read")
def index() -> str:
    """Show which fixes wait at which sites, of all releases; with `release`, of one."""
    asked = request.args.get("release", "")
    release = _release(asked) if asked else None
    found = queries.waiting_to_verify.waiting(today(setting()), release.id if release else None)
    n_waiting = queries.waiting_to_verify.n_waiting(found)
    return render_template("looking_again/index.html", found=found, release=release, n_waiting=n_waiting)


@bp.get("/learning/measured.csv")
@allowed("read")
def measured_file() -> Response:
    """Send what each fix of the period was to give back, and what it gives back as measured."""
    return csv_file("measured", learning_measured.COLUMNS, learning_measured.rows(period(request.args)))


def _release(asked: str) -> Release:
    is_number = asked.isascii() and asked.isdecimal() and len(asked) < 10
    found = db.session.get(Release, int(asked)) if is_number else None
    return found if found is not None and found.is_published else abort(404)
