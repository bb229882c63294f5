"""When a visit speaks of a fix: on which day it was, and on which version they are."""

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from papercuts import queries
from papercuts.db import db
from papercuts.domain.limits import ReleaseStatus, Status, VisitStatus
from papercuts.models import Account, Fix, PaperCut, Participant, Setting, Site, Task, Visit
from papercuts.web.clock import today
from tests.factories import DAY, make


class Scene(NamedTuple):
    """A visit with one person, and a fixed paper cut of the task that is watched."""

    visit: Visit
    person: Participant
    cut: PaperCut
    fix: Fix

    def seen(self) -> dict[str, Any]:
        return {
            "uid": str(uuid4()),
            "person": self.person.id,
            "task": self.cut.task_id,
            "line": "Clears again",
            "seen_before": str(self.cut.id),
        }

    @property
    def looks(self) -> str:
        return f"/visits/{self.visit.id}/fixes/{self.fix.id}/verifications"


@pytest.fixture
def scene(ada: FlaskClient) -> Scene:
    """The visit, with its fix, and rows beside it."""
    make.sighting()
    cut = make.paper_cut("Date field clears", status=Status.FIXED)
    fix = make.fix(cut, make.release("4.12", status=ReleaseStatus.PUBLISHED, released_on=DAY))
    person = make.participant(code="P1")
    return Scene(make.visit(participants=[person], tasks=[cut.task]), person, cut, fix)


def now(scene: Scene) -> tuple[Visit, Status]:
    db.session.expire_all()
    return scene.visit, scene.cut.status


def test_seen_again_asks_for_the_version_and_not_yet_takes_the_reopening_back(
    ada: FlaskClient, vera: FlaskClient, scene: Scene
) -> None:
    page = f"/visits/{scene.visit.id}"
    ada.post(f"/capture{page}", data=scene.seen())
    assert now(scene)[1] is Status.OPEN
    asked = ada.get(page).text
    assert f"It was seen here, and PC-{scene.cut.id} is open again." in asked
    assert 'value="not on that version yet"' in asked
    assert 'value="gone"' not in asked
    assert 'value="not on that version yet"' not in vera.get(page).text
    assert "fix to verify" not in ada.get(f"/capture{page}").text

    answer = ada.post(scene.looks, data={"outcome": "not on that version yet", "person": scene.person.id})

    told = ada.get(answer.location).text
    assert f"Not on that version yet for P1. PC-{scene.cut.id} stays fixed." in told
    assert "is open again" not in told
    assert now(scene)[1] is Status.FIXED


def test_the_version_given_in_the_write_up_decides_too(ada: FlaskClient, scene: Scene) -> None:
    page = f"/visits/{scene.visit.id}"
    ada.post(f"/capture{page}", data=scene.seen())
    assert now(scene)[1] is Status.OPEN

    ada.post(f"{page}/version", data={"product_version": "4.11"})

    assert now(scene)[1] is Status.FIXED


@pytest.mark.parametrize(("outcome", "after"), [("gone", Status.VERIFIED), ("still there", Status.OPEN)])
def test_what_was_found_on_a_version_without_the_fix_does_not_count(
    ada: FlaskClient, scene: Scene, outcome: str, after: Status
) -> None:
    """The version may be given after the look, and be corrected."""
    page = f"/visits/{scene.visit.id}"
    ada.post(scene.looks, data={"outcome": outcome, "person": scene.person.id})
    assert now(scene)[1] is after
    assert "does not count" not in ada.get(page).text

    ada.post(f"{page}/version", data={"product_version": "4.11"})

    assert now(scene)[1] is Status.FIXED
    told = ada.get(page).text
    assert "That does not count: <bdi>4.11</bdi>, which they use here, does not have the fix yet." in told
    assert f"PC-{scene.cut.id} is fixed." in told
    assert "Verified" not in ada.get(f"/releases/{scene.fix.release_id}").text
    assert f'id="fix-{scene.fix.id}"' in ada.get(f"/visits/{another(scene).id}").text  # it waits for the next one

    ada.post(f"{page}/version", data={"product_version": "4.12"})

    assert now(scene)[1] is after
    assert "does not count" not in ada.get(page).text


def another(scene: Scene) -> Visit:
    """A later visit to the same site, at which the same task is watched."""
    found = make.visit(db.session.get_one(Site, scene.visit.site_id), visited_on=DAY + timedelta(days=3))
    make.watch(found, None, db.session.get_one(Task, scene.cut.task_id))
    db.session.commit()
    return found


def is_promised(scene: Scene, version: str) -> bool:
    """Whether a planned visit to users of a version could look at the fix."""
    planned = another(scene)
    planned.status, planned.product_version = VisitStatus.PLANNED, version
    db.session.commit()
    return any(one.visit_id == planned.id for one in queries.looking_again.to_verify(DAY))


def test_a_version_without_the_fix_has_nothing_to_look_at(ada: FlaskClient, scene: Scene) -> None:
    scene.visit.product_version = "4.11"
    make.watch(scene.visit, scene.person, scene.cut.task)
    db.session.commit()
    page = f"/visits/{scene.visit.id}"

    shown = ada.get(page).text
    refused = ada.post(scene.looks, data={"outcome": "gone", "person": scene.person.id})

    assert "They use <bdi>4.11</bdi> here, so they are not on that version yet" in shown
    assert 'value="gone"' not in shown
    assert "none left</small>" in shown
    assert "fix to verify" not in ada.get(f"/capture{page}").text
    assert is_promised(scene, "4.12")
    assert not is_promised(scene, "4.11")
    assert refused.status_code == 422
    assert "They use 4.11 here, so they do not have 4.12 yet." in refused.text
    assert now(scene)[1] is Status.FIXED


@pytest.mark.parametrize("press", ["capture", "watched", "verify"])
def test_a_visit_that_was_planned_for_another_day_takes_place_today(ada: FlaskClient, scene: Scene, press: str) -> None:
    day = today(db.session.get_one(Setting, 1))
    scene.visit.status, scene.visit.visited_on = VisitStatus.PLANNED, day + timedelta(days=3)
    db.session.commit()

    if press == "verify":
        ada.post(scene.looks, data={"outcome": "gone", "person": scene.person.id})
    else:
        # seen and watched have a form each
        address = f"/capture/visits/{scene.visit.id}" + {"capture": "", "watched": "/watched"}[press]
        ada.post(address, data=scene.seen())

    visit, status = now(scene)
    assert (visit.status, visit.visited_on) == (VisitStatus.UNDER_WAY, day)
    assert status is {"capture": Status.OPEN, "watched": Status.FIXED, "verify": Status.VERIFIED}[press]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"visited_on": DAY - timedelta(days=60)}, "This visit was before 4.12 came out."),
        ({"status": VisitStatus.WRITTEN_UP}, "Reopen its write-up to add what was found."),
    ],
)
def test_what_the_page_would_not_ask_is_refused_with_what_to_do(
    ada: FlaskClient, scene: Scene, given: dict[str, Any], said: str
) -> None:
    for name, value in given.items():
        setattr(scene.visit, name, value)
    db.session.commit()

    answer = ada.post(scene.looks, data={"outcome": "gone", "person": scene.person.id})

    assert answer.status_code == 422
    assert said in answer.text
    assert now(scene)[1] is Status.FIXED


def test_many_overdue_plans_do_not_hide_the_visit_of_today(ada: FlaskClient, scene: Scene) -> None:
    most = queries.capture.CHOICES_MOST
    for ago in range(1, most + 5):
        make.visit(status=VisitStatus.PLANNED, visited_on=DAY - timedelta(days=ago))
    of_today = make.visit(status=VisitStatus.PLANNED, visited_on=DAY)
    tomorrow = make.visit(status=VisitStatus.PLANNED, visited_on=DAY + timedelta(days=1))

    planned = queries.capture.places_for(db.session.scalars(db.select(Account)).first(), DAY).planned

    assert planned[0].id == of_today.id
    assert tomorrow.id in [visit.id for visit in planned[1:3]]
    assert len(planned) == most
