"""Fixes that a visit can look at again, and what was found."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, distinct, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from papercuts.db import db
from papercuts.domain.lifecycle import SEEN_AGAIN, SHIPPED, WORKS
from papercuts.domain.limits import Outcome, Status
from papercuts.domain.versions import is_older
from papercuts.models import Fix, PaperCut, Participant, Release, Sighting, Verification, Visit, Watch, visit_task
from papercuts.shipped import is_fixed_anew, is_published, looked_too_early

FIXES_MOST = 50


@dataclass(frozen=True)
class Met:
    """Who met a paper cut at a site before, when last, and what it cost them each time."""

    people: Sequence[Participant | None]  # each once, in the order in which they met it; none: nobody in particular
    last_on: date
    seconds_lost: Sequence[float]  # the least and the most, each once; empty when it was not timed

    @property
    def names(self) -> list[str]:
        """Return their codes, with "somebody" last for who is not known."""
        codes = [person.code for person in self.people if person is not None]
        return [*codes, "somebody"] if len(codes) < len(self.people) else codes


@dataclass(frozen=True)
class Look:
    """A fix to look at again at a visit, and what was found at this visit."""

    fix: Fix
    met: Met | None  # at this site
    found: Sequence[Verification]  # at this visit
    n_people: int  # for whom it works, at all visits
    n_better: int  # of those, for whom it was never gone, only better
    n_sites: int
    is_older: bool  # they are on a version here that is known to be older than the fix's
    is_task_here: bool  # the task of the paper cut is planned for this visit, or was watched

    def whom_first(self, people: Sequence[Participant]) -> Participant:
        """Return whom of these to ask first: who met it and was not asked yet, or else the first."""
        asked = {found.participant_id for found in self.found}
        met = {person.id for person in self.met.people if person is not None} if self.met else set()
        return next((person for person in people if person.id in met - asked), people[0])

    @property
    def is_answered(self) -> bool:
        """Say whether somebody has looked at this visit."""
        return bool(self.found)

    @property
    def is_waiting(self) -> bool:
        """Say whether somebody should look."""
        return not self.found and not self.is_reopened and not self.is_older

    @property
    def is_lacking(self) -> bool:
        """Say whether there is nothing to look at, because they do not have the fix yet."""
        return not self.found and not self.is_reopened and self.is_older

    @property
    def is_reopened(self) -> bool:
        """Say whether the paper cut was seen again here, with nobody asked yet which version they are on."""
        return not self.found and self.fix.paper_cut.status is Status.OPEN


def n_looked(visit_ids: Collection[int]) -> dict[int, int]:
    """Return how many fixes were looked at again at each of these visits; none where there were none."""
    statement = select(Verification.visit_id, func.count(distinct(Verification.fix_id)))
    rows = db.session.execute(statement.where(Verification.visit_id.in_(visit_ids)).group_by(Verification.visit_id))
    return dict(rows.all())


def looks(visit: Visit) -> list[Look]:
    """Return the fixes to look at: the paper cut was seen at this site before, or on a task planned or watched here.

    Only the newest published fix of a paper cut, out on the day of the visit; not one this site has seen working.
    One that a sighting of this visit has reopened is among them: they may not be on its version yet.
    """
    if not visit.is_ours:
        return []
    found = _found_at(visit.id)
    fixes = _fixes(visit, found.keys())
    ids = [fix.id for fix in fixes]
    met, works = _met([fix.paper_cut_id for fix in fixes], visit), _works_for(ids)
    tasks = {task.id for task in visit.tasks}
    tasks |= set(db.session.scalars(select(Watch.task_id).where(Watch.visit_id == visit.id)))
    return [
        Look(
            fix,
            met.get(fix.paper_cut_id),
            found.get(fix.id, ()),
            *works.get(fix.id, (0, 0, 0)),
            is_older=is_older(visit.product_version, fix.release.version),
            is_task_here=fix.paper_cut.task_id in tasks,
        )
        for fix in fixes
    ]


def seen_again(looks: Iterable[Look]) -> dict[int, Sighting]:
    """Return what was recorded as a sighting, by the verification that recorded it."""
    uids = {found.sighting_uid: found.id for look in looks for found in look.found if found.outcome in SEEN_AGAIN}
    if not uids:
        return {}
    return {uids[row.uid]: row for row in db.session.scalars(select(Sighting).where(Sighting.uid.in_(uids)))}


def waits_at(visit: Visit | type[Visit]) -> ColumnElement[bool]:
    """Say of a published fix, joined with Release and PaperCut, whether this visit or the joined one could look."""
    return and_(
        PaperCut.status.in_(SHIPPED),
        Release.released_on <= visit.visited_on,
        ~is_fixed_anew(),
        or_(_was_seen_here(visit), _was_watched_here(visit)),
        ~_works_here(visit),
    )


def verification(verification_id: int) -> Verification | None:
    """Return what was found once, with its fix and visit."""
    return db.session.scalar(
        select(Verification)
        .where(Verification.id == verification_id)
        .options(
            joinedload(Verification.fix).joinedload(Fix.paper_cut),
            joinedload(Verification.visit),
            joinedload(Verification.participant),
        )
    )


def of_person(fix_id: int, visit_id: int, participant_id: int | None) -> Verification | None:
    """Return what was found about a fix with one person at a visit, or with nobody in particular."""
    is_theirs = (Verification.visit_id == visit_id) & (Verification.participant_id == participant_id)
    return db.session.scalar(select(Verification).where(Verification.fix_id == fix_id, is_theirs))


def _found_at(visit_id: int) -> dict[int, list[Verification]]:
    rows = db.session.scalars(
        select(Verification)
        .where(Verification.visit_id == visit_id)
        .options(joinedload(Verification.participant))
        .order_by(Verification.id)
    )
    found: dict[int, list[Verification]] = defaultdict(list)
    for row in rows:
        found[row.fix_id].append(row)
    return found


def _fixes(visit: Visit, answered: Collection[int]) -> Sequence[Fix]:
    fixes = db.session.scalars(
        select(Fix)
        .join(Release, Release.id == Fix.release_id)
        .join(PaperCut, PaperCut.id == Fix.paper_cut_id)
        .where(is_published(), or_(Fix.id.in_(answered), waits_at(visit), _is_reopened_at(visit)))
        .order_by(Release.released_on.desc(), Fix.id)
        .options(joinedload(Fix.release), joinedload(Fix.paper_cut).joinedload(PaperCut.task))
        .limit(FIXES_MOST)
    )
    return [fix for fix in fixes if fix.id in answered or not _is_left_alone_by(visit, fix)]


def _is_left_alone_by(visit: Visit, fix: Fix) -> bool:
    """Say whether a paper cut is open for another reason than a visit, which was on an older version."""
    return fix.paper_cut.status is Status.OPEN and is_older(visit.product_version, fix.release.version)


def _is_reopened_at(visit: Visit) -> ColumnElement[bool]:
    return and_(
        PaperCut.status == Status.OPEN,
        Release.released_on <= visit.visited_on,
        ~is_fixed_anew(),
        exists().where(Sighting.paper_cut_id == Fix.paper_cut_id, Sighting.visit_id == visit.id),
    )


def _was_seen_here(visit: Visit | type[Visit]) -> ColumnElement[bool]:
    there = aliased(Visit)
    return exists().where(
        Sighting.paper_cut_id == Fix.paper_cut_id,
        Sighting.visit_id == there.id,
        there.site_id == visit.site_id,
        there.product == "",
    )


def _was_watched_here(visit: Visit | type[Visit]) -> ColumnElement[bool]:
    """Say whether the task is watched at the visit, or planned for it: so the plan promises what the page asks for."""
    watched = exists().where(Watch.visit_id == visit.id, Watch.task_id == PaperCut.task_id)
    planned = exists().where(visit_task.c.visit_id == visit.id, visit_task.c.task_id == PaperCut.task_id)
    return or_(watched, planned)


def _works_here(visit: Visit | type[Visit]) -> ColumnElement[bool]:
    there = aliased(Visit)
    return exists().where(
        Verification.fix_id == Fix.id,
        Verification.outcome.in_(WORKS),
        Verification.visit_id == there.id,
        there.site_id == visit.site_id,
        there.id != visit.id,
        ~looked_too_early(),
    )


def _met(cut_ids: Collection[int], visit: Visit) -> dict[int, Met]:
    rows = db.session.scalars(
        select(Sighting)
        .join(Visit, Visit.id == Sighting.visit_id)
        .where(Sighting.paper_cut_id.in_(cut_ids), Visit.site_id == visit.site_id, Visit.id != visit.id)
        .order_by(Visit.visited_on, Sighting.id)
        .options(joinedload(Sighting.participant), joinedload(Sighting.visit))
    )
    seen: dict[int, list[Sighting]] = defaultdict(list)
    for row in rows:
        if row.paper_cut_id is not None:
            seen[row.paper_cut_id].append(row)
    return {cut_id: _who_met_it(sightings) for cut_id, sightings in seen.items()}


def _who_met_it(sightings: Sequence[Sighting]) -> Met:
    lost = [row.seconds_lost for row in sightings if row.seconds_lost is not None]
    return Met(
        people=list(dict.fromkeys(row.participant for row in sightings)),
        last_on=sightings[-1].visit.visited_on,
        seconds_lost=sorted({min(lost), max(lost)}) if lost else (),
    )


def _works_for(fix_ids: Collection[int]) -> dict[int, tuple[int, int, int]]:
    """Return for how many people each fix works, for how many only better, at how many sites.

    Somebody asked at two visits is one.
    """
    person = func.coalesce(Verification.participant_id, -Verification.visit_id)  # of nobody in particular, one a visit
    gone = case((Verification.outcome == Outcome.GONE, person))
    n_people, n_gone = func.count(person.distinct()), func.count(gone.distinct())
    rows = db.session.execute(
        select(Verification.fix_id, n_people, n_people - n_gone, func.count(Visit.site_id.distinct()))
        .join(Visit, Visit.id == Verification.visit_id)
        .where(Verification.fix_id.in_(fix_ids), Verification.outcome.in_(WORKS), ~looked_too_early())
        .group_by(Verification.fix_id)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}
