"""What the form of a plan holds, before and after: defaults, choices, and the rows it stands for."""

from collections.abc import Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import g, request, url_for
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain import guide
from papercuts.domain.limits import MAX_INT, Consent, Per, Source, VisitKind
from papercuts.domain.text import clean_line
from papercuts.forms.visits import StartForm, VisitForm
from papercuts.models import Account, Area, Participant, Segment, Site, Task, Visit, Volunteer
from papercuts.pages import watch_next
from papercuts.web.clock import today, utc_now
from papercuts.web.guard import may
from papercuts.web.rendering import setting

N_CHOICES = 200  # sites suggested, tasks to tick; the others are found by typing their names
SITES_OF_LINK = 6  # of each segment
TICKED_MOST = 1_000  # tasks looked up because an address or a form has ticked them
Row = TypeVar("Row")


def new_form() -> VisitForm:
    """Return the form of a new visit, with what was sent and defaults for what was not asked yet."""
    sent = request.form if request.method == "POST" else request.args
    data = MultiDict(sent)
    if request.method == "GET" or "at" in sent:  # one question a page: the others keep their defaults
        for name, value in [*_of_volunteer(), *_defaults(reasons_of_link()).items(multi=True)]:
            if name not in sent:
                data.add(name, value)
    return _form(data, chosen=())


def volunteer() -> Volunteer | None:
    """Return who has offered to show how they work, where the visit is planned with one of them."""
    sent = request.values.get("volunteer", "")
    found = next(iter(_ids([sent])), 0) if may("see real names") else 0
    return queries.volunteers.one(found, today(setting())) if found else None


def plan(form: VisitForm) -> Visit:
    """Plan the visit, and note it with the offer that it comes of. Raises ValueError."""
    visit = actions.visits.plan(**parts(form), by=g.user, at=utc_now())
    offered = volunteer()
    if offered is not None:
        actions.volunteers.plan(offered, visit, by=g.user, at=utc_now())
    return visit


def reasons_of_link() -> list[str]:
    """Return why the tasks that *What to watch next* has ticked are to be watched, and with whom."""
    is_linked = request.method == "GET" and request.args.get("from") == "watch-next"
    return watch_next.reasons(_ids(request.args.getlist("tasks")), today(setting())) if is_linked else []


def sites_of_link() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return where the tasks of such a link are watched best: each segment with its sites and their addresses."""
    if not reasons_of_link() or request.args.get("site"):
        return []
    sent = [(name, value) for name, value in request.args.items(multi=True) if name != "site"]
    segments = watch_next.best_with(_ids(request.args.getlist("tasks")), today(setting()))
    sites = queries.places.names_in(segments, SITES_OF_LINK)
    return [
        (one, [(site, f"{url_for('visits.new')}?{urlencode([('site', site), *sent])}") for site in sites[one]])
        for one in segments
        if sites[one]
    ]


def changed_form(visit: Visit) -> VisitForm:
    """Return the form of a planned visit, with what was sent."""
    return _form(MultiDict(request.form), chosen=visit.tasks, observers=visit.observers)


def stored_form(visit: Visit) -> VisitForm:
    """Return the form of a planned visit, with what it holds."""
    held: list[tuple[str, Any]] = [
        ("site", visit.site.name),
        ("visited_on", visit.visited_on.isoformat()),
        ("kind", visit.kind.value),
        ("product", visit.product),
        ("product_version", visit.product_version),
        ("questions", "\n".join(question.question for question in visit.questions)),
        *(("observers", str(one.id)) for one in visit.observers),
        *(("participants", str(one.id)) for one in visit.participants),
        *(("tasks", str(one.id)) for one in visit.tasks),
    ]
    return _form(MultiDict(held), chosen=visit.tasks, observers=visit.observers)


def parts(form: VisitForm) -> dict[str, Any]:
    """Return what `actions.visits.plan` takes; new sites, people and tasks are added. Raises ValueError."""
    site = site_of(str(form.site.data), form.segment.data, form.head_count.data)
    return {
        "site": site,
        "visited_on": form.visited_on.data,
        "kind": VisitKind(str(form.kind.data)),
        "observers": _rows(Account, form.observers.data),
        "participants": [*_rows(Participant, form.participants.data), *_new_people(form, site)],
        "tasks": _distinct([*_rows(Task, form.tasks.data), *learn_tasks(form, site)]),
        "questions": guide.questions(str(form.questions.data)),
        "product": str(form.product.data),
        "product_version": str(form.product_version.data),
    }


def learn_tasks(form: VisitForm, site: Site) -> list[Task]:
    """Return the tasks typed as new; what is said of them and the site's segment is kept. Raises ValueError."""
    return [_new_task(row, site) for row in form.tasks_to_add()]


def start_now(form: StartForm) -> Visit:
    """Plan a visit of today with one person and one task, and start it. Raises ValueError."""
    site = site_of(str(form.site.data), None, None)
    day = today(setting())
    visit = actions.visits.plan(
        site=site,
        visited_on=day,
        participants=[_person(site, str(form.role.data))],
        tasks=[_task(str(form.task.data))],
        questions=guide.questions(guide.DEFAULT_GUIDE),
        by=g.user,
        at=utc_now(),
    )
    actions.visits.start(visit, by=g.user, at=utc_now(), today=day)
    return visit


def site_of(name: str, segment_id: int | None, head_count: int | None) -> Site:
    """Return the site of that name; one that is not there yet is added, to *Everyone* unless said otherwise."""
    known = queries.places.site_named(name)
    if known is not None:
        return known
    segment = db.session.get_one(Segment, segment_id) if segment_id else actions.places.everyone()
    return actions.places.add_site(name, segment=segment, head_count=head_count, by=g.user, at=utc_now())


def _of_volunteer() -> list[tuple[str, str]]:
    """Return what an offer says for the plan: where, what somebody does, and how they may be quoted; never a name."""
    one = volunteer()
    if one is None:
        return []
    known = queries.places.site_named(one.organisation)
    return [
        ("site", known.name if known else one.organisation),
        ("new_people-0-role", one.role),
        ("new_people-0-consent", queries.volunteers.consent_of(one, today(setting())).value),
    ]


def _defaults(reasons: Sequence[str]) -> MultiDict[str, str]:
    # the very first site cannot be a misspelt one, so its segment need not be asked for
    first_segment = [("segment", str(actions.places.everyone().id))] if not queries.places.n_sites() else []
    return MultiDict(
        [
            *first_segment,
            ("visited_on", today(setting()).isoformat()),
            ("kind", VisitKind.ON_SITE.value),
            ("observers", str(g.user.id)),
            ("questions", "\n".join([*reasons, guide.DEFAULT_GUIDE])),  # a plan has no other place for why
        ]
    )


def _form(data: MultiDict[str, Any], chosen: Sequence[Task], observers: Sequence[Account] = ()) -> VisitForm:
    site = _known_site(data.get("site", ""))
    accounts = [one for one in queries.accounts.everybody() if not one.is_disabled or one in observers]
    return VisitForm(
        data,
        is_known=site is not None,
        segments=[(one.id, one.name) for one in queries.places.segments()],
        observers=[(one.id, one.name) for one in accounts],
        participants=[(one.id, one.label) for one in site.participants] if site else [],
        tasks=[(one.id, one.name) for one in queries.tasks.choices(N_CHOICES, also=_tasks_besides(data, chosen))],
    )


def _tasks_besides(data: MultiDict[str, Any], chosen: Sequence[Task]) -> set[int]:
    """Return the tasks that can be ticked although they are not among the first by name."""
    return {one.id for one in chosen} | _ids(data.getlist("tasks")) | watch_next.best_tasks()


def _ids(typed: Sequence[Any]) -> set[int]:
    """Return the numbers that can be of a row."""
    asked = [str(value) for value in typed[:TICKED_MOST]]
    found = {int(value) for value in asked if value.isascii() and value.isdecimal() and len(value) <= len(str(MAX_INT))}
    return {one for one in found if one <= MAX_INT}


def _known_site(typed: str) -> Site | None:
    try:
        return queries.places.site_named(clean_line(typed))
    except ValueError:  # cannot be stored: the form says so
        return None


def _new_people(form: VisitForm, site: Site) -> list[Participant]:
    return [
        actions.places.add_participant(
            site,
            role=row["role"],
            consent=Consent(row["consent"]) if row["consent"] else None,
            by=g.user,
            at=utc_now(),
        )
        for row in form.people_to_add()
    ]


def _new_task(row: dict[str, Any], site: Site) -> Task:
    """Return the task of a filled-in row, with what it says about the site's segment."""
    task = _task(row["name"], row["area"])
    if row["people"] is not None or row["times"] is not None:
        actions.tasks.learn_use(
            task,
            db.session.get_one(Segment, site.segment_id),
            people=row["people"],
            times=row["times"],
            per=Per(row["per"]),
            source=Source(row["source"]),
            by=g.user,
            at=utc_now(),
        )
    return task


def _task(name: str, area: str = "") -> Task:
    known = queries.tasks.task_named(name)
    return known or actions.tasks.add_task(name, area=_area(area), by=g.user, at=utc_now())


def _area(name: str) -> Area | None:
    if not name:
        return None
    return queries.tasks.area_named(name) or actions.tasks.add_area(name, by=g.user, at=utc_now())


def _person(site: Site, words: str) -> Participant:
    """Return the person of that code at the site, or a new one of that role."""
    known = queries.places.participant_with_code(site.id, words)
    return known or actions.places.add_participant(site, role=words, by=g.user, at=utc_now())


def _rows(model: type[Row], ids: Any) -> list[Row]:
    columns: Any = model
    return list(db.session.scalars(select(model).where(columns.id.in_(ids or [])).order_by(columns.id)))


def _distinct(rows: list[Task]) -> list[Task]:
    return list(dict.fromkeys(rows))
