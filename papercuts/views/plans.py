"""Saved sprint plans: keep one, list them, compare one with what happened."""

from urllib.parse import parse_qsl

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.db import db
from papercuts.forms.planner import SaveForm
from papercuts.pages import plan_claiming, plan_page, planning
from papercuts.web.clock import utc_now
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
    """Give back what was claimed together with the plan, where it is still one's own."""
    plan = queries.plans.one(id) or abort(404)
    done = actions.paper_cuts.unclaim_each(queries.plans.claimed_with(plan.plan, g.user.id), by=g.user, at=utc_now())
    db.session.commit()
    verb = "is" if len(done) == 1 else "are"
    tell(f"{plan_claiming.names(done)} {verb} open again for anybody." if done else "Nothing was left to give back.")
    return redirect(url_for("plans.show", id=id), code=303)
