"""A visit's write-up: what was seen at each task, and what is still missing."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from papercuts.db import db
from papercuts.models import Sighting, Task, Visit, Watch
from papercuts.queries.replaced import Frequency, frequencies_replaced
from papercuts.queries.similar import Guess, best_of_each

NAMED_MOST = 3  # names in one sentence; of more, the number


@dataclass(frozen=True)
class Line:
    """One sighting, with what is known around it."""

    sighting: Sighting
    watch: Watch | None
    guess: Guess | None  # of one that is not matched
    replaced: Frequency | None  # what the person had said before, when this line said another frequency


@dataclass(frozen=True)
class TaskSeen:
    """What was seen at one task."""

    task: Task
    watches: Sequence[Watch]
    lines: Sequence[Line]


@dataclass(frozen=True)
class Counts:
    """How much was seen at a visit, and how much of it is unfinished."""

    n_sightings: int
    n_unmatched: int
    n_cuts: int
    n_delights: int
    n_untimed: int
    first_untimed: int | None  # a sighting's id
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True)
class Part:
    """One thing to do before a write-up is finished, or one that is done."""

    name: str  # what a page links to: "unmatched", "consent", …
    text: str
    is_done: bool
    row_id: int | None = None  # of the first row that is unfinished


def counts(visit_id: int) -> Counts:
    """Return how much was seen at a visit."""
    is_untimed = Sighting.seconds_lost.is_(None) & ~Sighting.is_delight  # what delights has cost no time
    row = db.session.execute(
        select(
            func.count(),
            func.count().filter(Sighting.is_waiting),
            func.count(Sighting.paper_cut_id.distinct()),
            func.count().filter(Sighting.is_delight),
            func.count().filter(is_untimed),
            func.min(case((is_untimed, Sighting.id))),
            func.min(Sighting.observed_at),
            func.max(Sighting.observed_at),
        ).where(Sighting.visit_id == visit_id)
    ).one()
    return Counts(*row)


def watches(visit_id: int) -> Sequence[Watch]:
    """Return what was watched at a visit, by task and person."""
    return db.session.scalars(
        select(Watch)
        .join(Task)
        .where(Watch.visit_id == visit_id)
        .order_by(Task.name, Watch.task_id, Watch.participant_id)
        .options(joinedload(Watch.participant), joinedload(Watch.task))
    ).all()


def seen(visit_id: int, watched: Sequence[Watch], *, limit: int, offset: int = 0) -> list[TaskSeen]:
    """Return what was seen, by task and time, the task that was begun first on top.

    On the first page the tasks at which nothing was seen follow.
    """
    sightings = _sightings(visit_id, limit, offset)
    by_task: dict[int, list[Sighting]] = defaultdict(list)
    for sighting in sightings:
        by_task[sighting.task_id].append(sighting)
    tasks = {sighting.task_id: sighting.task for sighting in sightings}
    if not offset:
        tasks |= {watch.task_id: watch.task for watch in watched}
    guesses = best_of_each([sighting for sighting in sightings if sighting.is_waiting])
    by_pair = {(watch.participant_id, watch.task_id): watch for watch in watched}
    watch_of = {one.id: by_pair.get((one.participant_id, one.task_id)) for one in sightings}
    before = frequencies_replaced(watch_of)
    return [
        TaskSeen(
            task=task,
            watches=[watch for watch in watched if watch.task_id == task_id],
            lines=[Line(one, watch_of[one.id], guesses.get(one.id), before.get(one.id)) for one in by_task[task_id]],
        )
        for task_id, task in tasks.items()
    ]


def parts(visit: Visit, counted: Counts, watched: Collection[Watch]) -> list[Part]:
    """Return what to do before the write-up is finished, in the order of doing it."""
    found = [
        _unmatched(counted),
        _consent(visit),
        _unwatched(visit, watched),
        _results(watched),
        _untimed(counted),
        Part(
            "summary", "The summary is written" if visit.summary else "The summary is not written", bool(visit.summary)
        ),
    ]
    if visit.is_ours:
        version = visit.product_version
        text = f"They use version {version}" if version else "We do not know which version they use"
        found.insert(-1, Part("version", text, bool(version)))
    return [part for part in found if part is not None]


def _sightings(visit_id: int, limit: int, offset: int) -> Sequence[Sighting]:
    begun_at = func.min(Sighting.observed_at).over(partition_by=Sighting.task_id)
    return db.session.scalars(
        select(Sighting)
        .join(Task, Task.id == Sighting.task_id)
        .where(Sighting.visit_id == visit_id)
        .order_by(
            begun_at.is_(None),
            begun_at,
            Task.name,
            Task.id,
            Sighting.observed_at.is_(None),
            Sighting.observed_at,
            Sighting.id,
        )
        .options(joinedload(Sighting.task), joinedload(Sighting.participant), joinedload(Sighting.paper_cut))
        .limit(limit)
        .offset(offset)
    ).all()


def _unmatched(counted: Counts) -> Part:
    n = counted.n_unmatched
    if not n:
        matched = "Every sighting is matched to a paper cut" + (", or is a delight" if counted.n_delights else "")
        return Part("unmatched", matched if counted.n_sightings else "Nothing was seen", True)
    is_or_are = "1 sighting is" if n == 1 else f"{n:,} sightings are"
    return Part("unmatched", f"{is_or_are} not matched to a paper cut", False)


def _consent(visit: Visit) -> Part | None:
    unasked = [person for person in visit.participants if person.consent is None]
    if unasked:
        have = "has" if len(unasked) == 1 else "have"
        names = _names([person.code for person in unasked], "people")
        return Part("consent", f"{names} {have} not said whether we may quote them", False, unasked[0].id)
    return Part("consent", "Everybody has said whether we may quote them", True) if visit.participants else None


def _unwatched(visit: Visit, watched: Collection[Watch]) -> Part | None:
    done = {watch.task_id for watch in watched}
    missing = [f"“{task.name}”" for task in visit.tasks if task.id not in done]
    if missing:
        was = "was" if len(missing) == 1 else "were"
        return Part("unwatched", f"{_names(missing, 'planned tasks')} {was} not watched with anybody", False)
    return Part("unwatched", "Every planned task was watched", True) if visit.tasks else None


def _results(watched: Collection[Watch]) -> Part | None:
    missing = [watch for watch in watched if watch.how_it_went is None]
    if missing:
        pairs = [
            f"{watch.participant.code if watch.participant else 'somebody'} at “{watch.task.name}”" for watch in missing
        ]
        return Part("results", f"How it went is not noted for {_names(pairs, 'people and tasks')}", False)
    return Part("results", "Every watched task has a result", True) if watched else None


def _untimed(counted: Counts) -> Part | None:
    n = counted.n_untimed
    if n:
        has_or_have = "1 sighting has" if n == 1 else f"{n:,} sightings have"
        return Part("untimed", f"{has_or_have} no seconds, so a typical loss is assumed", False, counted.first_untimed)
    has_others = counted.n_sightings > counted.n_delights
    return Part("untimed", "Every sighting has its seconds", True) if has_others else None


def _names(names: Sequence[str], many: str) -> str:
    """Return a few names as a list, more as a number: "P1 and P3", "7 people"."""
    if len(names) > NAMED_MOST:
        return f"{len(names):,} {many}"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
