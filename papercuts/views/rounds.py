"""Rounds: small campaigns with slots for paper cuts."""

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.limits import SLOTS_MAX
from papercuts.forms.rounds import IntoRoundForm, PlaceForm, RoundForm
from papercuts.models import PaperCut, Round, RoundPlace
from papercuts.pages import paper_cut_page, round_page
from papercuts.web.attempts import attempt
from papercuts.web.clock import today, utc_now
from papercuts.web.conflicts import hold, join
from papercuts.web.messages import tell
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("rounds", __name__)

LENGTH = timedelta(days=27)  # four weeks, the first day and the last included


@bp.get("/rounds")
@allowed("read")
def index() -> str:
    """Show the rounds: those under way or to come, and those that are over."""
    return render_template("rounds/index.html", **round_page.index(today(setting())))


@bp.route("/rounds/new", methods=["GET", "POST"])
@allowed("plan rounds")
def new() -> str | Response | tuple[str, int]:
    """Make a round."""
    day = today(setting())
    if request.method == "GET":
        form = RoundForm(data={"starts_on": day, "ends_on": day + LENGTH, "slots": 10})
        return render_template("rounds/edit.html", form=form, round=None)
    form, made = RoundForm(request.form), list[Round]()
    if form.validate() and attempt(
        lambda: made.append(actions.rounds.create(**form.data, by=g.user, at=utc_now())), form["theme"]
    ):
        return _saved(made[0].id, "Made the round. Now fill its slots.")
    return render_template("rounds/edit.html", form=form, round=None), 422


@bp.get("/rounds/<id:id>")
@allowed("read")
def show(id: int) -> str:
    """Show a round: how far it is, what is in its slots, what could fill a free one."""
    return _page(id)


@bp.route("/rounds/<id:id>/edit", methods=["GET", "POST"])
@allowed("plan rounds")
def edit(id: int) -> str | Response | tuple[str, int]:
    """Change a round."""
    hold(Round, id)
    one = db.get_or_404(Round, id)
    if request.method == "GET":
        return render_template("rounds/edit.html", form=RoundForm(obj=one), round=one)
    form = RoundForm(request.form)
    join(form, RoundForm(obj=one))
    if form.validate() and attempt(
        lambda: actions.rounds.change(one, **form.data, by=g.user, at=utc_now()), form["slots"]
    ):
        return _saved(id, "Saved.")
    return render_template("rounds/edit.html", form=form, round=db.get_or_404(Round, id)), 422


@bp.post("/rounds/<id:id>/removal")
@allowed("plan rounds")
def remove(id: int) -> Response:
    """Remove a round that never had a paper cut."""
    one = db.get_or_404(Round, id)
    try:
        actions.rounds.remove(one, by=g.user, at=utc_now())
    except ValueError as error:
        tell(str(error), "error")
        return redirect(url_for("rounds.show", id=id), code=303)
    db.session.commit()
    tell("Removed the round.")
    return redirect(url_for("rounds.index"), code=303)


@bp.post("/rounds/<id:id>/places")
@allowed("plan rounds")
def take(id: int) -> Response | tuple[str, int]:
    """Put a paper cut into a slot, or several, all or none."""
    forms = _place_forms(request.form.getlist("paper_cut"))
    db.get_or_404(Round, id)
    wrong = next((form for form in forms if not form.validate()), None)
    if wrong is None and attempt(lambda: _take_all(id, forms), forms[0]["paper_cut"]):
        numbers = [f"PC-{form['paper_cut'].data}" for form in forms]
        return _saved(id, f"{', '.join(numbers)} {'is' if len(numbers) == 1 else 'are'} in the round.")
    return _page(id, wrong or forms[0]), 422


@bp.post("/paper-cuts/<id:id>/rounds")
@allowed("plan rounds")
def put(id: int) -> Response | tuple[str, int]:
    """Put a paper cut into a round, from its own page."""
    cut, form = db.get_or_404(PaperCut, id), IntoRoundForm(request.form)
    if not form.validate():
        return paper_cut_page.refused(id, "Choose a round from the list.")
    try:
        _take(form["round"].data, id)
    except ValueError as error:
        return paper_cut_page.refused(id, str(error))
    see = url_for("rounds.show", id=form["round"].data)
    return paper_cut_page.saved(cut, {"text": f"PC-{id} is in a round.", "href": see, "label": "See the round"})


@bp.post("/rounds/<id:id>/places/<id:place_id>/drop")
@allowed("plan rounds")
def drop(id: int, place_id: int) -> Response:
    """Free a slot."""
    place = _place(id, place_id)
    actions.rounds.drop(place, by=g.user, at=utc_now())
    back = url_for("rounds.put_back", id=id, place_id=place_id)
    return _saved(
        id, {"text": f"Dropped PC-{place.paper_cut_id}: its slot is free.", "post_url": back, "label": "Undo"}
    )


@bp.post("/rounds/<id:id>/places/<id:place_id>/refill")
@allowed("plan rounds")
def refill(id: int, place_id: int) -> Response:
    """Give the slot of one that was merged to what it is now."""
    place = _place(id, place_id)
    try:
        now = actions.rounds.refill(place, today=today(setting()), by=g.user, at=utc_now())
    except ValueError as error:
        db.session.rollback()
        tell(str(error), "error")
        return redirect(url_for("rounds.show", id=id), code=303)
    return _saved(id, f"{now.number} is in the slot of PC-{place.paper_cut_id}, which was merged into it.")


@bp.post("/rounds/<id:id>/places/<id:place_id>/return")
@allowed("plan rounds")
def put_back(id: int, place_id: int) -> Response:
    """Take back that a paper cut was dropped."""
    place = _place(id, place_id)
    try:
        actions.rounds.put_back(place, today=today(setting()), by=g.user, at=utc_now())
    except ValueError as error:
        db.session.rollback()
        tell(str(error), "error")
        return redirect(url_for("rounds.show", id=id), code=303)
    return _saved(id, f"PC-{place.paper_cut_id} is in the round again.")


def _place_forms(typed: Sequence[str]) -> list[PlaceForm]:
    """Return a form for each paper cut; an empty one for none, and no more than show that they are too many."""
    return [PlaceForm(MultiDict({"paper_cut": text})) for text in typed[: SLOTS_MAX + 1] or [""]]


def _take_all(round_id: int, forms: Sequence[PlaceForm]) -> None:
    for cut_id in sorted(form["paper_cut"].data for form in forms):  # locked in one order by all who do so at once
        _take(round_id, cut_id)


def _take(round_id: int, cut_id: int) -> None:
    one, cut = db.session.get(Round, round_id), db.session.get(PaperCut, cut_id)
    if one is None or cut is None:
        raise ValueError(f"There is no such {'round' if one is None else 'paper cut'}.")
    actions.rounds.take(one, cut, today=today(setting()), by=g.user, at=utc_now())


def _place(round_id: int, place_id: int) -> RoundPlace:
    place = db.get_or_404(RoundPlace, place_id)
    return place if place.round_id == round_id else abort(404)


def _saved(round_id: int, message: str | dict[str, str]) -> Response:
    db.session.commit()
    tell(message)
    return redirect(url_for("rounds.show", id=round_id), code=303)


def _page(round_id: int, form: PlaceForm | None = None) -> str:
    one = queries.rounds.one(round_id) or abort(404)
    try:
        shown = round_page.show(one, today(setting()), request.args.get("text", "").strip())
    except ValueError as error:
        abort(400, f"{error}. Look for fewer words.")
    return render_template("rounds/show.html", form=form, **shown)
