"""Looking again, at a visit, whether a fix works."""

from flask import Blueprint, abort, flash, g, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.forms.write_up import LookForm
from papercuts.models import Fix, Verification
from papercuts.pages import capture_page, looking, starting, visit_page
from papercuts.web.attempts import attempt
from papercuts.web.clock import utc_now
from papercuts.web.conflicts import hold, join
from papercuts.web.messages import tell
from papercuts.web.permissions import allowed

bp = Blueprint("verifications", __name__)


@bp.post("/visits/<id:id>/fixes/<id:fix_id>/verifications")
@allowed("verify")
def create(id: int, fix_id: int) -> Response | str | tuple[str, int]:
    """Keep what was found about a fix; it verifies or reopens the paper cut. A line begun in capture stays."""
    visit, fix = visit_page.load(id), db.get_or_404(Fix, fix_id)
    form = LookForm(_asked(fix_id), people=visit_page.people(visit))
    about_day, found = starting.about_day(visit), list[Verification]()
    if not (form.validate() and attempt(lambda: found.append(looking.verify(visit, fix, form)), form.outcome)):
        return visit_page.render(visit_page.load(id), wrong=form), 422
    db.session.commit()
    tell(_effect(found[0], about_day))
    if request.form.get("line", "").strip():
        return capture_page.with_line(visit_page.load(id), request.form)
    return _back(id, fix_id)


@bp.post("/verifications/<id:id>")
@allowed("verify")
def update(id: int) -> Response | tuple[str, int]:
    """Add what it takes now, how they liked it and what they said."""
    hold(Verification, id)
    found = _verification(id)
    form = visit_page.found_form(found, request.form)
    join(form, visit_page.found_form(found), back=_page_of(found.visit_id, found.fix_id))
    if not form.validate():
        return visit_page.render(visit_page.load(found.visit_id), wrong=form, found_id=id), 422
    looking.describe(found, form)
    db.session.commit()
    flash("Saved.")
    return _back(found.visit_id, found.fix_id)


@bp.post("/verifications/<id:id>/withdrawal")
@allowed("verify")
def destroy(id: int) -> Response:
    """Take back what was found, and what it led to."""
    found = _verification(id)
    visit_id, fix_id, cut = found.visit_id, found.fix_id, found.fix.paper_cut
    actions.verifications.withdraw(found, by=g.user, at=utc_now())
    db.session.commit()
    flash(f"Taken back. {cut.number} is {cut.status}.")
    return _back(visit_id, fix_id)


def _asked(fix_id: int) -> MultiDict[str, str]:
    """Return what was sent; capture has a choice of its own of whom one asks about each fix."""
    sent, name = request.form.copy(), f"with_{fix_id}"
    if name in sent:
        sent["person"] = sent[name]
    return sent


def _verification(verification_id: int) -> Verification:
    return queries.verifications.verification(verification_id) or abort(404)


def _effect(found: Verification, about_day: str) -> dict[str, str]:
    """Return what became of the paper cut and the visit's day, with a link to the sighting that was recorded."""
    text, cut, seen = looking.what_was_found(found)
    if seen is not None:
        where, label = url_for("sightings.edit", id=seen.id), "Say more about it"
    else:
        where, label = url_for("paper_cuts.show", id=cut.id), f"Look at {cut.number}"
    return {"text": f"{text} {about_day}".rstrip(), "href": where, "label": label}


def _back(visit_id: int, fix_id: int) -> Response:
    return redirect(_page_of(visit_id, fix_id), code=303)


def _page_of(visit_id: int, fix_id: int) -> str:
    if request.args.get("back") == "capture":
        person = request.form.get("person", type=int)
        return url_for("capture.show", id=visit_id, person=person, _anchor=f"fix-{fix_id}")
    return url_for("write_up.show", id=visit_id, _anchor=f"fix-{fix_id}")
