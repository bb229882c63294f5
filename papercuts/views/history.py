"""The history of everything."""

from collections.abc import Sequence

from flask import Blueprint, abort, render_template, request

from papercuts import queries
from papercuts.domain.limits import PAGE_SIZE
from papercuts.models import Account
from papercuts.queries.history import Moment
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
    "round": "Rounds",
    "setting": "Settings",
}
ACCOUNTS = {"account": "Accounts"}  # who signed in, from where, and who may do what: for administrators


@bp.get("/history")
@allowed("read")
def index() -> str:
    """Show who changed what, newest first; filtered by person and thing."""
    before, person, thing, is_admin = row_id("before"), row_id("person"), _thing(), may("manage accounts")
    of = row_id("of") if thing else None  # one thing of that kind
    moments = queries.history.everything(
        before=before, account_id=person, subject=thing, subject_id=of, limit=PAGE_SIZE + 1, with_accounts=is_admin
    )
    accounts = queries.accounts.everybody()
    return render_template(
        "history/index.html",
        moments=moments[:PAGE_SIZE],
        older=moments[PAGE_SIZE - 1].id if len(moments) > PAGE_SIZE else None,
        accounts=accounts,
        things=THINGS | (ACCOUNTS if is_admin else {}),
        person=person,
        thing=thing,
        of=of,
        name=_name(of, thing, accounts, moments) if of else "",
        is_first=before is None,
    )


def _name(of: int, thing: str | None, accounts: Sequence[Account], moments: Sequence[Moment]) -> str:
    """Return what the one thing is called: a person by name, all else as in the list."""
    names = [account.name for account in accounts if thing in ACCOUNTS and account.id == of]
    return (names or [moment.subject for moment in moments[:1]] or ["one of them"])[0]


def _thing() -> str | None:
    thing = request.args.get("thing") or None
    if thing in ACCOUNTS:
        require("manage accounts")
    elif thing is not None and thing not in THINGS:
        abort(400, "Unknown thing. Choose one from the list and try again.")
    return thing
