"""One sighting: look at it, correct it, take it back."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.limits import HowTimed
from papercuts.forms.klm import CountedForm, arguments_of
from papercuts.forms.sightings import SightingForm
from papercuts.models import Participant, Sighting, Task
from papercuts.pages import capture_page
from papercuts.pages.step_counter import operators
from papercuts.web.addresses import asked_next
from papercuts.web.attempts import attempt
from papercuts.web.clock import utc_now, zone
from papercuts.web.conflicts import hold, join
from papercuts.web.guard import may, require
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("sightings", __name__)

TASKS_MOST = 300
_SAME = ("what_happened", "occurrences", "seconds_lost", "quote", "is_unsure")  # in the row and in the form


@bp.get("/sightings/<id:id>")
@allowed("read")
def edit(id: int) -> str:
    """Show a sighting, as a form to whoever may correct it."""
    sighting = _sighting(id)
    form = _readable(SightingForm(data=_given(sighting), **_choices(sighting)), sighting)
    return _page(sighting, form, CountedForm(request.args))


@bp.post("/sightings/<id:id>")
@allowed("capture")
def update(id: int) -> Response | tuple[str, int]:
    """Keep what was corrected."""
    hold(Sighting, id)
    sighting = _sighting(id)
    if any(name in request.form for name in _withheld(sighting)):
        require("record consent")
    choices, steps = _choices(sighting), CountedForm(request.form)
    form = _readable(SightingForm(_with_seconds(steps), **choices), sighting)
    join(form, _readable(SightingForm(data=_given(sighting), **choices), sighting))
    is_valid = form.validate() and not steps.errors
    if not (is_valid and attempt(lambda: _change(sighting, form, steps), form.what_happened)):
        return _page(_sighting(id), form, steps), 422
    db.session.commit()
    flash("Saved.")
    return redirect(_back(sighting), code=303)


@bp.post("/sightings/<id:id>/removal")
@allowed("capture")
def remove(id: int) -> Response | str:
    """Take back one's own sighting, until the visit is written up; its line stands in the form again."""
    sighting = _sighting(id)
    visit_id, typed = sighting.visit_id, capture_page.typed_for(sighting)
    try:
        actions.sightings.remove(sighting, by=g.user, at=utc_now())
    except ValueError as error:
        db.session.rollback()
        flash(str(error), "error")
        return redirect(url_for("sightings.edit", id=id), code=303)
    db.session.commit()
    flash("Taken back. Nothing of it counts; the history keeps what it said.")
    return capture_page.with_line(queries.visits.plan_of(visit_id) or abort(404), typed)


def _back(sighting: Sighting) -> str:
    """Return where somebody came from, or the visit."""
    return asked_next(url_for("write_up.show", id=sighting.visit_id, _anchor=f"s{sighting.id}"))


def _sighting(sighting_id: int) -> Sighting:
    return queries.sightings.sighting(sighting_id) or abort(404)


def _choices(sighting: Sighting) -> dict[str, Any]:
    site = queries.places.site(sighting.visit.site_id) or abort(404)
    tasks = queries.tasks.choices(TASKS_MOST, also=[sighting.task_id])
    return {
        "people": [(person.id, person.label) for person in site.participants],
        "tasks": [(task.id, task.name) for task in tasks],
    }


def _given(sighting: Sighting) -> dict[str, Any]:
    seen_at = sighting.observed_at and sighting.observed_at.astimezone(zone(setting()))
    return {
        "person": sighting.participant_id,
        "task": sighting.task_id,
        "seen_at": f"{seen_at:%H:%M}" if seen_at else "",
        "how_timed": sighting.how_timed.value if sighting.how_timed else "",
        **{name: getattr(sighting, name) for name in _SAME},
    }


def _withheld(sighting: Sighting) -> tuple[str, ...]:
    """Return the fields that are not for whoever is signed in: words that are not cleared, and whose they are.

    Said to be somebody else's, who may be quoted, they could be read after all.
    """
    is_cleared = sighting.participant is not None and sighting.participant.may_be_quoted
    is_own = sighting.seen_by_id == g.user.id
    is_open = not sighting.quote or is_cleared or is_own or may("record consent")
    return () if is_open else ("person", "quote")


def _readable(form: SightingForm, sighting: Sighting) -> SightingForm:
    """Take out of a form what is not for whoever is signed in; what is stored of it stays."""
    for name in _withheld(sighting):
        del form[name]
    return form


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
        is_unsure=bool(form.is_unsure.data),
        steps=steps.counted() if is_counted else None,
        by=g.user,
        at=utc_now(),
    )


def _observed_at(sighting: Sighting, form: SightingForm) -> datetime | None:
    """Return the time on the day of the visit; the seconds of one that was not changed stay."""
    clock = form.clock()
    if clock is None or form.seen_at.data == _given(sighting)["seen_at"]:
        return sighting.observed_at if clock else None
    return datetime.combine(sighting.visit.visited_on, clock, zone(setting())).astimezone(UTC)


def _page(sighting: Sighting, form: SightingForm, steps: CountedForm) -> str:
    return render_template(
        "sightings/edit.html",
        sighting=sighting,
        back=_back(sighting),
        next=asked_next(),
        form=form,
        steps=steps,
        operators=operators(),
        counted=arguments_of(queries.sightings.counted_from(sighting)),
        is_removable=actions.sightings.may_be_removed_by(sighting, g.user, sighting.visit),
        moments=queries.history.of(("sighting", sighting.id)),
    )
