"""Saved sprint plans: keep one, list them, compare one with what happened."""

from urllib.parse import parse_qsl

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.forms.planner import SaveForm
from papercuts.models import Plan
from papercuts.pages import plan_claiming, plan_page, planning
from papercuts.web.clock import utc_now
from papercuts.web.conflicts import hold, join
from papercuts.web.messages import tell
from papercuts.web.paging import page_of
from papercuts.web.permissions import allowed

bp = Blueprint("plans", __name__)


@bp.get("/plans")
@allowed("read")
def index() -> str:
    """List the saved plans."""
    page = page_of(queries.plans.n_plans())
    return render_template("plans/index.html", page=page, plans=queries.plans.listed(page.offset), words=plan_page)


@bp.post("/plans")
@allowed("save plans")
def create() -> str | Response | tuple[str, int]:
    """Work the plan out once more and keep it, with its figures of now."""
    wanted = planning.wanted(parse_qsl(request.form.get("asked", "")))
    form = SaveForm(request.form)
    if wanted.asked is None or not form.validate():
        return render_template("planner/index.html", **planning.shown(wanted, form)), 422
    given = planning.figures(wanted.asked) or abort(400, "There is no such plan. Go back and plan again.")
    plan = actions.plans.save(form["name"].data, **given, by=g.user, at=utc_now())
    db.session.commit()
    tell("Saved. This page will say what has become of it.")
    return redirect(url_for("plans.show", id=plan.id), code=303)


@bp.get("/plans/<id:id>")
@allowed("read")
def show(id: int) -> str:
    """Compare a plan with what happened."""
    compared = queries.plans.one(id) or abort(404)
    rows, axis = plan_page.rows(compared)
    made_with = plan_page.made_with(compared.plan, queries.planning.areas(), queries.planning.owners())
    return render_template(
        "plans/show.html",
        compared=compared,
        rows=rows,
        axis=axis,
        words=plan_page,
        made_with=made_with,
        text=plan_page.as_text(compared, rows, made_with),
        moments=queries.history.of(("plan", id)),
    )


@bp.post("/plans/<id:id>/claims/end")
@allowed("claim")
def end_claims(id: int) -> Response:
    """Give back what was claimed together with the plan; one that was only kept because of it goes as well."""
    plan = (queries.plans.one(id) or abort(404)).plan
    at, again = utc_now(), plan_page.again_href(plan)
    claimed = queries.plans.claimed_with(plan, g.user.id)
    done = actions.paper_cuts.unclaim_each(claimed, by=g.user, at=at)
    is_gone = bool(done) and len(done) == len(claimed) and queries.plans.is_untouched(plan)
    if is_gone:
        actions.plans.remove(plan, by=g.user, at=at)
    db.session.commit()
    plan_claiming.say_undone(done, is_gone=is_gone)
    return redirect(again if is_gone else url_for("plans.show", id=id), code=303)


@bp.route("/plans/<id:id>/edit", methods=["GET", "POST"])
@allowed("save plans")
def edit(id: int) -> str | Response | tuple[str, int]:
    """Rename a plan."""
    hold(Plan, id)
    plan = db.get_or_404(Plan, id)
    if request.method == "GET":
        return render_template("plans/edit.html", form=SaveForm(obj=plan), plan=plan)
    form = SaveForm(request.form)
    join(form, SaveForm(obj=plan))
    if not form.validate():
        return render_template("plans/edit.html", form=form, plan=plan), 422
    actions.plans.rename(plan, form["name"].data, by=g.user, at=utc_now())
    db.session.commit()
    tell("Saved.")
    return redirect(url_for("plans.show", id=id), code=303)


@bp.post("/plans/<id:id>/removal")
@allowed("save plans")
def remove(id: int) -> Response:
    """Remove a plan; what was claimed with it stays claimed."""
    plan = db.get_or_404(Plan, id)
    actions.plans.remove(plan, by=g.user, at=utc_now())
    db.session.commit()
    tell("Removed the plan.")
    return redirect(url_for("plans.index"), code=303)
