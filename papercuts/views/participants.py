"""Participants: the people we watch, known by code and role."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.limits import Consent
from papercuts.forms.places import ParticipantForm
from papercuts.models import Participant
from papercuts.web.addresses import asked_next
from papercuts.web.clock import utc_now
from papercuts.web.conflicts import hold, join
from papercuts.web.permissions import allowed

bp = Blueprint("participants", __name__)


@bp.get("/participants/<id:id>")
@allowed("see real names")
def edit(id: int) -> str:
    """Show what is known of somebody."""
    person = _person(id)
    return _page(person, ParticipantForm(obj=person))


@bp.post("/participants/<id:id>")
@allowed("record consent")
def update(id: int) -> Response | tuple[str, int]:
    """Change role, consent and real name."""
    hold(Participant, id)
    person, form = _person(id), ParticipantForm(request.form)
    join(form, ParticipantForm(obj=person))
    if not form.validate():
        return _page(person, form), 422
    consent = Consent(form.consent.data) if form.consent.data else None
    actions.places.change_participant(person, **form.data | {"consent": consent}, by=g.user, at=utc_now())
    db.session.commit()
    flash("Saved.")
    _warn_of_notes(person)
    return redirect(_back(person), code=303)


def _warn_of_notes(person: Participant) -> None:
    """Say at once which public notes repeat what somebody no longer agrees to, or have the name that was just noted."""
    unquotable = () if person.may_be_quoted else (person.id,)
    found = queries.public_quotes.repeating(unquotable, person.real_name)
    if found:
        versions = ", ".join(one.version for one in found)
        flash(
            f"The public notes of {versions} repeat their words or their name: write them anew, or take them back.",
            "warn",
        )


def _person(participant_id: int) -> Participant:
    return queries.places.participant(participant_id) or abort(404)


def _page(person: Participant, form: ParticipantForm) -> str:
    return render_template(
        "participants/edit.html",
        person=person,
        form=form,
        back=_back(person),
        moments=queries.history.of(("participant", person.id)),
    )


def _back(person: Participant) -> str:
    """Return the page to go on with: the one that asked for the consent, or the person's site."""
    return asked_next(url_for("sites.show", id=person.site_id))  # the form is sent to the address it is shown at
