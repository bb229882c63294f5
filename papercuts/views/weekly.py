"""The weekly summary."""

from flask import Blueprint, Response, abort, render_template, request

from papercuts.pages import weekly
from papercuts.web.permissions import allowed

bp = Blueprint("weekly", __name__)

ALIASES = "aliases"


@bp.get("/learning/week")
@allowed("read")
def show() -> str:
    """Show what happened in a week, the last one that is over unless another is asked for."""
    return render_template("learning/week.html", summary=_asked())


@bp.get("/learning/week.txt")
@allowed("read")
def text() -> Response:
    """Answer with the same as a text."""
    return Response(_asked().text, content_type="text/plain; charset=utf-8")


def _asked() -> weekly.Summary:
    names = request.args.get("names", "")
    if names not in ("", ALIASES):
        abort(400, "The address asks for something we do not know. Go back and try again.")
    return weekly.summary(weekly.week_of(request.args.get("week", "")), is_public=names == ALIASES)
