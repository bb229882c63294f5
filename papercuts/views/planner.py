"""The sprint planner: hours in, the best set out; and claiming it."""

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import MAX_INT
from papercuts.pages import planning
from papercuts.web.clock import utc_now
from papercuts.web.messages import tell
from papercuts.web.permissions import allowed

bp = Blueprint("planner", __name__)

CLAIMED_MOST = 1_000


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
    """Claim every paper cut of a plan; what others have claimed meanwhile stays theirs, and is said."""
    done, refused = actions.paper_cuts.claim_each(_sent(), by=g.user, at=utc_now())
    db.session.commit()
    if done:
        tell(f"You have claimed {', '.join(f'PC-{one}' for one in done)}.")
    for number, reason in refused.items():
        tell(f"PC-{number} was left as it is: {reason}", "warn")
    return redirect(url_for("paper_cuts.index", owner="me") if done else url_for("planner.index"), code=303)


def _sent() -> list[int]:
    words = request.form.get("cuts", "").split()
    if not words or len(words) > CLAIMED_MOST or not all(_is_number(word) for word in words):
        abort(400, "Go back to the plan and claim it again.")
    return sorted({int(word) for word in words})


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) <= 10 and 1 <= int(word) <= MAX_INT
