"""Customers who offer to show how they work: the public form, and the team's list of them."""

from collections.abc import Callable
from datetime import timedelta

from flask import Blueprint, abort, flash, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain import formats
from papercuts.domain.limits import VOLUNTEERS_MANY, Consent
from papercuts.forms.volunteers import VolunteerForm
from papercuts.models import Volunteer
from papercuts.web import rate_limits
from papercuts.web.clock import today, utc_now, zone
from papercuts.web.messages import tell
from papercuts.web.paging import page_of
from papercuts.web.permissions import allowed, public
from papercuts.web.rendering import setting

bp = Blueprint("volunteers", __name__)

A_DAY = timedelta(days=1)


@bp.get("/volunteer")
@public
def offer() -> str:
    """Show the form, while the team has one."""
    return _form_page(VolunteerForm())


@bp.post("/volunteer")
@public
def create() -> Response | tuple[str, int]:
    """Keep an offer; whether there are others of the same address, nobody is told."""
    _refuse_while_off()
    form = VolunteerForm(request.form)
    if not form.validate():
        return _form_page(form), 422
    try:
        rate_limits.count_offer(request.remote_addr, utc_now())
    except rate_limits.TooManyTries as error:
        return _wait(form, error)
    _keep(form)
    db.session.commit()
    return redirect(url_for("volunteers.thanks"), code=303)


@bp.get("/volunteer/thanks")
@public
def thanks() -> str:
    """Say what happens now."""
    _refuse_while_off()
    return render_template("volunteers/thanks.html")


@bp.get("/volunteers")
@allowed("see real names")
def index() -> str:
    """Show who has offered: those that wait first."""
    day = today(setting())
    page = page_of(queries.volunteers.n_kept(day))
    offers = queries.volunteers.offers(day, page.offset)
    n_new = queries.volunteers.n_since(utc_now() - A_DAY)
    n_many = n_new if n_new > VOLUNTEERS_MANY else 0
    return render_template("volunteers/index.html", offers=offers, page=page, n_many=n_many)


@bp.post("/volunteers/<id:id>/refusal")
@allowed("plan visits")
def decline(id: int) -> Response:
    """Say that no visit comes of it."""
    undo = {"post_url": url_for("volunteers.reopen", id=id), "label": "Undo"}
    text = {"text": "Declined. Write to them: nobody else does.", **undo}
    return _do(id, lambda one: actions.volunteers.decline(one, by=g.user, at=utc_now()), text)


@bp.post("/volunteers/<id:id>/refusal/end")
@allowed("plan visits")
def reopen(id: int) -> Response:
    """Let it wait again."""
    text = {"text": "The offer waits again."}
    return _do(id, lambda one: actions.volunteers.reopen(one, by=g.user, at=utc_now()), text)


@bp.post("/volunteers/<id:id>/removal")
@allowed("plan visits")
def remove(id: int) -> Response:
    """Remove it for good."""
    text = {"text": "Removed. Nothing of who they are is kept."}
    return _do(id, lambda one: actions.volunteers.remove(one, by=g.user, at=utc_now()), text)


def _do(volunteer_id: int, change: Callable[[Volunteer], None], message: dict[str, str]) -> Response:
    day = today(setting())
    one = queries.volunteers.one(volunteer_id, day, is_held=True) or abort(404)
    try:
        change(one)
        actions.volunteers.forget(day, at=utc_now())
    except ValueError as error:
        db.session.rollback()
        flash(str(error), "error")
    else:
        db.session.commit()
        tell(message)
    return redirect(url_for("volunteers.index"), code=303)


def _keep(form: VolunteerForm) -> None:
    words = {name: str(form[name].data) for name in ("name", "email", "organisation", "role", "offer")}
    day = today(setting())
    actions.volunteers.forget(day, at=utc_now())
    actions.volunteers.send(**words, consent=Consent(str(form.consent.data)), today=day, at=utc_now())


def _form_page(form: VolunteerForm) -> str:
    _refuse_while_off()
    return render_template("volunteers/offer.html", form=form)


def _refuse_while_off() -> None:
    if not setting().has_volunteer_form:
        abort(404)


def _wait(form: VolunteerForm, error: rate_limits.TooManyTries) -> Response:
    until = error.until.astimezone(zone(setting()))
    when = f"{formats.weekday(until.date())}, {until:%H:%M}"
    form.form_errors = [f"Too many offers came from where you are, or in all. Please send it again after {when}"]
    answer = make_response(_form_page(form), 429)
    answer.headers["Retry-After"] = str(error.seconds_left(utc_now()))
    return answer
