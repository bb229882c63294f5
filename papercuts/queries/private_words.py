"""What each site must not read: names of others, people and contacts, codes, and what may not be quoted to it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select, union

from papercuts.db import db
from papercuts.domain.private import Private, people_in
from papercuts.domain.text import fold
from papercuts.models import Participant, Rating, Sighting, Site, Verification, Visit

_SAID: Sequence[tuple[Any, Any]] = (  # where words of people stand
    (Sighting, Sighting.quote),
    (Verification, Verification.quote),
    (Rating, Rating.reason),
)


def of_sites(sites: Sequence[Site], product: str) -> dict[int, Private]:
    """Return what each of these sites must not read, in as many statements for many of them as for one.

    Names of every other site, whatever its alias, of everybody who was watched, and of whoever is among the contacts of
    a site; codes of the site's own people; quotes of its own people who have not agreed, and of everybody elsewhere who
    met what it met. product: our own name, which may stand anywhere.
    """
    known = db.session.execute(select(Site.id, Site.name, Site.contacts).order_by(Site.id)).all()
    people, codes = _people([site.id for site in sites])
    contacts = [name for *_, text in known if text for name in people_in(text)]
    quotes = _quotes([site.id for site in sites])
    result = {}
    for site in sites:
        mine = fold(site.name)
        others = [name for _, name, _ in known if fold(name) != mine]
        named = [*others, *people, *(name for name in contacts if fold(name) != mine), *codes[site.id]]
        result[site.id] = Private(named, (site.name, product), quotes[site.id])
    return result


def _people(site_ids: Sequence[int]) -> tuple[list[str], Mapping[int, list[str]]]:
    """Return the names of everybody who was watched, and the codes of the people at some sites."""
    rows = db.session.execute(
        select(Participant.site_id, Participant.code, Participant.real_name)
        .where(or_(Participant.real_name != "", Participant.site_id.in_(site_ids)))
        .order_by(Participant.id)
    ).all()
    codes: dict[int, list[str]] = defaultdict(list)
    for site_id, code, _ in rows:
        codes[site_id].append(code)
    return [name for *_, name in rows if name], codes


def _quotes(site_ids: Sequence[int]) -> Mapping[int, list[str]]:
    """Return what was said and may not be quoted to a site, by site."""
    met = (
        select(Visit.site_id, Sighting.paper_cut_id)
        .join(Sighting, Sighting.visit_id == Visit.id)
        .where(Visit.site_id.in_(site_ids), Sighting.paper_cut_id.is_not(None))
        .distinct()
        .subquery()
    )
    here = [
        select(Visit.site_id, words)
        .join(said, said.visit_id == Visit.id)
        .outerjoin(Participant, Participant.id == said.participant_id)
        .where(Visit.site_id.in_(site_ids), words != "")
        .where(or_(Participant.id.is_(None), ~Participant.may_be_quoted))
        for said, words in _SAID
    ]
    elsewhere = (
        select(met.c.site_id, Sighting.quote)
        .join(met, met.c.paper_cut_id == Sighting.paper_cut_id)
        .join(Visit, Visit.id == Sighting.visit_id)
        .where(Visit.site_id != met.c.site_id, Sighting.quote != "")
    )
    found: dict[int, list[str]] = defaultdict(list)
    for site_id, quote in db.session.execute(union(*here, elsewhere)):
        found[site_id].append(quote)
    return found
