"""Other numbers in the score of a paper cut, tried while they are typed; nothing is stored."""

from flask import Blueprint, render_template, request

from papercuts import evidence
from papercuts.db import db
from papercuts.models import PaperCut
from papercuts.pages import what_if
from papercuts.web.permissions import allowed

bp = Blueprint("what_if", __name__)


@bp.get("/paper-cuts/<id:id>/what-if")
@allowed("read")
def show(id: int) -> tuple[str, int]:
    """Return the part of the page of a paper cut that says what the numbers in the address would do."""
    cut = db.get_or_404(PaperCut, id)
    tried = what_if.of(cut, evidence.load([id])[id].inputs, request.args)
    return render_template("paper_cuts/_what_if.html", cut=cut, what_if=tried), tried.code
