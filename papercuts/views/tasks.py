"""Tasks: what people are trying to get done, and how many do it how often."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from papercuts import actions, queries
from papercuts.actions.tasks import Said
from papercuts.db import db
from papercuts.domain import formats
from papercuts.domain.limits import PAGE_SIZE, Per, Source, Stage
from papercuts.domain.proportions import adjusted_wald
from papercuts.forms.tasks import TaskForm, UsesForm
from papercuts.models import Area, Segment, Task
from papercuts.web.arguments import row_id
from papercuts.web.attempts import attempt
from papercuts.web.clock import utc_now
from papercuts.web.conflicts import hold, join
from papercuts.web.paging import page_of
from papercuts.web.permissions import allowed

bp = Blueprint("tasks", __name__)

N_SHOWN = 50  # paper cuts and watches on a task's page


@bp.get("/tasks")
@allowed("read")
def index() -> str:
    """Show the tasks by name, all or those of an area."""
    area_id = row_id("area")
    page = page_of(queries.tasks.n_tasks(area_id))
    return render_template(
        "tasks/index.html",
        rows=queries.tasks.task_rows(area_id, limit=PAGE_SIZE, offset=page.offset),
        page=page,
        areas=queries.tasks.areas(),
        area_id=area_id,
    )


@bp.get("/tasks/<id:id>")
@allowed("read")
def show(id: int) -> str:
    """Show a task: who does it, its paper cuts, with whom it was watched."""
    task = _task(id)
    return _page(task, _uses_form(task))


@bp.route("/tasks/new", methods=["GET", "POST"])
@allowed("edit tasks")
def new() -> Response | str | tuple[str, int]:
    """Add a task."""
    form = TaskForm(request.form if request.method == "POST" else None, stage=Stage.USE.value)
    if request.method == "GET":
        return _edit_page(form, None)
    if form.validate() and attempt(
        lambda: actions.tasks.add_task(**_fields(form), by=g.user, at=utc_now()), form["name"]
    ):
        return _saved(queries.tasks.task_named(str(form["name"].data)), "Added. Now say who does it, and how often.")
    return _edit_page(form, None), 422


@bp.route("/tasks/<id:id>/edit", methods=["GET", "POST"])
@allowed("edit tasks")
def edit(id: int) -> Response | str | tuple[str, int]:
    """Change the words, area or stage of a task."""
    hold(Task, id)
    task = _task(id)
    given = {"name": task.name, "area": task.area.name if task.area else "", "stage": task.stage.value}
    stored = TaskForm(data=given)
    if request.method == "GET":
        return _edit_page(stored, task)
    form = TaskForm(request.form)
    join(form, stored)
    if form.validate() and attempt(
        lambda: actions.tasks.change_task(task, **_fields(form), by=g.user, at=utc_now()), form["name"]
    ):
        return _saved(task, "Saved.")
    return _edit_page(form, _task(id)), 422


@bp.post("/tasks/<id:id>/uses")
@allowed("edit tasks")
def set_uses(id: int) -> Response | tuple[str, int]:
    """Keep how many people of each segment do it, how often, and how that is known."""
    hold(Task, id)
    task, form, segments = _task(id), UsesForm(request.form), queries.places.segments()
    names = {f"uses-{segment.id}": segment.name for segment in segments}
    join(form, _uses_form(task), rows=names, back=url_for("tasks.show", id=id))
    stored = {use.segment_id for use in task.uses}
    if not form.validate() or form.refuse_twice(segments[0].id, stored) or not _keep_uses(task, form, segments):
        return _page(_task(id), form), 422
    rows = form.by_segment()
    _warn_of_more_than_there_are(segments, rows)
    return _saved(task, "Saved. Its paper cuts are ranked anew." if queries.tasks.cuts_of(id, 1) else "Saved.")


def _warn_of_more_than_there_are(segments: Sequence[Segment], rows: dict[int, dict[str, Any]]) -> None:
    """Say where more people do the task than the segment has; it is kept, since either number may be the old one."""
    for segment in segments:
        people, heads = rows.get(segment.id, {}).get("people"), segment.head_count
        if people is not None and heads is not None and people > heads:
            flash(f"{segment.name}: {people:,} people do it, and only {heads:,} are known. Check the two.", "warn")


def _alone(task_id: int) -> str:
    """Return how many did it alone, with the range of the share of all people; nothing where nobody noted it."""
    alone, noted = queries.tasks.alone(task_id)
    if not noted:
        return ""
    low, high = adjusted_wald(alone, noted)
    return f"{alone:,} of {noted:,} did it alone, likely {formats.span(low, high, formats.percent)} of all people."


def _task(task_id: int) -> Task:
    return queries.tasks.task(task_id) or abort(404)


def _keep_uses(task: Task, form: UsesForm, segments: Sequence[Segment]) -> bool:
    rows = form.by_segment()
    said = [(segment, _said(rows[segment.id])) for segment in segments if segment.id in rows]
    if attempt(lambda: actions.tasks.set_uses(task, said, by=g.user, at=utc_now()), form.uses):
        return True
    form.refuse(form.uses.errors[0])
    return False


def _said(row: dict[str, Any]) -> Said:
    return Said(
        people=row["people"],
        people_source=Source(row["people_source"]) if row["people_source"] else None,
        times=row["times"],
        per=Per(row["per"]),
        frequency_source=Source(row["frequency_source"]) if row["frequency_source"] else None,
    )


def _fields(form: TaskForm) -> dict[str, Any]:
    return {"name": form["name"].data, "area": _area(form), "stage": Stage(str(form.stage.data))}


def _area(form: TaskForm) -> Area | None:
    """Return the area of that name; one that is not there yet is added."""
    name = str(form.area.data)
    if not name:
        return None
    return queries.tasks.area_named(name) or actions.tasks.add_area(name, by=g.user, at=utc_now())


def _saved(task: Task | None, message: str) -> Response:
    db.session.commit()
    flash(message)
    return redirect(url_for("tasks.show", id=task.id) if task else url_for("tasks.index"), code=303)


def _uses_form(task: Task) -> UsesForm:
    said = {use.segment_id: use for use in task.uses}
    columns = ("people", "people_source", "times", "per", "frequency_source")
    rows: list[dict[str, Any]] = []
    for segment in queries.places.segments():
        known = {name: getattr(said.get(segment.id), name, None) for name in columns}
        rows.append({"segment": segment.id} | {name: value for name, value in known.items() if value is not None})
    return UsesForm(uses=rows)


def _edit_page(form: TaskForm, task: Task | None) -> str:
    return render_template("tasks/edit.html", form=form, task=task, areas=queries.tasks.areas())


def _page(task: Task, form: UsesForm) -> str:
    segments = {segment.id: segment for segment in queries.places.segments()}
    return render_template(
        "tasks/show.html",
        task=task,
        form=form,
        segments=segments,
        uses={row.segment.id: row for row in queries.tasks.uses_of(task, list(segments.values()))},
        cuts=queries.tasks.cuts_of(task.id, N_SHOWN),
        watches=queries.tasks.watches_of(task.id, N_SHOWN),
        alone=_alone(task.id),
        moments=queries.history.of(("task", task.id)),
    )
