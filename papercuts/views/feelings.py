"""How people feel, and their words that are cleared for reference."""

from flask import Blueprint, Response, request

from papercuts.pages import learning_feelings
from papercuts.pages import quotes as quotes_page
from papercuts.web.downloads import csv_file
from papercuts.web.permissions import allowed

bp = Blueprint("feelings", __name__)


@bp.get("/learning/feelings")
@allowed("read")
def show() -> str:
    """Show mood, applause, ratings and delights over time and by segment."""
    return learning_feelings.page(learning_feelings.period(request.args))


@bp.get("/learning/feelings.csv")
@allowed("read")
def csv() -> Response:
    """Send every answer behind the page."""
    chosen = learning_feelings.period(request.args)
    return csv_file("feelings", learning_feelings.COLUMNS, learning_feelings.rows(chosen))


@bp.get("/learning/quotes")
@allowed("read")
def quotes() -> str:
    """Show the words of people that are cleared for reference, as they agreed to it."""
    return quotes_page.page(quotes_page.wanted())
