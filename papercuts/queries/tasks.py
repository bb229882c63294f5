"""Tasks and areas: who does them how often, how far that is known, and what was seen at them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from papercuts.db import db
from papercuts.domain.limits import HowItWent, Status
from papercuts.domain.segments import in_play
from papercuts.domain.text import identity
from papercuts.models import Area, PaperCut, Segment, Sighting, Site, Task, TaskUse, Visit, Watch
from papercuts.queries.fixed import published_fixes


@dataclass(frozen=True)
class UseRow:
    """What is known of a task in one segment."""

    segment: Segment
    use: TaskUse | None
    n_watched: int  # people watched at it, of this segment
    n_reported: int  # of them, those who said how often they do it

    @property
    def is_people_assumed(self) -> bool:
        """Say whether nobody knows how many do it."""
        return self.use is None or self.use.people is None

    @property
    def is_frequency_assumed(self) -> bool:
        """Say whether nobody knows how often one of them does it."""
        return not self.n_reported and (self.use is None or self.use.times is None)

    @property
    def n_assumed(self) -> int:
        """Return how many of its two numbers are assumed."""
        return self.is_people_assumed + self.is_frequency_assumed


@dataclass(frozen=True)
class TaskRow:
    """One task in a list."""

    task: Task
    uses: list[UseRow]  # the segments that count for its paper cuts
    n_watched: int
    n_cuts: int

    @property
    def n_assumed(self) -> int:
        """Return how many of its numbers are assumed."""
        return sum(use.n_assumed for use in self.uses)


@dataclass(frozen=True)
class TaskCut:
    """A paper cut of a task."""

    cut: PaperCut
    n_fixes: int
    version: str | None  # of the newest published release with a fix
    products: tuple[str, ...]  # of others, with which it was seen too


@dataclass(frozen=True)
class AreaRow:
    """One area in a list."""

    area: Area
    n_tasks: int
    n_cuts: int


def areas() -> Sequence[Area]:
    """Return the areas by name."""
    return db.session.scalars(select(Area).order_by(Area.name_identity)).all()


def area_named(name: str) -> Area | None:
    """Return the area of a name, however it is written."""
    return db.session.scalar(select(Area).where(Area.name_identity == identity(name)))


def area_rows() -> list[AreaRow]:
    """Return the areas with how much lies in them."""
    tasks = dict(db.session.execute(select(Task.area_id, func.count()).group_by(Task.area_id)).all())
    cuts = dict(db.session.execute(select(PaperCut.area_id, func.count()).group_by(PaperCut.area_id)).all())
    return [AreaRow(area, tasks.get(area.id, 0), cuts.get(area.id, 0)) for area in areas()]


def choices(limit: int, also: Collection[int] = ()) -> Sequence[Task]:
    """Return tasks to choose from, by name: the first so many, and those chosen already."""
    first = select(Task.id).order_by(Task.name_identity).limit(limit)
    return db.session.scalars(
        select(Task).where(or_(Task.id.in_(first), Task.id.in_(also))).order_by(Task.name_identity)
    ).all()


def task_named(name: str) -> Task | None:
    """Return the task of a name, however it is written."""
    return db.session.scalar(select(Task).where(Task.name_identity == identity(name)))


def task(task_id: int) -> Task | None:
    """Return a task with its area and uses."""
    return db.session.scalar(
        select(Task)
        .where(Task.id == task_id)
        .options(joinedload(Task.area), selectinload(Task.uses).joinedload(TaskUse.segment))
    )


def n_tasks(area_id: int | None = None) -> int:
    """Return how many tasks there are, or how many in an area."""
    statement = select(func.count()).select_from(Task)
    return db.session.scalar(statement if area_id is None else statement.where(Task.area_id == area_id)) or 0


def task_rows(area_id: int | None = None, *, limit: int, offset: int = 0) -> list[TaskRow]:
    """Return the tasks by name, with who does them and what was seen."""
    statement = select(Task).order_by(Task.name_identity).options(joinedload(Task.area), selectinload(Task.uses))
    if area_id is not None:
        statement = statement.where(Task.area_id == area_id)
    tasks = db.session.scalars(statement.limit(limit).offset(offset)).all()
    ids = [one.id for one in tasks]
    segments = list(db.session.scalars(select(Segment).order_by(Segment.is_everyone.desc(), Segment.name_identity)))
    watched = _watched(ids)
    counted = select(PaperCut.task_id, func.count()).where(PaperCut.task_id.in_(ids)).group_by(PaperCut.task_id)
    cuts = dict(db.session.execute(counted).all())
    return [
        TaskRow(
            one,
            _in_play(_uses(one, segments, watched[one.id])),
            sum(n for n, _ in watched[one.id].values()),
            cuts.get(one.id, 0),
        )
        for one in tasks
    ]


def uses_of(one: Task, segments: Sequence[Segment]) -> list[UseRow]:
    """Return what is known of a task in each segment, in their order."""
    return _uses(one, segments, _watched([one.id])[one.id])


def cuts_of(task_id: int, limit: int) -> list[TaskCut]:
    """Return the paper cuts of a task, the best payback first."""
    cuts = db.session.scalars(
        select(PaperCut)
        .where(PaperCut.task_id == task_id, PaperCut.status != Status.MERGED)
        .order_by(PaperCut.is_ranked.desc(), PaperCut.payback_q50.is_(None), PaperCut.payback_q50.desc(), PaperCut.id)
        .limit(limit)
    ).all()
    ids = [cut.id for cut in cuts]
    fixes, products = published_fixes(ids), _other_products(ids)
    return [TaskCut(cut, *fixes.get(cut.id, (0, None)), tuple(products[cut.id])) for cut in cuts]


def watches_of(task_id: int, limit: int) -> Sequence[Watch]:
    """Return with whom a task was watched, newest first."""
    return db.session.scalars(
        select(Watch)
        .join(Visit, Visit.id == Watch.visit_id)
        .where(Watch.task_id == task_id)
        .order_by(Visit.visited_on.desc(), Watch.id.desc())
        .options(joinedload(Watch.visit).joinedload(Visit.site), joinedload(Watch.participant))
        .limit(limit)
    ).all()


def alone(task_id: int) -> tuple[int, int]:
    """Return how many of those watched at a task with our product did it alone, and of how many it was noted."""
    noted, alone = db.session.execute(
        select(func.count(), func.count().filter(Watch.how_it_went == HowItWent.ALONE))
        .join(Visit, Visit.id == Watch.visit_id)
        .where(Watch.task_id == task_id, Visit.product == "", Watch.how_it_went.is_not(None))
    ).one()
    return alone, noted


def _other_products(cut_ids: Collection[int]) -> dict[int, list[str]]:
    """Return with which products that are not ours each paper cut was seen."""
    found: dict[int, list[str]] = defaultdict(list)
    for cut_id, product in db.session.execute(
        select(Sighting.paper_cut_id, Visit.product)
        .join(Visit)
        .where(Sighting.paper_cut_id.in_(cut_ids), Visit.product != "")
        .distinct()
        .order_by(Visit.product)
    ):
        found[cut_id or 0].append(product)
    return found


def _uses(one: Task, segments: Sequence[Segment], watched: dict[int, tuple[int, int]]) -> list[UseRow]:
    said = {use.segment_id: use for use in one.uses}
    return [UseRow(segment, said.get(segment.id), *watched.get(segment.id, (0, 0))) for segment in segments]


def _in_play(uses: list[UseRow]) -> list[UseRow]:
    """Return the segments whose people count for the score."""
    said = {row.segment.id: row.use.people for row in uses if row.use}
    watched = {row.segment.id for row in uses if row.n_watched}
    everyone = next(row.segment.id for row in uses if row.segment.is_everyone)
    counted = in_play(said, watched, everyone)
    return [row for row in uses if row.segment.id in counted]


def _watched(task_ids: Collection[int]) -> dict[int, dict[int, tuple[int, int]]]:
    """Return, for each task and segment, how many people were watched at our product and how many said how often."""
    found: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    for task_id, segment_id, n, n_reported in db.session.execute(
        select(Watch.task_id, Site.segment_id, func.count(), func.count(Watch.times))
        .join(Visit, Visit.id == Watch.visit_id)
        .join(Site, Site.id == Visit.site_id)
        .where(Watch.task_id.in_(task_ids), Visit.product == "")
        .group_by(Watch.task_id, Site.segment_id)
    ):
        found[task_id][segment_id] = (n, n_reported)
    return found
