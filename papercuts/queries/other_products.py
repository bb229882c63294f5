"""What was seen with other products, task by task, beside what was seen with ours; none of it enters the rank."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import and_, func, select

from papercuts.db import db
from papercuts.domain.lifecycle import SHIPPED
from papercuts.domain.limits import Status
from papercuts.models import PaperCut, Sighting, Task, Visit, Watch
from papercuts.queries.with_users import with_users

TASKS_MOST = 200


@dataclass(frozen=True)
class Share:
    """k of n people watched were hit."""

    k: int
    n: int


@dataclass(frozen=True)
class Beside:
    """One annoyance with ours and with another product, of those watched at its task with each."""

    paper_cut_id: int | None  # none: it is no paper cut of ours
    sighting_id: int | None  # … then where it was seen there
    title: str
    ours: Share
    there: Share
    status: Status | None = None  # of the paper cut


@dataclass(frozen=True)
class TaskBeside:
    """One task that was watched with another product, and what was met in each."""

    task_id: int
    task: str
    product: str
    n_ours: int  # people at visits who were watched at it
    n_there: int
    also: tuple[Beside, ...]  # met with both
    only_here: tuple[Beside, ...]
    was_here: tuple[Beside, ...]  # only here, and fixed since
    only_there: tuple[Beside, ...]


def tasks() -> list[TaskBeside]:
    """Return each task that was watched with another product, by task and product; people count once a visit."""
    watched = _watched()
    pairs = sorted(watched.keys() - {(task, "") for task, _ in watched}, key=lambda pair: (pair[1], pair[0]))
    pairs = pairs[:TASKS_MOST]
    ids = {task for task, _ in pairs}
    names = {task.id: task.name for task in db.session.scalars(select(Task).where(Task.id.in_(ids)))}
    hits, titles = _hits(ids)
    loose = _loose(ids)
    found = [
        _beside(task, names[task], product, watched.get((task, ""), 0), watched[task, product], hits, titles, loose)
        for task, product in pairs
    ]
    return sorted(found, key=lambda one: (one.task.casefold(), one.product.casefold()))


def _beside(
    task: int,
    name: str,
    product: str,
    n_ours: int,
    n_there: int,
    hits: dict[tuple[int, int, str], int],
    titles: dict[int, tuple[str, Status]],
    loose: dict[tuple[int, str], list[tuple[int, str]]],
) -> TaskBeside:
    cuts = sorted({cut for at, cut, used in hits if at == task and used in ("", product)})
    rows = [
        Beside(
            cut,
            None,
            titles[cut][0],
            Share(hits.get((task, cut, ""), 0), n_ours),
            Share(hits.get((task, cut, product), 0), n_there),
            titles[cut][1],
        )
        for cut in cuts
    ]
    unmatched = [
        Beside(None, sighting, what, Share(0, n_ours), Share(1, n_there))
        for sighting, what in loose.get((task, product), [])
    ]
    return TaskBeside(
        task,
        name,
        product,
        n_ours,
        n_there,
        also=_most_first(row for row in rows if row.ours.k and row.there.k),
        only_here=_most_first(row for row in rows if row.ours.k and not row.there.k and row.status not in SHIPPED),
        was_here=_most_first(row for row in rows if row.ours.k and not row.there.k and row.status in SHIPPED),
        only_there=(*_most_first(row for row in rows if not row.ours.k), *unmatched),
    )


def _most_first(rows: Iterable[Beside]) -> tuple[Beside, ...]:
    return tuple(sorted(rows, key=lambda row: (-row.ours.k - row.there.k, row.title)))


def _watched() -> dict[tuple[int, str], int]:
    """Return how many people at visits were watched at each task with each product; ours is ""."""
    other = select(Watch.task_id).join(Visit, Visit.id == Watch.visit_id).where(Visit.product != "", with_users())
    rows = db.session.execute(
        select(Watch.task_id, Visit.product, func.count(Watch.id))
        .join(Visit, Visit.id == Watch.visit_id)
        .where(Watch.task_id.in_(other), with_users())
        .group_by(Watch.task_id, Visit.product)
    )
    return {(task, product): n for task, product, n in rows}


def _hits(task_ids: set[int]) -> tuple[dict[tuple[int, int, str], int], dict[int, tuple[str, Status]]]:
    """Return how many people at visits met each paper cut at each task with each product, and title and status."""
    who = select(
        Sighting.task_id, Sighting.paper_cut_id, Visit.product, Sighting.visit_id, Sighting.participant_id
    ).join(Visit, Visit.id == Sighting.visit_id)
    known = who.where(Sighting.task_id.in_(task_ids), Sighting.paper_cut_id.is_not(None), with_users())
    met = known.distinct().subquery()
    rows = db.session.execute(
        select(met.c.task_id, met.c.paper_cut_id, PaperCut.title, PaperCut.status, met.c.product, func.count())
        .join(PaperCut, and_(PaperCut.id == met.c.paper_cut_id, PaperCut.status != Status.MERGED))
        .group_by(met.c.task_id, met.c.paper_cut_id, PaperCut.title, PaperCut.status, met.c.product)
    )
    hits: dict[tuple[int, int, str], int] = {}
    titles: dict[int, tuple[str, Status]] = {}
    for task, cut, title, status, product, n in rows:
        hits[task, cut, product], titles[cut] = n, (title, status)
    return hits, titles


def _loose(task_ids: set[int]) -> dict[tuple[int, str], list[tuple[int, str]]]:
    """Return what was seen with other products and is no paper cut of ours, delights left out."""
    rows = db.session.execute(
        select(Sighting.task_id, Visit.product, Sighting.id, Sighting.what_happened)
        .join(Visit, Visit.id == Sighting.visit_id)
        .where(
            Sighting.task_id.in_(task_ids),
            Sighting.paper_cut_id.is_(None),
            Visit.product != "",
            ~Sighting.is_delight,
            with_users(),
        )
        .order_by(Sighting.id)
    )
    found: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    for task, product, sighting, what in rows:
        found[task, product].append((sighting, what))
    return found
