"""The shared page of a site, as the team decides on it: what it says, its link, its end."""

from flask import Blueprint, abort, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain import sharing
from papercuts.models import SharedPage, Site
from papercuts.pages import shared_page
from papercuts.web.clock import utc_now
from papercuts.web.conflicts import hold, join
from papercuts.web.permissions import allowed

bp = Blueprint("sharing", __name__)


@bp.get("/sites/<id:id>/shared-page")
@allowed("share")
def show(id: int) -> str:
    """Show everything that the page would say, to be approved."""
    return shared_page.render(_site(id))


@bp.get("/sites/<id:id>/shared-page/preview")
@allowed("read")
def preview(id: int) -> str:
    """Show exactly the page that they see."""
    site, page = _site(id), queries.shared_pages.newest(id) or abort(404)
    return shared_page.as_html(shared_page.draft_of(site, page).page, page.ends_on)


@bp.post("/sites/<id:id>/shared-page")
@allowed("share")
def approve(id: int) -> Response | tuple[str, int]:
    """Approve what is ticked; the first time, that makes the link."""
    site, page = _site(id), _held(id)
    entries = shared_page.draft_of(site, page).entries
    shown, ticked = set(request.form.getlist("shown")), set(request.form.getlist("say"))
    before = page.approved if page else shared_page.NOTHING
    try:
        approved = sharing.approve(before, [one.item for one in entries], shown=shown, ticked=ticked)
    except ValueError as error:
        return shared_page.render(site, error=str(error)), 422
    actions.sharing.approve(page, site, approved, **shared_page.new_link(), by=g.user, at=utc_now())
    n_left = len(shown - {one.item.version for one in entries})
    flash(f"Approved.{' What has changed meanwhile still waits.' if n_left else ''}")
    return _saved(id, "shared")


@bp.post("/sites/<id:id>/shared-page/end-date")
@allowed("share")
def set_end(id: int) -> Response | tuple[str, int]:
    """Say until when the link works."""
    site, page = _site(id), _held(id) or abort(404)
    form = shared_page.end_form(page, request.form)
    join(form, shared_page.end_form(page), back=url_for("sharing.show", id=id))
    if not form.validate() or form.ends_on.data is None:
        return shared_page.render(site, end=form), 422
    actions.sharing.set_end(page, form.ends_on.data, by=g.user, at=utc_now())
    flash("Saved.")
    return _saved(id, "shared")


@bp.post("/sites/<id:id>/shared-page/link")
@allowed("share")
def renew(id: int) -> Response:
    """Make another link; the one before opens nothing any more."""
    page = _held(id) or abort(404)
    actions.sharing.renew(page, **shared_page.new_link(), by=g.user, at=utc_now())
    flash("There is a new link. The one before opens nothing any more.")
    return _saved(id, "shared")


@bp.post("/sites/<id:id>/shared-page/end")
@allowed("share")
def stop(id: int) -> Response:
    """Let the link open nothing any more."""
    page = _held(id) or abort(404)
    try:
        actions.sharing.stop(page, by=g.user, at=utc_now())
    except ValueError as error:
        flash(str(error), "error")
    else:
        flash("The link opens nothing any more. What was approved is kept, should you share it again.")
    return _saved(id, "shared")


def _site(site_id: int) -> Site:
    return queries.places.site(site_id) or abort(404)


def _held(site_id: int) -> SharedPage | None:
    hold(Site, site_id)  # one at a time, so that no site has two links
    return queries.shared_pages.newest(site_id)


def _saved(site_id: int, anchor: str) -> Response:
    db.session.commit()
    return redirect(url_for("sites.show", id=site_id, _anchor=anchor), code=303)
