"""The gate: six questions that tell a quick win from what needs more than that."""

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain import gate
from papercuts.forms.judgement import GateForm
from papercuts.models import PaperCut
from papercuts.pages import judging
from papercuts.pages.paper_cut_page import saved
from papercuts.web.addresses import asked_next
from papercuts.web.attempts import attempt
from papercuts.web.clock import utc_now
from papercuts.web.conflicts import hold, join
from papercuts.web.guard import may
from papercuts.web.messages import tell
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("gates", __name__)


@bp.route("/paper-cuts/<id:id>/gate", methods=["GET", "POST"])
@allowed("answer the gate")
def edit(id: int) -> str | Response | tuple[str, int]:
    """Ask the six questions, and keep the answers."""
    hold(PaperCut, id)
    cut = queries.paper_cuts.one(id) or abort(404)
    stored = judging.gate_form(cut, answers=queries.quick_wins.gate_of(id))
    if request.method == "GET":
        return _page(cut, stored)
    form = judging.gate_form(cut, sent=request.form)
    join(form, stored)
    if form.validate() and attempt(lambda: _answer(cut, form), form["is_existing"]):
        return _kept(cut, form)
    return _page(queries.paper_cuts.one(id) or abort(404), form), 422


@bp.get("/paper-cuts/<id:id>/gate/reasons")
@allowed("decline")
def reasons(id: int) -> str:
    """Offer what to do after a "no": decline it with words that are ready, or keep it open."""
    cut = queries.paper_cuts.one(id) or abort(404)
    answers = queries.quick_wins.gate_of(id)
    held_back = gate.held_back(answers.facts) if answers else []
    return render_template("gates/reasons.html", cut=cut, held_back=held_back, in_words=_in_words, next=asked_next())


def _kept(cut: PaperCut, form: GateForm) -> Response:
    if all(form.facts.values()) or not may("decline"):
        return saved(cut, judging.judged(cut).told)
    db.session.commit()
    tell(judging.judged(cut).told)
    return redirect(url_for("gates.reasons", id=cut.id, next=asked_next() or None), code=303)


def _answer(cut: PaperCut, form: GateForm) -> None:
    if form.chosen_size is not None:
        actions.paper_cuts.set_effort(cut, size=form.chosen_size, by=g.user, at=utc_now())
    actions.gates.answer(cut, form.facts, bound_hours=setting().quick_win_hours, by=g.user, at=utc_now())


def _page(cut: PaperCut, form: GateForm) -> str:
    return render_template("gates/edit.html", cut=cut, form=form, effort=judging.effort_says(cut), next=asked_next())


def _in_words(text: str) -> str:
    return gate.words(text, setting().quick_win_hours)
