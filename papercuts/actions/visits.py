"""Planning a visit, changing the plan, and starting it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import selectinload

from papercuts.actions import outcomes, scores
from papercuts.actions.history import differences, record
from papercuts.db import db
from papercuts.domain.limits import VisitKind, VisitStatus
from papercuts.models import Account, Participant, Question, Sighting, Site, Task, Verification, Visit, Watch


def plan(
    *,
    site: Site,
    visited_on: date,
    kind: VisitKind = VisitKind.ON_SITE,
    observers: Sequence[Account] = (),
    participants: Sequence[Participant] = (),
    tasks: Sequence[Task] = (),
    questions: Sequence[str] = (),
    product: str = "",
    product_version: str = "",
    by: Account | None,
    at: datetime,
) -> Visit:
    """Plan a visit. Raises ValueError when a participant belongs to another site."""
    db.session.flush()
    _refuse_strangers(site, participants)
    visit = Visit(
        site=site,
        visited_on=visited_on,
        kind=kind,
        product=product,
        product_version=product_version,
        observers=list(observers),
        participants=list(participants),
        tasks=list(tasks),
        questions=[Question(position=i, question=text) for i, text in enumerate(questions)],
    )
    db.session.add(visit)
    record(visit, "planned the visit", by=by, at=at, site=site.name, day=visited_on.isoformat(), kind=kind)
    return visit


def change_plan(
    visit: Visit,
    *,
    site: Site,
    visited_on: date,
    kind: VisitKind,
    observers: Sequence[Account],
    participants: Sequence[Participant],
    tasks: Sequence[Task],
    questions: Sequence[str],
    product: str,
    product_version: str,
    by: Account | None,
    at: datetime,
) -> None:
    """Change the plan of a visit. A question that has an answer stays, and so does who was watched already.

    A day, product or version that was wrong may have reopened a paper cut or kept one from that: it is made good.
    Raises ValueError when a participant belongs to another site, or the site of a visit that has begun changes.
    """
    _refuse_strangers(site, participants)
    visit = _with_lists(visit)
    is_ranked_anew = (visit.visited_on, visit.product) != (visited_on, product)
    is_judged_anew = is_ranked_anew or visit.product_version != product_version
    details = _move(visit, site)
    details |= differences(visit, visited_on=visited_on, kind=kind, product=product, product_version=product_version)
    details |= _replace(visit, "observers", observers, [one.name for one in visit.observers])
    details |= _replace(visit, "participants", _with_those_watched(visit, participants), _codes(visit))
    details |= _replace(visit, "tasks", tasks, [one.name for one in visit.tasks])
    if _ask(visit, questions):
        details["questions"] = "rewritten"
    if details:
        record(visit, "changed the plan", by=by, at=at, **details)
    moved = outcomes.judge_again(visit, by=by, at=at) if is_judged_anew else []
    if is_ranked_anew:
        refresh_scores(visit)  # of those that moved, too: they were seen there
    else:
        scores.refresh(cuts=moved)


def start(visit: Visit, by: Account | None, at: datetime, today: date | None = None) -> None:
    """Begin a visit; who begins it is there. Nothing happens to one under way.

    today: the day where the team works. A visit planned for later takes place then; one planned for an earlier day
    keeps it, and has no time of day: its notes are written down afterwards.
    Raises ValueError when it is written up already.
    """
    if visit.status is VisitStatus.WRITTEN_UP:
        raise ValueError("This visit is written up already. Reopen its write-up to add to it.")
    if visit.status is VisitStatus.UNDER_WAY:
        return
    visit = _with_lists(visit)
    is_overdue = today is not None and visit.visited_on < today
    details = differences(visit, visited_on=min(visit.visited_on, today or visit.visited_on))
    visit.status, visit.started_at = VisitStatus.UNDER_WAY, None if is_overdue else at
    joined: dict[str, str] = {}
    if by is not None and by not in visit.observers:
        visit.observers.append(by)
        joined = {"joined": by.name}
    record(visit, "started the visit", by=by, at=at, **details, **joined)
    if details:
        refresh_scores(visit)


def begun_by(visit: Visit, seen_at: datetime) -> None:
    """Let a visit begin when something was seen at it, where it seemed to begin later: a phone may send it late."""
    if visit.started_at is not None and seen_at < visit.started_at:
        visit.started_at = seen_at
        refresh_scores(visit)


def refresh_scores(visit: Visit) -> None:
    """Compute the scores anew that rest on a visit: its day or its product changed."""
    scores.refresh(
        cuts=db.session.scalars(select(Sighting.paper_cut_id).where(Sighting.visit_id == visit.id).distinct()).all(),
        tasks=db.session.scalars(select(Watch.task_id).where(Watch.visit_id == visit.id).distinct()).all(),
    )


def _with_lists(visit: Visit) -> Visit:
    """Return the visit with the lists of its plan loaded."""
    db.session.flush()
    loaded = (Visit.observers, Visit.participants, Visit.tasks, Visit.questions)
    statement = select(Visit).where(Visit.id == visit.id).options(*(selectinload(part) for part in loaded))
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def _refuse_strangers(site: Site, participants: Iterable[Participant]) -> None:
    if any(participant.site_id != site.id for participant in participants):
        raise ValueError("Somebody you chose belongs to another site.")


def _move(visit: Visit, site: Site) -> dict[str, Any]:
    if visit.site_id == site.id:
        return {}
    if _has_begun(visit):
        raise ValueError("Something was noted at this visit already, so it stays at its site.")
    before = db.session.get_one(Site, visit.site_id)
    visit.site = site
    return {"site": [before.name, site.name]}


def _has_begun(visit: Visit) -> bool:
    noted = or_(*(exists().where(table.visit_id == visit.id) for table in (Watch, Sighting, Verification)))
    return bool(db.session.scalar(select(noted)))


def _codes(visit: Visit) -> list[str]:
    return [one.code for one in visit.participants]


def _with_those_watched(visit: Visit, wanted: Sequence[Participant]) -> list[Participant]:
    """Return the people wanted, and those of whom something was noted already, whatever the new list says."""
    ids = {person.id for person in wanted}
    noted = or_(
        *(
            exists().where(table.participant_id == Participant.id, table.visit_id == visit.id)
            for table in (Watch, Sighting, Verification)
        )
    )
    kept = db.session.scalars(select(Participant).where(noted, Participant.id.not_in(ids)).order_by(Participant.id))
    return [*wanted, *kept]


def _replace(visit: Visit, name: str, rows: Sequence[Any], before: list[str]) -> dict[str, Any]:
    """Set a list of the plan and return its change by names or codes."""
    if {row.id for row in getattr(visit, name)} == {row.id for row in rows}:
        return {}
    setattr(visit, name, list(rows))
    return {name: [before, [row.code if name == "participants" else row.name for row in rows]]}


def _ask(visit: Visit, questions: Sequence[str]) -> bool:
    """Set the questions, keeping the rows of those that stay; say whether anything changed."""
    left = list(visit.questions)
    wanted = [_take(left, text) or Question(question=text) for text in questions]
    wanted += [question for question in left if question.answer]
    is_changed = wanted != visit.questions
    for position, question in enumerate(wanted):
        question.position = position
    visit.questions = wanted
    return is_changed


def _take(left: list[Question], text: str) -> Question | None:
    found = next((question for question in left if question.question == text), None)
    if found is not None:
        left.remove(found)
    return found
