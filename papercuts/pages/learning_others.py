"""What others do better, and what they do not: paper cuts with another product beside ours."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from papercuts import queries
from papercuts.domain import formats
from papercuts.domain.distributions import beta_limits
from papercuts.domain.sheets import Value
from papercuts.pages.learning import LEAST
from papercuts.queries.other_products import Beside, Share, TaskBeside

COLUMNS = ("task", "product", "where", "paper_cut", "title", "hit_ours", "watched_ours", "hit_there", "watched_there")
JEFFREYS = 0.5  # of a plain k of n: Beta(k + ½, n − k + ½); Brown, Cai and DasGupta 2001


@dataclass(frozen=True)
class Group:
    """What was met with both, or with one only."""

    name: str
    rows: tuple[Beside, ...]


def shown() -> dict[str, Any]:
    """Return what the page shows."""
    found = queries.other_products.tasks()
    sentence = _sentence(found) if found else ""
    return {"tasks": found, "sentence": sentence, "groups": groups, "share": share, "least": LEAST}


def groups(task: TaskBeside) -> list[Group]:
    """Return the groups of a task, in the order in which they are read."""
    return [
        Group("Also there", task.also),
        Group("Only here", task.only_here),
        Group("Only there", task.only_there),
        Group("Was here, fixed", task.was_here),
    ]


def share(one: Share) -> str:
    """Return k of n with its range: "2 of 5, likely 22 % to 63 %"."""
    if not one.n:
        return "nobody watched" if not one.k else f"{one.k:,} hit"
    low, _, high = beta_limits(one.k + JEFFREYS, max(one.n - one.k, 0) + JEFFREYS)
    low, high = (low if one.k else 0.0), (high if one.k < one.n else 1.0)
    return f"{one.k:,} of {one.n:,}, likely {formats.percent(low)} to {formats.percent(high)}"


def rows() -> Iterator[tuple[Value, ...]]:
    """Return the rows of the file: one annoyance at one task with one other product."""
    for task in queries.other_products.tasks():
        for group in groups(task):
            for row in group.rows:
                number = f"PC-{row.paper_cut_id}" if row.paper_cut_id else None
                counts = (row.ours.k, row.ours.n, row.there.k, row.there.n)
                yield task.task, task.product, group.name.lower(), number, row.title, *counts


def _sentence(found: list[TaskBeside]) -> str:
    """Return what the tasks say that enough people were watched at, with ours and with the other product."""
    enough = [task for task in found if task.n_ours >= LEAST and task.n_there >= LEAST]
    if not enough:
        n = formats.counted(LEAST, "person", "people")
        return f"Too early to say: it takes {n} watched at one task with ours, and as many with another product."
    also, here, there = (
        sum(len(rows) for rows in some)
        for some in zip(*((task.also, task.only_here, task.only_there) for task in enough), strict=True)
    )
    return (
        f"Of what people met at {formats.number_of(len(enough), 'task')} watched enough with another product, {also} "
        f"{'is' if also == 1 else 'are'} there too, {here} only here and {there} only there."
    )
