"""What no text for everybody may repeat: words of people who have not agreed to be quoted, and addresses of people.

It stands below queries and actions because both ask: what is refused before a release is published is what its page
names when a consent ends afterwards.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Integer, null, select, type_coerce, union_all

from papercuts.db import db
from papercuts.domain.mails import addresses_in
from papercuts.models import Fix, Participant, Rating, Sighting, Site, Verification, Volunteer

AT_ONCE = 1_000  # rows that are fetched; there may be very many quotes


def without_consent(*people: int) -> Iterator[tuple[int | None, str]]:
    """Yield what was said by people who may not be quoted, or by nobody who is known: of which paper cut, the words.

    people: ids of participants, of whom alone; none: everybody's. Of sightings, of looking again and of ratings.
    """
    who: ColumnElement[bool] = ~Participant.may_be_quoted
    if people:
        who &= Participant.id.in_(people)
    sightings = (
        select(Sighting.paper_cut_id, Sighting.quote)
        .outerjoin(Participant, Participant.id == Sighting.participant_id)
        .where(Sighting.quote != "", who)
    )
    looks = (
        select(Fix.paper_cut_id, Verification.quote)
        .join(Fix, Fix.id == Verification.fix_id)
        .outerjoin(Participant, Participant.id == Verification.participant_id)
        .where(Verification.quote != "", who)
    )
    ratings = (
        select(type_coerce(null(), Integer), Rating.reason)
        .join(Participant, Participant.id == Rating.participant_id)
        .where(Rating.reason != "", who)
    )
    statement: Any = union_all(sightings, looks, ratings).execution_options(yield_per=AT_ONCE)
    yield from (tuple(row) for row in db.session.execute(statement))


def addresses_of_people(texts: Iterable[str]) -> list[str]:
    """Return the e-mail addresses in texts that stand in the contacts of a site, or in somebody's offer."""
    found = addresses_in("\n".join(texts))
    known = _known_addresses() if found else ()
    return [address for address in found if address.lower() in known]


def _known_addresses() -> Collection[str]:
    contacts = db.session.scalars(select(Site.contacts).where(Site.contacts != ""))
    offers = db.session.scalars(select(Volunteer.email))
    return {address.lower() for text in (*contacts, *offers) for address in addresses_in(text)}
