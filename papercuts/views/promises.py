"""Promises to a site: made, kept or broken; a late one is shown, never hidden."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.limits import PAGE_SIZE, PromiseState
from papercuts.forms.promises import PromiseForm
from papercuts.models import Account, Promise
from papercuts.pages import site_page
from papercuts.web.addresses import asked_next
from papercuts.web.arguments import row_id
from papercuts.web.clock import today, utc_now
from papercuts.web.conflicts import hold, join
from papercuts.web.messages import tell
from papercuts.web.paging import page_of
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("promises", __name__)

SETTLED = 20


@bp.get("/promises")
@allowed("read")
def index() -> str:
    """Show what we have promised to any site, late ones first."""
    now = today(setting())
    counts = queries.promises.counts(now)
    page = page_of(counts[PromiseState.OPEN])
    waiting = queries.promises.open_ones(PAGE_SIZE, page.offset)
    settled = [] if page.offset else queries.promises.settled(SETTLED)
    return render_template(
        "promises/index.html",
        waiting=waiting,
        settled=settled,
        first_days=queries.promises.first_days([one.id for one in (*waiting, *settled)]),
        counts=counts,
        today=now,
        page=page,
    )


@bp.post("/sites/<id:id>/promises")
@allowed("edit sites")
def create(id: int) -> Response | tuple[str, int]:
    """Note what they were told; `sighting` in the address: what it was made from."""
    site, form = queries.places.site(id) or abort(404), site_page.promise_form(request.form)
    seen = site_page.promised_from(site, row_id("sighting"))
    if not form.validate():
        return site_page.render(site, promise=form, seen=seen), 422
    sighting_id = seen.id if seen else None
    actions.promises.make(site, **_fields(form), sighting_id=sighting_id, by=g.user, at=utc_now())
    db.session.commit()
    flash("Noted. It stands here, and in the brief of the next visit, until it is kept or broken.")
    return _back(id)


@bp.route("/promises/<id:id>/edit", methods=["GET", "POST"])
@allowed("edit sites")
def edit(id: int) -> Response | str | tuple[str, int]:
    """Correct one, or move its day; the first day stays to be seen."""
    hold(Promise, id)
    promise = queries.promises.one(id) or abort(404)
    stored = site_page.promise_form(stored=promise)
    if request.method == "GET":
        return render_template("promises/edit.html", form=stored, promise=promise)
    form = site_page.promise_form(request.form, stored=promise)
    join(form, stored)
    if form.validate():
        return _do(
            id,
            lambda promise: actions.promises.change(promise, **_fields(form), by=g.user, at=utc_now()),
            {"text": "Saved."},
        )
    return render_template("promises/edit.html", form=form, promise=promise), 422


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


def _fields(form: PromiseForm) -> dict[str, Any]:
    owner = db.session.get(Account, form.owner.data) if form.owner.data else None
    return {"what": str(form.what.data), "due_on": form.due_on.data, "owner": owner}


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
    return redirect(asked_next(url_for("sites.show", id=site_id, _anchor="promises")), code=303)
