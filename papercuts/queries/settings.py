"""What the settings stand on, and what changing them would do."""

from sqlalchemy import select

from papercuts.db import db
from papercuts.models import Event, OneTimeLink, PaperCut, Segment


def number_of_users() -> int | None:
    """Return how many people use the product: the head count of *Everyone*."""
    return db.session.scalar(select(Segment.head_count).where(Segment.is_everyone))


def is_untouched() -> bool:
    """Tell whether nobody has written anything yet: there are at most links that let the first one in."""
    return db.session.scalar(select(Event.id).where(Event.subject != OneTimeLink.__tablename__).limit(1)) is None


def first_ids(n: int = 10) -> list[int]:
    """Return the numbers of the first ranked paper cuts."""
    statement = (
        select(PaperCut.id)
        .where(PaperCut.is_ranked.is_(True))
        .order_by(PaperCut.payback_q50.desc(), PaperCut.id.desc())
        .limit(n)
    )
    return list(db.session.scalars(statement))
