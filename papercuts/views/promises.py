"""Promises to a site: made, kept or broken; a late one is shown, never hidden."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.limits import PromiseState
from papercuts.models import Account, Promise
from papercuts.pages import site_page
from papercuts.web.clock import utc_now
from papercuts.web.messages import tell
from papercuts.web.permissions import allowed

bp = Blueprint("promises", __name__)


@bp.post("/sites/<id:id>/promises")
@allowed("edit sites")
def create(id: int) -> Response | tuple[str, int]:
    """Note what they were told."""
    site, form = queries.places.site(id) or abort(404), site_page.promise_form(request.form)
    if not form.validate():
        return site_page.render(site, promise=form), 422
    owner = db.session.get(Account, form.owner.data) if form.owner.data else None
    what, due_on = str(form.what.data), form.due_on.data
    actions.promises.make(site, what, due_on=due_on, owner=owner, by=g.user, at=utc_now())
    db.session.commit()
    flash("Noted. It stands here, and in the brief of the next visit, until it is kept or broken.")
    return _back(id)


@bp.post("/promises/<id:id>/settlement")
@allowed("edit sites")
def settle(id: int) -> Response:
    """Say whether it was kept."""
    _ = db.session.get(Promise, id) or abort(404)
    state = request.form.get("state", "")
    if state not in (PromiseState.KEPT, PromiseState.BROKEN):
        abort(400, "A promise is kept or broken. Go back and choose one of the two.")
    undo = {"post_url": url_for("promises.open_again", id=id), "label": "Undo"}
    return _do(
        id,
        lambda promise: actions.promises.settle(promise, PromiseState(state), by=g.user, at=utc_now()),
        {"text": f"Marked as {state}.", **undo},
    )


@bp.post("/promises/<id:id>/settlement/end")
@allowed("edit sites")
def open_again(id: int) -> Response:
    """Take back what was said to have become of it."""
    return _do(
        id, lambda promise: actions.promises.open_again(promise, by=g.user, at=utc_now()), {"text": "It is open again."}
    )


@bp.post("/promises/<id:id>/removal")
@allowed("edit sites")
def remove(id: int) -> Response:
    """Take one away that was noted by mistake."""
    return _do(id, lambda promise: actions.promises.remove(promise, by=g.user, at=utc_now()), {"text": "Removed."})


def _do(promise_id: int, change: Callable[[Promise], None], message: dict[str, str]) -> Response:
    promise = db.session.get(Promise, promise_id, with_for_update=True) or abort(404)
    site_id = promise.site_id
    try:
        change(promise)
    except ValueError as error:
        db.session.rollback()
        flash(str(error), "error")
    else:
        db.session.commit()
        tell(message)
    return _back(site_id)


def _back(site_id: int) -> Response:
    return redirect(url_for("sites.show", id=site_id, _anchor="promises"), code=303)
