"""One sighting: look at it, correct it, take it back."""

from datetime import UTC, datetime

from flask import Blueprint, abort, flash, g, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.limits import HowTimed
from papercuts.forms.klm import CountedForm
from papercuts.forms.sightings import SightingForm
from papercuts.models import Participant, Sighting, Task
from papercuts.pages import capture_page, sighting_page
from papercuts.web.attempts import attempt
from papercuts.web.clock import utc_now, zone
from papercuts.web.conflicts import hold, join
from papercuts.web.guard import require
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("sightings", __name__)


@bp.get("/sightings/<id:id>")
@allowed("read")
def edit(id: int) -> str:
    """Show a sighting, as a form to whoever may correct it."""
    sighting = sighting_page.load(id)
    return sighting_page.render(sighting, sighting_page.stored_form(sighting), CountedForm(request.args))


@bp.post("/sightings/<id:id>")
@allowed("capture")
def update(id: int) -> Response | tuple[str, int]:
    """Keep what was corrected."""
    hold(Sighting, id)
    sighting = sighting_page.load(id)
    if any(name in request.form for name in sighting_page.withheld(sighting)):
        require("record consent")
    steps = CountedForm(request.form)
    sent = SightingForm(_with_seconds(steps), **sighting_page.choices(sighting))
    form = sighting_page.readable(sent, sighting)
    join(form, sighting_page.stored_form(sighting))
    is_valid = form.validate() and not steps.errors
    if not (is_valid and attempt(lambda: _change(sighting, form, steps), form.what_happened)):
        return sighting_page.render(sighting_page.load(id), form, steps), 422
    db.session.commit()
    flash("Saved.")
    return redirect(sighting_page.back(sighting), code=303)


@bp.post("/sightings/<id:id>/removal")
@allowed("capture")
def remove(id: int) -> Response | str:
    """Take back one's own sighting, until the visit is written up; its line stands in the form again."""
    sighting = sighting_page.load(id)
    visit_id, typed = sighting.visit_id, capture_page.typed_for(sighting)
    try:
        actions.sightings.remove(sighting, by=g.user, at=utc_now())
    except ValueError as error:
        db.session.rollback()
        flash(str(error), "error")
        return redirect(url_for("sightings.edit", id=id), code=303)
    db.session.commit()
    actions.picture_bytes.sweep()
    flash("Taken back. Nothing of it counts; the history keeps what it said.")
    return capture_page.with_line(queries.visits.plan_of(visit_id) or abort(404), typed)


def _with_seconds(steps: CountedForm) -> MultiDict[str, str]:
    """Return what was sent, with the seconds of its steps as if they had been typed.

    Not once somebody was asked whose seconds to keep, which were theirs to choose.
    """
    sent = request.form.copy()
    if steps.validate() and steps.lost() is not None and "seconds_lost" not in sent.getlist("both"):
        sent["seconds_lost"], sent["how_timed"] = f"{steps.lost():.6f}", HowTimed.COUNTED.value
    return sent


def _change(sighting: Sighting, form: SightingForm, steps: CountedForm) -> None:
    is_counted = steps.lost() is not None and form.seconds_lost.data == steps.lost()
    person_id = form.person.data if "person" in form else sighting.participant_id
    actions.sightings.change(
        sighting,
        participant=db.session.get_one(Participant, person_id) if person_id else None,
        task=db.session.get_one(Task, form.task.data),
        what_happened=" ".join(str(form.what_happened.data).split()),
        observed_at=_observed_at(sighting, form),
        occurrences=form.occurrences.data,
        seconds_lost=form.seconds_lost.data,
        how_timed=HowTimed(form.how_timed.data) if form.how_timed.data else None,
        quote=str(form.quote.data) if "quote" in form else sighting.quote,
        mood=form.mood.data,
        workaround=str(form.workaround.data or ""),
        is_unsure=bool(form.is_unsure.data),
        steps=steps.counted() if is_counted else None,
        by=g.user,
        at=utc_now(),
    )


def _observed_at(sighting: Sighting, form: SightingForm) -> datetime | None:
    """Return the time on the day of the visit; the seconds of one that was not changed stay."""
    clock = form.clock()
    if clock is None or form.seen_at.data == sighting_page.given(sighting)["seen_at"]:
        return sighting.observed_at if clock else None
    return datetime.combine(sighting.visit.visited_on, clock, zone(setting())).astimezone(UTC)
