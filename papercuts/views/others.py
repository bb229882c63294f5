"""What others do better: sightings with competing products beside ours."""

from flask import Blueprint, Response, render_template

from papercuts.pages import learning_others
from papercuts.web.downloads import csv_file
from papercuts.web.permissions import allowed

bp = Blueprint("others", __name__)


@bp.get("/learning/others")
@allowed("read")
def show() -> str:
    """Show each task that was watched with another product, and what was met with each."""
    return render_template("learning/others.html", **learning_others.shown())


@bp.get("/learning/others.csv")
@allowed("read")
def csv() -> Response:
    """Return the same as a table."""
    return csv_file("other-products", learning_others.COLUMNS, learning_others.rows())
