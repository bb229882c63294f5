"""What participants of a visit answered when they were asked whether they would recommend the product."""

from papercuts.db import db
from papercuts.models import Rating


def of_visit(visit_id: int) -> dict[int, Rating]:
    """Return the ratings of a visit, by participant."""
    rows = db.session.scalars(db.select(Rating).where(Rating.visit_id == visit_id))
    return {rating.participant_id: rating for rating in rows}
