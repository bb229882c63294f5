"""Areas of the product, tasks, and how many people do them how often."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from papercuts.actions import names, scores
from papercuts.actions.history import change, differences, record
from papercuts.db import db
from papercuts.domain.limits import Per, Source, Stage
from papercuts.domain.segments import counts_twice
from papercuts.models import Account, Area, Segment, Task, TaskUse


def add_area(name: str, *, team: str = "", by: Account | None, at: datetime) -> Area:
    """Add a part of the product. Raises ValueError when there is one of that name."""
    area = Area(name=name, name_identity=names.free(Area, name), team=team)
    db.session.add(area)
    record(area, "added the area", by=by, at=at, name=name, team=team)
    return area


def change_area(area: Area, *, name: str, team: str, by: Account | None, at: datetime) -> None:
    """Change an area. Raises ValueError when the name is taken."""
    names.rename(area, name)
    change(area, "changed the area", by=by, at=at, name=name, team=team)


def add_task(
    name: str, *, area: Area | None = None, stage: Stage = Stage.USE, by: Account | None, at: datetime
) -> Task:
    """Add a task. Raises ValueError when there is one of that name."""
    task = Task(name=name, name_identity=names.free(Task, name), area=area, stage=stage)
    db.session.add(task)
    record(task, "added the task", by=by, at=at, name=name, area=area and area.name, stage=stage)
    return task


def change_task(task: Task, *, name: str, area: Area | None, stage: Stage, by: Account | None, at: datetime) -> None:
    """Change a task; its paper cuts keep the areas they have. Raises ValueError when the name is taken."""
    names.rename(task, name)
    details = differences(task, name=name, stage=stage)
    if task.area_id != (area and area.id):
        before = db.session.get(Area, task.area_id) if task.area_id else None
        details["area"] = [before and before.name, area and area.name]
        task.area = area
    if details:
        record(task, "changed the task", by=by, at=at, **details)


def set_use(
    task: Task,
    segment: Segment,
    *,
    people: int | None,
    people_source: Source | None,
    times: float | None,
    per: Per | None,
    frequency_source: Source | None,
    by: Account | None,
    at: datetime,
) -> TaskUse | None:
    """Say how many people of a segment do a task, and how often one of them does; nothing known removes the row.

    A source without its number is dropped. Raises ValueError when a frequency lacks its period, and when there are
    numbers for *Everyone* and would be for a part of them.
    """
    if times is not None and per is None:
        raise ValueError("Say per what: day, week, month, quarter or year.")
    wanted = {
        "people": people,
        "people_source": people_source if people is not None else None,
        "times": times,
        "per": per if times is not None else None,
        "frequency_source": frequency_source if times is not None else None,
    }
    use = _use_of(task, segment)
    before = {name: getattr(use, name) for name in wanted} if use else dict.fromkeys(wanted)
    if before == wanted:
        return use
    if people is not None or times is not None:
        _refuse_twice(task, segment)
    use = _store(use, task, segment, wanted)
    changed = {name: [before[name], value] for name, value in wanted.items() if before[name] != value}
    record(task, "set who does it", by=by, at=at, segment=segment.name, **changed)
    if "people" in changed:
        scores.refresh_assumed(tasks=[task.id])  # where nobody counted, the people of other tasks are the best guess
    else:
        scores.refresh(tasks=[task.id])
    return use


def learn_use(
    task: Task,
    segment: Segment,
    *,
    people: int | None,
    times: float | None,
    per: Per | None,
    source: Source | None,
    by: Account | None,
    at: datetime,
) -> TaskUse | None:
    """Keep what is newly known of who does a task how often; what is not said stays as it was."""
    known = _use_of(task, segment)
    return set_use(
        task,
        segment,
        people=people if people is not None or not known else known.people,
        people_source=source if people is not None or not known else known.people_source,
        times=times if times is not None or not known else known.times,
        per=per if times is not None or not known else known.per,
        frequency_source=source if times is not None or not known else known.frequency_source,
        by=by,
        at=at,
    )


def _refuse_twice(task: Task, segment: Segment) -> None:
    """Raise ValueError when this segment's numbers would count people that other numbers of the task count."""
    # locked, so that of two who say it of the whole and of a part at the same moment, one is told
    db.session.execute(select(Task.id).where(Task.id == task.id).with_for_update())
    others = db.session.scalars(
        select(Segment).join(TaskUse).where(TaskUse.task_id == task.id, Segment.id != segment.id).order_by(Segment.name)
    ).all()
    everyone = next((one.id for one in (segment, *others) if one.is_everyone), None)
    if counts_twice({segment.id, *(one.id for one in others)}, everyone):
        whole, parts = ("Everyone", "a segment") if segment.is_everyone else ("a segment", "Everyone")
        raise ValueError(
            f"“{task.name}” has numbers for {parts} already; with others for {whole} people would count twice. "
            "Leave them empty here, or empty the others on the page of the task."
        )


def _use_of(task: Task, segment: Segment) -> TaskUse | None:
    db.session.flush()
    return db.session.scalar(select(TaskUse).where(TaskUse.task_id == task.id, TaskUse.segment_id == segment.id))


def _store(use: TaskUse | None, task: Task, segment: Segment, wanted: Mapping[str, object]) -> TaskUse | None:
    if wanted["people"] is None and wanted["times"] is None:
        if use is not None:
            db.session.delete(use)
        return None
    if use is None:
        use = TaskUse(task_id=task.id, segment_id=segment.id)
        db.session.add(use)
    for name, value in wanted.items():
        setattr(use, name, value)
    return use
