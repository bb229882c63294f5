"""Splits: some sightings of a paper cut are another one."""

from collections.abc import Sequence

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.formats import number_of
from papercuts.domain.numbers import paper_cut_number
from papercuts.forms.merging import SplitForm
from papercuts.models import PaperCut, Sighting
from papercuts.pages import merging
from papercuts.pages.paper_cut_page import refused, saved
from papercuts.web.attempts import attempt
from papercuts.web.clock import utc_now
from papercuts.web.messages import tell
from papercuts.web.permissions import allowed

bp = Blueprint("splits", __name__)


@bp.get("/paper-cuts/<id:id>/splits/new")
@allowed("match")
def new(id: int) -> str | Response:
    """Ask what the chosen sightings are."""
    (cut,), seen = merging.all_of([id]), _chosen(id)
    if not seen:
        tell("Select the sightings to split off.", "error")
        return redirect(url_for("paper_cuts.show", id=id, _anchor="sightings"), code=303)
    return render_template("merging/split.html", cut=cut, seen=seen, form=SplitForm())


@bp.post("/paper-cuts/<id:id>/splits")
@allowed("match")
def create(id: int) -> Response | tuple[str, int]:
    """Split sightings off into a new paper cut, or match them to a known one."""
    (cut,), seen, form = merging.all_of([id]), _chosen(id), SplitForm(request.form)
    done: list[PaperCut] = []
    if not (form.validate() and attempt(lambda: done.append(_split(cut, seen, form)), form.title)):
        (cut,), seen = merging.all_of([id]), _chosen(id)
        return render_template("merging/split.html", cut=cut, seen=seen, form=form), 422
    back = url_for("splits.end", id=id, sighting=[one.id for one in seen])
    text = f"{number_of(len(seen), 'sighting')} split off {cut.number}: now at {done[0].number}."
    return saved(done[0], {"text": text, "post_url": back, "label": "Undo"})


@bp.post("/paper-cuts/<id:id>/splits/end")
@allowed("match")
def end(id: int) -> Response | tuple[str, int]:
    """Take back that sightings were split off a paper cut."""
    (cut,) = merging.all_of([id])
    ids = merging.asked("sighting", request.args.getlist("sighting"))
    seen = [db.session.get(Sighting, one) or abort(404) for one in ids]
    try:
        actions.splitting.put_back(cut, seen, by=g.user, at=utc_now())
    except ValueError as error:
        return refused(cut.id, str(error))
    return saved(cut, f"{number_of(len(seen), 'sighting')} back at {cut.number}.")


def _chosen(cut_id: int) -> list[Sighting]:
    """Return the chosen sightings; 404 when one of them does not count at this paper cut."""
    ids = merging.asked("sighting")
    found = queries.merging.sightings(cut_id, ids)
    return found if len(found) == len(ids) else abort(404)


def _split(cut: PaperCut, seen: Sequence[Sighting], form: SplitForm) -> PaperCut:
    if form.title.data:
        return actions.splitting.name(cut, seen, str(form.title.data), by=g.user, at=utc_now())
    number = paper_cut_number(str(form.paper_cut.data))
    into = queries.matching.cut(number) if number else None
    if into is None:
        raise ValueError(f"There is no paper cut {form.paper_cut.data}. Enter its number, or a title for a new one")
    return actions.splitting.split_off(cut, seen, into, by=g.user, at=utc_now())
