"""Fixes: put one into a release from its paper cut, correct what it says, take it out."""

import logging

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask import Response as Answer
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response
from wtforms import Field

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain import formats
from papercuts.domain.limits import LinkKind
from papercuts.forms.releases import FixForm, NewFixForm
from papercuts.models import Fix, PaperCut, Release
from papercuts.pages import fix_form
from papercuts.pages.named import in_words
from papercuts.services import blobs
from papercuts.web.clock import today, utc_now
from papercuts.web.conflicts import hold, join
from papercuts.web.guard import may, require
from papercuts.web.headers import CSP_FILE
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

log = logging.getLogger("papercuts")
bp = Blueprint("fixes", __name__)


@bp.get("/paper-cuts/<id:id>/fixes/new")
@allowed("mark fixed")
def new(id: int) -> str:
    """Show the form of a fix; the newest draft is chosen, never what everybody reads already."""
    cut, choices = queries.paper_cuts.one(id) or abort(404), _choices()
    form = NewFixForm(
        **choices,
        release=choices["drafts"][0][0] if choices["drafts"] else None,
        version="" if choices["drafts"] else queries.releases.next_version(),
        released_on=today(setting()),
        percent_removed=round(cut.share_removed * 100),
        commit=next(iter(_commits(cut)), ""),
    )
    return _new_page(cut, form)


@bp.post("/paper-cuts/<id:id>/fixes/new")
@allowed("mark fixed")
def create(id: int) -> Response | tuple[str, int]:
    """Put a fix into a release that exists, or into a new one."""
    cut = queries.paper_cuts.one(id) or abort(404)
    came = fix_form.sent()
    form = NewFixForm(request.form, came=came.came, **_choices())
    fix = _added(cut, form, came) if fix_form.is_valid(form, came) else None
    if fix is None:
        fix_form.keep(form, came)
        return _new_page(db.get_or_404(PaperCut, id), form), came.status
    done = _done(cut, fix.release)
    db.session.commit()
    flash(done)
    _warn_of_names(fix)
    return redirect(url_for("releases.show", id=fix.release_id), code=303)


@bp.get("/fixes/<id:id>")
@allowed("mark fixed")
def edit(id: int) -> str:
    """Show the form of what a fix says."""
    fix = _fix(id)
    return _page(fix, fix_form.stored(fix))


@bp.post("/fixes/<id:id>")
@allowed("mark fixed")
def update(id: int) -> Response | tuple[str, int]:
    """Correct what a fix says, and its pictures."""
    came = fix_form.sent()
    hold(Fix, id)
    fix = _fix(id)
    form = fix_form.read(fix, came)
    join(form, fix_form.stored(fix))
    if not (fix_form.is_valid(form, came) and _saved(fix, form, came)):
        fix_form.keep(form, came)
        return _page(_fix(id), form), came.status
    db.session.commit()
    actions.picture_bytes.sweep()
    flash("Saved.")
    _warn_of_names(fix)
    return redirect(url_for("releases.show", id=fix.release_id, _anchor=f"pc-{fix.paper_cut_id}"), code=303)


@bp.get("/fixes/<id:id>/pictures/<side>")
@allowed("read")
def picture(id: int, side: str) -> Response:
    """Send one of the two pictures of a fix, published or not."""
    found = queries.fix_pictures.one(id, side) or abort(404)
    try:
        content = blobs.read(found.sha256)
    except blobs.Gone as error:
        log.error("the picture %s of fix %s: %s", side, id, error)
        abort(404)
    head = {"Content-Disposition": f"inline; filename={found.side}.webp", "Content-Security-Policy": CSP_FILE}
    return Answer(content, content_type=found.content_type, headers=head)


@bp.post("/fixes/<id:id>/removal")
@allowed("mark fixed")
def remove(id: int) -> Response:
    """Take a fix out of its release."""
    fix = _fix(id)
    release_id, number = fix.release_id, fix.paper_cut.number
    try:
        actions.releases.remove_fix(fix, by=g.user, at=utc_now())
    except ValueError as error:
        db.session.rollback()
        flash(str(error), "error")
        return redirect(url_for("fixes.edit", id=id), code=303)
    db.session.commit()
    actions.picture_bytes.sweep()
    flash(f"{number} is no longer in this release.")
    return redirect(url_for("releases.show", id=release_id), code=303)


def _fix(id: int) -> Fix:
    """Return a fix that may be changed: those of a published release are public."""
    fix = db.session.get(Fix, id, options=[joinedload(Fix.release), joinedload(Fix.paper_cut)])
    if fix is None:
        abort(404)
    if fix.release.is_published:
        require("publish")
    return fix


def _choices() -> dict[str, list[tuple[int, str]]]:
    """Return the drafts, and to those who publish what everybody reads already."""
    choices: dict[str, list[tuple[int, str]]] = {"drafts": [], "published": []}
    is_asked = actions.approvals.is_needed()
    for one in queries.releases.open_to(may("publish")):
        day = formats.date(one.released_on)
        if is_asked and actions.approvals.is_closed(one):
            continue
        if one.is_published:
            choices["published"].append((one.id, f"{one.version}, published {day}: everybody reads it at once"))
        else:
            choices["drafts"].append((one.id, f"{one.version}, draft, {day}"))
    return choices


def _warn_of_names(fix: Fix) -> None:
    """Say at once that a name will stand in the way of publishing."""
    found = queries.public_names.in_fix(fix)
    if found:
        flash(f"Write it without before the release is published: {in_words(found)}.", "warn")


def _saved(fix: Fix, form: FixForm, came: fix_form.Sent) -> bool:
    """Keep what a form says, or put beside its fields what is refused; then nothing of the try is kept."""
    try:
        names = queries.public_names.known()
        actions.releases.change_fix(fix, **fix_form.wording(form), known_names=names, by=g.user, at=utc_now())
        fix_form.save_pictures(fix, form, came)
    except ValueError as error:
        db.session.rollback()
        fix_form.say(form, None, error)
        return False
    return True


def _page(fix: Fix, form: FixForm) -> str:
    is_closed = actions.approvals.is_closed(fix.release)
    return render_template("fixes/edit.html", fix=fix, form=form, pictures=fix_form.pictures(fix), is_closed=is_closed)


def _new_page(cut: PaperCut, form: NewFixForm) -> str:
    return render_template("fixes/new.html", cut=cut, form=form, next_version=queries.releases.next_version())


def _added(cut: PaperCut, form: NewFixForm, came: fix_form.Sent) -> Fix | None:
    """Return the new fix; what the actions refuse stands beside its field, and nothing of the try is kept."""
    field: Field | None = form.version
    commits = _commits(cut)
    try:
        release = _release(form)
        field = None
        wording = fix_form.wording(form)
        names = queries.public_names.known()
        fix = actions.releases.add_fix(release, cut, **wording, known_names=names, by=g.user, at=utc_now())
        db.session.flush()
        fix_form.save_pictures(fix, form, came)
        field = form.commit
        if form.commit.data and form.commit.data not in commits:
            actions.paper_cuts.add_link(cut, LinkKind.COMMIT, form.commit.data, by=g.user, at=utc_now())
    except ValueError as error:
        db.session.rollback()
        fix_form.say(form, field, error)
        return None
    return fix


def _commits(cut: PaperCut) -> list[str]:
    """Return the commits that are linked, as they are typed; the newest first."""
    return [link.url or link.label for link in reversed(cut.links) if link.kind is LinkKind.COMMIT]


def _release(form: NewFixForm) -> Release:
    if form.release.data is not None:
        return db.session.get_one(Release, form.release.data)
    day = form.released_on.data or today(setting())
    return actions.releases.create(str(form.version.data), released_on=day, by=g.user, at=utc_now())


def _done(cut: PaperCut, release: Release) -> str:
    if release.is_published:
        return f"{cut.number} is fixed in {release.version}, and everybody can read it."
    return f"{cut.number} is in the draft of {release.version}. It is fixed when that is published."
