"""The commands of `papercuts`; each has a line in the README."""

import argparse
import os
import secrets
import sys
from pathlib import Path
from typing import NoReturn

from flask import Flask

from papercuts import actions, config, create_app
from papercuts.db import db
from papercuts.upgrade import is_current, sqlite_path, upgrade
from papercuts.web.clock import utc_now


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns the exit status: 0 done, 1 found something wrong, 2 cannot start."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except config.ConfigError as error:
        print(f"papercuts: {error}", file=sys.stderr)
    except PermissionError as error:
        print(
            f"papercuts: no permission for {error.filename}. Choose a folder with PAPERCUTS_INSTANCE.", file=sys.stderr
        )
    return 2


def open_instance() -> Flask:
    """Return the application of the instance, made when its folder is empty, upgraded when it is SQLite."""
    folder = config.instance_folder()
    _write_config(folder)
    app = create_app()
    if sqlite_path(app) is not None:
        upgrade(app, utc_now())
    return app


def init(options: argparse.Namespace) -> int:
    """Make the instance, and print the link for the first administrator while there is none."""
    app = open_instance()
    with app.app_context():
        if not is_current():
            raise config.ConfigError("the database is not up to date; run `papercuts upgrade`")
        print_first_admin_link(app)
    return 0


def upgrade_database(options: argparse.Namespace) -> int:
    """Bring the database up to date; PostgreSQL waits for this command."""
    folder = config.instance_folder()
    _write_config(folder)
    done = upgrade(create_app(), utc_now())
    print("The database is up to date." if done else "The database was up to date already.")
    return 0


def serve(options: argparse.Namespace) -> NoReturn:
    """Start the server: gunicorn with two processes of four threads."""
    app = open_instance()
    host, port = options.host or app.config["HOST"], int(options.port or app.config["PORT"])
    config.check_address(host, app.config["PUBLIC_URL"])
    address = app.config["PUBLIC_URL"] or f"http://{host}:{port}"
    print(f"Papercuts is at {address}", flush=True)
    with app.app_context():
        if is_current():
            print_first_admin_link(app, address)
        else:
            print("The database is not up to date; run `papercuts upgrade`. Until then every page says so.")
        db.engine.dispose()
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    os.execv(  # noqa: S606  nothing of ours stays in between: signals reach gunicorn itself
        sys.executable,
        [sys.executable, "-m", "gunicorn", "--bind", bind, "--workers", "2", "--threads", "4",
         "--worker-class", "gthread", "--timeout", "30", "--no-control-socket",
         "--log-level", "warning", "papercuts:create_app()"],
    )  # fmt: skip


def print_first_admin_link(app: Flask, address: str | None = None) -> None:
    """Print the one-time link while nobody is an administrator."""
    token = actions.accounts.first_admin_link(utc_now())
    if token is None:
        return
    db.session.commit()
    base = address or app.config["PUBLIC_URL"] or f"http://{app.config['HOST']}:{app.config['PORT']}"
    print(f"Nobody is an administrator yet. Open this link, once, within 72 hours:\n  {base}/join/{token}", flush=True)


def _write_config(folder: Path) -> None:
    path = folder / config.CONFIG_FILE
    if path.exists() or os.environ.get("PAPERCUTS_SECRET_KEY"):
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f'SECRET_KEY = "{secrets.token_urlsafe(48)}"\n')


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="papercuts", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add(commands, "init", init)
    _add(commands, "upgrade", upgrade_database)
    serving = _add(commands, "serve", serve)
    serving.add_argument("--host", help="where to listen; 127.0.0.1 when not given")
    serving.add_argument("--port", type=int, help="8000 when not given")
    return parser


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, run: object
) -> argparse.ArgumentParser:
    text = str(run.__doc__)
    command = commands.add_parser(name, help=text.splitlines()[0], description=text)
    command.set_defaults(run=run)
    return command


if __name__ == "__main__":
    sys.exit(main())
