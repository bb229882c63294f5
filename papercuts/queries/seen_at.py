"""Where fixes were seen, as everybody may read it: by the public aliases of sites, never by counts or names."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from papercuts.db import db
from papercuts.domain.public_names import names_in
from papercuts.domain.text import fold
from papercuts.models import Fix, Release, Sighting, Site, Visit
from papercuts.queries import public_names

ELSEWHERE = "elsewhere"  # at a site without a public alias, or at more than are named
_SITES_LEAST = 2  # of a single site, the numbers of a fix would be that site's own
_NAMED_MOST = 3


def seen_at(release_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Return by fix where its paper cut was seen before the release: "a law firm", "elsewhere".

    A fix is left out when a single site showed it, or none that has a public alias. An alias is left out while it
    holds the name of a site or a person.
    """
    sites_of: dict[int, dict[int, str]] = defaultdict(dict)
    for fix_id, site_id, alias in _rows(release_ids):
        sites_of[fix_id][site_id] = alias
    told = {fix_id: sites for fix_id, sites in sites_of.items() if len(sites) >= _SITES_LEAST and any(sites.values())}
    may_be_read = _that_name_nobody({alias for sites in told.values() for alias in sites.values() if alias})
    places = {fix_id: _places(list(sites.values()), may_be_read) for fix_id, sites in told.items()}
    return {fix_id: some for fix_id, some in places.items() if some}


def _rows(release_ids: Collection[int]) -> list[tuple[int, int, str]]:
    rows = db.session.execute(
        select(Fix.id, Site.id, Site.public_alias)
        .join(Release, Release.id == Fix.release_id)
        .join(Sighting, Sighting.paper_cut_id == Fix.paper_cut_id)
        .join(Visit, Visit.id == Sighting.visit_id)
        .join(Site, Site.id == Visit.site_id)
        .where(Fix.release_id.in_(release_ids), Visit.product == "", Visit.visited_on < Release.released_on)
        .distinct()
    )
    return [(fix_id, site_id, alias) for fix_id, site_id, alias in rows]


def _that_name_nobody(aliases: Collection[str]) -> set[str]:
    if not aliases:
        return set()
    names = names_in(aliases, public_names.known())  # all at once: of thousands of names, few or none are left
    return {alias for alias in aliases if not names_in([alias], names)}


def _places(aliases: list[str], may_be_read: Collection[str]) -> tuple[str, ...]:
    """Return each alias once, in the order of the alphabet, which says nothing of how often."""
    named = sorted({fold(alias): alias for alias in sorted(aliases) if alias in may_be_read}.values(), key=fold)
    if not named:
        return ()
    is_elsewhere = len(named) > _NAMED_MOST or any(alias not in may_be_read for alias in aliases)
    return (*named[:_NAMED_MOST], *([ELSEWHERE] if is_elsewhere else []))
