"""The instance: made on first use, brought up to date, opened by every other command."""

import argparse
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from flask import Flask

from papercuts import actions, config, create_app
from papercuts.db import db
from papercuts.upgrade import problem, sqlite_path, upgrade
from papercuts.web.clock import today, utc_now
from papercuts.web.rendering import setting


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `init` and `upgrade`."""
    text = "Make the instance, and print the link for the first administrator while there is none."
    commands.add_parser("init", help=text, description=text).set_defaults(run=init)
    text = "Bring the database up to date; PostgreSQL waits for this command."
    commands.add_parser("upgrade", help=text, description=text).set_defaults(run=upgrade_database)


def open_instance(settings: Mapping[str, Any] | None = None) -> Flask:
    """Return the application of the instance, made when its folder is empty, upgraded when it is SQLite.

    settings: what wins over the file and the environment.
    """
    folder = config.instance_folder()
    _write_config(folder)
    app = create_app(settings)
    if sqlite_path(app) is not None:
        upgrade(app, utc_now())
    return app


@contextmanager
def at_work() -> Iterator[None]:
    """Within it, a command works on the instance. Raises ConfigError unless the database is up to date."""
    with open_instance().app_context():
        if (what := problem()) is not None:
            raise config.ConfigError(what)
        catch_up()
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def init(options: argparse.Namespace) -> int:
    """Make the instance, and print the link for the first administrator while there is none."""
    _renew_weak_key(config.instance_folder() / config.CONFIG_FILE)
    app = open_instance()
    with app.app_context():
        if (what := problem()) is not None:
            raise config.ConfigError(what)
        catch_up()
        print_first_admin_link(app)
    return 0


def upgrade_database(options: argparse.Namespace) -> int:
    """Bring the database up to date."""
    _write_config(config.instance_folder())
    app = create_app()
    is_done = upgrade(app, utc_now())
    with app.app_context():
        catch_up()
        db.session.remove()
        db.engine.dispose()
    print("The database is up to date." if is_done else "The database was up to date already.")
    return 0


def catch_up() -> None:
    """Score anew what an older program has scored, and forget what is to be forgotten."""
    actions.learning.bring_up_to_date(at=utc_now())
    actions.volunteers.forget(today(setting()), at=utc_now())
    db.session.commit()


def print_first_admin_link(app: Flask, address: str | None = None) -> None:
    """Print the one-time link while nobody is an administrator."""
    token = actions.accounts.first_admin_link(utc_now())
    if token is None:
        return
    db.session.commit()
    base = address or app.config["ADDRESS"]
    print(f"Nobody is an administrator yet. Open this link, once, within 72 hours:\n  {base}/join/{token}", flush=True)


def _write_config(folder: Path) -> None:
    path = folder / config.CONFIG_FILE
    if path.exists() or os.environ.get("PAPERCUTS_SECRET_KEY"):
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _private(path, _new_key()) as new, suppress(FileExistsError):  # somebody else has just started it, too
        os.link(new, path)


def _renew_weak_key(path: Path) -> None:
    """Put a key into a configuration that has none, or a weak one; all else in it stays."""
    if not path.exists() or config.is_strong_key(str(config.load(path.parent, {}).get("SECRET_KEY", ""))):
        return
    rest = [line for line in path.read_text(encoding="utf-8").splitlines() if not re.match(r"\s*SECRET_KEY\b", line)]
    with _private(path, _new_key() + "".join(f"{line}\n" for line in rest)) as new:
        new.rename(path)


def _new_key() -> str:
    return f'SECRET_KEY = "{secrets.token_urlsafe(48)}"\n'


@contextmanager
def _private(path: Path, text: str) -> Iterator[Path]:
    """Write a file beside a path, for nobody else to read; to take its place at once or not at all."""
    new = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    yield new
    new.unlink(missing_ok=True)
