"""Addresses: those that leave the browser, and those that somebody asks to be sent on to."""

from urllib.parse import urlsplit

from flask import current_app
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from papercuts.domain.limits import URL


def absolute_url(path: str) -> str:
    """Return the full address of a path: built from the settings, never from what the request says."""
    return f"{current_app.config['ADDRESS']}{path}"


def is_safe_next(target: str) -> bool:
    """Say whether a page may be sent on to: a path of this site, and nothing a browser could read otherwise."""
    if len(target) > URL or not target.startswith("/") or "\\" in target:
        return False
    if any(ord(character) < 0x20 or ord(character) == 0x7F for character in target):
        return False
    path = urlsplit(target).path if not target.startswith("//") else ""
    steps = path.split("/")[1:]
    return bool(steps) and "" not in steps[:-1] and not {".", ".."} & set(steps) and not _is_action(path)


def _is_action(path: str) -> bool:
    """Say whether a path takes no GET, such as signing out."""
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except MethodNotAllowed:
        return True
    except HTTPException:  # no page of ours, which it says itself, or one that adds a slash
        return False
    return False
