"""Which fixes wait to be looked at, at which sites, since when; and where somebody has looked."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from papercuts.db import chunks, db
from papercuts.domain.lifecycle import SHIPPED, WORKS
from papercuts.domain.limits import Outcome
from papercuts.models import Fix, PaperCut, Release, Sighting, Site, Verification, Visit
from papercuts.queries.looking_again import ToVerify, to_verify
from papercuts.shipped import is_newest, looked_too_early

MOST = 1_000  # fixes, newest first: of older ones nobody waits any more


@dataclass(frozen=True)
class At:
    """How it stands with one fix at one site that had shown its paper cut."""

    site_id: int
    site: str
    seen_on: date  # when it was seen there last
    n_works_for: int  # people
    looked_on: date | None  # when it was last found working there
    not_yet_on: date | None  # when they were last not on that version, as far as nobody has found it working since
    coming: ToVerify | None  # the next visit there that could look

    @property
    def waits(self) -> bool:
        """Say whether nobody has found it working there yet."""
        return not self.n_works_for


@dataclass(frozen=True)
class Waiting:
    """A fix that holds, and the sites that had shown its paper cut."""

    fix_id: int
    release_id: int
    version: str
    released_on: date
    paper_cut_id: int
    title: str
    sites: tuple[At, ...]  # those that wait first

    @property
    def waiting(self) -> tuple[At, ...]:
        """Return the sites where nobody has found it working yet."""
        return tuple(one for one in self.sites if one.waits)

    @property
    def looked(self) -> tuple[At, ...]:
        """Return the sites where it was found working."""
        return tuple(one for one in self.sites if not one.waits)


def waiting(today: date, release_id: int | None = None) -> list[Waiting]:
    """Return the fixes that hold, of one release or of all, those that wait longest first."""
    statement = (
        select(Fix.id, Release.id, Release.version, Release.released_on, PaperCut.id, PaperCut.title)
        .join(Release, Release.id == Fix.release_id)
        .join(PaperCut, PaperCut.id == Fix.paper_cut_id)
        .where(is_newest(), PaperCut.status.in_(SHIPPED))
        .order_by(Release.released_on.desc(), Fix.id.desc())
        .limit(MOST)
    )
    if release_id is not None:
        statement = statement.where(Release.id == release_id)
    fixes = db.session.execute(statement).all()
    seen, looked = _seen([row[4] for row in fixes]), _looked([row[0] for row in fixes])
    coming: dict[tuple[int, int], ToVerify] = {}
    for one in to_verify(today):
        coming.setdefault((one.fix_id, one.site_id), one)
    return [
        Waiting(*row, sites=_sites(row[0], seen[row[4]], looked, coming)) for row in reversed(fixes) if seen[row[4]]
    ]


def n_waiting(all_of_them: Collection[Waiting]) -> int:
    """Return how many of the fixes wait at some site."""
    return sum(bool(one.waiting) for one in all_of_them)


def _sites(
    fix_id: int,
    seen: Collection[tuple[int, str, date]],
    looked: dict[tuple[int, int], list[Any]],
    coming: dict[tuple[int, int], ToVerify],
) -> tuple[At, ...]:
    found = []
    for site_id, site, seen_on in seen:
        rows = looked[fix_id, site_id]
        works = [row for row in rows if row.outcome in WORKS]
        not_yet = [row.visited_on for row in rows if row.outcome is Outcome.NOT_YET]
        found.append(
            At(
                site_id,
                site,
                seen_on,
                n_works_for=len({row.participant_id or f"visit {row.visit_id}" for row in works}),
                looked_on=max((row.visited_on for row in works), default=None),
                not_yet_on=max(not_yet, default=None) if not works else None,
                coming=coming.get((fix_id, site_id)),
            )
        )
    return tuple(sorted(found, key=lambda one: (not one.waits, one.site.casefold())))


def _seen(cut_ids: Collection[int]) -> dict[int | None, list[tuple[int, str, date]]]:
    """Return the sites that have shown each paper cut with our product, and when last."""
    found: dict[int | None, list[tuple[int, str, date]]] = defaultdict(list)
    for ids in chunks(sorted(cut_ids)):
        rows = db.session.execute(
            select(Sighting.paper_cut_id, Site.id, Site.name, func.max(Visit.visited_on))
            .join(Visit, Visit.id == Sighting.visit_id)
            .join(Site, Site.id == Visit.site_id)
            .where(Sighting.paper_cut_id.in_(ids), Visit.product == "")
            .group_by(Sighting.paper_cut_id, Site.id, Site.name)
        )
        for cut_id, site_id, name, day in rows:
            found[cut_id].append((site_id, name, day))
    return found


def _looked(fix_ids: Collection[int]) -> dict[tuple[int, int], list[Any]]:
    """Return what was found of each fix at each site; a look on a version without the fix found nothing."""
    found: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for ids in chunks(sorted(fix_ids)):
        rows = db.session.execute(
            select(
                Verification.fix_id,
                Visit.site_id,
                Verification.outcome,
                Visit.visited_on,
                Verification.participant_id,
                Verification.visit_id,
            )
            .join(Visit, Visit.id == Verification.visit_id)
            .where(Verification.fix_id.in_(ids), ~looked_too_early() | (Verification.outcome == Outcome.NOT_YET))
        )
        for row in rows:
            found[row.fix_id, row.site_id].append(row)
    return found
