"""Pages that hold nothing of their own: more, the keys, how the score works, health."""

from flask import Blueprint, render_template

from papercuts.pages import score_guide
from papercuts.upgrade import problem
from papercuts.web.errors import NO_DATABASE
from papercuts.web.permissions import allowed, public
from papercuts.web.rendering import setting

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


@bp.get("/how-the-score-works")
@allowed("read")
def score() -> str:
    """Show how the score works, in words, with every default."""
    return render_template("pages/score.html", **score_guide.guide(setting()))


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
