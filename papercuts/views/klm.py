"""Seconds without a stopwatch: counting the steps."""

from flask import Blueprint, request

from papercuts.forms.klm import StepsForm
from papercuts.pages import step_counter
from papercuts.web.permissions import allowed

bp = Blueprint("klm", __name__)


@bp.get("/klm")
@allowed("read")
def show() -> str | tuple[str, int]:
    """Show what the steps in the address take; with `place` in it, after their Ms were placed."""
    form = StepsForm(request.args)
    is_valid = form.validate() and ("place" not in request.args or form.place_thoughts())
    return step_counter.render(form), 200 if is_valid else 422
