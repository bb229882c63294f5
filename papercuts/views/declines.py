"""Declining a paper cut, and opening one again: both say why."""

from flask import Blueprint, abort, g, render_template, request
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.domain import gate
from papercuts.domain.limits import Destination
from papercuts.forms.paper_cuts import DeclineForm, ReopenForm
from papercuts.models import PaperCut
from papercuts.pages.paper_cut_page import saved
from papercuts.web.attempts import attempt
from papercuts.web.clock import utc_now
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("declines", __name__)


@bp.get("/paper-cuts/<id:id>/declines/new")
@allowed("decline")
def new(id: int) -> str:
    """Ask why it will not be fixed."""
    cut = queries.paper_cuts.one(id) or abort(404)
    return render_template(
        "paper_cuts/decline.html", cut=cut, form=DeclineForm(data=_canned(request.args.get("reason")))
    )


@bp.post("/paper-cuts/<id:id>/declines")
@allowed("decline")
def create(id: int) -> Response | tuple[str, int]:
    """Decline a paper cut."""
    cut, form = queries.paper_cuts.one(id) or abort(404), DeclineForm(request.form)
    if form.validate() and attempt(lambda: _decline(cut, form), form["reason"]):
        return saved(cut, f"Declined PC-{id}. It is out of the ranked list; nothing is deleted.")
    return render_template("paper_cuts/decline.html", cut=queries.paper_cuts.one(id), form=form), 422


@bp.get("/paper-cuts/<id:id>/reopenings/new")
@allowed("decline")
def new_reopening(id: int) -> str:
    """Ask why it is open again."""
    cut = queries.paper_cuts.one(id) or abort(404)
    return render_template("paper_cuts/reopen.html", cut=cut, form=ReopenForm())


@bp.post("/paper-cuts/<id:id>/reopenings")
@allowed("decline")
def create_reopening(id: int) -> Response | tuple[str, int]:
    """Open a fixed, verified or declined paper cut again."""
    cut, form = queries.paper_cuts.one(id) or abort(404), ReopenForm(request.form)
    if form.validate() and attempt(lambda: _reopen(cut, form), form["reason"]):
        return saved(cut, f"PC-{id} is open again.")
    return render_template("paper_cuts/reopen.html", cut=queries.paper_cuts.one(id), form=form), 422


def _canned(key: str | None) -> dict[str, str]:
    """Return what the form comes with: words that the gate has ready, to be changed."""
    if not key:
        return {}
    try:
        reason = gate.reason(key)
    except ValueError as error:
        abort(400, f"{error}. Choose one on the page after the gate and try again.")
    words = gate.words(reason.words, setting().quick_win_hours)
    return {"reason": words, "destination": reason.destination.value}


def _decline(cut: PaperCut, form: DeclineForm) -> None:
    reason, destination = str(form["reason"].data), Destination(form["destination"].data)
    actions.paper_cuts.decline(cut, reason, destination, by=g.user, at=utc_now())


def _reopen(cut: PaperCut, form: ReopenForm) -> None:
    actions.paper_cuts.reopen(cut, str(form["reason"].data), by=g.user, at=utc_now())
