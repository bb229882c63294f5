"""Writing a visit up: nobody's text is lost."""

import pytest
from flask import Flask

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import HowItWent, Per, VisitStatus
from papercuts.models import Event, Visit
from tests.factories import AT, make


@pytest.fixture
def visit(app: Flask) -> Visit:
    """A visit with two questions, beside another one."""
    make.visit(questions=["Another?"])
    return make.visit(questions=["Before?", "After?"])


def save(visit: Visit, summary: str, *answers: str) -> None:
    given = dict(zip([question.id for question in visit.questions], answers, strict=False))
    actions.write_up.save_texts(visit, summary=summary, answers=given, by=None, at=AT)


def test_texts_are_kept_with_what_was_before(visit: Visit) -> None:
    save(visit, "One long sitting", "Prints the list")
    save(visit, "One long sitting", "Prints the list twice")

    assert (visit.summary, [question.answer for question in visit.questions]) == (
        "One long sitting",
        ["Prints the list twice", ""],
    )
    events = db.session.scalars(db.select(Event).where(Event.verb == "wrote").order_by(Event.id)).all()
    assert [event.details for event in events] == [
        {"summary": ["", "One long sitting"], "answer 1": ["", "Prints the list"]},
        {"answer 1": ["Prints the list", "Prints the list twice"]},
    ]


def test_the_questions_of_another_visit_are_left_alone(visit: Visit) -> None:
    other = make.visit(questions=["Theirs?"])

    actions.write_up.save_texts(visit, summary="", answers={other.questions[0].id: "x"}, by=None, at=AT)

    assert other.questions[0].answer == ""


def test_a_write_up_is_finished_once_and_can_be_reopened(visit: Visit) -> None:
    actions.write_up.finish(visit, by=None, at=AT)
    assert (visit.status, visit.finished_at) == (VisitStatus.WRITTEN_UP, AT)
    with pytest.raises(ValueError, match="already"):
        actions.write_up.finish(visit, by=None, at=AT)

    actions.write_up.reopen_write_up(visit, by=None, at=AT)

    assert (visit.status, visit.finished_at) == (VisitStatus.UNDER_WAY, None)
    with pytest.raises(ValueError, match="not written up"):
        actions.write_up.reopen_write_up(visit, by=None, at=AT)


def test_a_visit_that_has_not_begun_cannot_be_finished(app: Flask) -> None:
    with pytest.raises(ValueError, match="has not begun"):
        actions.write_up.finish(make.visit(status=VisitStatus.PLANNED), by=None, at=AT)


def test_a_watch_without_a_sighting_counts(visit: Visit) -> None:
    cut = make.paper_cut(sightings=1)
    person = make.participant(visit.site)

    watch = actions.write_up.save_watch(
        visit, person, cut.task, performed=4, times=6, per=Per.WEEK, how_it_went=HowItWent.ALONE, by=None, at=AT
    )
    assert (cut.hit_k, cut.watched_n) == (1, 2)

    actions.write_up.drop_watch(watch, by=None, at=AT)
    assert (cut.hit_k, cut.watched_n) == (1, 1)


def test_only_what_is_new_of_a_watch_is_scored(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    person, task = make.participant(visit.site), make.task()
    scored: list[int] = []
    monkeypatch.setattr(actions.scores, "refresh", lambda *, tasks: scored.extend(tasks))
    how, who = HowItWent.ALONE, {"by": None, "at": AT}

    actions.watches.note_watch(visit, person, task, **who)
    assert scored == [task.id]
    actions.watches.save_watch(visit, person, task, how_it_went=how, **who)
    assert scored == [task.id]
    actions.watches.save_watch(visit, person, task, performed=3, how_it_went=how, **who)
    assert scored == [task.id] * 2


def test_a_person_who_joins_by_a_watch_is_in_the_history(visit: Visit) -> None:
    person = make.participant(visit.site, "P7")

    watch = actions.watches.note_watch(visit, person, make.task(), by=None, at=AT)

    event = db.session.scalars(db.select(Event).where(Event.subject == "watch", Event.subject_id == watch.id)).one()
    assert event.details["joined"] == "P7"


def test_a_watch_with_sightings_stays(app: Flask) -> None:
    sighting = make.sighting()
    watch = actions.watches.ensure_watch(sighting.visit, sighting.participant, sighting.task).watch

    with pytest.raises(ValueError, match="There are sightings"):
        actions.write_up.drop_watch(watch, by=None, at=AT)


def test_a_frequency_needs_its_period(visit: Visit) -> None:
    with pytest.raises(ValueError, match="or neither"):
        actions.write_up.save_watch(visit, None, make.task(), times=6, by=None, at=AT)
