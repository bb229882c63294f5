"""Looking again, at a visit, whether a fix works."""

from flask import Blueprint, abort, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.limits import Outcome, Status, VisitStatus
from papercuts.forms.write_up import FoundForm, LookForm
from papercuts.models import Fix, PaperCut, Participant, Verification, Visit
from papercuts.pages import capture_page, starting, visit_page
from papercuts.web.attempts import attempt
from papercuts.web.clock import today, utc_now
from papercuts.web.conflicts import hold, join
from papercuts.web.messages import tell
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("verifications", __name__)


@bp.post("/visits/<id:id>/fixes/<id:fix_id>/verifications")
@allowed("verify")
def create(id: int, fix_id: int) -> Response | str | tuple[str, int]:
    """Keep what was found about a fix; it verifies or reopens the paper cut. A line begun in capture stays."""
    visit, fix = visit_page.load(id), db.get_or_404(Fix, fix_id)
    form = LookForm(request.form, people=visit_page.people(visit))
    about_day, found = starting.about_day(visit), list[Verification]()
    if not (form.validate() and attempt(lambda: found.append(_verify(visit, fix, form)), form.outcome)):
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
    _describe(found, form)
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


def _verification(verification_id: int) -> Verification:
    return queries.verifications.verification(verification_id) or abort(404)


def _verify(visit: Visit, fix: Fix, form: LookForm) -> Verification:
    at = utc_now()
    if visit.status is VisitStatus.PLANNED:
        actions.visits.start(visit, by=g.user, at=at, today=today(setting()))
    return actions.verifications.verify(
        fix,
        visit=visit,
        participant=db.session.get_one(Participant, form.person.data) if form.person.data else None,
        outcome=Outcome(str(form.outcome.data)),
        observed_at=at if visit.visited_on == today(setting()) else None,
        by=g.user,
        at=at,
    )


def _describe(found: Verification, form: FoundForm) -> None:
    actions.verifications.describe(
        found,
        seconds_after=form.seconds_after.data,
        applause=int(form.applause.data) if form.applause.data else None,
        quote=str(form.quote.data),
        by=g.user,
        at=utc_now(),
    )


def _effect(found: Verification, about_day: str) -> dict[str, str]:
    """Return what became of the paper cut and the visit's day, with a link to the sighting that was recorded."""
    fix = db.session.get_one(Fix, found.fix_id)
    cut = db.session.get_one(PaperCut, fix.paper_cut_id)
    seen = actions.verifications.sighting_of(found)
    if seen is not None:
        where = url_for("sightings.edit", id=seen.id)
        text = f"{cut.number} is open again, and a sighting of it is recorded. {about_day}"
        return {"text": text.rstrip(), "href": where, "label": "Say more about it"}
    text = f"{cut.number} is verified." if cut.status is Status.VERIFIED else f"Noted. {cut.number} stays {cut.status}."
    where = url_for("paper_cuts.show", id=cut.id)
    return {"text": f"{text} {about_day}".rstrip(), "href": where, "label": f"Look at {cut.number}"}


def _back(visit_id: int, fix_id: int) -> Response:
    return redirect(_page_of(visit_id, fix_id), code=303)


def _page_of(visit_id: int, fix_id: int) -> str:
    if request.args.get("back") == "capture":
        person = request.form.get("person", type=int)
        return url_for("capture.show", id=visit_id, person=person, _anchor=f"fix-{fix_id}")
    return url_for("write_up.show", id=visit_id, _anchor=f"fix-{fix_id}")
