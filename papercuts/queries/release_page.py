"""The page of a release: how each fix stands, what is missing, where it was seen."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from papercuts.db import db
from papercuts.domain.lifecycle import WORKS
from papercuts.domain.limits import Status
from papercuts.models import Fix, FixPicture, PaperCut, Release, Sighting, Site, Verification, Visit
from papercuts.queries import fix_pictures
from papercuts.queries.given_back import Gain, gains
from papercuts.queries.looking_again import ToVerify, to_verify
from papercuts.shipped import is_later, looked_too_early, newest_fixes


@dataclass(frozen=True)
class Missing:
    """What a fix does not say yet, and the field that asks for it."""

    what: str
    field: str


@dataclass(frozen=True)
class FixShown:
    """One fix on the page of its release."""

    fix: Fix
    cut: PaperCut
    gain: Gain
    sites: tuple[str, ...]  # where it was seen
    verified: Verification | None  # the latest that found it working
    to_verify: ToVerify | None  # the next visit that could look
    fixed_again_in: str  # the version of a later fix of the same paper cut
    pictures: Mapping[str, FixPicture]  # "before" and "now", those there are
    missing: tuple[Missing, ...]

    @property
    def state(self) -> str:
        """Return draft, verified, fixed or reopened."""
        if not self.fix.release.is_published:
            return "draft"
        if not self.gain.is_holding:
            return "reopened"
        return "verified" if self.cut.status is Status.VERIFIED else "fixed"


def shown(release: Release, today: date) -> list[FixShown]:
    """Return the fixes of a release, loaded by `releases.with_fixes`, with all that its page says about them."""
    cut_ids = [fix.paper_cut_id for fix in release.fixes]
    by_fix = {gain.fix_id: gain for gain in gains(Fix.release_id == release.id)}
    sites, verified, newest = _sites(cut_ids), _verified(cut_ids), newest_fixes(cut_ids)
    pictures = fix_pictures.of_fixes([fix.id for fix in release.fixes])
    coming = {one.fix_id: one for one in reversed(to_verify(today, Fix.release_id == release.id))}
    return [
        FixShown(
            fix=fix,
            cut=fix.paper_cut,
            gain=by_fix[fix.id],
            sites=tuple(sites[fix.paper_cut_id]),
            verified=verified.get(fix.id),
            to_verify=coming.get(fix.id),
            fixed_again_in=_fixed_again_in(fix, newest.get(fix.paper_cut_id)),
            pictures=pictures[fix.id],
            missing=_missing(fix, pictures[fix.id]),
        )
        for fix in release.fixes
    ]


def _sites(cut_ids: Collection[int]) -> dict[int, list[str]]:
    rows = db.session.execute(
        select(Sighting.paper_cut_id, Site.name)
        .join(Visit, Visit.id == Sighting.visit_id)
        .join(Site, Site.id == Visit.site_id)
        .where(Sighting.paper_cut_id.in_(cut_ids), Visit.product == "")
        .order_by(Site.name)
        .distinct()
    )
    sites: dict[int, list[str]] = defaultdict(list)
    for cut_id, name in rows:
        if cut_id is not None:
            sites[cut_id].append(name)
    return sites


def _verified(cut_ids: Collection[int]) -> dict[int, Verification]:
    rows = db.session.scalars(
        select(Verification)
        .join(Fix)
        .where(Fix.paper_cut_id.in_(cut_ids), Verification.outcome.in_(WORKS), ~looked_too_early())
        .options(joinedload(Verification.visit).joinedload(Visit.site))
        .order_by(Verification.id)
    )
    return {found.fix_id: found for found in rows}


def _fixed_again_in(fix: Fix, newest: Fix | None) -> str:
    """Return the version that fixed the paper cut of a fix again; none while it is the newest itself."""
    return newest.release.version if newest is not None and is_later(newest, fix) else ""


def _missing(fix: Fix, pictures: Mapping[str, FixPicture]) -> tuple[Missing, ...]:
    """Return what could still be said; without a title it cannot be published, the rest is the team's to decide."""
    wanted = (
        ("a title for readers", "public_title", fix.public_title),
        ("a sentence", "public_text", fix.public_text),
        ("how it was before", "before", fix.before),
        ("how it is now", "after", fix.after),
        ("a picture of before", "before_picture", pictures.get("before")),
        ("a picture of now", "now_picture", pictures.get("now")),
        ("the hours it took", "actual_hours", fix.actual_hours),
    )
    return tuple(Missing(what, field) for what, field, there in wanted if not there)
