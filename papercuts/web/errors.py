"""Answers when something is wrong: say what happened and what to do, keep what was typed, show nothing inside."""

import logging

from flask import Flask, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException

from papercuts.db import db
from papercuts.web.permissions import roles_with

log = logging.getLogger("papercuts")

TEXTS = {
    400: ("We could not read that request", "Go back, reload the page and try again."),
    403: ("You may not do that", "Ask an administrator of your team."),
    404: ("We cannot find that page", "Check the address, or search for what you need."),
    405: ("That address takes another kind of request", "Go back and use the button on the page."),
    413: ("That is too big", "A request can have up to 32 MB, a spreadsheet up to 10 MB, a text field up to 500 kB."),
    429: ("Too many tries", "Wait a little and try again."),
    503: ("The database does not answer", "Nothing you typed is lost. Wait a moment and try again."),
}
SECRET = ("password", "token")


def init_app(app: Flask) -> None:
    """Answer every error with a page in the same frame."""
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _no_database)
    app.register_error_handler(Exception, _broken)


def page(status: int, title: str, text: str) -> tuple[str, int]:
    """Return an error page; what was typed into a form is shown again to be copied."""
    db.session.rollback()
    typed = [
        (name, value)
        for name, value in _form_items()
        if value and name != "csrf_token" and not any(word in name for word in SECRET)
    ]
    return render_template("errors/error.html", status=status, heading=title, text=text, typed=typed), status


def _form_items() -> list[tuple[str, str]]:
    try:
        return list(request.form.items(multi=True))
    except HTTPException:  # the form itself was too big or broken
        return []


def _expired(error: CSRFError) -> tuple[str, int]:
    return page(400, "This form has expired", "Reload and try again. What you typed is below.")


def _http_error(error: HTTPException) -> tuple[str, int] | tuple[str, int, dict[str, str]]:
    status = error.code or 500
    if error.response is not None:  # a ready answer, such as a redirect that adds a slash
        return error.response  # type: ignore[return-value]
    title, text = TEXTS.get(status, (error.name, "Go back and try again."))
    if status == 400 and isinstance(error.description, str) and error.description.endswith("try again."):
        text = error.description
    if status == 403 and g.get("missing_permission"):
        roles = sorted(roles_with(g.missing_permission))
        text = f"This needs the role {' or '.join(roles)}. You have {g.user.role}. An administrator can change it."
    headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return *page(status, title, text), headers


def _no_database(error: OperationalError) -> tuple[str, int, dict[str, str]]:
    log.error("database: %s", error.orig, extra={"request_id": g.get("request_id")})
    title, text = TEXTS[503]
    return *_plain(503, title, text), {"Retry-After": "5"}


def _broken(error: Exception) -> tuple[str, int]:
    detail = str(error.orig) if isinstance(error, DBAPIError) else repr(error)
    log.exception("request %s: %s", g.get("request_id"), detail[:1000])
    if current_app.config.get("TESTING"):
        raise error
    return _plain(
        500,
        "Something broke on our side",
        f"Nothing that was saved is lost. Reference: {g.get('request_id', 'none')}",
    )


def _plain(status: int, title: str, text: str) -> tuple[str, int]:
    """Return an error page that needs no database."""
    return render_template("errors/plain.html", status=status, heading=title, text=text), status
