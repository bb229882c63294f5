"""Papercuts: what was seen at visits, ranked by the time a fix gives back."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import Migrate

from papercuts import config, views
from papercuts.db import db, listen
from papercuts.web import errors, guard, rendering

PACKAGE = Path(__file__).parent


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """Return the application of an instance; settings given here win over file and environment.

    Raises config.ConfigError when a setting stops the start.
    """
    instance = Path(settings["INSTANCE"]) if settings and "INSTANCE" in settings else config.instance_folder()
    app = Flask(
        "papercuts",
        instance_path=str(instance),
        template_folder=str(template_folder()),
        static_folder=str(PACKAGE / "static"),
    )
    app.config.from_mapping(config.flask_config(config.load(instance) | dict(settings or {})))
    db.init_app(app)
    with app.app_context():
        listen(db.engine)
    Migrate(app, db, directory=str(PACKAGE / "migrations"), compare_type=True)
    rendering.init_app(app)
    guard.init_app(app)
    errors.init_app(app)
    views.init_app(app)
    return app


def template_folder() -> Path:
    """Return where the templates are: inside the package (wheel), else beside it (checkout)."""
    inside = PACKAGE / "templates"
    return inside if inside.is_dir() else PACKAGE.parent / "templates"
