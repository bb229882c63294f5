"""Visits: what is coming, what took place, planning, starting."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.limits import PAGE_SIZE, VisitStatus
from papercuts.forms.visits import STEPS, StartForm, VisitForm, answers_besides
from papercuts.models import Visit
from papercuts.pages import planned_before, plans, starting, watch_next
from papercuts.web.arguments import one_of, row_id
from papercuts.web.attempts import attempt
from papercuts.web.clock import today, utc_now
from papercuts.web.conflicts import hold, join
from papercuts.web.messages import tell
from papercuts.web.paging import page_of
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("visits", __name__)

N_COMING, N_SITES = 10, 8


@bp.get("/visits")
@allowed("read")
def index() -> str:
    """Show the next visit, and below it those that took place."""
    site_id = row_id("site")
    filters = {"site": site_id, "segment": row_id("segment"), "status": one_of("status", VisitStatus)}
    page = page_of(queries.visits.count(filters))
    return render_template(
        "visits/index.html",
        coming=queries.visits.coming(today(setting()), N_COMING),
        rows=queries.visits.rows(filters, limit=PAGE_SIZE, offset=page.offset),
        page=page,
        filters=filters,
        today=today(setting()),
        **_choices(site_id),
    )


@bp.get("/visits/new")
@allowed("plan visits")
def new() -> str | tuple[str, int]:
    """Ask for a plan: one question a page for the very first visit, one long form afterwards."""
    form = plans.new_form()
    if "more" in request.args:
        form.add_row(request.args["more"])
    if queries.visits.has_any() or plans.volunteer():
        return _form_page(form, None)
    return _question_page(form, request.args.get("step") or request.args.get("at") or "site")


@bp.post("/visits/new")
@allowed("plan visits")
def create() -> Response | str | tuple[str, int]:
    """Plan a visit."""
    form = plans.new_form()
    if "more" in request.form:
        form.add_row(request.form["more"])
        return _form_page(form, None)
    if form.validate() and (answer := _planned(form)):
        return answer
    if "at" in request.form:
        return _question_page(form, request.form["at"])
    return _form_page(form, None), 422


@bp.route("/visits/<id:id>/plan", methods=["GET", "POST"])
@allowed("plan visits")
def edit(id: int) -> Response | str | tuple[str, int]:
    """Change the plan of a visit."""
    hold(Visit, id)
    visit = _visit(id)
    if request.method == "GET":
        return _form_page(plans.stored_form(visit), visit)
    form = plans.changed_form(visit)
    if "more" in request.form:
        form.add_row(request.form["more"])
        return _form_page(form, visit)
    join(form, plans.stored_form(visit))
    if form.validate() and attempt(
        lambda: actions.visits.change_plan(visit, **plans.parts(form), by=g.user, at=utc_now()), form["site"]
    ):
        return _saved("Saved.", url_for("write_up.show", id=id))
    return _form_page(form, _visit(id)), 422


@bp.post("/visits/<id:id>/start")
@allowed("plan visits")
def start(id: int) -> Response:
    """Begin a visit, and go to capture."""
    visit = db.get_or_404(Visit, id)
    about_day = starting.about_day(visit)
    try:
        actions.visits.start(visit, by=g.user, at=utc_now(), today=today(setting()))
    except ValueError as error:
        flash(str(error), "error")
        return redirect(url_for("write_up.show", id=id), code=303)
    db.session.commit()
    if about_day:
        plan = {"text": about_day, "href": url_for("visits.edit", id=id), "label": "Change its day"}
        tell(plan, "warn")
    return redirect(url_for("capture.show", id=id), code=303)


@bp.route("/visits/start", methods=["GET", "POST"])
@allowed("plan visits")
def start_now() -> Response | str | tuple[str, int]:
    """Begin a visit of today without a plan, and go to capture."""
    form = StartForm(request.form if request.method == "POST" else request.args or None)
    if request.method == "GET":
        return _start_page(form)
    is_valid = form.validate()
    if is_valid and (same := planned_before.same_start(form, today(setting()))):
        return _told(planned_before.begun_already(same), url_for("capture.show", id=same.id))
    started: list[Visit] = []
    if is_valid and attempt(lambda: started.append(plans.start_now(form)), form["site"]):
        db.session.commit()
        return redirect(url_for("capture.show", id=started[0].id), code=303)
    return _start_page(form), 422


def _planned(form: VisitForm) -> Response | None:
    """Plan a visit and lead on, to the one there is when it was planned so already; None when it is refused."""
    same = planned_before.same_plan(form)
    other = None if same else planned_before.another_that_day(form)
    if same and attempt(lambda: plans.learn_tasks(form, same.site), form["site"]):
        return _told(planned_before.planned_already(same), url_for("write_up.show", id=same.id))
    made: list[Visit] = []
    if same or not attempt(lambda: made.append(plans.plan(form)), form["site"]):
        return None
    if other:
        tell(other, "warn")
    if not made[0].tasks:
        text = "Planned, with no task to watch. Choose some: who does one without trouble counts too."
        choose = {"text": text, "href": url_for("visits.edit", id=made[0].id), "label": "Choose tasks"}
        return _told(choose, url_for("visits.index"))
    return _saved("Planned. When you are there, press Start visit.", url_for("visits.index"))


def _told(message: planned_before.Message, where: str) -> Response:
    db.session.commit()
    tell(message, "warn")
    return redirect(where, code=303)


def _visit(visit_id: int) -> Visit:
    return queries.visits.plan_of(visit_id) or abort(404)


def _choices(site_id: int | None) -> dict[str, Any]:
    """Return what the filters and the side panel offer; a site that is filtered for is always among them."""
    recent = queries.places.recent_sites(plans.N_CHOICES)
    sites = [row.site for row in recent]
    if site_id is not None and all(site.id != site_id for site in sites):
        sites.append(queries.places.site(site_id) or abort(404))
    return {"recent": recent[:N_SITES], "sites": sites, "segments": queries.places.segments()}


def _saved(message: str, where: str) -> Response:
    db.session.commit()
    flash(message)
    return redirect(where, code=303)


def _form_page(form: VisitForm, visit: Visit | None) -> str:
    return render_template(
        "visits/plan.html",
        form=form,
        visit=visit,
        sites=queries.places.recent_sites(plans.N_CHOICES),
        areas=queries.tasks.areas(),
        moments=queries.history.of(("visit", visit.id)) if visit else [],
        worth_watching=watch_next.hints(today(setting())),
        reasons=plans.reasons_of_link() if visit is None else [],
        best_at=plans.sites_of_link() if visit is None else [],
        volunteer=plans.volunteer() if visit is None else None,
    )


def _question_page(form: VisitForm, wanted: str) -> str | tuple[str, int]:
    """Show one question of the first plan; an earlier one whose answer is wrong comes first."""
    steps = list(STEPS)
    step = wanted if wanted in STEPS else steps[0]
    asked = steps if request.method == "POST" else steps[: steps.index(step)]
    if asked:
        form.validate()
        form.keep_errors_of(asked)
    step = form.first_wrong_step() or step
    page = render_template(
        "visits/question.html",
        form=form,
        step=step,
        steps=steps,
        kept=answers_besides(step, request.values),
        sites=queries.places.recent_sites(plans.N_CHOICES),
        areas=queries.tasks.areas(),
    )
    return (page, 422) if form.errors else page


def _start_page(form: StartForm) -> str:
    return render_template(
        "visits/start.html",
        form=form,
        sites=queries.places.recent_sites(plans.N_CHOICES),
        tasks=queries.tasks.choices(plans.N_CHOICES),
    )
