"""What made somebody smile: sightings of a good mood without a paper cut."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from papercuts.db import db
from papercuts.models import Sighting, Visit


def newest(first: date, last: date, limit: int) -> Sequence[Sighting]:
    """Return the delights with our product at visits of these days, newest first, with their people and sites."""
    return db.session.scalars(
        _delights()
        .where(Visit.visited_on >= first, Visit.visited_on <= last)
        .order_by(Visit.visited_on.desc(), Sighting.id.desc())
        .limit(limit)
    ).all()


def of_site(site_id: int, limit: int) -> Sequence[Sighting]:
    """Return the newest delights at a site."""
    statement = _delights().where(Visit.site_id == site_id)
    return db.session.scalars(statement.order_by(Visit.visited_on.desc(), Sighting.id.desc()).limit(limit)).all()


def _delights() -> Select[Sighting]:
    return (
        select(Sighting)
        .join(Sighting.visit)
        .where(Sighting.is_delight, Visit.product == "")
        .options(
            contains_eager(Sighting.visit).joinedload(Visit.site),
            joinedload(Sighting.participant),
            joinedload(Sighting.task),
        )
    )
