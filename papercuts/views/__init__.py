"""One blueprint a job of a person; each is found by its name in the address."""

from flask import Flask

from papercuts.views import account, sign_in

BLUEPRINTS = (account.bp, sign_in.bp)


def init_app(app: Flask) -> None:
    """Register every blueprint."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
