"""Addresses that leave the browser: built from PUBLIC_URL, never from what the request says."""

from flask import current_app


def absolute_url(path: str) -> str:
    """Return the full address of a path."""
    base = current_app.config["PUBLIC_URL"]
    return f"{base or 'http://{HOST}:{PORT}'.format(**current_app.config)}{path}"
