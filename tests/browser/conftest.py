"""Debian's chromium on a running papercuts: `browse()` opens a watched page, on a database as good as new."""

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page
from werkzeug.serving import make_server

from papercuts import actions
from papercuts.db import db
from papercuts.web.clock import utc_now
from tests.browser.watch import Complaints
from tests.needs import miss
from tests.stages import Stage

FOLDER = Path(__file__).parent
DESK = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that `-m "not browser"` leaves them out."""
    for item in items:
        if FOLDER in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the machine's chromium; its sandbox refuses root."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        miss("a chromium (apt-get install chromium)")
    args = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else QUIET
    return {**browser_type_launch_args, "executable_path": program, "args": args}


def _closing(app: Flask) -> WSGIApplication:
    """Answer only with what was read to its end: a browser that has left the page must not leave its files open."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        parts: Any = app(environ, start_response)
        try:
            return [b"".join(parts)]
        finally:
            parts.close()

    return answer


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an application to this machine; yields its address."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, _closing(app), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="session")
def base_url(sqlite_stage: Stage) -> Iterator[str]:
    """The address of this worker's papercuts; one server for all its tests."""
    with serving(sqlite_stage.app) as address:
        yield address


@pytest.fixture(autouse=True)
def served(sqlite_stage: Stage, base_url: str) -> Flask:
    """The application that is being served, cleared. Open its context only briefly: what it writes locks SQLite."""
    sqlite_stage.clear()
    return sqlite_stage.app


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """What went wrong behind the watched pages; must be nothing in the end."""
    complaints = Complaints()
    yield complaints
    assert complaints == []


@pytest.fixture
def browse(new_context: Callable[..., BrowserContext], complaints: Complaints) -> Callable[..., Page]:
    """Open a browser of its own, without cookies, whose pages are watched: `browse(**PHONE)`."""

    def open_page(**options: Any) -> Page:
        context = new_context(**(DESK | options))
        complaints.watch(context)
        return context.new_page()

    return open_page


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def screen(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A laptop, then a phone."""
    return dict(request.param)


@pytest.fixture
def first_link(served: Flask) -> str:
    """The one-time link that a first start prints."""
    with served.app_context():
        token = actions.accounts.first_admin_link(utc_now())
        db.session.commit()
    return f"/join/{token}"
