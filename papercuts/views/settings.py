"""The settings of the instance."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.forms.settings import AfterwardsForm, ProductForm
from papercuts.models import Setting
from papercuts.pages import lessons, release_approval, sample_outlook
from papercuts.web.clock import utc_now
from papercuts.web.conflicts import hold, join
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("settings", __name__)


@bp.get("/settings")
@allowed("change settings")
def show() -> str:
    """Show what is set."""
    return _page(_stored())


@bp.post("/settings")
@allowed("change settings")
def update() -> str | Response | tuple[str, int]:
    """Keep the settings, or show what they would do to the order."""
    hold(Setting, 1)
    form = ProductForm(request.form)
    join(form, _stored())
    if not form.validate():
        return _page(form), 422
    before = queries.settings.first_ids()
    actions.settings.change_settings(setting(), **form.data, by=g.user, at=utc_now())
    moved = sum(old != new for old, new in zip(before, queries.settings.first_ids(), strict=True))
    if "preview" in request.form:
        db.session.rollback()
        return _page(form, preview=(moved, len(before)))
    db.session.commit()
    flash(f"Saved. {moved} of the first {len(before)} paper cuts changed their place." if before else "Saved.")
    page = "settings.show" if queries.overview.has_sighting() else "overview.index"  # on to the next first step
    return redirect(url_for(page), code=303)


@bp.post("/settings/afterwards")
@allowed("change settings")
def update_afterwards() -> Response | tuple[str, int]:
    """Keep what follows a fix."""
    hold(Setting, 1)
    form = AfterwardsForm(request.form)
    join(form, AfterwardsForm(obj=setting()), back=url_for("settings.show"))
    if not form.validate():
        return _page(_stored(), afterwards=form), 422
    actions.settings.change_afterwards(setting(), **form.data, by=g.user, at=utc_now())
    db.session.commit()
    flash("Saved.")
    return redirect(url_for("settings.show", _anchor="afterwards"), code=303)


@bp.post("/settings/learn")
@allowed("change settings")
def learn() -> Response:
    """Learn anew from all visits what every score starts from."""
    before = queries.settings.first_ids()
    is_changed = actions.learning.learn(by=g.user, at=utc_now(), is_wanted=True)
    db.session.commit()
    moved = sum(old != new for old, new in zip(before, queries.settings.first_ids(), strict=True))
    places = f"{moved} of the first {len(before)} paper cuts changed their place."
    flash(f"Learnt anew. {places}" if is_changed else "The visits teach nothing new.")
    return redirect(url_for("settings.show", _anchor="lessons"), code=303)


def _stored() -> ProductForm:
    return ProductForm(obj=setting(), people=queries.settings.number_of_users())


def _page(form: ProductForm, preview: tuple[int, int] | None = None, afterwards: AfterwardsForm | None = None) -> str:
    moments = queries.history.of(("setting", setting().id))
    removal = sample_outlook.sentences() if setting().has_sample_data else []
    shown: dict[str, Any] = {"moments": moments, "removal": removal, "lessons": lessons.of(setting())}
    shown["approvers"] = release_approval.could(set())
    shown["afterwards"] = afterwards or AfterwardsForm(obj=setting())
    return render_template("settings/show.html", form=form, preview=preview, **shown)
