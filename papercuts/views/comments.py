"""Comments on a paper cut: what colleagues think, and what has to be settled before it is a quick win."""

from collections.abc import Callable

from flask import Blueprint, abort, g, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.limits import CommentKind
from papercuts.forms.judgement import CommentForm
from papercuts.models import Comment
from papercuts.pages import paper_cut_page
from papercuts.pages.paper_cut_page import refused, saved
from papercuts.web.attempts import attempt
from papercuts.web.clock import utc_now
from papercuts.web.conflicts import hold, join
from papercuts.web.permissions import allowed

bp = Blueprint("comments", __name__)

REMOVED = "Removed your comment. Until you leave this page its words stand in the form, to be added again."


@bp.post("/paper-cuts/<id:id>/comments")
@allowed("comment")
def create(id: int) -> Response | tuple[str, int]:
    """Add a comment."""
    cut, form = queries.paper_cuts.one(id) or abort(404), CommentForm(request.form)
    if not form.validate():
        return paper_cut_page.page(id, comment_form=form), 422
    comment = actions.comments.add(cut, _kind(form), str(form["text"].data), by=g.user, at=utc_now())
    is_objection = comment.kind is CommentKind.OBJECTION
    return saved(
        cut, "Your objection is there; until it is resolved this is no quick win." if is_objection else "Saved."
    )


@bp.route("/comments/<id:id>/edit", methods=["GET", "POST"])
@allowed("comment")
def edit(id: int) -> str | Response | tuple[str, int]:
    """Change one's own comment."""
    hold(Comment, id)
    comment = queries.comments.one(id) or abort(404)
    if comment.written_by_id != g.user.id:
        return refused(comment.paper_cut_id, "Only whoever wrote a comment changes it. Answer with one of your own.")
    stored = CommentForm(data={"kind": comment.kind.value, "text": comment.text})
    if request.method == "GET":
        return render_template("comments/edit.html", cut=comment.paper_cut, comment=comment, form=stored)
    form = CommentForm(request.form)
    join(form, stored)
    if form.validate() and attempt(lambda: _change(comment, form), form["text"]):
        return saved(comment.paper_cut, "Saved.")
    comment = queries.comments.one(id) or abort(404)
    return render_template("comments/edit.html", cut=comment.paper_cut, comment=comment, form=form), 422


@bp.post("/comments/<id:id>/removal")
@allowed("comment")
def remove(id: int) -> Response | str | tuple[str, int]:
    """Take one's own comment away; its words stand in the form again, as those of a sighting taken back do."""
    comment = db.get_or_404(Comment, id)
    cut_id, words = comment.paper_cut_id, {"kind": comment.kind.value, "text": comment.text}
    answer = _do(id, actions.comments.remove, {"text": REMOVED, "href": "#comments", "label": "Show them"})
    if not isinstance(answer, Response):
        return answer
    return paper_cut_page.page(cut_id, comment_form=CommentForm(data=words))


@bp.post("/comments/<id:id>/resolution")
@allowed("comment")
def resolve(id: int) -> Response | tuple[str, int]:
    """Say that a question is answered or an objection settled."""
    undo = {"text": "Resolved.", "post_url": url_for("comments.open_again", id=id), "label": "Undo"}
    return _do(id, actions.comments.resolve, undo)


@bp.post("/comments/<id:id>/resolution/end")
@allowed("comment")
def open_again(id: int) -> Response | tuple[str, int]:
    """Take back that it was resolved."""
    return _do(id, actions.comments.open_again, "It is open again.")


def _do(comment_id: int, change: Callable[..., None], message: str | dict[str, str]) -> Response | tuple[str, int]:
    hold(Comment, comment_id)
    comment = queries.comments.one(comment_id) or abort(404)
    cut = comment.paper_cut
    try:
        change(comment, by=g.user, at=utc_now())
    except ValueError as error:
        return refused(cut.id, str(error))
    return saved(cut, message)


def _change(comment: Comment, form: CommentForm) -> None:
    actions.comments.change(comment, _kind(form), str(form["text"].data), by=g.user, at=utc_now())


def _kind(form: CommentForm) -> CommentKind:
    return CommentKind(form["kind"].data)
