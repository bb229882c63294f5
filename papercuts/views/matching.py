"""Saying which paper cut a sighting is: a known one, or a new one with a name."""

from collections.abc import Sequence

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.forms.capture import title_from
from papercuts.forms.sightings import MatchForm
from papercuts.models import PaperCut, Sighting
from papercuts.pages import capturing
from papercuts.web.arguments import row_id
from papercuts.web.attempts import attempt
from papercuts.web.clock import utc_now
from papercuts.web.messages import tell
from papercuts.web.permissions import allowed

bp = Blueprint("matching", __name__)


@bp.get("/sightings/<id:id>/match")
@allowed("match")
def show(id: int) -> str | tuple[str, int]:
    """Show a sighting, the best known paper cuts, a search, and a new one with its title filled in."""
    sighting = _sighting(id)
    return _page(sighting, MatchForm(title=title_from(sighting.what_happened)))


@bp.post("/sightings/<id:id>/match")
@allowed("match")
def create(id: int) -> Response | tuple[str, int]:
    """Match a sighting, and go on to the next one that waits."""
    sighting, form = _sighting(id), MatchForm(request.form)
    before, notes = sighting.paper_cut_id, list[str]()
    if not (form.validate() and attempt(lambda: notes.append(_match(sighting, form)), form.title)):
        return _page(_sighting(id), form)[0], 422
    db.session.commit()
    tell(_effect(sighting, [*notes, _taken_away(before)]))
    return _next(sighting)


@bp.post("/sightings/<id:id>/unmatch")
@allowed("match")
def destroy(id: int) -> Response:
    """Take back that a sighting is this paper cut; it waits again."""
    sighting = _sighting(id)
    before, number = sighting.paper_cut_id, sighting.paper_cut.number if sighting.paper_cut else None
    actions.sightings.unmatch(sighting, by=g.user, at=utc_now())
    db.session.commit()
    undone = f"No longer matched to {number}. {_taken_away(before)}".rstrip()
    flash(undone if number else "It was not matched to a paper cut.")
    if request.args.get("back") == "match":
        return redirect(url_for("matching.show", id=id), code=303)
    return redirect(url_for("write_up.show", id=sighting.visit_id, _anchor=f"s{id}"), code=303)


def _sighting(sighting_id: int) -> Sighting:
    return queries.sightings.sighting(sighting_id) or abort(404)


def _match(sighting: Sighting, form: MatchForm) -> str:
    """Match a sighting as a valid form says, and return what to say of it beside how often it was seen."""
    number = form.paper_cut.data
    if number is None:
        now = utc_now()
        named = capturing.name(sighting, str(form.title.data), task=sighting.task, at=now)
        return "Matched." if named.created_at == now else capturing.called_that_already(named)
    cut = queries.matching.cut(number)
    if cut is None:
        raise ValueError(f"There is no PC-{number} to match. Search for it, or name a new one")
    guesses = queries.similar.to_sighting(sighting, without=row_id("without"))
    actions.sightings.match(sighting, cut, offered=[guess.cut.id for guess in guesses], by=g.user, at=utc_now())
    return "Matched."


def _effect(sighting: Sighting, notes: Sequence[str]) -> dict[str, str]:
    cut = db.session.get_one(PaperCut, sighting.paper_cut_id)
    text = " ".join(filter(None, [notes[0], capturing.what_became_of(cut, is_quoted=True), *notes[1:]]))
    return {"text": text, "post_url": url_for("matching.destroy", id=sighting.id, back="match"), "label": "Undo"}


def _taken_away(cut_id: int | None) -> str:
    """Return that a paper cut went with the sighting it was named for, if it did."""
    is_there = cut_id is None or db.session.get(PaperCut, cut_id) is not None
    return "" if is_there else f"PC-{cut_id} was named for this sighting alone: it is taken away again."


def _next(sighting: Sighting) -> Response:
    following = queries.sightings.next_unmatched(sighting.visit_id, sighting.id)
    following = following or queries.sightings.next_unmatched(sighting.visit_id)
    if following is None:
        return redirect(url_for("write_up.show", id=sighting.visit_id, _anchor="seen"), code=303)
    return redirect(url_for("matching.show", id=following.id), code=303)


def _page(sighting: Sighting, form: MatchForm) -> tuple[str, int]:
    q, found, problem = request.args.get("q", ""), None, None
    try:
        found = queries.matching.found(q) if q.strip() else None
    except ValueError as error:
        problem = str(error)
    without = row_id("without")  # the guess that somebody has turned down
    is_end = request.args.get("end") == "yes"  # somebody has skipped the last one
    first = queries.sightings.next_unmatched(sighting.visit_id) if is_end else None
    page = render_template(
        "matching/show.html",
        sighting=sighting,
        form=form,
        guesses=queries.similar.to_sighting(sighting, without=without),
        without=queries.matching.cut(without) if without else None,
        not_the_same=queries.not_the_same.told_of_sighting(sighting.id),
        q=q,
        found=found,
        problem=problem,
        skip=queries.sightings.next_unmatched(sighting.visit_id, sighting.id),
        n_unmatched=queries.sightings.n_unmatched(sighting.visit_id),
        first=first,
        is_end=first is not None,
    )
    return page, 422 if problem else 200
