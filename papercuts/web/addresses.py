"""Addresses: those that leave the browser, and those that somebody asks to be sent on to."""

from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from papercuts.domain.limits import URL


def absolute_url(path: str) -> str:
    """Return the full address of a path: built from the settings, never from what the request says."""
    return f"{current_app.config['ADDRESS']}{path}"


def origin() -> str:
    """Return what every address of ours begins with, as a browser names it."""
    return str(current_app.config["PUBLIC_URL"] or request.host_url.rstrip("/"))


def page_before() -> str:
    """Return the page of ours that a form was sent from, to lead back to it; the overview when none is named."""
    try:
        before = urlsplit(request.referrer or "")
    except ValueError:
        return "/"
    target = f"{before.path}?{before.query}" if before.query else before.path
    is_ours = f"{before.scheme}://{before.netloc}" == origin()
    return target if is_ours and is_safe_next(target) and _is_page(before.path) else "/"


def asked_next(otherwise: str = "") -> str:
    """Return the page of ours that an address or a form asks to be led on to, where it may be one."""
    target = request.values.get("next", "")
    return target if is_safe_next(target) else otherwise


def is_safe_next(target: str) -> bool:
    """Say whether a page may be sent on to: a path of this site, and nothing a browser could read otherwise."""
    if len(target) > URL or not target.startswith("/") or "\\" in target:
        return False
    if any(ord(character) < 0x20 or ord(character) == 0x7F for character in target):
        return False
    path = urlsplit(target).path if not target.startswith("//") else ""
    steps = path.split("/")[1:]
    return bool(steps) and "" not in steps[:-1] and not {".", ".."} & set(steps) and not _is_action(path)


def _is_page(path: str) -> bool:
    """Say whether there is something of ours to read at a path."""
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return False
    return True


def _is_action(path: str) -> bool:
    """Say whether a path takes no GET, such as signing out."""
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except MethodNotAllowed:
        return True
    except HTTPException:  # no page of ours, which it says itself, or one that adds a slash
        return False
    return False
