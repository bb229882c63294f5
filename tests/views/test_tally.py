"""Counting known paper cuts with one tap, what a phone takes along, and fixes to verify on the page of capture."""

import json
import re
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.limits import HowTimed, ReleaseStatus, Status
from papercuts.models import PaperCut, Participant, Sighting, Task, Verification, Visit, Watch
from tests.factories import AT, DAY, make


class Scene(NamedTuple):
    """A visit of Ada's with two people and two tasks; of the first one paper cuts are known."""

    visit: Visit
    people: list[Participant]
    tasks: list[Task]
    cuts: list[PaperCut]

    @property
    def address(self) -> str:
        return f"/capture/visits/{self.visit.id}"

    def tap(self, browser: FlaskClient, cut: Any, **given: Any) -> Any:
        fields = {"uid": str(uuid4()), "person": self.people[0].id, "task": self.tasks[1].id, "line": "", "tally": cut}
        return browser.post(f"{self.address}/tally", data=fields | given)


@pytest.fixture
def scene(ada: FlaskClient) -> Scene:
    site = make.site("Brightmere Dental")
    people = [make.participant(site, f"P{n}") for n in (1, 2)]
    tasks = [make.task("Correct a due date"), make.task("Send invoices")]
    cuts = [make.paper_cut("Waits 30s <often> ?", task=tasks[0]), make.paper_cut("Goes blank", task=tasks[0])]
    before = make.visit()
    for _ in range(3):
        make.sighting(before, participant=make.participant(before.site), task=tasks[0], paper_cut=cuts[1])
    visit = make.visit(site, participants=people, tasks=tasks, observers=[ada.account])  # type: ignore[attr-defined]
    actions.scores.refresh_all()
    db.session.commit()
    return Scene(visit, people, tasks, cuts)


def seen(scene: Scene) -> list[Sighting]:
    db.session.expire_all()
    mine = db.select(Sighting).where(Sighting.visit_id == scene.visit.id).order_by(Sighting.id)
    return list(db.session.scalars(mine))


def rows(page: str, task: Task) -> list[str]:
    """Return the titles of the rows of a task, in their order."""
    part = re.search(rf'<section data-task="{task.id}".*?</section>', page, re.DOTALL)
    assert part
    return re.findall('data-title="([^"]*)"', part[0])


def known(page: str) -> dict[str, Any]:
    """Return what the page brings along."""
    found = re.search('<script type="application/json" id="known">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])  # type: ignore[no-any-return]


def test_known_ones_stand_likeliest_first_and_fixed_ones_do_not(ada: FlaskClient, scene: Scene) -> None:
    make.paper_cut("Is fixed", task=scene.tasks[0], status=Status.FIXED)
    for n in range(6):
        make.paper_cut(f"Further {n}", task=scene.tasks[0])
    db.session.commit()

    page = ada.get(f"{scene.address}?task={scene.tasks[0].id}").text

    assert rows(page, scene.tasks[0])[:2] == ["Goes blank", "Waits 30s &lt;often&gt; ?"]
    assert "Is fixed" not in rows(page, scene.tasks[0])
    assert "2 more known on this task" in page
    assert "hit by 3 of 3" in page
    assert f'<section data-task="{scene.tasks[1].id}" hidden' in page  # there for a phone without a network
    assert "Something new?" in page


def test_one_tap_is_one_sighting_of_its_title_whatever_that_looks_like(ada: FlaskClient, scene: Scene) -> None:
    page = scene.tap(ada, scene.cuts[0].id, line="half a thought").text

    one = seen(scene)[0]
    assert (one.what_happened, one.paper_cut_id, one.participant_id, one.task_id) == (
        "Waits 30s <often> ?",
        scene.cuts[0].id,
        scene.people[0].id,
        scene.tasks[0].id,
    )
    assert (one.occurrences, one.seconds_lost, one.is_unsure) == (1, None, False)
    assert f"PC-{scene.cuts[0].id} is seen for the first time." in page
    assert "half a thought</textarea>" in page
    assert f'action="/sightings/{one.id}/removal"' in page


def test_a_tap_that_is_sent_twice_counts_once(ada: FlaskClient, scene: Scene) -> None:
    uid = str(uuid4())
    for _ in range(2):
        scene.tap(ada, scene.cuts[0].id, uid=uid)

    assert len(seen(scene)) == 1


@pytest.mark.parametrize("number", ["", "99999", "9" * 40, "one", "-1"])
def test_a_tap_on_what_is_not_there_says_so(ada: FlaskClient, scene: Scene, number: str) -> None:
    answer = scene.tap(ada, number, line="half a thought")

    assert answer.status_code == 422
    assert "half a thought</textarea>" in answer.text
    assert seen(scene) == []


def test_counts_are_of_the_person_who_is_watched(ada: FlaskClient, scene: Scene) -> None:
    for person in (0, 0, 1):
        scene.tap(ada, scene.cuts[0].id, person=scene.people[person].id)

    page = ada.get(f"{scene.address}?person={scene.people[0].id}&task={scene.tasks[0].id}").text

    assert "2 times today." in page
    assert known(page)["seen"] == [
        [person.id, scene.cuts[0].id, n] for person, n in zip(scene.people, (2, 1), strict=True)
    ]
    assert [one[0] for one in known(page)["mine"]] == known(page)["uids"] == [str(one.uid) for one in seen(scene)]


def test_what_a_phone_takes_along_is_data_and_never_markup(ada: FlaskClient, scene: Scene) -> None:
    make.paper_cut("</script><script>alert(1)</script>", task=scene.tasks[1])
    make.paper_cut("Is gone", task=scene.tasks[1], status=Status.DECLINED)
    db.session.commit()

    page = ada.get(scene.address).text

    assert "</script><script>" not in page
    copy = known(page)
    assert {cut["title"] for cut in copy["cuts"]} == {
        "Waits 30s <often> ?",
        "Goes blank",
        "</script><script>alert(1)</script>",
    }
    assert copy["people"] == {person.code: person.id for person in scene.people}
    assert (copy["visit"], copy["watches"]) == (scene.visit.id, [])


def test_another_task_is_shown_without_losing_the_line(ada: FlaskClient, scene: Scene) -> None:
    fields = {"person": scene.people[1].id, "task": scene.tasks[0].id, "line": "half a thought"}

    page = ada.post(f"{scene.address}/task", data=fields).text

    assert f'<section data-task="{scene.tasks[0].id}" aria' in page
    assert "half a thought</textarea>" in page


def test_seconds_of_the_stopwatch_are_known_as_timed(ada: FlaskClient, scene: Scene) -> None:
    fields = {"person": scene.people[0].id, "task": scene.tasks[0].id}
    for line, timed in (
        ("Went blank 14s", "14"),
        ("Went blank 9.2s", "9.2"),
        ("Went blank 20s", "14"),
        ("Again 3s", "x"),
    ):
        ada.post(scene.address, data=fields | {"uid": str(uuid4()), "line": line, "timed": timed})

    guess, timed_so = HowTimed.GUESS, HowTimed.STOPWATCH
    assert [one.how_timed for one in seen(scene)] == [timed_so, timed_so, guess, guess]


@pytest.mark.parametrize(("performed", "kept"), [("6", 6), ("", 1), ("0", None), ("1001", None), ("six", None)])
def test_how_often_it_was_done_is_kept_with_the_watch(
    ada: FlaskClient, scene: Scene, performed: str, kept: int | None
) -> None:
    fields = {"person": scene.people[0].id, "task": scene.tasks[0].id, "performed": performed}

    answer = ada.post(f"{scene.address}/watched", data=fields)

    watch = db.session.scalars(db.select(Watch).where(Watch.visit_id == scene.visit.id)).one_or_none()
    assert (watch.performed if watch else None) == kept
    assert answer.status_code == (303 if kept else 422)
    assert kept or 'id="performed-error"' in answer.text


def test_a_fix_is_answered_on_the_page_and_a_line_begun_stays(ada: FlaskClient, scene: Scene) -> None:
    cut = make.paper_cut("Was slow", task=scene.tasks[0], status=Status.FIXED, sightings=1)
    released = make.release("4.12", status=ReleaseStatus.PUBLISHED, published_at=AT, released_on=DAY)
    fix = make.fix(cut, released)
    db.session.commit()
    address = f"/visits/{scene.visit.id}/fixes/{fix.id}/verifications?back=capture"
    assert f'formaction="{address}"' in ada.get(scene.address).text

    fields = {"person": scene.people[1].id, "outcome": "gone"}
    stays = ada.post(address, data=fields | {"line": "half a thought"}).text
    answer = ada.post(address, data=fields | {"line": " ", "person": scene.people[0].id})
    ada.post(address, data={"person": scene.people[0].id, f"with_{fix.id}": "", "outcome": "gone"})

    assert "half a thought</textarea>" in stays
    assert answer.location == f"{scene.address}?person={scene.people[0].id}#fix-{fix.id}"
    found = db.session.scalars(db.select(Verification).order_by(Verification.id)).all()
    assert [one.participant_id for one in found] == [scene.people[1].id, scene.people[0].id, None]


def test_thousands_of_known_ones_are_cut_off(ada: FlaskClient, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries.tally, "KNOWN_MOST", 1)
    monkeypatch.setattr(queries.tally, "COPIED_MOST", 1)

    page = ada.get(scene.address).text

    assert rows(page, scene.tasks[0]) == ["Goes blank"]
    assert len(known(page)["cuts"]) == 1


def test_done_notes_how_often_the_task_was_done_where_that_is_news(ada: FlaskClient, scene: Scene) -> None:
    fields = {"person": scene.people[0].id, "task": scene.tasks[0].id}
    once = ada.post(f"{scene.address}/done", data=fields | {"performed": "1"})
    assert once.status_code == 303
    assert not queries.tally.performed_at(scene.visit.id)  # nobody said that nothing was seen

    wrong = ada.post(f"{scene.address}/done", data=fields | {"performed": "0", "line": "Half a line"})
    assert wrong.status_code == 422
    assert "Half a line" in wrong.text
    assert not queries.tally.performed_at(scene.visit.id)

    asked = ada.post(f"{scene.address}/done", data=fields | {"performed": "6", "line": "Half a line"})
    assert "What you have typed is not saved yet." in asked.text
    assert queries.tally.performed_at(scene.visit.id) == {(scene.people[0].id, scene.tasks[0].id): 6}
    again = ada.post(f"{scene.address}/done", data=fields | {"performed": "6"})
    assert again.status_code == 303
