"""Efforts: what a fix takes, as a size or as low, likely and high hours."""

from flask import Blueprint, abort, g, render_template, request
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.domain.limits import Size
from papercuts.forms.paper_cuts import NO_HOURS, EffortForm, Hours
from papercuts.models import PaperCut
from papercuts.pages.filter_bar import count
from papercuts.pages.paper_cut_page import saved
from papercuts.queries.paper_cuts import RANK_MOST
from papercuts.web.attempts import attempt
from papercuts.web.clock import utc_now
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("efforts", __name__)


@bp.get("/paper-cuts/<id:id>/efforts/new")
@allowed("estimate effort")
def new(id: int) -> str:
    """Show the form, filled with the newest estimate."""
    cut = queries.paper_cuts.one(id) or abort(404)
    newest = cut.efforts[0] if cut.efforts else None
    hours = dict(zip(("low", "likely", "high"), _hours(cut), strict=True))
    form = EffortForm(obj=newest, data=hours, size_hours=setting().size_hours)
    return render_template("paper_cuts/effort.html", cut=cut, form=form)


@bp.post("/paper-cuts/<id:id>/efforts")
@allowed("estimate effort")
def create(id: int) -> Response | tuple[str, int]:
    """Keep an estimate, and say what it did to the rank."""
    cut = queries.paper_cuts.one(id) or abort(404)
    before = queries.paper_cuts.place(cut)
    newest_size = cut.efforts[0].size if cut.efforts else None
    form = EffortForm(request.form, shown=_hours(cut), shown_size=newest_size, size_hours=setting().size_hours)
    if not form.validate() or not attempt(lambda: _estimate(cut, form), form["size"]):
        return render_template("paper_cuts/effort.html", cut=queries.paper_cuts.one(id), form=form), 422
    after = queries.paper_cuts.place(cut)
    if before is None or after is None:
        return saved(cut, f"Saved the effort of PC-{id}.")
    number = count(after.rank, RANK_MOST)
    if before.rank == after.rank:
        return saved(cut, f"Saved. PC-{id} is number {number}, as before.")
    return saved(cut, f"Saved. PC-{id} is number {number} now; it was {count(before.rank, RANK_MOST)}.")


def _hours(cut: PaperCut) -> Hours:
    """Return low, likely and high of the newest estimate, where it has them."""
    if not cut.efforts:
        return NO_HOURS
    newest = cut.efforts[0]
    return newest.low_hours, newest.likely_hours, newest.high_hours


def _estimate(cut: PaperCut, form: EffortForm) -> None:
    # the quick form of the list asks for a size only: what the fix removes stays as it was
    percent = form["percent_removed"].data
    if "percent_removed" not in request.form and cut.efforts:
        percent = cut.efforts[0].percent_removed
    actions.paper_cuts.set_effort(
        cut,
        size=Size(form["size"].data) if form["size"].data else None,
        low=form["low"].data,
        likely=form["likely"].data,
        high=form["high"].data,
        percent_removed=100 if percent is None else percent,
        by=g.user,
        at=utc_now(),
    )
