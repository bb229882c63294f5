"""What paper cuts cost one site a year, and what their fixes give back there."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from papercuts.db import db
from papercuts.domain.lifecycle import WAITING
from papercuts.domain.ranking import Inputs, estimate
from papercuts.domain.totals import Hours, given_back, total
from papercuts.evidence.at_site import load_at
from papercuts.models import Fix, PaperCut, Site
from papercuts.queries.given_back import gains
from papercuts.shipped import is_published


@dataclass(frozen=True)
class HereHours:
    """One paper cut at one site, in hours a year."""

    cut: PaperCut
    inputs: Inputs
    lost: Hours
    back: Hours | None  # by the fix that holds; none: nothing is fixed

    @property
    def is_waiting(self) -> bool:
        """Say whether it is still lost."""
        return self.cut.status in WAITING


@dataclass(frozen=True)
class SiteHours:
    """What is lost and given back at one site."""

    rows: tuple[HereHours, ...]  # most hours first

    @property
    def lost(self) -> Hours | None:
        """Return what is lost by what waits for a fix; none when nothing of it can be worked out."""
        waiting = [row.lost for row in self.rows if row.is_waiting]
        return total(waiting) if waiting else None

    @property
    def back(self) -> Hours | None:
        """Return what the fixes that hold give back; none when there is none."""
        back = [row.back for row in self.rows if row.back]
        return total(back) if back else None

    def of(self, cut_ids: Collection[int]) -> "SiteHours":
        """Return the part that is about these paper cuts."""
        return SiteHours(tuple(row for row in self.rows if row.cut.id in cut_ids))


def hours_at(site: Site, cuts: Collection[PaperCut]) -> SiteHours:
    """Return what paper cuts cost a site; nothing while its head count is not known, or nobody was seen losing time."""
    by_id = {cut.id: cut for cut in cuts}
    if not by_id:
        return SiteHours(())
    removed = _removed(by_id)
    rows = []
    for cut_id, inputs in load_at(site, by_id).items():
        found = estimate(inputs)
        if found is not None:
            back = given_back(found.lost, removed[cut_id]) if cut_id in removed else None
            rows.append(HereHours(by_id[cut_id], inputs, found.lost, back))
    return SiteHours(tuple(sorted(rows, key=lambda row: (-row.lost.mean, row.cut.id))))


def _removed(cut_ids: Collection[int]) -> dict[int, float]:
    """Return the share of the loss that the fix that holds removes, in percent."""
    holding = {gain.fix_id for gain in gains(Fix.paper_cut_id.in_(cut_ids), is_published()) if gain.is_holding}
    rows = db.session.execute(select(Fix.paper_cut_id, Fix.percent_removed).where(Fix.id.in_(holding)))
    return dict(rows.all())
