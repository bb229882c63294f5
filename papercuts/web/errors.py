"""Answers when something is wrong: say what happened and what to do, keep what was typed, show nothing inside."""

import logging
from contextlib import suppress
from errno import EDQUOT, EFBIG, ENOSPC
from traceback import format_tb
from typing import Any

from flask import Flask, Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.exceptions import BadRequest, HTTPException, InternalServerError, NotFound

from papercuts import queries
from papercuts.db import db
from papercuts.domain.limits import Role
from papercuts.services.blobs import StorageFull, Unreachable
from papercuts.services.pictures import Busy
from papercuts.web import json_answers
from papercuts.web.addresses import page_before
from papercuts.web.attempts import is_not_unique
from papercuts.web.clock import utc_now, zone
from papercuts.web.permissions import roles_with
from papercuts.web.rate_limits import TooManySent, TooManyTries
from papercuts.web.rendering import setting

log = logging.getLogger("papercuts")

TEXTS = {
    400: ("We could not read that request", "Go back, reload the page and try again."),
    403: ("You may not do that", "Ask an administrator of your team."),
    404: ("We cannot find that page", "Check the address, or search for what you need."),
    415: ("That is not what this address takes", "Send it as JSON, with the type application/json."),
    405: ("That address takes another kind of request", "Go back and use the button on the page."),
    411: ("That form does not say how long it is", "Send it again with its length, not in chunks."),
    413: (
        "That is too big",
        "A request can have up to 32 MB, a photo up to 15 MB, a spreadsheet up to 10 MB, a text field up to 500 kB.",
    ),
}
SECRET = ("password", "current", "token")  # names of fields that are never shown again
UNTYPED = {"seen", "both", "keep", "uid"}  # what a form carries, and nobody has typed
NO_DATABASE = (OperationalError, InterfaceError, NoConnectionFree)


def init_app(app: Flask) -> None:
    """Answer every error with a page in the same frame."""
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(InternalServerError, _broken)
    app.register_error_handler(TooManyTries, _too_many)
    app.register_error_handler(TooManySent, _too_many_sent)
    app.register_error_handler(json_answers.Invalid, _invalid)
    app.register_error_handler(IntegrityError, _not_unique)
    app.register_error_handler(StorageFull, _full)
    app.register_error_handler(Unreachable, _no_photos)
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(OSError, _maybe_full)
    for error in NO_DATABASE:
        app.register_error_handler(error, _no_database)
    app.log_exception = _log_exception  # type: ignore[method-assign]


def page(status: int, title: str, text: str, *, sign_in_to: str = "") -> tuple[str | Response, int]:
    """Return an error page; what was typed into a form is shown again to be copied. A script gets it as JSON.

    sign_in_to: the page to go on to after signing in, where that is what to do.
    """
    db.session.rollback()
    if json_answers.is_asked():
        return json_answers.problem(status, title, text), status
    given = {"status": status, "heading": title, "text": text, "typed": _typed(), "sign_in_to": sign_in_to}
    return render_template("errors/error.html", **given), status


def signed_out() -> tuple[str | Response, int]:
    """Return what somebody gets whose session has ended: what they typed, and the way back to its form."""
    text = "Nothing was saved. Copy what you typed, then sign in." if _typed() else "Sign in and try again."
    return page(401, "Your session has ended", text, sign_in_to=page_before())


def plain(status: int, title: str, text: str) -> tuple[str | Response, int]:
    """Return an error page that needs no database, so nothing of the frame's variables."""
    if json_answers.is_asked():
        return json_answers.problem(status, title, text), status
    template = current_app.jinja_env.get_template("errors/plain.html")
    return template.render(status=status, heading=title, text=text, typed=_typed()), status


def _typed() -> list[tuple[str, str]]:
    if g.get("shows_no_form"):
        return []
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:  # the form itself was too big or broken
        return []
    typed = [(name, value) for name, value in fields if value and name not in UNTYPED]
    return [(name, value) for name, value in typed if not any(word in name for word in SECRET)]


def _expired(error: CSRFError) -> ResponseReturnValue:
    return page(400, "This form has expired", "Reload and try again. What you typed is below.")


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:  # a ready answer
        return error.response
    status = error.code or 500
    title, text = TEXTS.get(status, (error.name, "Go back and try again."))
    if type(error) in (BadRequest, NotFound) and error.description != type(error).description:
        text = str(error.description)  # ours; others may repeat what was sent
    if status == 403 and g.get("missing_permission"):
        text = _who_may(g.missing_permission)
    kept = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return *page(status, title, text), kept


def _who_may(permission: str) -> str:
    """Say which role is needed, and who can give it."""
    least = next(role for role in Role if role in roles_with(permission))
    admins = ", ".join(account.name for account in queries.accounts.admins())
    return f"This needs at least the role {least}, and yours is {g.user.role}. Who can change it: {admins}."


def _too_many(error: TooManyTries) -> ResponseReturnValue:
    return *page(429, "Too many wrong tries", too_many(error)), {"Retry-After": str(error.seconds_left(utc_now()))}


def _too_many_sent(error: TooManySent) -> ResponseReturnValue:
    wait = error.seconds_left(utc_now())
    return *page(429, "Too much was sent at once", f"Send the rest in {wait} seconds."), {"Retry-After": str(wait)}


def _invalid(error: json_answers.Invalid) -> ResponseReturnValue:
    db.session.rollback()
    return json_answers.problem(422, "This cannot be kept as it is", errors=error.errors)


def too_many(error: TooManyTries) -> str:
    """Say until when somebody has to wait, on the clock of the team."""
    return f"Too many wrong tries. You can try again at {error.until.astimezone(zone(setting())):%H:%M}."


def _not_unique(error: IntegrityError) -> ResponseReturnValue:
    """Two people saved the same at once."""
    if not is_not_unique(error):
        raise error
    text = "Look at the page again before you go on. What you typed is below."
    return page(409, "Somebody else saved the same just now", text)


def _full(error: Exception) -> ResponseReturnValue:
    log.error("request %s: %s", g.get("request_id"), getattr(error, "orig", error))
    with suppress(SQLAlchemyError):  # SQLite has undone it already
        db.session.rollback()
    text = "Nothing was saved. Tell whoever runs this server, and try again later."
    return *plain(507, "Storage is full", text), {"Retry-After": "600"}


def _maybe_full(error: OSError) -> ResponseReturnValue:
    if error.errno not in (ENOSPC, EDQUOT, EFBIG):
        raise error
    return _full(error)


def _is_full(error: BaseException | None) -> bool:
    """Say whether the database could not write because its disk is full."""
    if error is None:
        return False
    cause = getattr(error, "orig", None)
    names = {getattr(cause, "sqlite_errorname", None), getattr(cause, "sqlstate", None)}
    # SQLite undoes the whole transaction then, and leaving a part of it fails because of that
    return bool(names & {"SQLITE_FULL", "53100"}) or _is_full(error.__context__)


def _no_photos(error: Unreachable) -> ResponseReturnValue:
    log.error("request %s: %s", g.get("request_id"), error)
    text = "Photos cannot be read or kept just now. Nothing that was saved is lost. Wait a moment and try again."
    return *page(503, "The store of photos does not answer", text), {"Retry-After": "30"}


def _busy(error: Busy) -> ResponseReturnValue:
    log.error("request %s: a photo was %s", g.get("request_id"), error)
    text = "The photo was not read in time, and nothing was saved. Wait a moment and try again."
    return *page(503, "The server is busy", text), {"Retry-After": "30"}


def _no_database(error: Any) -> ResponseReturnValue:
    if _is_full(error):
        return _full(error)
    log.error("request %s: database: %s", g.get("request_id"), getattr(error, "orig", error))
    title, text = "The database does not answer", "Nothing that was saved is lost. Wait a moment and try again."
    return *plain(503, title, text), {"Retry-After": "5"}


def _broken(error: InternalServerError) -> ResponseReturnValue:
    if isinstance(error.original_exception, NO_DATABASE):  # it went away while another error was answered
        return _no_database(error.original_exception)
    reference = g.get("request_id", "none")
    return plain(500, "Something broke on our side", f"Reference: {reference}. Nothing that was saved is lost.")


def _log_exception(exc_info: Any) -> None:
    """Log what broke and where, under the reference that the page shows, without what was typed."""
    _, error, trace = exc_info
    # only the first line of the database's words: the next ones may hold the whole row
    what = str(error.orig).partition("\n")[0] if isinstance(error, DBAPIError) else repr(error)[:500]
    where = "".join(format_tb(trace))
    log.error("request %s: %s %s: %s\n%s", g.get("request_id"), request.method, request.endpoint, what, where)
