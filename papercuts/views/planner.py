"""The sprint planner: hours in, the best set out; and claiming it."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions
from papercuts.db import db
from papercuts.pages import plan_claiming, planning
from papercuts.web.clock import utc_now
from papercuts.web.messages import tell
from papercuts.web.permissions import allowed

bp = Blueprint("planner", __name__)


@bp.get("/planner")
@allowed("read")
def index() -> str | Response | tuple[str, int]:
    """Plan with the hours and limits of the address; a limit that was sent along is added to it."""
    wanted = planning.wanted()
    if target := planning.added(wanted):
        return redirect(target, code=303)
    shown = planning.shown(wanted)
    page = render_template("planner/index.html", **shown)
    return page if wanted.is_right and not shown["problem"] else (page, 422)


@bp.post("/planner/claims")
@allowed("claim")
def claim() -> Response:
    """Claim a plan and keep it; what others have claimed meanwhile stays theirs, and is said."""
    shown = plan_claiming.read(request.form)
    given = plan_claiming.figures(shown)
    if given is None:
        tell("The plan has changed meanwhile, so nothing was claimed. Look at it again.", "warn")
        return redirect(shown.href, code=303)
    at = utc_now()
    done, refused = actions.paper_cuts.claim_each(shown.to_claim, by=g.user, at=at)
    plan = actions.plans.save(**given, by=g.user, at=at) if done else None
    db.session.commit()
    plan_claiming.say(plan, done, refused)
    return redirect(url_for("plans.show", id=plan.id) if plan else shown.href, code=303)
