"""Sites: where customers work, and what they showed us."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.limits import PAGE_SIZE, Consent
from papercuts.forms.places import ParticipantForm, SiteForm
from papercuts.models import Segment, Site
from papercuts.pages import site_page
from papercuts.web.arguments import row_id
from papercuts.web.attempts import attempt
from papercuts.web.clock import utc_now
from papercuts.web.conflicts import hold, join
from papercuts.web.paging import page_of
from papercuts.web.permissions import allowed

bp = Blueprint("sites", __name__)


@bp.get("/sites")
@allowed("read")
def index() -> str:
    """Show the sites by name, all or those of a segment."""
    segment_id = row_id("segment")
    page = page_of(queries.places.n_sites(segment_id))
    return render_template(
        "sites/index.html",
        rows=queries.places.site_rows(segment_id, limit=PAGE_SIZE, offset=page.offset),
        page=page,
        segments=queries.places.segments(),
        segment_id=segment_id,
    )


@bp.get("/sites/<id:id>")
@allowed("read")
def show(id: int) -> str:
    """Show a site, what its people showed us, and who they are."""
    site = _site(id)
    return site_page.render(site, seen=site_page.promised_from(site, row_id("sighting")))


@bp.route("/sites/new", methods=["GET", "POST"])
@allowed("edit sites")
def new() -> Response | str | tuple[str, int]:
    """Add a site."""
    form = SiteForm(request.form if request.method == "POST" else None, segments=_segments())
    if request.method == "GET":
        return render_template("sites/edit.html", form=form, site=None)
    if form.validate() and attempt(
        lambda: actions.places.add_site(**_fields(form), by=g.user, at=utc_now()), form["name"]
    ):
        return _saved(queries.places.site_named(str(form["name"].data)), f"Added {form['name'].data}.")
    return render_template("sites/edit.html", form=form, site=None), 422


@bp.route("/sites/<id:id>/edit", methods=["GET", "POST"])
@allowed("edit sites")
def edit(id: int) -> Response | str | tuple[str, int]:
    """Change what is known of a site."""
    hold(Site, id)
    site = _site(id)
    stored = SiteForm(segments=_segments(), data=_data(site))
    if request.method == "GET":
        return render_template("sites/edit.html", form=stored, site=site)
    form = SiteForm(request.form, segments=_segments())
    join(form, stored)
    if form.validate() and attempt(
        lambda: actions.places.change_site(site, **_fields(form), by=g.user, at=utc_now()), form["name"]
    ):
        return _saved(site, "Saved.")
    return render_template("sites/edit.html", form=form, site=_site(id)), 422


@bp.post("/sites/<id:id>/people")
@allowed("record consent")
def add_person(id: int) -> Response | tuple[str, int]:
    """Add somebody at a site; the code is given."""
    site, form = _site(id), ParticipantForm(request.form)
    if not form.validate():
        return site_page.render(site, person=form), 422
    consent = Consent(form.consent.data) if form.consent.data else None
    actions.places.add_participant(site, **form.data | {"consent": consent}, by=g.user, at=utc_now())
    return _saved(site, "Added.")


def _site(site_id: int) -> Site:
    return queries.places.site(site_id) or abort(404)


def _segments() -> list[tuple[int, str]]:
    return [(segment.id, segment.name) for segment in queries.places.segments()]


def _data(site: Site) -> dict[str, Any]:
    columns = ("name", "head_count", "public_alias", "contacts")
    return {name: getattr(site, name) for name in columns} | {"segment": site.segment_id}


def _fields(form: SiteForm) -> dict[str, Any]:
    return form.data | {"segment": db.session.get_one(Segment, form.segment.data)}


def _saved(site: Site | None, message: str) -> Response:
    db.session.commit()
    flash(message)
    return redirect(url_for("sites.show", id=site.id) if site else url_for("sites.index"), code=303)
