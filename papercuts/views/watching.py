"""Whom have we not seen."""

from flask import Blueprint, Response, render_template

from papercuts.pages import watching
from papercuts.web.clock import today
from papercuts.web.downloads import csv_file
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("watching", __name__)


@bp.get("/learning/watching")
@allowed("read")
def show() -> str:
    """Show how long ago each was last watched, who could be visited, and which visit would teach most."""
    return render_template("learning/watching.html", **watching.page(today(setting())))


@bp.get("/learning/watching.csv")
@allowed("read")
def file() -> Response:
    """Answer with the same as a table."""
    return csv_file("whom-we-have-not-seen", watching.COLUMNS, watching.table(today(setting())))
