"""Claims: an engineer takes a paper cut on, or gives it back."""

from flask import Blueprint, g, url_for
from werkzeug.wrappers import Response

from papercuts import actions
from papercuts.db import db
from papercuts.models import PaperCut
from papercuts.pages.paper_cut_page import refused, saved
from papercuts.web.clock import utc_now
from papercuts.web.permissions import allowed

bp = Blueprint("claims", __name__)


@bp.post("/paper-cuts/<id:id>/claim")
@allowed("claim")
def create(id: int) -> Response | tuple[str, int]:
    """Claim a paper cut."""
    cut = db.get_or_404(PaperCut, id)
    try:
        actions.paper_cuts.claim(cut, by=g.user, at=utc_now())
    except ValueError as error:
        return refused(id, str(error))
    return saved(cut, {"text": f"PC-{id} is yours.", "post_url": url_for("claims.end", id=id), "label": "Undo"})


@bp.post("/paper-cuts/<id:id>/claim/end")
@allowed("claim")
def end(id: int) -> Response | tuple[str, int]:
    """Give a claimed paper cut back."""
    cut = db.get_or_404(PaperCut, id)
    try:
        actions.paper_cuts.unclaim(cut, by=g.user, at=utc_now())
    except ValueError as error:
        return refused(id, str(error))
    return saved(cut, f"PC-{id} is open again for anybody.")
