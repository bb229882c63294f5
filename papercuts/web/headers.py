"""The headers of every answer: what a browser may do with it, and who may keep it."""

from flask import Response, current_app, g, request

from papercuts.web import assets

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)
CSP_DATA = "default-src 'none'; frame-ancestors 'none'"
CSP_FILE = "default-src 'none'; sandbox"  # of a picture: opened by itself, it runs nothing
_EMBEDDED = "Cross-Origin-Resource-Policy"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=(self), payment=(), usb=()",
}
SECRET_LINK = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}  # its address is for no log elsewhere
WITH_SCRIPTS = ("text/html", "text/javascript")  # a script's own policy holds for what a worker fetches
A_YEAR = 31_536_000


def add(response: Response) -> Response:
    """Add the headers to an answer of any kind, errors and static files included."""
    embedded = response.headers.get(_EMBEDDED)
    response.headers.update(HEADERS | (SECRET_LINK if request.blueprint == "shared" else {}))
    if embedded and response.status_code < 400:
        response.headers[_EMBEDDED] = embedded
    response.headers.setdefault("Content-Security-Policy", CSP if response.mimetype in WITH_SCRIPTS else CSP_DATA)
    response.headers["X-Request-Id"] = g.get("request_id", "")
    response.headers["Cache-Control"] = _cache_control(response)
    if request.is_secure or current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = f"max-age={A_YEAR}; includeSubDomains"
    return response


def for_every_site(response: Response) -> Response:
    """Let pages of other sites show a public picture: a badge in a README, a picture in notes that were pasted.

    Without it a browser refuses to show them there. Nobody learns anything by that: they are the same for everybody.
    """
    response.headers[_EMBEDDED] = "cross-origin"
    response.headers["Content-Security-Policy"] = CSP_FILE
    return response


def _cache_control(response: Response) -> str:
    """Let only public things be kept: never what an account may have had a part in."""
    if "session_row" in g or response.status_code >= 400:
        return "no-store"
    if request.endpoint == "static":
        return f"public, max-age={A_YEAR}, immutable" if assets.is_asked_for_ever() else "no-cache"
    return response.headers.get("Cache-Control") or "no-store"
