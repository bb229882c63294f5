"""Merges: two paper cuts turn out to be one, or not after all."""

from collections.abc import Sequence

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.formats import number_of
from papercuts.forms.merging import MergeForm
from papercuts.models import PaperCut
from papercuts.pages import merging
from papercuts.pages.paper_cut_page import refused
from papercuts.web.attempts import attempt
from papercuts.web.clock import utc_now
from papercuts.web.messages import tell
from papercuts.web.permissions import allowed

bp = Blueprint("merges", __name__)


@bp.get("/paper-cuts/merge")
@allowed("match")
def choose() -> Response:
    """Go on with the rows that were selected in a list: the best to keep, and the others."""
    chosen = merging.all_of(merging.asked("cut"))
    if not chosen:
        tell("Select the paper cuts that are the same, then merge them.", "error")
        return redirect(url_for("paper_cuts.index"), code=303)
    kept = queries.merging.keeps_best(chosen)
    others = [cut.id for cut in chosen if cut is not kept]
    return redirect(url_for("merges.new", id=kept.id, other=others), code=303)


@bp.get("/paper-cuts/<id:id>/merges/new")
@allowed("match")
def new(id: int) -> str:
    """Ask which other one is the same; with one, show both side by side and what will happen."""
    (kept,), others = merging.all_of([id]), merging.all_of(merging.asked("other"))
    others = [cut for cut in others if cut is not kept]
    if not others:
        return render_template("merging/choose.html", **merging.choosing(kept))
    return render_template("merging/new.html", **merging.deciding(kept, others, MergeForm()))


@bp.post("/paper-cuts/<id:id>/merges")
@allowed("match")
def create(id: int) -> Response | tuple[str, int]:
    """Merge others into a paper cut: all of them, or none."""
    (kept,), others = merging.all_of([id]), merging.all_of(merging.asked("paper_cut"))
    form = MergeForm(request.form)
    if not others:
        abort(400, "Choose what to merge into it.")
    if not (form.validate() and attempt(lambda: _merge(kept, others, str(form.why.data or "")), form.why)):
        kept, *others = merging.all_of([id, *(merging.asked("paper_cut"))])
        return render_template("merging/new.html", **merging.deciding(kept, others, form)), 422
    db.session.commit()
    tell(_merged(kept, others))
    return redirect(url_for("paper_cuts.show", id=queries.merging.survivor_of(id)), code=303)


@bp.post("/paper-cuts/<id:id>/merges/end")
@allowed("match")
def end(id: int) -> Response | tuple[str, int]:
    """Take merges into a paper cut back; `cut`, once for each, is what was merged into it."""
    merged = merging.all_of([id, *merging.asked("cut", request.args.getlist("cut"))])[1:]
    try:
        for cut in merged or abort(404):
            if not queries.merging.is_within(cut.id, id):
                raise ValueError(f"{cut.number} is not merged into this one.")
            actions.merging.unmerge(cut, by=g.user, at=utc_now())
    except ValueError as error:
        return refused(id, str(error))
    db.session.commit()
    names = " and ".join(cut.number for cut in merged)
    stands = "stands by itself" if len(merged) == 1 else "stand by themselves"
    tell(f"{names} {stands} again, with what was seen.")
    return redirect(url_for("paper_cuts.show", id=merged[0].id), code=303)


def _merge(kept: PaperCut, others: Sequence[PaperCut], why: str) -> None:
    for cut in sorted(others, key=lambda one: one.id):
        actions.merging.merge(cut, kept, why=why, by=g.user, at=utc_now())


def _merged(kept: PaperCut, others: Sequence[PaperCut]) -> dict[str, str]:
    now = db.session.get_one(PaperCut, queries.merging.survivor_of(kept.id))
    names = " and ".join(cut.number for cut in others)
    are = "is" if len(others) == 1 else "are"
    text = f"{names} {are} merged into {now.number}, which now has {number_of(now.n_sightings, 'sighting')}."
    return {"text": text, "post_url": merging.end_url(now.id, [cut.id for cut in others]), "label": "Undo"}
