"""What every request passes: its address, other sites, the schema, who is signed in, permission, form token."""

import logging
import re
from collections.abc import Callable
from contextlib import ExitStack
from urllib.parse import urlsplit
from uuid import uuid4

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from papercuts import upgrade
from papercuts.db import db, only_reading
from papercuts.web import errors, headers, json_answers, sign_in
from papercuts.web.addresses import origin
from papercuts.web.permissions import PUBLIC, bytes_taken_by, permission_of, roles_with

log = logging.getLogger("papercuts")
csrf = CSRFProtect()
SAFE = ("GET", "HEAD", "OPTIONS")
HEALTH = {"pages.health", "pages.ready"}
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def init_app(app: Flask) -> None:
    """Stand before every view of the application."""
    csrf.init_app(app)
    if app.config["PROXIES"]:
        n = app.config["PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=0)  # type: ignore[method-assign]
    app.before_request(_begin)
    app.before_request(_refuse_odd_addresses)
    app.before_request(_refuse_other_sites)
    app.before_request(_refuse_unknown_length)
    app.before_request(_refuse_another_schema)
    app.before_request(_check_permission)
    app.before_request(_check_form_token)
    app.after_request(headers.add)
    app.teardown_request(_end)


def may(permission: str) -> bool:
    """Say whether whoever is signed in has a permission."""
    return g.user is not None and g.user.role in roles_with(permission)


def require(permission: str) -> None:
    """Refuse unless they have it: for what a view does only sometimes."""
    if not may(permission):
        g.missing_permission = permission
        abort(403)


def _begin() -> None:
    g.request_id = uuid4().hex[:12]
    g.user = None
    g.stack = ExitStack()
    if request.method in SAFE:
        g.stack.enter_context(only_reading())
    if request.mimetype != "multipart/form-data":  # else Werkzeug limits the fields itself, and files may be bigger
        request.max_content_length = bytes_taken_by(_view()) or current_app.config["MAX_FORM_MEMORY_SIZE"]


def _end(error: BaseException | None) -> None:
    stack = g.pop("stack", None)
    if stack:
        stack.close()


def _refuse_odd_addresses() -> None:
    # not with Flask's TRUSTED_HOSTS: it knows no [::1], and leaves no way to build the links of the error page
    is_known = urlsplit(f"//{request.host}").hostname in current_app.config["KNOWN_HOSTS"]
    if not is_known and request.endpoint not in HEALTH:  # who asks for health may name any host, or none
        abort(400, "Papercuts is not known by this address. Open it at the address that PUBLIC_URL names.")
    texts = [request.path, *(part for pair in request.args.items(multi=True) for part in pair)]
    if any(_UNSTORABLE.search(text) for text in texts):
        abort(400, "The address has a character that cannot be part of one.")


def _refuse_other_sites() -> None:
    if request.method in SAFE:
        return
    own = origin()
    is_from_here = request.headers.get("Sec-Fetch-Site", "none") in ("same-origin", "none")
    if not is_from_here or request.headers.get("Origin", own) != own:
        g.shows_no_form = True
        abort(400, "This form was sent from another site. Open papercuts itself and try again.")


def _refuse_unknown_length() -> None:
    # of a body that is too long, and does not say so, only the beginning would be read, and kept
    if request.content_length is None and "wsgi.input_terminated" in request.environ and request.mimetype in FORMS:
        g.shows_no_form = True
        abort(411)


def _refuse_another_schema() -> ResponseReturnValue | None:
    """Answer nothing while program and database do not fit; once they do, this costs nothing."""
    if request.endpoint in HEALTH | {"static"} or current_app.extensions.get("papercuts_fits"):
        return None
    problem = upgrade.problem()
    if problem is None:
        current_app.extensions["papercuts_fits"] = True
        return None
    log.error(problem)
    return *errors.plain(503, "Papercuts cannot start yet", problem), {"Retry-After": "30"}


def _check_permission() -> ResponseReturnValue | None:
    if request.endpoint is None:  # nothing there: the error page may still greet who is signed in
        g.user = sign_in.who()
        return None
    permission = PUBLIC if request.endpoint == "static" else permission_of(_view())
    if permission == PUBLIC:
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]  # a stranger brings no files
        return None
    g.user = sign_in.who()
    if g.user is None:
        session.pop("token", None)
        # a part of a page is no place to sign in, and a script cannot
        if request.method not in SAFE or "HX-Request" in request.headers or json_answers.is_asked():
            request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]
            return errors.signed_out()
        target = request.full_path.rstrip("?")
        return redirect(url_for("sign_in.show", next=target if target != "/" else None))
    if permission is None or g.user.role not in roles_with(permission):
        g.missing_permission = permission
        abort(403)
    return None


def _view() -> Callable[..., object] | None:
    return current_app.view_functions.get(request.endpoint or "")


def _check_form_token() -> None:
    if request.method not in SAFE and request.endpoint is not None:
        if request.mimetype == "multipart/form-data":
            db.session.commit()  # files may take minutes to come, and SQLite has one writer
        csrf.protect()
