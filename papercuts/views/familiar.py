"""Inputs for other scores: what they need and nobody can measure."""

from flask import Blueprint, abort, g, render_template, request
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.forms.familiar import FamiliarForm
from papercuts.models import PaperCut
from papercuts.pages.paper_cut_page import saved
from papercuts.web.clock import utc_now
from papercuts.web.conflicts import hold, join
from papercuts.web.permissions import allowed

bp = Blueprint("familiar", __name__)


@bp.route("/paper-cuts/<id:id>/familiar", methods=["GET", "POST"])
@allowed("enter other scores")
def edit(id: int) -> str | Response | tuple[str, int]:
    """Ask for what other scores need, and keep it."""
    hold(PaperCut, id)
    cut = queries.paper_cuts.one(id) or abort(404)
    stored = FamiliarForm(obj=queries.familiar.entered(id))
    if request.method == "GET":
        return render_template("paper_cuts/familiar.html", cut=cut, form=stored)
    form = FamiliarForm(request.form)
    join(form, stored)
    if not form.validate():
        return render_template("paper_cuts/familiar.html", cut=cut, form=form), 422
    actions.familiar.enter(cut, form.data, by=g.user, at=utc_now())
    return saved(cut, "Saved. The rank stays as it is.")
