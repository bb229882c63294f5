"""Where fixes were seen, and whom a release thanks, as everybody may read it: public aliases, never names.

A site that agreed to be named has its name as its public alias. Participants have agreed to be quoted, at most, so
nobody is thanked by name or role, whatever their consent: they are counted, over all sites together.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Select, select

from papercuts.db import chunks, db
from papercuts.domain.public_names import names_in
from papercuts.domain.text import fold
from papercuts.evidence import is_before
from papercuts.evidence.rows import read_cuts, read_sightings
from papercuts.models import Fix, Release, Sighting, Site, Visit
from papercuts.queries import public_names

Rows = TypeVar("Rows", bound=Select[*tuple[Any, ...]])

ELSEWHERE = "elsewhere"  # at a site without a public alias, or at more than are named
_SITES_LEAST = 2  # of a single site, the numbers of a fix would be that site's own
_NAMED_MOST = 3
_THANKED_MOST = 8
_PEOPLE_LEAST = 2  # a single one could be told from the others


@dataclass(frozen=True, slots=True)
class Thanks:
    """Whom a release thanks: how many people, 0 where that is not told, and at which sites by their public aliases."""

    n_people: int = 0
    places: tuple[str, ...] = ()


def seen_at(release_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Return by fix where its paper cut was seen: "a law firm", "elsewhere".

    In the sightings that its counts come from: those before users had the fix, and once it was seen again, all.

    A fix is left out when a single site showed it, or none that has a public alias. An alias is left out while it
    holds the name of a site or a person.
    """
    sites_of: dict[int, dict[int, str]] = defaultdict(dict)
    for fix_id, site_id, alias in _rows(release_ids):
        sites_of[fix_id][site_id] = alias
    told = {fix_id: sites for fix_id, sites in sites_of.items() if len(sites) >= _SITES_LEAST and any(sites.values())}
    may_be_read = _that_name_nobody({alias for sites in told.values() for alias in sites.values() if alias})
    places = {fix_id: _places(list(sites.values()), may_be_read, _NAMED_MOST) for fix_id, sites in told.items()}
    return {fix_id: some for fix_id, some in places.items() if some}


def thanks(release_ids: Collection[int]) -> dict[int, Thanks]:
    """Return by release whom to thank: who ran into what it fixes before it came out, at two sites or more.

    Of a single site neither its alias nor its people are told, as in `seen_at`.
    """
    sites_of: dict[int, dict[int, str]] = defaultdict(dict)
    people_of: dict[int, set[int]] = defaultdict(set)
    for release_id, site_id, alias, person_id in _met(release_ids):
        sites_of[release_id][site_id] = alias
        people_of[release_id] |= {person_id} if person_id is not None else set()
    told = {release_id: sites for release_id, sites in sites_of.items() if len(sites) >= _SITES_LEAST}
    may_be_read = _that_name_nobody({alias for sites in told.values() for alias in sites.values() if alias})
    return {
        release_id: Thanks(
            n if (n := len(people_of[release_id])) >= _PEOPLE_LEAST else 0,
            _places(list(sites.values()), may_be_read, _THANKED_MOST),
        )
        for release_id, sites in told.items()
    }


def _rows(release_ids: Collection[int]) -> Iterator[tuple[int, int, str]]:
    fixes = db.session.execute(select(Fix.id, Fix.paper_cut_id).where(Fix.release_id.in_(release_ids))).all()
    sites_of: dict[int, list[int]] = {}
    for ids in chunks(sorted({cut_id for _, cut_id in fixes})):
        seen = read_sightings(ids)
        for cut in read_cuts(ids):
            counted = (row.site_id for row in seen[cut.id] if row.is_ours and is_before(row, cut.shipped))
            sites_of[cut.id] = list(dict.fromkeys(counted))
    aliases = dict(db.session.execute(select(Site.id, Site.public_alias)).all()) if any(sites_of.values()) else {}
    return ((fix_id, site_id, aliases[site_id]) for fix_id, cut_id in fixes for site_id in sites_of.get(cut_id, ()))


def _met(release_ids: Collection[int]) -> list[tuple[int, int, str, int | None]]:
    columns = select(Release.id, Site.id, Site.public_alias, Sighting.participant_id)
    rows = db.session.execute(_sightings(columns, release_ids).where(Fix.public_title != ""))
    return [(release_id, site_id, alias, person_id) for release_id, site_id, alias, person_id in rows]


def _sightings(columns: Rows, release_ids: Collection[int]) -> Rows:
    """Return a statement over the sightings of what releases fix, of our product and before they came out."""
    return (
        columns.select_from(Fix)
        .join(Release, Release.id == Fix.release_id)
        .join(Sighting, Sighting.paper_cut_id == Fix.paper_cut_id)
        .join(Visit, Visit.id == Sighting.visit_id)
        .join(Site, Site.id == Visit.site_id)
        .where(Fix.release_id.in_(release_ids), Visit.product == "", Visit.visited_on < Release.released_on)
        .distinct()
    )


def _that_name_nobody(aliases: Collection[str]) -> set[str]:
    if not aliases:
        return set()
    names = names_in(aliases, public_names.known())  # all at once: of thousands of names, few or none are left
    return {alias for alias in aliases if not names_in([alias], names)}


def _places(aliases: list[str], may_be_read: Collection[str], most: int) -> tuple[str, ...]:
    """Return each alias once, in the order of the alphabet, which says nothing of how often."""
    named = sorted({fold(alias): alias for alias in sorted(aliases) if alias in may_be_read}.values(), key=fold)
    if not named:
        return ()
    is_elsewhere = len(named) > most or any(alias not in may_be_read for alias in aliases)
    return (*named[:most], *([ELSEWHERE] if is_elsewhere else []))
