"""`papercuts serve`: the server."""

import argparse
from collections.abc import Mapping
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from papercuts import config
from papercuts.commands.demo import fill
from papercuts.commands.instance import catch_up, open_instance, print_first_admin_link
from papercuts.db import db
from papercuts.upgrade import problem
from papercuts.web.errors import NO_DATABASE

GUNICORN = {
    "workers": 2,
    "threads": 4,
    "worker_class": "gthread",
    "timeout": 30,
    "loglevel": "warning",
    "control_socket_disable": True,
}


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


def serve(options: argparse.Namespace) -> int:
    """Bring the instance up to date, print its address, and be the server until it is told to end."""
    given = {"HOST": options.host, "PORT": options.port}
    app = open_instance({name: value for name, value in given.items() if value})
    host, port = app.config["HOST"], app.config["PORT"]
    config.check_address(host, app.config["PUBLIC_URL"])
    shown = f"[{host}]" if ":" in host else host
    with app.app_context():
        _begin(app, app.config["ADDRESS"], is_demo=options.demo)
        db.engine.dispose()  # a connection must not be shared with the processes that are forked from this one
    Server(app, {**GUNICORN, "bind": f"{shown}:{port}"}).run()
    return 0


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn around the application that is here already, so that a start imports everything once."""

    def __init__(self, app: Flask, settings: Mapping[str, Any]) -> None:
        self.app, self.settings = app, settings
        super().__init__()

    def load_config(self) -> None:
        """Set what gunicorn would read from its command line."""
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application, in each process."""
        return self.app


def _begin(app: Flask, address: str, is_demo: bool) -> None:
    """Say where papercuts is, and how to get in; a demo is filled before."""
    what = _problem()
    if not what:
        catch_up()
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
