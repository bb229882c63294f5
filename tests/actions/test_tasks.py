"""Areas, tasks, and who does them how often."""

from typing import Any

import pytest
from flask import Flask

from papercuts import actions
from papercuts.actions.tasks import Said
from papercuts.db import db
from papercuts.domain.limits import Per, Source, Stage
from papercuts.models import Event, TaskUse
from tests.factories import AT, make

SAID: dict[str, Any] = {
    "people": 40,
    "people_source": Source.CUSTOMER,
    "times": 6.0,
    "per": Per.WEEK,
    "frequency_source": Source.GUESS,
}
NOTHING: dict[str, Any] = dict.fromkeys(SAID)


def uses() -> list[TaskUse]:
    return list(db.session.scalars(db.select(TaskUse)))


def test_a_task_says_where_it_went(app: Flask) -> None:
    task, editor = make.task("Send invoices"), make.area("Editor")

    actions.tasks.change_task(task, name="Send an invoice", area=editor, stage=Stage.SET_UP, by=None, at=AT)

    event = db.session.scalars(db.select(Event)).one()
    assert event.details == {
        "name": ["Send invoices", "Send an invoice"],
        "stage": ["use", "set up"],
        "area": [None, "Editor"],
    }


def test_two_tasks_cannot_have_one_name(app: Flask) -> None:
    make.task("Send invoices")

    with pytest.raises(ValueError, match="There is a task “Send invoices” already"):
        actions.tasks.add_task("SEND INVOICES", by=None, at=AT)


def test_who_does_it_is_kept_once_for_each_segment(app: Flask) -> None:
    task, offices = make.task(), make.segment("Offices")
    make.use(make.task(), offices)  # another task

    actions.tasks.set_use(task, offices, **SAID, by=None, at=AT)
    use = actions.tasks.set_use(task, offices, **SAID | {"people": 50}, by=None, at=AT)

    assert use is not None
    assert (use.people, use.people_source, use.times, use.per) == (50, "customer said", 6.0, "week")
    assert len(uses()) == 2


@pytest.mark.parametrize("said", [{"people": 40}, {"times": 6.0, "per": Per.WEEK}], ids=["people", "frequency"])
def test_nobody_is_counted_with_everyone_and_with_a_segment(app: Flask, said: dict[str, Any]) -> None:
    task, offices = make.task("Send"), make.segment("Offices")
    actions.tasks.set_use(task, make.everyone(), **NOTHING | said, by=None, at=AT)

    with pytest.raises(ValueError, match="“Send” has numbers for Everyone already"):
        actions.tasks.set_use(task, offices, **NOTHING | said, by=None, at=AT)
    actions.tasks.set_use(task, make.everyone(), **NOTHING, by=None, at=AT)
    actions.tasks.set_use(task, offices, **NOTHING | said, by=None, at=AT)
    with pytest.raises(ValueError, match="has numbers for a segment already"):
        actions.tasks.set_use(task, make.everyone(), **NOTHING | said, by=None, at=AT)

    assert len(uses()) == 1


def test_a_source_without_its_number_is_dropped(app: Flask) -> None:
    use = actions.tasks.set_use(make.task(), make.everyone(), **SAID | {"times": None}, by=None, at=AT)

    assert use is not None
    assert (use.people_source, use.per, use.frequency_source) == ("customer said", None, None)


def test_nothing_known_is_no_row(app: Flask) -> None:
    task = make.task()
    make.use(task)

    assert actions.tasks.set_use(task, make.everyone(), **NOTHING, by=None, at=AT) is None
    assert uses() == []


def test_a_frequency_needs_its_period(app: Flask) -> None:
    with pytest.raises(ValueError, match="Say per what"):
        actions.tasks.set_use(make.task(), make.everyone(), **SAID | {"per": None}, by=None, at=AT)


def test_what_is_newly_known_leaves_the_rest(app: Flask) -> None:
    task = make.task()
    actions.tasks.set_use(task, make.everyone(), **SAID, by=None, at=AT)

    use = actions.tasks.learn_use(
        task, make.everyone(), people=None, times=2.0, per=Per.DAY, source=Source.TELEMETRY, by=None, at=AT
    )

    assert use is not None
    assert (use.people, use.people_source) == (40, "customer said")
    assert (use.times, use.per, use.frequency_source) == (2.0, "day", "telemetry")


@pytest.mark.parametrize("changed", [{"people": 4000}, {"times": 60.0}])
def test_people_and_frequency_are_scored_at_once(app: Flask, changed: dict[str, Any]) -> None:
    task = make.task()
    cut = make.paper_cut(task=task, sightings=1)
    actions.tasks.set_use(task, make.everyone(), **SAID, by=None, at=AT)
    before = cut.hours_lost_mean

    actions.tasks.set_use(task, make.everyone(), **SAID | changed, by=None, at=AT)

    assert cut.hours_lost_mean is not None
    assert before is not None
    assert cut.hours_lost_mean > 5 * before


def test_who_does_it_in_several_segments_is_checked_as_a_whole(app: Flask) -> None:
    task, offices, firms = make.task("Send"), make.segment("Offices"), make.segment("Firms")
    some, none = Said(**SAID), Said(**NOTHING)
    actions.tasks.set_uses(task, [(make.everyone(), some)], by=None, at=AT)

    actions.tasks.set_uses(task, [(offices, some), (firms, some), (make.everyone(), none)], by=None, at=AT)

    assert sorted(use.segment_id for use in uses()) == sorted([offices.id, firms.id])
    with pytest.raises(ValueError, match="“Send” has numbers for a segment already"):
        actions.tasks.set_uses(task, [(make.everyone(), some), (firms, none)], by=None, at=AT)
    assert len(uses()) == 2


def test_what_is_said_again_is_no_change(app: Flask) -> None:
    task = make.task()
    for _ in range(2):
        actions.tasks.set_uses(task, [(make.everyone(), Said(**SAID))], by=None, at=AT)

    assert [event.details for event in db.session.scalars(db.select(Event))] == [
        {
            "segment": "Everyone",
            "people": [None, 40],
            "people_source": [None, "customer said"],
            "times": [None, 6.0],
            "per": [None, "week"],
            "frequency_source": [None, "guess"],
        }
    ]
