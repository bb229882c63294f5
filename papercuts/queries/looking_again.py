"""Fixes that a coming visit could verify: where the paper cut was seen, somebody may look again."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from papercuts.db import db
from papercuts.domain.limits import ReleaseStatus, Status, VisitStatus
from papercuts.models import Fix, PaperCut, Release, Sighting, Site, Visit

MOST = 1_000  # pairs of fix and visit: more than a page can say


class ToVerify(NamedTuple):
    """A fix, and a planned visit at a site where its paper cut was seen."""

    fix_id: int
    paper_cut_id: int
    title: str
    visit_id: int
    visited_on: date
    site: str


def to_verify(today: date, *conditions: ColumnElement[bool]) -> list[ToVerify]:
    """Return the published fixes that nobody has verified, with each coming visit that could; soonest first."""
    seen_at = aliased(Visit)
    was_seen_there = (
        exists()
        .where(
            Sighting.paper_cut_id == Fix.paper_cut_id,
            seen_at.id == Sighting.visit_id,
            seen_at.site_id == Visit.site_id,
            seen_at.product == "",
        )
        .correlate(Fix, Visit)
    )
    rows = db.session.execute(
        select(Fix.id, PaperCut.id, PaperCut.title, Visit.id, Visit.visited_on, Site.name)
        .join(Release, Release.id == Fix.release_id)
        .join(PaperCut, PaperCut.id == Fix.paper_cut_id)
        .join(Visit, Visit.visited_on >= Release.released_on)
        .join(Site, Site.id == Visit.site_id)
        .where(
            Release.status == ReleaseStatus.PUBLISHED,
            PaperCut.status == Status.FIXED,
            Visit.status == VisitStatus.PLANNED,
            Visit.visited_on >= today,
            Visit.product == "",
            was_seen_there,
            *conditions,
        )
        .order_by(Visit.visited_on, Visit.id, Fix.id)
        .limit(MOST)
    )
    return [ToVerify(*row) for row in rows]
