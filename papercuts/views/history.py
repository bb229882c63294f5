"""The history of everything."""

from flask import Blueprint, abort, render_template, request

from papercuts import queries
from papercuts.domain.limits import MAX_INT, PAGE_SIZE
from papercuts.web.permissions import allowed

bp = Blueprint("history", __name__)

THINGS = {
    "paper_cut": "Paper cuts",
    "visit": "Visits",
    "sighting": "Sightings",
    "site": "Sites",
    "participant": "Participants",
    "task": "Tasks",
    "segment": "Segments",
    "area": "Areas",
    "release": "Releases",
    "setting": "Settings",
    "account": "Accounts",
}


@bp.get("/history")
@allowed("read")
def index() -> str:
    """Show who changed what, newest first; filtered by person and thing."""
    before, person, thing = _number("before"), _number("person"), request.args.get("thing") or None
    if thing is not None and thing not in THINGS:
        abort(400, "Unknown thing. Choose one from the list and try again.")
    moments = queries.history.everything(before=before, account_id=person, subject=thing, limit=PAGE_SIZE + 1)
    return render_template(
        "history/index.html",
        moments=moments[:PAGE_SIZE],
        older=moments[PAGE_SIZE - 1].id if len(moments) > PAGE_SIZE else None,
        accounts=queries.accounts.everybody(),
        things=THINGS,
        person=person,
        thing=thing,
        is_first=before is None,
    )


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or int(text[:12]) > MAX_INT:
        abort(400, "That is not a number of ours. Go back and try again.")
    return int(text)
