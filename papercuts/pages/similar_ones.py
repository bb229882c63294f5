"""Which paper cuts might be the same as one: up to five, with the reasons; what was turned down is left out."""

from papercuts import queries
from papercuts.db import db
from papercuts.models import PaperCut, Task
from papercuts.queries.similar import Guess


def similar_to(cut: PaperCut) -> list[Guess]:
    """Return the likeliest others, best first."""
    return queries.similar.to_cut(cut)


def similar_to_title(title: str, task_id: int | None, without: int | None) -> list[Guess]:
    """Return the likeliest ones for a title that is typed at a task, best first.

    without: the number of the paper cut that gets the title, or that loses sightings to it.
    """
    task = db.session.get(Task, task_id) if task_id else None
    left_out = queries.not_the_same.of_cut(without) | {without} if without else set()
    of_task = (task.id, task.area_id) if task else (None, None)
    return queries.similar.to_text(title, *of_task, left_out=left_out)
