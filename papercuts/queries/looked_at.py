"""Who was looked at with each published fix, and what each of them loses with it: the newest that is known of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from statistics import fmean
from typing import Any

from sqlalchemy import select

from papercuts import shipped
from papercuts.db import chunks, db
from papercuts.domain.lifecycle import SHIPPED, has_release
from papercuts.domain.limits import Outcome
from papercuts.domain.rank_known import unpacked
from papercuts.domain.realised import LEFT, Before, Found
from papercuts.domain.totals import Hours
from papercuts.domain.versions import is_older
from papercuts.models import Fix, PaperCut, Participant, Release, Sighting, Site, Verification, Visit


@dataclass(frozen=True)
class Looked:
    """What one person loses each time with a fix: the newest that is known of them."""

    verification_id: int | None  # none: nobody asked, but they met it with the fix
    sighting_id: int | None
    visit_id: int
    visited_on: date
    site_id: int
    site: str
    participant_id: int | None  # none: nobody in particular
    code: str
    outcome: Outcome
    seconds: float | None  # left each time; none where it is gone, and where nobody timed it
    left: float = 0.0  # seconds that the sum counts

    @property
    def found(self) -> Found:
        """Return it as the sum takes it."""
        return Found(self.visit_id, self.outcome, self.seconds)


@dataclass(frozen=True)
class PublishedFix:
    """A published fix, and what is stored of its paper cut."""

    id: int
    release_id: int
    version: str
    released_on: date
    published_at: datetime | None
    cut_id: int
    title: str
    percent: int
    is_mended: bool
    is_newest: bool
    hours: tuple[float | None, ...]  # mean, sd, q10, q90, q50
    known: bytes | None  # `domain.rank_known.Known.packed`

    @property
    def is_holding(self) -> bool:
        """Say whether it is the newest, and nobody has met the paper cut again since."""
        return self.is_mended and self.is_newest

    @property
    def before(self) -> Before | None:
        """Return what is stored: what was lost before the fix, as long as it holds."""
        mean, sd, q10, q90, q50 = self.hours
        if mean is None or sd is None or q10 is None or q90 is None or q50 is None or self.known is None:
            return None
        return Before(Hours(mean, sd, q10, q90), q50, unpacked(self.known).seconds)


@dataclass(frozen=True)
class _Met:
    """What was seen of a paper cut at one visit with one person."""

    sighting_id: int
    cut_id: int
    visit: Visit
    participant_id: int | None
    code: str
    site: str
    seconds: Sequence[float]


def published_fixes(*conditions: Any) -> list[PublishedFix]:
    """Return the fixes of published releases that meet the conditions (on Fix, Release and PaperCut), by number."""
    hours = (PaperCut.hours_lost_mean, PaperCut.hours_lost_sd, PaperCut.hours_lost_q10)
    rows = db.session.execute(
        select(
            Fix.id,
            Fix.release_id,
            Release.version,
            Release.released_on,
            Release.published_at,
            PaperCut.id,
            PaperCut.title,
            Fix.percent_removed,
            PaperCut.status,
            ~shipped.is_fixed_anew(),
            PaperCut.known,
            *(*hours, PaperCut.hours_lost_q90, PaperCut.hours_lost_q50),
        )
        .join(Release, Release.id == Fix.release_id)
        .join(PaperCut, PaperCut.id == Fix.paper_cut_id)
        .where(shipped.is_published(), *conditions)
        .order_by(Fix.id)
    )
    return [
        PublishedFix(
            *row[:8],
            is_mended=row[8] in SHIPPED,
            is_newest=bool(row[9]),
            known=row[10],
            hours=tuple(row[11:]),  # type: ignore[arg-type]
        )
        for row in rows
    ]


def looks(fixes: Sequence[PublishedFix]) -> dict[int, list[Looked]]:
    """Return the newest that is known of each person with each fix.

    What was found when somebody looked, and what was seen on a version with the fix although nobody asked.
    """
    asked, met = _asked([fix.id for fix in fixes]), _met(fixes)
    newest: dict[int, dict[tuple[int | None, int | None], Looked]] = defaultdict(dict)
    for fix_id, look in sorted([*_found(asked, met), *met], key=lambda one: (one[1].visited_on, one[1].visit_id)):
        is_answered = (fix_id, look.visit_id, look.participant_id) in asked
        if look.verification_id is None and is_answered:
            continue
        person = (look.participant_id, None if look.participant_id else look.visit_id)
        newest[fix_id].pop(person, None)  # so that they stand where their newest is
        newest[fix_id][person] = look
    return {fix_id: list(people.values()) for fix_id, people in newest.items()}


_Pair = tuple[int, int, int | None]  # fix, visit, participant


def _asked(fix_ids: Collection[int]) -> dict[_Pair, tuple[Verification, Looked | None]]:
    """Return what was found of each fix, with each person at each visit; kept out: what is no evidence."""
    is_early = shipped.looked_too_early()
    asked: dict[_Pair, tuple[Verification, Looked | None]] = {}
    for ids in chunks(sorted(fix_ids)):
        rows = db.session.execute(
            select(Verification, Visit.visited_on, Site.id, Site.name, Participant.code, is_early)
            .join(Visit, Visit.id == Verification.visit_id)
            .join(Site, Site.id == Visit.site_id)
            .outerjoin(Participant, Participant.id == Verification.participant_id)
            .where(Verification.fix_id.in_(ids))
            .order_by(Verification.id)
        )
        for row, day, site_id, site, code, is_too_early in rows:
            counts = row.outcome in LEFT and not is_too_early
            seconds = None if row.outcome is Outcome.GONE else row.seconds_after
            look = Looked(
                row.id, None, row.visit_id, day, site_id, site, row.participant_id, code or "", row.outcome, seconds
            )
            asked[row.fix_id, row.visit_id, row.participant_id] = (row, look if counts else None)
    return asked


def _found(
    asked: Mapping[_Pair, tuple[Verification, Looked | None]], met: Iterable[tuple[int, Looked]]
) -> list[tuple[int, Looked]]:
    """Return what was found; what nobody timed when looking may have been timed in the sighting of it."""
    seen = {(fix_id, look.visit_id, look.participant_id): look for fix_id, look in met}
    found = []
    for pair, (_, look) in asked.items():
        if look is not None:
            sighting = seen.get(pair) if look.outcome is not Outcome.GONE else None
            seconds = look.seconds if look.seconds is not None or sighting is None else sighting.seconds
            sighting_id = sighting.sighting_id if sighting else None
            found.append((pair[0], replace(look, seconds=seconds, sighting_id=sighting_id)))
    return found


def _met(fixes: Sequence[PublishedFix]) -> list[tuple[int, Looked]]:
    """Return what was seen of the paper cuts on a version with one of these fixes, each by its newest."""
    cut_ids = {fix.cut_id for fix in fixes}
    wanted = {fix.id for fix in fixes}
    of_cut: dict[int, list[PublishedFix]] = defaultdict(list)
    for ids in chunks(sorted(cut_ids)):
        for one in published_fixes(Fix.paper_cut_id.in_(ids)):
            of_cut[one.cut_id].append(one)
    lacking = _lacking([fix.id for some in of_cut.values() for fix in some])
    found = []
    for met in _seen(cut_ids, min((fix.released_on for fix in fixes), default=None)):
        newest_first = sorted(of_cut[met.cut_id], key=lambda fix: (fix.released_on, fix.id), reverse=True)
        fix = next((fix for fix in newest_first if _has(met.visit, fix, lacking)), None)
        if fix is not None and fix.id in wanted:
            found.append((fix.id, _as_look(met)))
    return found


def _has(visit: Visit, fix: PublishedFix, lacking: Collection[tuple[int, int]]) -> bool:
    """Say whether those at a visit had a fix; as `actions.outcomes.has_fix`."""
    is_out = has_release(visit.visited_on, visit.started_at, released_on=fix.released_on, published_at=fix.published_at)
    return is_out and not is_older(visit.product_version, fix.version) and (visit.id, fix.id) not in lacking


def _lacking(fix_ids: Collection[int]) -> set[tuple[int, int]]:
    said = select(Verification.visit_id, Verification.fix_id).where(Verification.outcome == Outcome.NOT_YET)
    return {
        (visit_id, fix_id)
        for ids in chunks(sorted(fix_ids))
        for visit_id, fix_id in db.session.execute(said.where(Verification.fix_id.in_(ids)))
    }


def _seen(cut_ids: Collection[int], since: date | None) -> list[_Met]:
    """Return what was seen of paper cuts with our product from a day on, one for each person at each visit."""
    together: dict[tuple[int, int, int | None], _Met] = {}
    for ids in chunks(sorted(cut_ids)):
        rows = db.session.execute(
            select(Sighting, Visit, Site.name, Participant.code)
            .join(Visit, Visit.id == Sighting.visit_id)
            .join(Site, Site.id == Visit.site_id)
            .outerjoin(Participant, Participant.id == Sighting.participant_id)
            .where(Sighting.paper_cut_id.in_(ids), Visit.product == "", Visit.visited_on >= since)
            .order_by(Sighting.id)
        )
        for row, visit, site, code in rows:
            seconds = [row.seconds_lost] if row.seconds_lost is not None else []
            cut_id = row.paper_cut_id or 0  # never 0: the statement asks for these paper cuts
            key = (cut_id, visit.id, row.participant_id)
            one = together.get(key) or _Met(row.id, cut_id, visit, row.participant_id, code or "", site, ())
            together[key] = replace(one, seconds=[*one.seconds, *seconds])
    return list(together.values())


def _as_look(one: _Met) -> Looked:
    return Looked(
        verification_id=None,
        sighting_id=one.sighting_id,
        visit_id=one.visit.id,
        visited_on=one.visit.visited_on,
        site_id=one.visit.site_id,
        site=one.site,
        participant_id=one.participant_id,
        code=one.code,
        outcome=Outcome.STILL_THERE,
        seconds=fmean(one.seconds) if one.seconds else None,
    )
