"""Fixes: put one into a release from its paper cut, correct what it says, take it out."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response
from wtforms import Field

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain import formats
from papercuts.domain.limits import LinkKind
from papercuts.forms.releases import FixForm, NewFixForm
from papercuts.models import Fix, PaperCut, Release
from papercuts.pages.named import in_words
from papercuts.web.clock import today, utc_now
from papercuts.web.conflicts import hold, join
from papercuts.web.guard import may, require
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("fixes", __name__)

WORDING = ("public_title", "public_text", "before", "after", "percent_removed")


@bp.get("/paper-cuts/<id:id>/fixes/new")
@allowed("mark fixed")
def new(id: int) -> str:
    """Show the form of a fix; the newest draft is chosen, never what everybody reads already."""
    cut, choices = queries.paper_cuts.one(id) or abort(404), _choices()
    form = NewFixForm(
        **choices,
        release=choices["drafts"][0][0] if choices["drafts"] else None,
        released_on=today(setting()),
        percent_removed=round(cut.share_removed * 100),
        commit=next(iter(_commits(cut)), ""),
    )
    return render_template("fixes/new.html", cut=cut, form=form)


@bp.post("/paper-cuts/<id:id>/fixes/new")
@allowed("mark fixed")
def create(id: int) -> Response | tuple[str, int]:
    """Put a fix into a release that exists, or into a new one."""
    cut = queries.paper_cuts.one(id) or abort(404)
    form = NewFixForm(request.form, **_choices())
    fix = _added(cut, form) if form.validate() else None
    if fix is None:
        return render_template("fixes/new.html", cut=db.get_or_404(PaperCut, id), form=form), 422
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
    return render_template("fixes/edit.html", fix=fix, form=FixForm(obj=fix))


@bp.post("/fixes/<id:id>")
@allowed("mark fixed")
def update(id: int) -> Response | tuple[str, int]:
    """Correct what a fix says."""
    hold(Fix, id)
    fix, form = _fix(id), FixForm(request.form)
    join(form, FixForm(obj=fix))
    if form.validate():
        names = queries.public_names.known()
        try:
            actions.releases.change_fix(fix, **form.data, known_names=names, by=g.user, at=utc_now())
        except ValueError as error:
            _say(form, None, error)
        else:
            db.session.commit()
            flash("Saved.")
            _warn_of_names(fix)
            return redirect(url_for("releases.show", id=fix.release_id), code=303)
    return render_template("fixes/edit.html", fix=fix, form=form), 422


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
    for one in queries.releases.open_to(may("publish")):
        day = formats.date(one.released_on)
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


def _added(cut: PaperCut, form: NewFixForm) -> Fix | None:
    """Return the new fix; what the actions refuse stands beside its field, and nothing of the try is kept."""
    field: Field | None = form.version
    commits = _commits(cut)
    try:
        release = _release(form)
        field = None
        wording = {name: form[name].data for name in WORDING}
        names = queries.public_names.known()
        fix = actions.releases.add_fix(release, cut, **wording, known_names=names, by=g.user, at=utc_now())
        field = form.commit
        if form.commit.data and form.commit.data not in commits:
            actions.paper_cuts.add_link(cut, LinkKind.COMMIT, form.commit.data, by=g.user, at=utc_now())
    except ValueError as error:
        db.session.rollback()
        _say(form, field, error)
        return None
    return fix


def _commits(cut: PaperCut) -> list[str]:
    """Return the commits that are linked, as they are typed; the newest first."""
    return [link.url or link.label for link in reversed(cut.links) if link.kind is LinkKind.COMMIT]


def _say(form: FixForm, field: Field | None, error: ValueError) -> None:
    """Put what is refused beside its field: a name beside each text that has it."""
    if field is not None:
        field.errors = [str(error)]
        return
    form.form_errors.append(str(error))
    if isinstance(error, actions.releases.NamesSomebody):
        for one in queries.public_names.in_texts({name: form[name].data for name in queries.public_names.TEXTS}):
            form[one.field].errors = [f"It names {', '.join(one.names)}"]


def _release(form: NewFixForm) -> Release:
    if form.release.data is not None:
        return db.session.get_one(Release, form.release.data)
    day = form.released_on.data or today(setting())
    return actions.releases.create(str(form.version.data), released_on=day, by=g.user, at=utc_now())


def _done(cut: PaperCut, release: Release) -> str:
    if release.is_published:
        return f"{cut.number} is fixed in {release.version}, and everybody can read it."
    return f"{cut.number} is in the draft of {release.version}. It is fixed when that is published."
