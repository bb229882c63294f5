"""Debian's chromium on a running papercuts; `page.goto("/…")` opens its pages, on a database as good as new."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from tests.needs import miss
from tests.stages import Stage

FOLDER = Path(__file__).parent
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


@pytest.fixture(scope="session")
def base_url(sqlite_stage: Stage) -> Iterator[str]:
    """The address of this worker's papercuts; one server for all its tests."""
    server = make_server("127.0.0.1", 0, sqlite_stage.app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(autouse=True)
def served(sqlite_stage: Stage, base_url: str) -> Flask:
    """The application that is being served, cleared. Open its context only briefly: what it writes locks SQLite."""
    sqlite_stage.clear()
    return sqlite_stage.app
