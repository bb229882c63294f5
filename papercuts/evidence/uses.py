"""Who does a task how often: what was said of each segment, and what is taken where nobody said anything."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy import func, select

from papercuts.db import db
from papercuts.domain.ranking import SegmentUse
from papercuts.domain.segments import in_play
from papercuts.evidence.rows import Watched
from papercuts.models import Segment, Site, TaskUse

HALF = 0.5  # of a head count are taken to do a task that nobody counted
HEAD_COUNT_LOG_SD, OTHER_TASKS_LOG_SD = 0.9, 1.0

Columns = Any  # of a table, by their names


@dataclass(frozen=True)
class Population:
    """How many people there are, whatever the task."""

    segments: Mapping[int, Columns]
    everyone: int
    heads: Mapping[int, int]  # people in each segment, where that is known
    counts: Sequence[tuple[int, int]]  # task and how many do it in a segment, where somebody counted; fewest first

    def others(self, task_id: int) -> float | None:
        """Return how many do another task in the middle: the best guess where nobody counted."""
        people = [n for other, n in self.counts if other != task_id]
        return median(people) if people else None


def read_population() -> Population:
    """Return the segments, and how many people there are."""
    columns = (Segment.id, Segment.name, Segment.weight, Segment.head_count, Segment.is_everyone)
    segments = {row.id: row for row in db.session.execute(select(*columns))}
    known = {segment.id: segment.head_count for segment in segments.values() if segment.head_count}
    return Population(
        segments,
        everyone=next(segment.id for segment in segments.values() if segment.is_everyone),
        heads=_site_heads() | known,
        counts=_people_counts(),
    )


def read_said(task_ids: Collection[int]) -> Mapping[int, dict[int, Columns]]:
    """Return what was said of each task, by segment."""
    numbers = (TaskUse.people, TaskUse.people_source, TaskUse.times, TaskUse.per, TaskUse.frequency_source)
    uses = select(TaskUse.task_id, TaskUse.segment_id, *numbers).where(TaskUse.task_id.in_(task_ids))
    said: dict[int, dict[int, Columns]] = defaultdict(dict)
    for use in db.session.execute(uses):
        said[use.task_id][use.segment_id] = use
    return said


def uses_of(
    task_id: int,
    said: Mapping[int, Columns],
    watched: list[Watched],
    population: Population,
    periods: Mapping[str, float],
) -> tuple[SegmentUse, ...]:
    """Return who does a task how often: what was said of a segment, and what is taken where nothing was."""
    by_segment: dict[int, list[Watched]] = defaultdict(list)
    for row in watched:
        by_segment[row.segment_id].append(row)
    people = {segment_id: use.people for segment_id, use in said.items()}
    others = population.others(task_id)
    return tuple(
        _segment_use(
            population.segments[segment_id],
            said.get(segment_id),
            by_segment.get(segment_id, []),
            population.heads.get(segment_id),
            others,
            periods,
        )
        for segment_id in in_play(people, by_segment.keys(), population.everyone)
    )


def _segment_use(
    segment: Columns,
    said: Columns | None,
    watched: list[Watched],
    heads: int | None,
    others: float | None,
    periods: Mapping[str, float],
) -> SegmentUse:
    reports = tuple((row.times, row.per) for row in watched if row.times and row.per)
    return SegmentUse(
        name=segment.name,
        weight=segment.weight,
        people=said.people if said else None,
        people_source=said.people_source if said else None,
        times=said.times if said else None,
        per=said.per if said else None,
        frequency_source=said.frequency_source if said else None,
        reported_per_year=tuple(times * periods[per] for times, per in reports),
        reported_as=reports,
        assumed_people=heads * HALF if heads else others,
        assumed_people_sigma=HEAD_COUNT_LOG_SD if heads else OTHER_TASKS_LOG_SD,
    )


def _site_heads() -> dict[int, int]:
    """Return the head count of each segment's sites together."""
    heads = func.sum(Site.head_count)
    rows = db.session.execute(select(Site.segment_id, heads).group_by(Site.segment_id).having(heads > 0))
    return {segment_id: int(head_count or 0) for segment_id, head_count in rows}


def _people_counts() -> list[tuple[int, int]]:
    rows = select(TaskUse.task_id, TaskUse.people).where(TaskUse.people.is_not(None)).order_by(TaskUse.people)
    return [(task_id, people) for task_id, people in db.session.execute(rows) if people is not None]
