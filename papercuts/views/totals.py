"""What the totals since we began are made of: the page of each, and its file."""

from flask import Blueprint, Response, render_template

from papercuts.pages import totals_rows
from papercuts.pages.learning import refuse
from papercuts.pages.totals_rows import What
from papercuts.web.arguments import one_of
from papercuts.web.downloads import csv_file
from papercuts.web.permissions import allowed

bp = Blueprint("totals", __name__)


@bp.get("/learning/totals")
@allowed("read")
def show() -> str:
    """Show what a total counts; `what` says which."""
    what = _asked()
    found = totals_rows.people() if what is What.PEOPLE else totals_rows.rows(what)
    texts = {"name": totals_rows.NAMES[what], "counts": totals_rows.COUNTS[what]}
    return render_template("learning/totals.html", what=what, found=found, most=totals_rows.N_ROWS, **texts)


@bp.get("/learning/totals.csv")
@allowed("read")
def file() -> Response:
    """Send all that a total counts."""
    what = _asked()
    return csv_file(f"totals-{what}", totals_rows.columns(what), totals_rows.file_rows(what))


def _asked() -> What:
    return What(one_of("what", What) or refuse())
