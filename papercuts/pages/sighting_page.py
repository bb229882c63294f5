"""The page of one sighting: what is known of it, its photos, and the form that corrects it."""

from typing import Any

from flask import abort, g, render_template, url_for

from papercuts import actions, queries
from papercuts.forms.klm import CountedForm, arguments_of
from papercuts.forms.sightings import SightingForm
from papercuts.models import Sighting
from papercuts.pages import photo_strips
from papercuts.pages.step_counter import operators
from papercuts.web.addresses import asked_next
from papercuts.web.clock import zone
from papercuts.web.guard import may
from papercuts.web.rendering import setting

TASKS_MOST = 300
# called alike in the row and in the form
_SAME = ("what_happened", "occurrences", "seconds_lost", "quote", "mood", "workaround", "is_unsure")


def load(sighting_id: int) -> Sighting:
    """Return a sighting, or end with 404."""
    return queries.sightings.sighting(sighting_id) or abort(404)


def back(sighting: Sighting) -> str:
    """Return where somebody came from, or the visit."""
    return asked_next(url_for("write_up.show", id=sighting.visit_id, _anchor=f"s{sighting.id}"))


def stored_form(sighting: Sighting) -> SightingForm:
    """Return the form with what is stored, as far as the reader may see it."""
    return readable(SightingForm(data=given(sighting), **choices(sighting)), sighting)


def choices(sighting: Sighting) -> dict[str, Any]:
    """Return the people and tasks that the form offers."""
    site = queries.places.site(sighting.visit.site_id) or abort(404)
    tasks = queries.tasks.choices(TASKS_MOST, also=[sighting.task_id])
    return {
        "people": [(person.id, person.label) for person in site.participants],
        "tasks": [(task.id, task.name) for task in tasks],
    }


def given(sighting: Sighting) -> dict[str, Any]:
    """Return what is stored, as the form calls it."""
    seen_at = sighting.observed_at and sighting.observed_at.astimezone(zone(setting()))
    return {
        "person": sighting.participant_id,
        "task": sighting.task_id,
        "seen_at": f"{seen_at:%H:%M}" if seen_at else "",
        "how_timed": sighting.how_timed.value if sighting.how_timed else "",
        **{name: getattr(sighting, name) for name in _SAME},
    }


def withheld(sighting: Sighting) -> tuple[str, ...]:
    """Return the fields that are not for whoever is signed in: words that are not cleared, and whose they are.

    Said to be somebody else's, who may be quoted, words and photos could be seen after all.
    """
    is_cleared = sighting.participant is not None and sighting.participant.may_be_quoted
    is_own = sighting.seen_by_id == g.user.id
    if sighting.quote and not (is_cleared or is_own or may("record consent")):
        return ("person", "quote")
    return ("person",) if photo_strips.of_sighting(sighting.id).n_withheld else ()


def readable(form: SightingForm, sighting: Sighting) -> SightingForm:
    """Take out of a form what is not for whoever is signed in; what is stored of it stays."""
    for name in withheld(sighting):
        del form[name]
    return form


def render(sighting: Sighting, form: SightingForm, steps: CountedForm, wrong_photos: str = "") -> str:
    """Return the page. wrong_photos: why photos that were sent with it cannot be attached."""
    strip = photo_strips.of_sighting(sighting.id)
    return render_template(
        "sightings/edit.html",
        sighting=sighting,
        back=back(sighting),
        next=asked_next(),
        form=form,
        steps=steps,
        operators=operators(),
        counted=arguments_of(queries.sightings.counted_from(sighting)),
        is_removable=actions.sightings.may_be_removed_by(sighting, g.user, sighting.visit),
        strip=strip,
        photos_form=photo_strips.form(strip, wrong_photos),
        moments=queries.history.of(("sighting", sighting.id)),
    )
