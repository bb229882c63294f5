"""Counting a known paper cut with one tap, and choosing what is watched; with a script the page does both itself."""

from uuid import uuid4

from flask import Blueprint, abort, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from papercuts import queries
from papercuts.db import db
from papercuts.forms.capture import CaptureForm
from papercuts.models import Sighting, Visit
from papercuts.pages import capture_page, capturing, starting
from papercuts.web.attempts import attempt
from papercuts.web.messages import tell
from papercuts.web.permissions import allowed

bp = Blueprint("tally", __name__)


@bp.post("/capture/visits/<id:id>/tally")
@allowed("capture")
def create(id: int) -> Response | str | tuple[str, int]:
    """Keep that a known paper cut happened once more to whom one watches. A line that was begun stays."""
    visit = _visit(id)
    form = CaptureForm(_counted(), **capture_page.choices(visit))
    kept, about_day = list[Sighting](), starting.about_day(visit)
    if not (form.validate() and attempt(lambda: kept.append(capturing.record(visit, form, is_now=True)), form.line)):
        return _given_back(_visit(id), form), 422
    db.session.commit()
    tell(capturing.what_was_saved(kept[0], form, about_day))
    return capture_page.with_line(_visit(id), request.form, tally="", uid=str(uuid4()))


@bp.post("/capture/visits/<id:id>/task")
@allowed("capture")
def watch(id: int) -> str:
    """Show the known paper cuts of another task, with everything that was typed."""
    return capture_page.with_line(_visit(id), request.form)


def _visit(visit_id: int) -> Visit:
    return queries.visits.plan_of(visit_id) or abort(404)


def _counted() -> MultiDict[str, str]:
    """Return what was sent, as if the title of the paper cut had been written down at its own task."""
    number = request.form.get("tally", "")
    cut = queries.matching.cut(int(number)) if number.isdecimal() and len(number) < 10 else None
    sent = request.form.copy()
    for name in ("now", "after", "new_task", "timed"):
        sent.poplist(name)
    known = {"line": cut.title, "task": str(cut.task_id)} if cut else {"line": f"PC-{number[:10]}"}
    for name, value in {"seen_before": number or "none", "tally": number or "0", **known}.items():
        sent[name] = value
    return sent


def _given_back(visit: Visit, wrong: CaptureForm) -> str:
    """Return the page with the line as it was typed, and what is wrong with the tap."""
    form = CaptureForm(request.form, **capture_page.choices(visit))
    for name in ("person", "task", "line", "seen_before", "uid"):
        form[name].errors = wrong[name].errors
    return capture_page.render(visit, form)
