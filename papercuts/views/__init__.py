"""One blueprint a job of a person; each is found by its name in the address."""

from flask import Flask
from werkzeug.routing import BaseConverter, ValidationError

from papercuts.domain.limits import MAX_INT
from papercuts.views import (
    account,
    areas,
    briefs,
    capture,
    claims,
    comments,
    coverage,
    declines,
    efforts,
    familiar,
    field_notes,
    fixes,
    gates,
    history,
    import_runs,
    imports,
    klm,
    learning,
    links,
    matching,
    merges,
    not_the_same,
    notes,
    others,
    overview,
    pages,
    paper_cuts,
    participants,
    phone,
    photos,
    planner,
    plans,
    promises,
    ratings,
    records,
    releases,
    rounds,
    sample,
    search,
    segments,
    settings,
    shared,
    sharing,
    sightings,
    sign_in,
    similar,
    sites,
    sizes,
    splits,
    tally,
    tasks,
    telling,
    users,
    verifications,
    visits,
    volunteers,
    watch_next,
    watching,
    what_if,
    write_up,
)

BLUEPRINTS = (
    account.bp,
    areas.bp,
    briefs.bp,
    capture.bp,
    claims.bp,
    comments.bp,
    coverage.bp,
    declines.bp,
    efforts.bp,
    familiar.bp,
    field_notes.bp,
    fixes.bp,
    gates.bp,
    history.bp,
    import_runs.bp,
    imports.bp,
    klm.bp,
    learning.bp,
    links.bp,
    matching.bp,
    merges.bp,
    not_the_same.bp,
    notes.bp,
    others.bp,
    overview.bp,
    pages.bp,
    paper_cuts.bp,
    participants.bp,
    phone.bp,
    photos.bp,
    planner.bp,
    plans.bp,
    promises.bp,
    ratings.bp,
    records.bp,
    releases.bp,
    rounds.bp,
    sample.bp,
    search.bp,
    segments.bp,
    settings.bp,
    shared.bp,
    sharing.bp,
    sightings.bp,
    similar.bp,
    sign_in.bp,
    sites.bp,
    sizes.bp,
    splits.bp,
    tally.bp,
    tasks.bp,
    telling.bp,
    users.bp,
    verifications.bp,
    visits.bp,
    volunteers.bp,
    watch_next.bp,
    watching.bp,
    what_if.bp,
    write_up.bp,
)


class RowId(BaseConverter):
    """A row's number in an address; one that no row can have is no page."""

    regex = "[1-9][0-9]{0,9}"

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
