"""Links of a paper cut to issues and commits."""

from flask import Blueprint, abort, g, render_template, request
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.domain.limits import LinkKind
from papercuts.forms.paper_cuts import LinkForm
from papercuts.models import PaperCut
from papercuts.pages.paper_cut_page import saved
from papercuts.web.attempts import attempt
from papercuts.web.clock import utc_now
from papercuts.web.permissions import allowed

bp = Blueprint("links", __name__)


@bp.get("/paper-cuts/<id:id>/links/new")
@allowed("link")
def new(id: int) -> str:
    """Ask what to link."""
    cut = queries.paper_cuts.one(id) or abort(404)
    kind = LinkKind.COMMIT if request.args.get("kind") == LinkKind.COMMIT else LinkKind.ISSUE
    return render_template("paper_cuts/link.html", cut=cut, form=LinkForm(data={"kind": kind.value}))


@bp.post("/paper-cuts/<id:id>/links")
@allowed("link")
def create(id: int) -> Response | tuple[str, int]:
    """Link an issue or a commit."""
    cut, form = queries.paper_cuts.one(id) or abort(404), LinkForm(request.form)
    if form.validate() and attempt(lambda: _add(cut, form), form["address"]):
        return saved(cut, f"Linked the {form['kind'].data}.")
    return render_template("paper_cuts/link.html", cut=queries.paper_cuts.one(id), form=form), 422


@bp.post("/paper-cuts/<id:id>/links/<id:link_id>/end")
@allowed("link")
def end(id: int, link_id: int) -> Response:
    """Take a link away."""
    cut = queries.paper_cuts.one(id) or abort(404)
    link = next((one for one in cut.links if one.id == link_id), None) or abort(404)
    label = link.label
    actions.paper_cuts.remove_link(cut, link, by=g.user, at=utc_now())
    return saved(cut, f"Removed the link to {label}.")


def _add(cut: PaperCut, form: LinkForm) -> None:
    kind, address = LinkKind(form["kind"].data), str(form["address"].data)
    link = actions.paper_cuts.add_link(cut, kind, address, by=g.user, at=utc_now())
    form["kind"].data = link.kind.value  # a hash is a commit's
