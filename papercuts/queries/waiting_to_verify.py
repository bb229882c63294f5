"""Which fixes wait to be looked at, at which sites, since when; and where somebody has looked."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from papercuts.db import chunks, db
from papercuts.domain.lifecycle import SHIPPED, WORKS
from papercuts.domain.limits import Outcome
from papercuts.models import Fix, PaperCut, Release, Sighting, Site, Verification, Visit
from papercuts.queries.looking_again import ToVerify, to_verify
from papercuts.queries.with_users import with_users
from papercuts.shipped import is_newest, is_published, looked_too_early

MOST = 1_000  # fixes, newest first: of older ones nobody waits any more


@dataclass(frozen=True)
class At:
    """How it stands with one fix at one site that had shown its paper cut, or where it was found working."""

    site_id: int
    site: str
    n_works_for: int  # people
    n_better_for: int  # of those, for whom it was never gone, only better
    looked_on: date | None  # when it was last found working there
    not_yet_on: date | None  # when they were last not on that version, as far as nobody has found it working since
    coming: ToVerify | None  # the next visit there that could look

    @property
    def waits(self) -> bool:
        """Say whether nobody has found it working there yet."""
        return not self.n_works_for


@dataclass(frozen=True)
class Waiting:
    """A fix that holds, and the sites that it matters to."""

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
    every = [Waiting(*row, sites=_sites(row[0], seen[row[4]], looked[row[0]], coming)) for row in reversed(fixes)]
    return [one for one in every if one.sites]


def release(release_id: int) -> Release | None:
    """Return a release that people have."""
    return db.session.scalar(select(Release).where(Release.id == release_id, is_published()))


def n_waiting(all_of_them: Collection[Waiting]) -> int:
    """Return how many of the fixes wait at some site."""
    return sum(bool(one.waiting) for one in all_of_them)


def _sites(
    fix_id: int,
    seen: Mapping[int, str],
    looked: Mapping[int, list[Any]],
    coming: Mapping[tuple[int, int], ToVerify],
) -> tuple[At, ...]:
    found = []
    works_there = {
        site_id: rows[0].name for site_id, rows in looked.items() if any(row.outcome in WORKS for row in rows)
    }
    for site_id, site in (works_there | dict(seen)).items():
        rows = looked.get(site_id, ())
        works = [row for row in rows if row.outcome in WORKS]
        gone_for = {_asked(row) for row in works if row.outcome is Outcome.GONE}
        works_for = {_asked(row) for row in works}
        not_yet = [row.visited_on for row in rows if row.outcome is Outcome.NOT_YET]
        found.append(
            At(
                site_id,
                site,
                n_works_for=len(works_for),
                n_better_for=len(works_for - gone_for),
                looked_on=max((row.visited_on for row in works), default=None),
                not_yet_on=max(not_yet, default=None) if not works else None,
                coming=coming.get((fix_id, site_id)),
            )
        )
    return tuple(sorted(found, key=lambda one: (not one.waits, one.site.casefold())))


def _asked(row: Any) -> int | str:
    """Return who was asked; of nobody in particular, one a visit."""
    return row.participant_id or f"visit {row.visit_id}"


def _seen(cut_ids: Collection[int]) -> dict[int | None, dict[int, str]]:
    """Return the sites whose users have shown each paper cut with our product."""
    found: dict[int | None, dict[int, str]] = defaultdict(dict)
    for ids in chunks(sorted(cut_ids)):
        rows = db.session.execute(
            select(Sighting.paper_cut_id, Site.id, Site.name)
            .join(Visit, Visit.id == Sighting.visit_id)
            .join(Site, Site.id == Visit.site_id)
            .where(Sighting.paper_cut_id.in_(ids), Visit.product == "", with_users())
            .distinct()
        )
        for cut_id, site_id, name in rows:
            found[cut_id][site_id] = name
    return found


def _looked(fix_ids: Collection[int]) -> dict[int, dict[int, list[Any]]]:
    """Return what was found of each fix at each site; a look on a version without the fix found nothing."""
    found: dict[int, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for ids in chunks(sorted(fix_ids)):
        rows = db.session.execute(
            select(
                Verification.fix_id,
                Visit.site_id,
                Site.name,
                Verification.outcome,
                Visit.visited_on,
                Verification.participant_id,
                Verification.visit_id,
            )
            .join(Visit, Visit.id == Verification.visit_id)
            .join(Site, Site.id == Visit.site_id)
            .where(Verification.fix_id.in_(ids), ~looked_too_early() | (Verification.outcome == Outcome.NOT_YET))
        )
        for row in rows:
            found[row.fix_id][row.site_id].append(row)
    return found
