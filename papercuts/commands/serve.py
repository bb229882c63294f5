"""`papercuts serve`: the server."""

import argparse
import os
import sys
from typing import NoReturn

from flask import Flask

from papercuts import config
from papercuts.commands.demo import fill
from papercuts.commands.instance import open_instance, print_first_admin_link
from papercuts.db import db
from papercuts.upgrade import problem
from papercuts.web.errors import NO_DATABASE


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `serve`."""
    text = "Start the server: gunicorn, two processes of four threads."
    command = commands.add_parser("serve", help=text, description=text)
    command.add_argument("--host", help="where to listen; 127.0.0.1 when not given")
    command.add_argument("--port", type=int, help="8000 when not given")
    command.add_argument(
        "--demo", action="store_true", help="fill an empty instance with sample data; refuse any other"
    )
    command.set_defaults(run=serve)


def serve(options: argparse.Namespace) -> NoReturn:
    """Bring the instance up to date, print its address, and become gunicorn."""
    app = open_instance()
    host, port = options.host or app.config["HOST"], int(options.port or app.config["PORT"])
    config.check_address(host, app.config["PUBLIC_URL"])
    shown = f"[{host}]" if ":" in host else host
    with app.app_context():
        _begin(app, app.config["PUBLIC_URL"] or f"http://{shown}:{port}", is_demo=options.demo)
        db.engine.dispose()
    os.environ |= {"PAPERCUTS_HOST": host, "PAPERCUTS_PORT": str(port)}  # for the links the server shows
    os.execv(sys.executable, [sys.executable, *_gunicorn(f"{shown}:{port}")])  # noqa: S606  signals reach gunicorn


def _begin(app: Flask, address: str, is_demo: bool) -> None:
    """Say where papercuts is, and how to get in; a demo is filled before."""
    what = _problem()
    if is_demo and not what:
        fill()
    print(f"Papercuts is at {address}", flush=True)
    if what:
        print(f"{what} Until then every page says so.", flush=True)
    else:
        print_first_admin_link(app, address)


def _problem() -> str | None:
    try:
        return problem()
    except NO_DATABASE:  # it may come back while the server runs
        return "The database does not answer."


def _gunicorn(bind: str) -> list[str]:
    threads = ["--workers", "2", "--threads", "4", "--worker-class", "gthread"]
    return ["-m", "gunicorn", "--bind", bind, *threads, "--timeout", "30", "--log-level", "warning",
            "--no-control-socket", "papercuts:create_app()"]  # fmt: skip
