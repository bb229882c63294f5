"""Areas of the product, tasks, and how many people do them how often."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from papercuts.actions import names, scores
from papercuts.actions.history import change, differences, record, record_each
from papercuts.db import db
from papercuts.domain.limits import Per, Source, Stage
from papercuts.domain.segments import counts_twice
from papercuts.models import Account, Area, Segment, Task, TaskUse


@dataclass(frozen=True)
class Said:
    """What is said of how many people of a segment do a task, and how often one of them does."""

    people: int | None
    people_source: Source | None
    times: float | None
    per: Per | None
    frequency_source: Source | None

    @property
    def is_known(self) -> bool:
        """Say whether there is a number."""
        return self.people is not None or self.times is not None

    def columns(self) -> dict[str, Any]:
        """Return it as it is stored. Raises ValueError when a frequency lacks its period."""
        if self.times is not None and self.per is None:
            raise ValueError("Say per what: day, week, month, quarter or year.")
        return {
            "people": self.people,
            "people_source": self.people_source if self.people is not None else None,
            "times": self.times,
            "per": self.per if self.times is not None else None,
            "frequency_source": self.frequency_source if self.times is not None else None,
        }


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


def set_uses(task: Task, said: Sequence[tuple[Segment, Said]], *, by: Account | None, at: datetime) -> None:
    """Say of several segments who does a task, and how often; nothing known removes the row.

    A source without its number is dropped. Raises ValueError when a frequency lacks its period, and when there would
    be numbers for *Everyone* and for a part of them.
    """
    db.session.flush()
    uses = {use.segment_id: use for use in db.session.scalars(select(TaskUse).where(TaskUse.task_id == task.id))}
    changes = {segment: found for segment, one in said if (found := _changed(uses.get(segment.id), one))}
    if not changes:
        return
    _refuse_twice(task, {segment: one.is_known for segment, one in said if segment in changes})
    lines = []
    for segment, changed in changes.items():
        _store(uses.get(segment.id), task, segment, changed)
        lines.append(("task", task.id, "set who does it", {"segment": segment.name} | changed))
    record_each(lines, by=by, at=at)
    if any("people" in changed for changed in changes.values()):
        scores.refresh_assumed(tasks=[task.id])  # where nobody counted, the people of other tasks are the best guess
    else:
        scores.refresh(tasks=[task.id])


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
    """Say of one segment who does a task, and how often, as `set_uses` of several."""
    set_uses(task, [(segment, Said(people, people_source, times, per, frequency_source))], by=by, at=at)
    return _use_of(task, segment)


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


def _refuse_twice(task: Task, known: Mapping[Segment, bool]) -> None:
    """Raise ValueError when the numbers of these segments would count people that other numbers of the task count.

    known: whether numbers are given; where not, what is there is removed.
    """
    given = [segment for segment, is_known in known.items() if is_known]
    if not given:
        return
    # locked, so that of two who say it of the whole and of a part at the same moment, one is told; a paper cut or a
    # watch that only refers to the task need not wait
    db.session.execute(select(Task.id).where(Task.id == task.id).with_for_update(key_share=True))
    changing = [segment.id for segment in known]
    others = select(Segment).join(TaskUse).where(TaskUse.task_id == task.id, Segment.id.not_in(changing))
    segments = [*given, *db.session.scalars(others)]
    everyone = next((one.id for one in segments if one.is_everyone), None)
    if counts_twice({one.id for one in segments}, everyone):
        is_whole = any(one.is_everyone for one in given)
        whole, parts = ("Everyone", "a segment") if is_whole else ("a segment", "Everyone")
        raise ValueError(
            f"“{task.name}” has numbers for {parts} already; with others for {whole} people would count twice. "
            "Leave them empty here, or empty the others on the page of the task."
        )


def _use_of(task: Task, segment: Segment) -> TaskUse | None:
    db.session.flush()
    return db.session.scalar(select(TaskUse).where(TaskUse.task_id == task.id, TaskUse.segment_id == segment.id))


def _changed(use: TaskUse | None, said: Said) -> dict[str, list[Any]]:
    """Return what is different from what is stored, before and after, by the name of the column."""
    wanted = said.columns()
    before = {name: getattr(use, name) if use else None for name in wanted}
    return {name: [before[name], value] for name, value in wanted.items() if before[name] != value}


def _store(use: TaskUse | None, task: Task, segment: Segment, changed: Mapping[str, Sequence[Any]]) -> None:
    use = use or TaskUse(task_id=task.id, segment_id=segment.id)
    for name, (_, value) in changed.items():
        setattr(use, name, value)
    if use.people is not None or use.times is not None:
        db.session.add(use)
    elif use.id is not None:
        db.session.delete(use)
