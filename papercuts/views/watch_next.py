"""What to watch next, over all paper cuts."""

from flask import Blueprint, request

from papercuts.pages import watch_next
from papercuts.web.clock import today
from papercuts.web.permissions import allowed
from papercuts.web.rendering import setting

bp = Blueprint("watch_next", __name__)


@bp.get("/visits/watch-next")
@allowed("read")
def show() -> str:
    """Show which observations would change the first places of the list most, and what would narrow one payback."""
    return watch_next.page(today(setting()), request.args.get("cut", ""))
