"""Ratings of a visit: how likely each participant would recommend the product, asked once and never required."""

from flask import Blueprint, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions
from papercuts.db import db
from papercuts.forms.ratings import RatingsForm
from papercuts.models import Visit
from papercuts.pages import visit_page
from papercuts.web.clock import utc_now
from papercuts.web.conflicts import hold, join
from papercuts.web.permissions import allowed

bp = Blueprint("ratings", __name__)


@bp.post("/visits/<id:id>/ratings")
@allowed("write up visits")
def update(id: int) -> Response | tuple[str, int]:
    """Keep what they answered; whoever was not asked, or takes it back, has none."""
    hold(Visit, id)
    visit, form = visit_page.load(id), RatingsForm(request.form)
    names = {f"rows-{person.id}": person.code for person in visit.participants}
    join(form, visit_page.ratings_form(visit), rows=names, back=url_for("write_up.show", id=id, _anchor="ratings"))
    if not form.validate():
        return visit_page.render(visit, wrong=form), 422
    _save(visit, form)
    db.session.commit()
    flash("Saved.")
    return redirect(url_for("write_up.show", id=id, _anchor="ratings"), code=303)


def _save(visit: Visit, form: RatingsForm) -> None:
    people = {str(person.id): person for person in visit.participants}
    for row in form.rows:
        person = people.get(str(row["participant"].data))
        if person is not None:  # a colleague may have taken them off the visit meanwhile
            actions.ratings.rate(
                visit, person, row["score"].data, str(row["reason"].data or ""), by=g.user, at=utc_now()
            )
