"""A plan that is sent once more: going back and pressing the button again must not make a second visit."""

from collections import Counter
from datetime import date

from flask import g, url_for

from papercuts import queries
from papercuts.domain import formats, guide
from papercuts.domain.limits import VisitStatus
from papercuts.domain.text import clean_line, identity
from papercuts.forms.visits import StartForm, VisitForm
from papercuts.models import Site, Visit

Message = dict[str, str]  # as the page draws it, with its link


def same_plan(form: VisitForm) -> Visit | None:
    """Return the visit that was planned with the very answers of a form, and is not written up."""
    visits = _at(str(form.site.data), form.visited_on.data)
    return next((visit for visit in visits if _has_answers(visit, form)), None)


def same_start(form: StartForm, day: date) -> Visit | None:
    """Return the visit that whoever is signed in has begun with the very answers of a form, and is not written up."""
    visits = _at(str(form.site.data), day)
    begun = [one for one in visits if one.status is VisitStatus.UNDER_WAY and g.user in one.observers]
    return next((visit for visit in begun if _is_about(visit, str(form.role.data), str(form.task.data))), None)


def planned_already(visit: Visit) -> Message:
    """Return what to say of the same plan sent twice."""
    text = f"This visit is planned already: {_named(visit.site, visit.visited_on)}. No second one was added."
    return {"text": text, "href": url_for("visits.edit", id=visit.id), "label": "Change its plan"}


def begun_already(visit: Visit) -> Message:
    """Return what to say of the same visit begun twice."""
    text = "This visit is under way already: go on here. Whoever else you watch can be added to its plan."
    return {"text": text, "href": url_for("visits.edit", id=visit.id), "label": "Change its plan"}


def another_that_day(form: VisitForm) -> Message | None:
    """Return what to say, before a plan is kept, of another visit to the same site on the same day."""
    others = _at(str(form.site.data), form.visited_on.data)
    if not others:
        return None
    other = others[0]
    text = f"Another visit was planned already: {_named(other.site, other.visited_on)}. Both are kept."
    return {"text": text, "href": url_for("write_up.show", id=other.id), "label": "See the other one"}


def _at(name: str, day: date | None) -> list[Visit]:
    site = queries.places.site_named(clean_line(name))
    return queries.visits.unfinished_at(site.id, day) if site and day else []


def _has_answers(visit: Visit, form: VisitForm) -> bool:
    plain = (visit.visited_on, visit.kind.value, visit.product, visit.product_version)
    asked = guide.questions(str(form.questions.data))
    return (
        plain == (form.visited_on.data, form.kind.data, form.product.data, form.product_version.data)
        and {str(one) for one in form.observers.data or []} <= {str(one.id) for one in visit.observers}
        and [one.question for one in visit.questions] == asked
        and _has_people(visit, form)
        and _has_tasks(visit, form)
    )


def _has_people(visit: Visit, form: VisitForm) -> bool:
    """Say whether those ticked are of the visit, and the others of the visit are those typed as new."""
    ticked = {int(one) for one in form.participants.data or []}
    others = [(one.role, one.consent or "") for one in visit.participants if one.id not in ticked]
    typed = [(row["role"], row["consent"] or "") for row in form.people_to_add()]
    return ticked <= {one.id for one in visit.participants} and Counter(others) == Counter(typed)


def _has_tasks(visit: Visit, form: VisitForm) -> bool:
    ticked = {int(one) for one in form.tasks.data or []}
    typed = {identity(row["name"]) for row in form.tasks_to_add()}
    ids, names = {one.id for one in visit.tasks}, {one.name_identity for one in visit.tasks}
    others = {one.name_identity for one in visit.tasks if one.id not in ticked}
    return ticked <= ids and others <= typed <= names


def _is_about(visit: Visit, who: str, task: str) -> bool:
    """Say whether a visit is of this one person, by code or role, with this one task."""
    people = [{one.role.casefold(), one.code.casefold()} for one in visit.participants]
    is_same_person = len(people) == 1 and who.casefold() in people[0]
    return is_same_person and [one.name_identity for one in visit.tasks] == [identity(task)]


def _named(site: Site, day: date) -> str:
    return f"{site.name}, {formats.date(day)}"
