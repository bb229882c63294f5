"""A visit on one sheet of paper: what to know before it, and what came of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from papercuts.db import db
from papercuts.models import PaperCut, Participant, Promise, Sighting, Task, Visit, Watch
from papercuts.queries import places, tally
from papercuts.shipped import newest_fixes

CUTS_A_TASK = 8  # on one sheet; the likeliest
QUOTES_MOST = 6


@dataclass(frozen=True)
class KnownAt:
    """What is known of a task that is to be watched."""

    task: Task
    cuts: Sequence[PaperCut]  # that wait for a fix, likeliest first
    n_more: int


@dataclass(frozen=True)
class SeenCut:
    """A paper cut that was seen at a visit."""

    cut: PaperCut
    codes: Sequence[str]  # of those who met it there
    n_hit: int  # people, or one when nobody in particular was watched
    n_watched: int  # people watched there at the tasks at which it was met
    n_times: int  # how often it happened
    is_new: bool  # nobody had seen it before
    was_fixed: bool  # people have, or have had, a fix


def known_at(visit: Visit) -> list[KnownAt]:
    """Return what is known of each task planned for a visit."""
    ids = [task.id for task in visit.tasks]
    known, n_known = tally.known_of(ids), tally.n_known_of(ids)
    return [
        KnownAt(task, known.get(task.id, [])[:CUTS_A_TASK], max(0, n_known.get(task.id, 0) - CUTS_A_TASK))
        for task in visit.tasks
    ]


def shown_here(site_id: int) -> dict[int, list[str]]:
    """Return who has met which paper cut at a site before, by its number."""
    return {shown.cut.id: shown.codes for shown in places.shown_at(site_id)}


def seen_at(visit: Visit) -> list[SeenCut]:
    """Return the paper cuts seen at a visit, that which most people met first."""
    sightings = db.session.scalars(
        select(Sighting)
        .outerjoin(Participant, Participant.id == Sighting.participant_id)
        .where(Sighting.visit_id == visit.id, Sighting.paper_cut_id.is_not(None))
        .order_by(func.length(Participant.code), Participant.code, Sighting.id)
        .options(contains_eager(Sighting.participant), joinedload(Sighting.paper_cut))
    )
    found: dict[PaperCut, list[Sighting]] = defaultdict(list)
    for sighting in sightings:
        if sighting.paper_cut is not None:
            found[sighting.paper_cut].append(sighting)
    before = _seen_before(visit, [cut.id for cut in found])
    watched, fixed = _watched(visit), newest_fixes([cut.id for cut in found])
    result = []
    for cut, seen in found.items():
        people = {sighting.participant_id for sighting in seen}
        around = {person for sighting in seen for person in watched[sighting.task_id]} | people
        codes = list(dict.fromkeys(sighting.participant.code for sighting in seen if sighting.participant))
        n_times = sum(sighting.occurrences for sighting in seen)
        result.append(SeenCut(cut, codes, len(people), len(around), n_times, cut.id not in before, cut.id in fixed))
    return sorted(result, key=lambda seen: (-seen.n_hit, -seen.n_times, seen.cut.id))


def quotes(visit_id: int) -> Sequence[Sighting]:
    """Return sightings of a visit with words that their people agreed to have quoted."""
    return db.session.scalars(
        select(Sighting)
        .join(Participant, Participant.id == Sighting.participant_id)
        .where(Sighting.visit_id == visit_id, Sighting.quote != "", Participant.may_be_quoted)
        .order_by(Sighting.seconds_lost.is_(None), Sighting.seconds_lost.desc(), Sighting.id)
        .options(joinedload(Sighting.participant), joinedload(Sighting.paper_cut))
        .limit(QUOTES_MOST)
    ).all()


def promised_since(visit: Visit) -> Sequence[Promise]:
    """Return what was promised to the site since the visit began, and what waits from before."""
    return [
        promise
        for promise in db.session.scalars(
            select(Promise)
            .where(Promise.site_id == visit.site_id)
            .options(joinedload(Promise.owner))
            .order_by(Promise.due_on.is_(None), Promise.due_on, Promise.id)
        )
        if promise.settled_at is None or (visit.started_at and promise.made_at >= visit.started_at)
    ]


def _seen_before(visit: Visit, cut_ids: Collection[int]) -> set[int | None]:
    """Return which of the paper cuts were seen at a visit before this one."""
    earlier = select(Visit.id).where(
        (Visit.visited_on < visit.visited_on) | ((Visit.visited_on == visit.visited_on) & (Visit.id < visit.id))
    )
    seen = select(Sighting.paper_cut_id).where(Sighting.paper_cut_id.in_(cut_ids), Sighting.visit_id.in_(earlier))
    return set(db.session.scalars(seen.distinct()))


def _watched(visit: Visit) -> dict[int, set[int | None]]:
    """Return who was watched at each task of a visit."""
    watched: dict[int, set[int | None]] = defaultdict(set)
    for task_id, person in db.session.execute(
        select(Watch.task_id, Watch.participant_id).where(Watch.visit_id == visit.id)
    ):
        watched[task_id].add(person)
    return watched
