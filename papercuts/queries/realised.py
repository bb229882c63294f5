"""What fixes have really given back: predicted before, measured with those who were looked at afterwards."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from papercuts import evidence
from papercuts.db import chunks, db
from papercuts.domain import realised as arithmetic
from papercuts.domain.limits import Outcome
from papercuts.domain.ranking import estimate
from papercuts.domain.realised import Before
from papercuts.domain.totals import Hours, given_back
from papercuts.evidence.rows import Shipped
from papercuts.models import Fix, Release, Setting
from papercuts.queries.looked_at import Looked, PublishedFix, looks, published_fixes
from papercuts.shipped import newest_fixes


@dataclass(frozen=True)
class Realised:
    """What one fix of a published release was to give back, and gives back as measured. Hours a year."""

    fix_id: int
    release_id: int
    version: str
    released_on: date
    paper_cut_id: int
    title: str
    fixed_again_in: str  # the version of the fix that people have now; empty: it is this one
    is_holding: bool  # it is the newest fix, and nobody has met the paper cut again since
    predicted: Hours | None  # none: nobody was seen losing time before it, so there is nothing to count
    realised: Hours | None  # none: nobody was looked at with it
    too_much: Hours | None  # by which more was predicted than is realised
    seconds_before: float | None  # mean, each time
    seconds_after: float | None
    looked: tuple[Looked, ...]  # one for each person, oldest first

    @property
    def is_newest(self) -> bool:
        """Say whether it is the fix of its paper cut that people have."""
        return not self.fixed_again_in

    @property
    def n_looked(self) -> int:
        """Return how many people were looked at with the fix."""
        return len(self.looked)

    @property
    def n_gone(self) -> int:
        """Return for how many of them it is gone."""
        return sum(one.outcome is Outcome.GONE for one in self.looked)

    @property
    def n_assumed(self) -> int:
        """Return how many of them lose time still that nobody measured."""
        return sum(one.found.is_assumed for one in self.looked)

    @property
    def n_sites(self) -> int:
        """Return at how many sites they are."""
        return len({one.site_id for one in self.looked})


def of_fixes(fix_ids: Collection[int]) -> dict[int, Realised]:
    """Return each of these fixes whose release is published, in a fixed number of statements for every 500."""
    return {one.fix_id: one for ids in chunks(sorted(fix_ids)) for one in _read(Fix.id.in_(ids))}


def of_published(first: date | None = None, last: date | None = None) -> list[Realised]:
    """Return the fixes of all published releases of these days, oldest first."""
    days = [Release.released_on >= first] if first else []
    days += [Release.released_on <= last] if last else []
    return sorted(_read(*days), key=lambda one: (one.released_on, one.fix_id))


def of_paper_cut(cut_id: int) -> list[Realised]:
    """Return the published fixes of a paper cut, newest first."""
    found = _read(Fix.paper_cut_id == cut_id)
    return sorted(found, key=lambda one: (one.released_on, one.fix_id), reverse=True)


def _read(*conditions: Any) -> list[Realised]:
    fixes = published_fixes(*conditions)
    before, found = _before(fixes), looks(fixes)
    rho = db.session.scalars(select(Setting.rho).where(Setting.id == 1)).one()
    newest = newest_fixes({fix.cut_id for fix in fixes if not fix.is_newest})
    return [
        _realised(fix, before.get(fix.id), found.get(fix.id, ()), rho, _version(newest.get(fix.cut_id)))
        for fix in fixes
    ]


def _version(fix: Fix | None) -> str:
    return fix.release.version if fix else ""


def _before(fixes: Iterable[PublishedFix]) -> dict[int, Before]:
    """Return what was lost before each fix: as stored where it holds, else from what was seen before it."""
    known = {fix.id: fix.before for fix in fixes if fix.is_holding}
    others: dict[int, list[PublishedFix]] = defaultdict(list)  # nth other fixes of their paper cuts
    n_read: dict[int, int] = defaultdict(int)
    for fix in fixes:
        if not fix.is_holding:
            others[n_read[fix.cut_id]].append(fix)
            n_read[fix.cut_id] += 1
    for some in others.values():
        dates = {fix.cut_id: Shipped(fix.released_on, fix.published_at) for fix in some}
        read = evidence.load(dates.keys(), before=dates)
        known |= {fix.id: _estimated(read[fix.cut_id]) for fix in some if fix.cut_id in read}
    return {fix_id: before for fix_id, before in known.items() if before is not None}


def _estimated(found: evidence.Evidence) -> Before | None:
    was = estimate(found.inputs)
    if was is None:
        return None
    return Before(was.lost, was.hours_lost_q50, was.known.seconds)


def _realised(fix: PublishedFix, before: Before | None, people: Sequence[Looked], rho: float, newest: str) -> Realised:
    looked = (
        tuple(replace(one, left=one.found.left(before.mean_seconds)) for one in people) if before else tuple(people)
    )
    found = [one.found for one in looked]
    both = arithmetic.compared(before, found, fix.percent, rho) if before else None
    return Realised(
        fix_id=fix.id,
        release_id=fix.release_id,
        version=fix.version,
        released_on=fix.released_on,
        paper_cut_id=fix.cut_id,
        title=fix.title,
        fixed_again_in="" if fix.is_newest else newest,
        is_holding=fix.is_holding,
        predicted=given_back(before.lost, fix.percent) if before else None,
        realised=both[0] if both else None,
        too_much=both[1] if both else None,
        seconds_before=before.mean_seconds if before else None,
        seconds_after=arithmetic.seconds_after(before, found) if before and found else None,
        looked=looked,
    )
