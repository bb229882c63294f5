"""Which known paper cuts a title may be, while somebody types it."""

from flask import Blueprint, render_template, request

from papercuts.domain import limits
from papercuts.pages.similar_ones import similar_to_title
from papercuts.web.arguments import row_id
from papercuts.web.permissions import allowed

bp = Blueprint("similar", __name__)


@bp.get("/paper-cuts/similar")
@allowed("read")
def index() -> str:
    """Return up to five with reasons, to be swapped in below a title. without: the number it has already."""
    guesses = similar_to_title(request.args.get("title", "")[: limits.TITLE], row_id("task"), row_id("without"))
    return render_template("paper_cuts/_known_titles.html", guesses=guesses)
