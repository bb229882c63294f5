"""The page of a visit: its plan, its write-up, and the fixes to look at again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import abort, render_template, url_for
from wtforms import Form

from papercuts import queries
from papercuts.domain.limits import VisitStatus
from papercuts.forms.ratings import RatingsForm
from papercuts.forms.write_up import AddWatchForm, FoundForm, LookForm, TextsForm, VersionForm, WatchesForm, texts_form
from papercuts.models import Verification, Visit, Watch
from papercuts.pages import charts, photo_strips
from papercuts.queries.verifications import Look
from papercuts.queries.write_up import Counts, Part, TaskSeen
from papercuts.web.guard import may
from papercuts.web.paging import page_of
from papercuts.web.rendering import setting

SEEN_A_PAGE, TASKS_MOST, WATCHES_IN_HISTORY = 200, 300, 50
ACTIONS = {
    "unmatched": "Match them",
    "consent": "Record consent",
    "unwatched": "Note what was watched",
    "results": "Note how it went",
    "untimed": "Add seconds",
    "version": "Add the version",
    "summary": "Write it",
}
NEEDED = {"unmatched": "match", "consent": "record consent", "untimed": "capture"}  # permissions; else to write it up


def load(visit_id: int) -> Visit:
    """Return a visit with its plan, or end with 404."""
    return queries.visits.plan_of(visit_id) or abort(404)


def render(visit: Visit, *, wrong: Form | None = None, found_id: int | None = None) -> str:
    """Return the page of a visit; a form that is wrong is shown in its place, with what was typed.

    found_id: the verification that a wrong form belongs to.
    """
    counted = queries.write_up.counts(visit.id)
    watched = queries.write_up.watches(visit.id)
    page = page_of(counted.n_sightings, SEEN_A_PAGE)
    looks = queries.verifications.looks(visit)
    seen = queries.write_up.seen(visit.id, watched, limit=SEEN_A_PAGE, offset=page.offset)
    return render_template(
        "write_up/show.html",
        visit=visit,
        form=wrong or Form(),
        version_form=wrong if isinstance(wrong, VersionForm) else VersionForm(),
        texts=wrong if isinstance(wrong, TextsForm) else texts_of(visit),
        watches_form=wrong if isinstance(wrong, WatchesForm) else watches_form(watched),
        ratings=queries.ratings.of_visit(visit.id),
        ratings_form=wrong if isinstance(wrong, RatingsForm) else ratings_form(visit),
        product=setting().product_name,
        adding=wrong if isinstance(wrong, AddWatchForm) else _add_watch_form(visit),
        looks=looks,
        working=[] if looks else queries.looking_again.works_at(visit),
        look_form=wrong if isinstance(wrong, LookForm) else LookForm(people=people(visit)),
        found_forms=_found_forms(looks, wrong, found_id),
        seen_again=queries.verifications.seen_again(looks),
        watched=watched,
        counted=counted,
        page=page,
        seen=[(task, _strip(visit, counted, task)) for task in seen],
        todo=todo(visit, counted, watched),
        strips=photo_strips.of_sightings([line.sighting.id for one in seen for line in one.lines]),
        is_begun=visit.status is not VisitStatus.PLANNED,
        moments=_moments(visit, watched, seen),
    )


def todo(visit: Visit, counted: Counts, watched: Any) -> list[dict[str, Any]]:
    """Return *Before you finish* as the macro draws it: each with a link to where it is done."""
    return [
        {
            "text": part.text,
            "is_done": part.is_done,
            "href": _href(visit, part) if may(NEEDED.get(part.name, "write up visits")) else "",
            "action": "Match it" if part.name == "unmatched" and counted.n_unmatched == 1 else ACTIONS[part.name],
        }
        for part in queries.write_up.parts(visit, counted, watched)
    ]


def texts_of(visit: Visit, formdata: Any = None) -> TextsForm:
    """Return the form of the summary and the answers, as they are stored or were sent."""
    questions = [(question.id, question.question) for question in visit.questions]
    given = {f"answer_{question.id}": question.answer for question in visit.questions}
    return texts_form(questions, formdata, data={"summary": visit.summary} | given)


def watches_form(watched: Any) -> WatchesForm:
    """Return the form of everything that was watched."""
    return WatchesForm(data={"rows": [_row(watch) for watch in watched]})


def ratings_form(visit: Visit) -> RatingsForm:
    """Return the form of the ratings, as they are stored; a row for each participant."""
    stored = queries.ratings.of_visit(visit.id)
    found = {person.id: stored.get(person.id) for person in visit.participants}
    said = {key: (rating.score, rating.reason) if rating else (None, "") for key, rating in found.items()}
    rows = [{"participant": key, "score": score, "reason": reason} for key, (score, reason) in said.items()]
    return RatingsForm(data={"rows": rows})


def watch_choices(visit: Visit) -> dict[str, Any]:
    """Return whom and what a further watch may be of."""
    tasks = queries.tasks.choices(TASKS_MOST, also=[task.id for task in visit.tasks])
    return {"people": people(visit), "tasks": [(task.id, task.name) for task in tasks]}


def people(visit: Visit) -> list[tuple[int, str]]:
    """Return the people of a visit as choices."""
    return [(person.id, person.label) for person in visit.participants]


def _add_watch_form(visit: Visit) -> AddWatchForm:
    first = visit.participants[0].id if visit.participants else None
    return AddWatchForm(person=first, **watch_choices(visit))


def _href(visit: Visit, part: Part) -> str:
    if part.name == "unmatched":
        first = None if part.is_done else queries.sightings.next_unmatched(visit.id)
        return url_for("matching.show", id=first.id) if first else ""
    if part.name == "consent":
        back = url_for("write_up.show", id=visit.id)
        return url_for("participants.edit", id=part.row_id, next=back) if part.row_id else ""
    if part.name == "untimed":
        return url_for("sightings.edit", id=part.row_id, _anchor="seconds_lost") if part.row_id else ""
    if part.name == "version":
        return url_for("write_up.show", id=visit.id, _anchor="product_version")
    return url_for("write_up.show", id=visit.id, _anchor="summary" if part.name == "summary" else "watched")


def _row(watch: Watch) -> dict[str, Any]:
    return {
        "watch": watch.id,
        "performed": watch.performed,
        "times": watch.times,
        "per": watch.per.value if watch.per else "",
        "how_it_went": watch.how_it_went.value if watch.how_it_went else "",
    }


def _found_forms(looks: list[Look], wrong: Form | None, found_id: int | None) -> dict[int, FoundForm]:
    forms = {found.id: found_form(found) for look in looks for found in look.found}
    if isinstance(wrong, FoundForm) and found_id is not None:
        forms[found_id] = wrong
    return forms


def found_form(found: Verification, formdata: Any = None) -> FoundForm:
    """Return the form of what may be added to a verification; each on the page has its own prefix."""
    applause = "" if found.applause is None else str(found.applause)
    given = {"seconds_after": found.seconds_after, "applause": applause, "quote": found.quote}
    return FoundForm(formdata, prefix=f"found-{found.id}-", data=given)


def _strip(visit: Visit, counted: Counts, task: TaskSeen) -> Any:
    """Return when in the visit the sightings of a task came, where at least two times are known."""
    start, end = _start(visit, counted), counted.last_at
    if start is None or end is None or start == end:
        return None
    times = [line.sighting.observed_at for line in task.lines if line.sighting.observed_at]
    return charts.strip([_minutes(start, at) for at in times], _minutes(start, end)) if times else None


def _start(visit: Visit, counted: Counts) -> datetime | None:
    is_same_day = visit.started_at and counted.first_at and visit.started_at.date() == counted.first_at.date()
    return min(visit.started_at, counted.first_at) if is_same_day else counted.first_at  # type: ignore[type-var]


def _minutes(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 60


def _moments(visit: Visit, watched: Any, seen: Iterable[TaskSeen]) -> list[queries.history.Moment]:
    return queries.history.of_visit(
        visit.id,
        watches=[watch.id for watch in watched[:WATCHES_IN_HISTORY]],
        sightings=[line.sighting.id for task in seen for line in task.lines],
    )
