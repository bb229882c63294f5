"""How likely participants would recommend the product, asked once at a visit.

The history says who was asked and what number they gave, never their reason: an event stays for ever.
"""

from datetime import datetime

from sqlalchemy import exists, select

from papercuts.actions.history import record
from papercuts.db import db
from papercuts.domain import limits
from papercuts.models import Account, Participant, Rating, Visit, visit_participant
from papercuts.models.event import withheld


def rate(
    visit: Visit, participant: Participant, score: int | None, reason: str = "", *, by: Account | None, at: datetime
) -> Rating | None:
    """Keep what somebody answered at a visit, in place of what was noted before; no score takes it away.

    score: 0 (never) to 10 (surely). Raises ValueError for another score, and when they were not at the visit.
    """
    if score is not None and not 0 <= score <= limits.RATING_MAX:
        raise ValueError(f"A rating is a whole number from 0 to {limits.RATING_MAX}.")
    here = visit_participant.c.visit_id == visit.id, visit_participant.c.participant_id == participant.id
    if not db.session.scalar(select(exists().where(*here))):
        raise ValueError(f"{participant.code} was not at this visit.")
    of = Rating.visit_id == visit.id, Rating.participant_id == participant.id
    rating = db.session.scalar(select(Rating).where(*of))
    before = (rating.score, rating.reason) if rating else (None, "")
    after = (score, reason if score is not None else "")
    if before == after:
        return rating
    if score is None:
        db.session.delete(rating)
        rating = None
    else:
        rating = rating or Rating(visit_id=visit.id, participant_id=participant.id)
        rating.score, rating.reason = score, reason
        rating.asked_by_id, rating.asked_at = by.id if by else None, at
        db.session.add(rating)
    said = {"of": participant.code}
    changed = {name: [old, new] for name, old, new in (("rating", before[0], after[0]),) if old != new}
    words = {"quote": withheld(after[1])} if before[1] != after[1] else {}
    record(visit, "noted a rating", by=by, at=at, **said, **changed, **words)
    return rating
