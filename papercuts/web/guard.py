"""What every request passes: cross-site check, who is signed in, permission, form token, headers."""

from collections.abc import Callable
from contextlib import ExitStack
from urllib.parse import urlsplit
from uuid import uuid4

from flask import Flask, Response, abort, current_app, g, redirect, request, session, url_for
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as Answer

from papercuts.db import only_reading
from papercuts.web import sign_in
from papercuts.web.permissions import PUBLIC, permission_of, roles_with

csrf = CSRFProtect()
SAFE = ("GET", "HEAD", "OPTIONS")

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)
CSP_DATA = "default-src 'none'; frame-ancestors 'none'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=(self), payment=(), usb=()",
}


def init_app(app: Flask) -> None:
    """Stand before every view of the application."""
    csrf.init_app(app)
    if app.config["PROXIES"]:
        n = app.config["PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=0)  # type: ignore[method-assign]
    app.before_request(_number_request)
    app.before_request(_take_no_write_lock_for_reading)
    app.before_request(_refuse_other_sites)
    app.before_request(_check_permission)
    app.before_request(_check_form_token)
    app.after_request(_add_headers)
    app.teardown_request(_close)


def is_safe_next(target: str) -> bool:
    """Say whether a page may be sent on to: a path of this site and nothing a browser could read otherwise."""
    if not target.startswith("/") or target[1:2] in ("/", "\\") or "\\" in target:
        return False
    if any(ord(character) < 0x20 or ord(character) == 0x7F for character in target):
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc


def _number_request() -> None:
    g.request_id = uuid4().hex[:12]
    g.user = None
    for kept in ("setting", "session_row"):
        g.pop(kept, None)
    g.stack = ExitStack()


def _take_no_write_lock_for_reading() -> None:
    if request.method in SAFE:
        g.stack.enter_context(only_reading())


def _close(error: BaseException | None) -> None:
    stack = g.pop("stack", None)
    if stack:
        stack.close()


def _refuse_other_sites() -> None:
    if request.method in SAFE:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") in ("cross-site", "same-site"):
        abort(400, "This form was sent from another site. Open papercuts itself and try again.")
    origin = request.headers.get("Origin")
    own = current_app.config["PUBLIC_URL"] or request.host_url.rstrip("/")
    if origin is not None and origin != own:
        abort(400, "This form was sent from another site. Open papercuts itself and try again.")


def _check_permission() -> Answer | None:
    if request.endpoint is None:  # nothing there: the error page may still greet who is signed in
        g.user = sign_in.who()
        return None
    permission = PUBLIC if request.endpoint == "static" else permission_of(_view())
    if permission == PUBLIC:
        return None
    g.user = sign_in.who()
    if g.user is None:
        session.pop("token", None)
        target = request.full_path.rstrip("?") if request.method in SAFE else None
        return redirect(url_for("sign_in.show", next=target if target != "/" else None))
    if permission is None or g.user.role not in roles_with(permission):
        g.missing_permission = permission
        abort(403)
    return None


def _view() -> Callable[..., object] | None:
    return current_app.view_functions.get(request.endpoint or "")


def _check_form_token() -> None:
    if request.method not in SAFE and request.endpoint is not None and current_app.config["WTF_CSRF_ENABLED"]:
        csrf.protect()


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.headers.setdefault(
        "Content-Security-Policy", CSP if response.mimetype in ("text/html", "application/javascript") else CSP_DATA
    )
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    if request.endpoint == "static":
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if "v" in request.args else "no-cache"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response
