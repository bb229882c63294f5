"""Releases: draft, fill, preview, approve, publish, take back."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from papercuts import actions, queries
from papercuts.db import db
from papercuts.forms.releases import ReleaseForm
from papercuts.models import Release
from papercuts.pages import named, notes_badge, release_approval
from papercuts.pages.bars import release_bars
from papercuts.pages.notes import as_html, as_markdown
from papercuts.pages.notes_formats import FORMATS, Format
from papercuts.queries.notes import PublicNote
from papercuts.web.clock import today, utc_now
from papercuts.web.conflicts import hold, join
from papercuts.web.paging import page_of
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("releases", __name__)

N_BARS = 5


@bp.get("/releases")
@allowed("read")
def index() -> str:
    """Show all releases: drafts first, then the newest."""
    page = page_of(queries.releases.n_releases())
    listed = queries.releases.listed(page.offset)
    n_untold = queries.telling.n_untold([one.release.id for one in listed])
    badge = notes_badge.snippet()
    return render_template("releases/index.html", releases=listed, page=page, n_untold=n_untold, badge=badge)


@bp.get("/releases/new")
@allowed("edit releases")
def new() -> str:
    """Show the form of a new release."""
    return render_template("releases/edit.html", form=ReleaseForm(released_on=today(setting())), release=None)


@bp.post("/releases/new")
@allowed("edit releases")
def create() -> Answer | tuple[str, int]:
    """Begin a release, as a draft."""
    form = ReleaseForm(request.form)
    if form.validate():
        try:
            release = actions.releases.create(**form.data, by=g.user, at=utc_now())
        except ValueError as error:
            form.version.errors = [str(error)]
        else:
            db.session.commit()
            flash(f"{release.version} is a draft. Put fixes into it from the pages of their paper cuts.")
            return redirect(url_for("releases.show", id=release.id), code=303)
    return render_template("releases/edit.html", form=form, release=None), 422


@bp.get("/releases/<id:id>")
@allowed("read")
def show(id: int) -> str:
    """Show a release as the team sees it."""
    return _page(_release(id))


@bp.get("/releases/<id:id>/edit")
@allowed("edit releases")
def edit(id: int) -> str:
    """Show the form of version, name and date."""
    release = db.get_or_404(Release, id)
    is_closed = actions.approvals.is_closed(release)
    return render_template("releases/edit.html", form=ReleaseForm(obj=release), release=release, is_closed=is_closed)


@bp.post("/releases/<id:id>/edit")
@allowed("edit releases")
def update(id: int) -> Answer | tuple[str, int]:
    """Correct version, name or date."""
    hold(Release, id)
    release, form = db.get_or_404(Release, id), ReleaseForm(request.form)
    join(form, ReleaseForm(obj=release))
    if form.validate():
        names = queries.public_names.known()
        try:
            actions.releases.change(release, **form.data, known_names=names, by=g.user, at=utc_now())
        except ValueError as error:
            form.version.errors = [str(error)]  # the first of the three, whichever it is about
        else:
            db.session.commit()
            flash("Saved.")
            return redirect(url_for("releases.show", id=id), code=303)
    return render_template("releases/edit.html", form=form, release=release), 422


@bp.get("/releases/<id:id>/preview")
@allowed("read")
def preview(id: int) -> str:
    """Show exactly the page that everybody would see."""
    return as_html(_as_public(id))


def _previewed(form: Format) -> None:
    """Give each format an address that answers exactly what everybody would get."""

    @bp.get(f"/releases/<id:id>/preview{form.ending}", endpoint=f"preview_{form.name}")
    @allowed("read")
    def view(id: int) -> Response:
        return Response(form.write(_as_public(id)), mimetype=form.mimetype)


for _form in FORMATS:
    _previewed(_form)


@bp.post("/releases/<id:id>/approval")
@allowed("approve notes")
def approve(id: int) -> Answer | tuple[str, int]:
    """Say that what somebody else wrote may be published as it stands."""
    release, seen = _release(id), request.form.get("seen", "")
    try:
        actions.approvals.approve(release, seen=int(seen) if seen.isdecimal() else 0, by=g.user, at=utc_now())
    except ValueError as error:
        return _refused(id, str(error))
    db.session.commit()
    flash(f"Approved: {release.version} may be published as it stands.")
    return redirect(url_for("releases.show", id=id), code=303)


@bp.post("/releases/<id:id>/publication")
@allowed("publish")
def publish(id: int) -> Answer | tuple[str, int]:
    """Show a release to everybody; its paper cuts are fixed by that."""
    release = _release(id)
    try:
        actions.releases.publish(release, queries.public_names.known(), by=g.user, at=utc_now())
    except actions.approvals.NotApproved as error:
        return _refused(id, f"{error} {release_approval.in_words(release)}")
    except ValueError as error:
        return _refused(id, str(error))
    db.session.commit()
    flash(f"{release.version} is published: everybody can read it. Its paper cuts are fixed.")
    return redirect(url_for("releases.show", id=id), code=303)


@bp.post("/releases/<id:id>/publication/end")
@allowed("publish")
def unpublish(id: int) -> Answer | tuple[str, int]:
    """Make a release a draft again."""
    release = _release(id)
    try:
        actions.releases.unpublish(release, by=g.user, at=utc_now())
    except ValueError as error:
        return _refused(id, str(error))
    db.session.commit()
    flash(f"{release.version} is a draft again. What it had fixed is claimed or open again.")
    return redirect(url_for("releases.show", id=id), code=303)


def _release(id: int) -> Release:
    release = queries.releases.with_fixes(id)
    if release is None:
        abort(404)
    return release


def _as_public(id: int) -> PublicNote:
    """Return what everybody would read, had it been published just now."""
    if db.get_or_404(Release, id).is_published:
        return queries.notes.preview(id)
    return replace(queries.notes.preview(id), published_at=utc_now(), changed_at=utc_now())


def _refused(id: int, why: str) -> tuple[str, int]:
    """Show the page again with what stands in the way; nothing of the try is kept."""
    db.session.rollback()
    return _page(_release(id), why), 422


def _page(release: Release, refusal: str = "") -> str:
    fixes = queries.release_page.shown(release, today(setting()))
    return render_template(
        "releases/show.html",
        release=release,
        fixes=fixes,
        hours=queries.given_back.total_of(one.gain for one in fixes),
        realised=queries.realised.of_fixes([one.fix.id for one in fixes]),
        chart=_chart(release),
        names=named.items(release, queries.public_names.in_release(release)),
        refusal=refusal,
        approval=release_approval.shown(release),
        formats=FORMATS,
        telling=queries.telling.of_release(release),
        n_waiting=queries.releases.n_waiting() if not fixes else 0,
        markdown=as_markdown(queries.notes.preview(release.id)),
        moments=queries.history.of(("release", release.id)),
    )


def _chart(release: Release) -> Any:
    """Return the small bars of the latest published releases and this one, oldest first; none for a single one."""
    latest = queries.releases.up_to(release, N_BARS)
    return release_bars(latest, is_this=release.id) if len(latest) > 1 else None
