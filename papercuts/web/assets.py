"""Static files under one fingerprint of all of them: an old page on a phone finds every script as it was."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, url_for

KINDS = {".js", ".css", ".svg", ".png"}


def init_app(app: Flask) -> None:
    """Answer for static files below their fingerprint, too; scripts there find their neighbours below the same."""
    app.add_url_rule("/static/at-<string(length=12):release>/<path:filename>", endpoint="static")
    app.url_value_preprocessor(_take_release)
    app.jinja_env.globals |= {"static_url": static_url}


def static_url(filename: str) -> str:
    """Return the address of a static file, below the fingerprint so that it may be cached for ever."""
    return url_for("static", filename=filename, release=release())


def release() -> str:
    """Return the fingerprint of all static files, 12 hex digits."""
    if "static_release" not in g:
        g.static_release = _fingerprint(tuple((path, path.stat().st_mtime_ns) for path in _paths(_folder())))
    return str(g.static_release)


def files() -> list[str]:
    """Return the names of all static files, as `static_url` takes them."""
    return [path.relative_to(_folder()).as_posix() for path in _paths(_folder())]


def is_asked_for_ever() -> bool:
    """Say whether this request names the fingerprint that its answer has."""
    return bool(g.get("asked_release")) and g.asked_release == release()


def _folder() -> Path:
    return Path(str(current_app.static_folder))


def _paths(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in KINDS)


@cache
def _fingerprint(files: tuple[tuple[Path, int], ...]) -> str:
    digest = hashlib.sha256()
    for path, _ in files:
        digest.update(hashlib.sha256(path.read_bytes()).digest() + path.name.encode())
    return digest.hexdigest()[:12]


def _take_release(endpoint: str | None, values: dict[str, Any] | None) -> None:
    # of an older page, too: what it asks for is answered as it is now, but not to be kept
    if endpoint == "static" and values:
        g.asked_release = values.pop("release", None)
