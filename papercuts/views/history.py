"""The history of everything."""

from flask import Blueprint, abort, render_template, request

from papercuts import queries
from papercuts.domain.limits import PAGE_SIZE
from papercuts.web.arguments import row_id
from papercuts.web.guard import may, require
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
}
ACCOUNTS = {"account": "Accounts"}  # who signed in, from where, and who may do what: for administrators


@bp.get("/history")
@allowed("read")
def index() -> str:
    """Show who changed what, newest first; filtered by person and thing."""
    before, person, thing, is_admin = row_id("before"), row_id("person"), _thing(), may("manage accounts")
    moments = queries.history.everything(
        before=before, account_id=person, subject=thing, limit=PAGE_SIZE + 1, with_accounts=is_admin
    )
    return render_template(
        "history/index.html",
        moments=moments[:PAGE_SIZE],
        older=moments[PAGE_SIZE - 1].id if len(moments) > PAGE_SIZE else None,
        accounts=queries.accounts.everybody(),
        things=THINGS | (ACCOUNTS if is_admin else {}),
        person=person,
        thing=thing,
        is_first=before is None,
    )


def _thing() -> str | None:
    thing = request.args.get("thing") or None
    if thing in ACCOUNTS:
        require("manage accounts")
    elif thing is not None and thing not in THINGS:
        abort(400, "Unknown thing. Choose one from the list and try again.")
    return thing
