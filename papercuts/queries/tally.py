"""The known paper cuts of tasks, likeliest first, and how often each was seen at a visit by now."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from papercuts.db import db
from papercuts.domain.lifecycle import WAITING
from papercuts.domain.limits import Status
from papercuts.models import Account, PaperCut, Sighting, Task, Visit, Watch

KNOWN_MOST = 60  # paper cuts of one task that can be tapped
COPIED_MOST = 300  # paper cuts of all tasks of a visit that a phone takes along
WORDS_MOST = 600  # characters of what was seen of each
SEEN_MOST = 2_000  # sightings of a visit that a phone knows by their ids


@dataclass(frozen=True)
class Seen:
    """A sighting of a visit, as a phone needs it to count each once."""

    uid: UUID
    participant_id: int | None
    paper_cut_id: int | None
    occurrences: int
    is_own: bool


def tasks_at(visit: Visit, also: Collection[int] = ()) -> Sequence[Task]:
    """Return the tasks planned for a visit or watched there, and further ones, by name."""
    ids = {task.id for task in visit.tasks} | set(also)
    ids |= set(db.session.scalars(select(Watch.task_id).where(Watch.visit_id == visit.id)))
    return db.session.scalars(select(Task).where(Task.id.in_(ids)).order_by(Task.name, Task.id)).all()


def known_of(task_ids: Collection[int]) -> dict[int, list[PaperCut]]:
    """Return the paper cuts of each task that wait for a fix, likeliest first: by the stored share of people hit.

    At most KNOWN_MOST of each. Those that are fixed are looked at again instead, see `queries.verifications.looks`.
    """
    place = func.row_number().over(partition_by=PaperCut.task_id, order_by=_likeliest())
    ranked = select(PaperCut.id, place.label("place")).where(_waits(), PaperCut.task_id.in_(task_ids)).subquery()
    cuts = db.session.scalars(
        select(PaperCut)
        .join(ranked, ranked.c.id == PaperCut.id)
        .where(ranked.c.place <= KNOWN_MOST)
        .order_by(ranked.c.place)
    )
    known: dict[int, list[PaperCut]] = defaultdict(list)
    for cut in cuts:
        known[cut.task_id].append(cut)
    return known


def n_known_of(task_ids: Collection[int]) -> dict[int, int]:
    """Return how many paper cuts of each task wait for a fix, however many of them `known_of` returns."""
    counts = select(PaperCut.task_id, func.count()).where(_waits(), PaperCut.task_id.in_(task_ids))
    return dict(db.session.execute(counts.group_by(PaperCut.task_id)).all())


def copied(task_ids: Collection[int]) -> Sequence[PaperCut]:
    """Return what a phone takes along of these tasks: all that a sighting may be matched to, seen most often first."""
    return db.session.scalars(
        select(PaperCut)
        .where(PaperCut.task_id.in_(task_ids), PaperCut.status.not_in((Status.MERGED, Status.DECLINED)))
        .order_by(PaperCut.n_sightings.desc(), PaperCut.id)
        .limit(COPIED_MOST)
    ).all()


def words_of(cut_ids: Collection[int]) -> dict[int, str]:
    """Return what was seen of each paper cut, newest first, cut off at WORDS_MOST characters."""
    rows = db.session.execute(
        select(Sighting.paper_cut_id, Sighting.what_happened)
        .where(Sighting.paper_cut_id.in_(cut_ids))
        .order_by(Sighting.id.desc())
        .limit(SEEN_MOST)
    )
    words: dict[int, str] = defaultdict(str)
    for cut_id, text in rows:
        if cut_id is not None and text not in words[cut_id]:
            words[cut_id] = f"{words[cut_id]} {text}".strip()[:WORDS_MOST]
    return words


def seen_at(visit_id: int, account: Account) -> list[Seen]:
    """Return the sightings of a visit, the last SEEN_MOST of them, in the order in which they came."""
    rows = db.session.execute(
        select(Sighting.uid, Sighting.participant_id, Sighting.paper_cut_id, Sighting.occurrences, Sighting.seen_by_id)
        .where(Sighting.visit_id == visit_id)
        .order_by(Sighting.id.desc())
        .limit(SEEN_MOST)
    )
    return [Seen(*row[:4], is_own=row[4] == account.id) for row in rows][::-1]


def performed_at(visit_id: int) -> dict[tuple[int | None, int], int]:
    """Return how often each task was done at a visit, by participant and task."""
    rows = db.session.execute(
        select(Watch.participant_id, Watch.task_id, Watch.performed).where(Watch.visit_id == visit_id)
    )
    return {(participant_id, task_id): n for participant_id, task_id, n in rows}


def _waits() -> Any:
    return PaperCut.status.in_(WAITING)


def _likeliest() -> list[Any]:
    return [func.coalesce(PaperCut.hit_mean, 0).desc(), PaperCut.n_sightings.desc(), PaperCut.id]
