"""Pages that hold nothing of their own: more, the keys, health."""

from flask import Blueprint, render_template

from papercuts.upgrade import problem
from papercuts.web.errors import NO_DATABASE
from papercuts.web.permissions import allowed, public

bp = Blueprint("pages", __name__)


@bp.get("/more")
@allowed("own account")
def more() -> str:
    """Show the rest of the product: the account menu, and the phone's *More*."""
    return render_template("pages/more.html")


@bp.get("/keys")
@allowed("own account")
def keys() -> str:
    """Show the keyboard shortcuts."""
    return render_template("pages/keys.html")


@bp.get("/healthz")
@public
def health() -> tuple[str, int, dict[str, str]]:
    """Say that the process is alive."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


@bp.get("/readyz")
@public
def ready() -> tuple[str, int, dict[str, str]]:
    """Say whether the database answers and has the schema of this program."""
    try:
        words = problem() or "ready"
    except NO_DATABASE:
        words = "The database does not answer."
    return f"{words}\n", 200 if words == "ready" else 503, {"Content-Type": "text/plain; charset=utf-8"}
