"""The product with one route more: the ranked page from constants, past the same guard, to measure against."""

from typing import Any

import flask
from flask import Flask, render_template, template_rendered

import papercuts
from papercuts.web.permissions import allowed

TEMPLATE = "paper_cuts/index.html"
PATH = "/bench/constants"


def create_app() -> Flask:
    """Return the application of PAPERCUTS_INSTANCE with the constant page."""
    app = papercuts.create_app()
    kept: dict[str, Any] = {}

    @app.get(PATH)
    @allowed("read")
    def constants() -> str:
        """Show the first page as it was at the first request; nothing is read but who is signed in."""
        if not kept:
            kept.update(_given(app))
        return render_template(TEMPLATE, **kept)

    return app


def _given(app: Flask) -> dict[str, Any]:
    """Return what the real view gives its template, without what every page is given."""
    seen: list[dict[str, Any]] = []

    def note(sender: Any, template: Any, context: dict[str, Any], **rest: Any) -> None:
        seen.append(context)

    with template_rendered.connected_to(note, app):
        app.view_functions["paper_cuts.index"]()
    frame: dict[str, Any] = {"g": flask.g, "request": flask.request, "session": flask.session}
    app.update_template_context(frame)
    return {name: value for name, value in seen[0].items() if name not in frame}
