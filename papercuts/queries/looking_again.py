"""Fixes that a coming visit could verify, where the paper cut was seen, and those that a site has seen working."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, select

from papercuts.db import db
from papercuts.domain.lifecycle import SHIPPED, WORKS
from papercuts.domain.limits import VisitStatus
from papercuts.domain.versions import is_older
from papercuts.models import Fix, PaperCut, Release, Site, Verification, Visit
from papercuts.queries.verifications import waits_at
from papercuts.shipped import is_published, looked_too_early

MOST = 1_000  # pairs of fix and visit: more than a page can say
WORKING_MOST = 10


class ToVerify(NamedTuple):
    """A fix, and a planned visit that could look whether it works."""

    fix_id: int
    paper_cut_id: int
    title: str
    visit_id: int
    visited_on: date
    site: str
    site_id: int


def to_verify(today: date, *conditions: ColumnElement[bool]) -> list[ToVerify]:
    """Return the published fixes with each coming visit that could look, by the rule of the visit's own page."""
    rows = db.session.execute(
        select(
            Fix.id,
            PaperCut.id,
            PaperCut.title,
            Visit.id,
            Visit.visited_on,
            Site.name,
            Site.id,
            Visit.product_version,
            Release.version,
        )
        .join(Release, Release.id == Fix.release_id)
        .join(PaperCut, PaperCut.id == Fix.paper_cut_id)
        .join(Visit, Visit.visited_on >= Release.released_on)
        .join(Site, Site.id == Visit.site_id)
        .where(
            is_published(),
            Visit.status == VisitStatus.PLANNED,
            Visit.visited_on >= today,
            Visit.product == "",
            waits_at(Visit),
            *conditions,
        )
        .order_by(Visit.visited_on, Visit.id, Fix.id)
        .limit(MOST)
    )
    return [
        ToVerify(fix_id, cut_id, title, visit_id, day, site, site_id)
        for fix_id, cut_id, title, visit_id, day, site, site_id, used, version in rows
        if not is_older(used, version)
    ]


def works_at(visit: Visit) -> Sequence[PaperCut]:
    """Return the fixed paper cuts that other visits to the site of this one found working, newest first."""
    was_found = exists().where(
        Verification.fix_id == Fix.id,
        Verification.outcome.in_(WORKS),
        Visit.id == Verification.visit_id,
        Visit.site_id == visit.site_id,
        Visit.id != visit.id,
        ~looked_too_early(),
    )
    return db.session.scalars(
        select(PaperCut)
        .where(
            PaperCut.status.in_(SHIPPED),
            exists().where(Fix.paper_cut_id == PaperCut.id, was_found),
        )
        .order_by(PaperCut.id.desc())
        .limit(WORKING_MOST)
    ).all()
