"""Areas: the parts of the product, and the teams that own them."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.forms.tasks import AreaForm
from papercuts.models import Area
from papercuts.web.attempts import attempt
from papercuts.web.clock import utc_now
from papercuts.web.conflicts import hold, join
from papercuts.web.permissions import allowed

bp = Blueprint("areas", __name__)


@bp.get("/areas")
@allowed("read")
def index() -> str:
    """Show the areas, and a form to add one."""
    return _page(AreaForm(), None)


@bp.post("/areas")
@allowed("edit tasks")
def create() -> Response | tuple[str, int]:
    """Add an area."""
    form = AreaForm(request.form)
    if form.validate() and attempt(lambda: actions.tasks.add_area(**form.data, by=g.user, at=utc_now()), form["name"]):
        return _saved(f"Added {form.name.data}.")
    return _page(form, None), 422


@bp.get("/areas/<id:id>")
@allowed("edit tasks")
def edit(id: int) -> str:
    """Show the areas, and a form to change one."""
    area = db.get_or_404(Area, id)
    return _page(AreaForm(obj=area), area)


@bp.post("/areas/<id:id>")
@allowed("edit tasks")
def update(id: int) -> Response | tuple[str, int]:
    """Change an area."""
    hold(Area, id)
    area, form = db.get_or_404(Area, id), AreaForm(request.form)
    join(form, AreaForm(obj=area))
    if form.validate() and attempt(
        lambda: actions.tasks.change_area(area, **form.data, by=g.user, at=utc_now()), form["name"]
    ):
        return _saved("Saved.")
    return _page(form, area), 422


def _saved(message: str) -> Response:
    db.session.commit()
    flash(message)
    return redirect(url_for("areas.index"), code=303)


def _page(form: AreaForm, area: Area | None) -> str:
    return render_template(
        "areas/index.html",
        form=form,
        area=area,
        rows=queries.tasks.area_rows(),
        moments=queries.history.of(("area", area.id)) if area else [],
    )
