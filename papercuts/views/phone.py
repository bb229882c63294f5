"""What a phone needs to go on without a network: the app's manifest, its worker, the outbox, an offline page."""

import json

from flask import Blueprint, Response, g, render_template, url_for

from papercuts.web import assets, sign_in
from papercuts.web.permissions import public

bp = Blueprint("phone", __name__, url_prefix="/capture")

NAME = "papercuts"
PAPER, INK = "#ffffff", "#161c24"
ICONS = (("icons/192.png", "192x192", "any"), ("icons/512.png", "512x512", "any"))
MASKABLE = ("icons/maskable-512.png", "512x512", "maskable")


@bp.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """Say how papercuts is installed as an app."""
    icons = [
        {"src": assets.static_url(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for name, sizes, purpose in (*ICONS, MASKABLE)
    ]
    start = url_for("capture.start")
    colours = {"background_color": PAPER, "theme_color": INK}
    says = {"id": start, "name": NAME, "short_name": NAME, "start_url": start, "scope": start, "icons": icons}
    return Response(
        json.dumps(says | colours | {"display": "standalone", "lang": "en"}), mimetype="application/manifest+json"
    )


@bp.get("/worker.js")
@public
def worker() -> Response:
    """Return the service worker of this release: which files it keeps, and the module that does the work."""
    files = [assets.static_url(name) for name in assets.files()]
    pages = {"offline": url_for("phone.offline"), "outbox": url_for("phone.outbox")}
    module, says = assets.static_url("modules/worker.js"), {"release": assets.release(), "files": files} | pages
    text = f"import {{ serve }} from {json.dumps(module)}\nserve({json.dumps(says)})\n"
    return Response(text, mimetype="text/javascript")


@bp.get("/offline")
@public
def offline() -> str:
    """Show what can be done without a network: the visits that this phone has a copy of, and the outbox."""
    return render_template("phone/offline.html")


@bp.get("/outbox")
@public
def outbox() -> str:
    """Show the frame of the outbox; what is in it only the phone knows, also where nobody may sign in any more."""
    g.user = sign_in.who()
    return render_template("phone/outbox.html")
