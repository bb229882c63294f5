"""Search, from the field at the top of every page."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import queries
from papercuts.queries.search import MOST
from papercuts.web.permissions import allowed

bp = Blueprint("search", __name__)


@bp.get("/search")
@allowed("read")
def index() -> str | Response | tuple[str, int]:
    """Show what was found; a number leads straight to its paper cut."""
    text = request.args.get("q", "")
    number = queries.search.number_of(text)
    if number is not None:
        return redirect(url_for("paper_cuts.show", id=number))
    try:
        found = queries.search.find(text)
    except ValueError as error:
        return render_template("search/index.html", text=text, found=None, problem=str(error), most=MOST), 422
    return render_template("search/index.html", text=text, found=found, problem="", most=MOST)
