"""One blueprint a job of a person; each is found by its name in the address."""

from flask import Flask
from werkzeug.routing import BaseConverter, ValidationError

from papercuts.domain.limits import MAX_INT
from papercuts.views import (
    account,
    areas,
    fixes,
    history,
    notes,
    pages,
    participants,
    releases,
    segments,
    settings,
    sign_in,
    sites,
    tasks,
    users,
    visits,
)

BLUEPRINTS = (
    account.bp,
    areas.bp,
    fixes.bp,
    history.bp,
    notes.bp,
    pages.bp,
    participants.bp,
    releases.bp,
    segments.bp,
    settings.bp,
    sign_in.bp,
    sites.bp,
    tasks.bp,
    users.bp,
    visits.bp,
)


class RowId(BaseConverter):
    """A row's number in an address; one that no row can have is no page."""

    regex = "[0-9]{1,10}"

    def to_python(self, value: str) -> int:
        """Return the number, or say that this is not the address of a row."""
        if not 1 <= int(value) <= MAX_INT:
            raise ValidationError
        return int(value)


def init_app(app: Flask) -> None:
    """Register every blueprint."""
    app.url_map.converters["id"] = RowId
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
