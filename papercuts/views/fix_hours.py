"""What a fix took: whoever fixes things notes it, also once the words of the fix are public and others' to change."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from papercuts import actions
from papercuts.db import db
from papercuts.forms.fix_hours import FixHoursForm
from papercuts.models import Fix
from papercuts.web.clock import utc_now
from papercuts.web.conflicts import hold, join
from papercuts.web.permissions import allowed

bp = Blueprint("fix_hours", __name__)


@bp.get("/fixes/<id:id>/hours")
@allowed("mark fixed")
def edit(id: int) -> str:
    """Show the form of the hours alone."""
    fix = _fix(id)
    return render_template("fixes/hours.html", fix=fix, form=FixHoursForm(obj=fix))


@bp.post("/fixes/<id:id>/hours")
@allowed("mark fixed")
def update(id: int) -> Response | tuple[str, int]:
    """Note the hours; readers never see them."""
    hold(Fix, id)
    fix, form = _fix(id), FixHoursForm(request.form)
    join(form, FixHoursForm(obj=fix))
    if not form.validate():
        return render_template("fixes/hours.html", fix=fix, form=form), 422
    actions.releases.change_fix(fix, actual_hours=form.actual_hours.data, by=g.user, at=utc_now())
    db.session.commit()
    flash("Saved.")
    return redirect(url_for("paper_cuts.show", id=fix.paper_cut_id), code=303)


def _fix(id: int) -> Fix:
    return db.session.get(Fix, id, options=[joinedload(Fix.release), joinedload(Fix.paper_cut)]) or abort(404)
