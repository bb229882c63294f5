"""What the settings say of what the visits have taught."""

from collections.abc import Iterator

import pytest
from flask import Flask

from papercuts import evidence
from papercuts.models import Segment, Task
from papercuts.pages import lessons
from papercuts.pages.lessons import GROUPS_NAMED, Lesson
from tests.factories import make


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def watched(task: Task, segment: Segment, people: int) -> None:
    visit = make.visit(make.site(segment=segment))
    for _ in range(people):
        make.watch(visit, make.participant(visit.site), task)


def said() -> tuple[Lesson, ...]:
    return lessons.of(evidence.settings()).rows


def test_defaults_hold_until_there_is_enough_and_say_what_is_missing() -> None:
    rho, prior, own = said()

    assert (rho.in_force, prior.in_force, own.in_force) == (
        "0.2",
        "25 %, worth 4 people",
        "All segments share one rate",
    )
    assert rho.why.startswith("Not learnt yet: that takes 8 visits")
    assert prior.why.startswith("Not learnt yet: that takes 20 paper cuts")


def test_a_segment_watched_enough_is_named_where_there_is_another() -> None:
    offices, homes = make.segment("Offices"), make.segment("Homes")
    invoice, lonely = make.task("Approve an invoice"), make.task("Watched in one segment only")
    for task, segment, people in ((invoice, offices, 6), (invoice, homes, 4), (lonely, homes, 9)):
        watched(task, segment, people)

    own = said()[-1]

    assert own.in_force == "One segment at a task"
    assert [(one.task, one.segment, one.watched) for one in own.groups] == [("Approve an invoice", "Offices", 6)]
    assert own.others == ""


def test_of_many_segments_the_first_are_named_and_the_others_counted() -> None:
    task = make.task()
    for n in range(GROUPS_NAMED + 2):
        watched(task, make.segment(), 5 + (n == 7))

    own = said()[-1]

    assert len(own.groups) == GROUPS_NAMED
    assert own.groups[0].watched == 6
    assert own.others == "and 2 more"
