"""Not the same: what was offered as the same is not, and is not offered again."""

from flask import Blueprint, abort, g, redirect, url_for
from werkzeug.wrappers import Response

from papercuts import actions
from papercuts.db import db
from papercuts.models import PaperCut, Sighting
from papercuts.pages.paper_cut_page import saved
from papercuts.web.addresses import asked_next
from papercuts.web.clock import utc_now
from papercuts.web.messages import tell
from papercuts.web.permissions import allowed

bp = Blueprint("not_the_same", __name__)


@bp.post("/paper-cuts/<id:id>/not-the-same/<id:other_id>")
@allowed("match")
def create(id: int, other_id: int) -> Response:
    """Remember that two paper cuts are not the same."""
    cut, other = db.get_or_404(PaperCut, id), db.get_or_404(PaperCut, other_id)
    if cut is other:
        abort(400, f"{cut.number} is the same as itself.")
    actions.not_the_same.say(cut, other, by=g.user, at=utc_now())
    back = url_for("not_the_same.end", id=id, other_id=other_id)
    text = f"{other.number} is not the same as {cut.number}: it is not offered again."
    return saved(cut, {"text": text, "post_url": back, "label": "Undo"})


@bp.post("/paper-cuts/<id:id>/not-the-same/<id:other_id>/end")
@allowed("match")
def end(id: int, other_id: int) -> Response:
    """Forget that two paper cuts are not the same."""
    cut, other = db.get_or_404(PaperCut, id), db.get_or_404(PaperCut, other_id)
    actions.not_the_same.take_back(cut, other, by=g.user, at=utc_now())
    return saved(cut, f"{other.number} may be offered again.")


@bp.post("/sightings/<id:id>/not-the-same/<id:cut_id>")
@allowed("match")
def create_of_sighting(id: int, cut_id: int) -> Response:
    """Remember that a sighting is not a paper cut."""
    sighting, cut = db.get_or_404(Sighting, id), db.get_or_404(PaperCut, cut_id)
    actions.not_the_same.say(cut, sighting, by=g.user, at=utc_now())
    back = url_for("not_the_same.end_of_sighting", id=id, cut_id=cut_id)
    return _said(sighting, {"text": f"Not {cut.number}: it is not offered again.", "post_url": back, "label": "Undo"})


@bp.post("/sightings/<id:id>/not-the-same/<id:cut_id>/end")
@allowed("match")
def end_of_sighting(id: int, cut_id: int) -> Response:
    """Forget that a sighting is not a paper cut."""
    sighting, cut = db.get_or_404(Sighting, id), db.get_or_404(PaperCut, cut_id)
    actions.not_the_same.take_back(cut, sighting, by=g.user, at=utc_now())
    return _said(sighting, f"{cut.number} may be offered again.")


def _said(sighting: Sighting, message: str | dict[str, str]) -> Response:
    db.session.commit()
    tell(message)
    return redirect(asked_next(url_for("matching.show", id=sighting.id)), code=303)
