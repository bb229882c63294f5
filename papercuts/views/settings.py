"""The settings of the instance."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.forms.settings import ProductForm
from papercuts.web.clock import utc_now
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("settings", __name__)


@bp.get("/settings")
@allowed("change settings")
def show() -> str:
    """Show what is set."""
    form = ProductForm(obj=setting(), people=queries.settings.number_of_users())
    return render_template("settings/show.html", form=form, preview=None)


@bp.post("/settings")
@allowed("change settings")
def update() -> str | Response | tuple[str, int]:
    """Keep the settings, or show what they would do to the order."""
    form = ProductForm(request.form)
    if not form.validate():
        return render_template("settings/show.html", form=form, preview=None), 422
    before = queries.settings.first_ids()
    actions.settings.change_settings(setting(), **form.data, by=g.user, at=utc_now())
    moved = sum(old != new for old, new in zip(before, queries.settings.first_ids(), strict=True))
    if "preview" in request.form:
        db.session.rollback()
        return render_template("settings/show.html", form=form, preview=(moved, len(before)))
    db.session.commit()
    flash(f"Saved. {moved} of the first {len(before)} paper cuts changed their place." if before else "Saved.")
    return redirect(url_for("settings.show"), code=303)
