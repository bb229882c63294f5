"""A visit's page: its plan before, its write-up after."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import Consent, HowItWent, Outcome, Per, ReleaseStatus, Status, VisitStatus
from papercuts.models import Participant, Question, Site, Task, Visit, Watch
from tests.factories import AT, make


class Scene(NamedTuple):
    """A visit under way with one person, one task and two questions."""

    visit: Visit
    person: Participant
    task: Task
    questions: list[int]

    @property
    def address(self) -> str:
        return f"/visits/{self.visit.id}"


@pytest.fixture
def scene(ada: FlaskClient) -> Scene:
    """A visit, and others beside it."""
    make.sighting()
    make.visit(questions=["Theirs?"])
    site = make.site("Brightmere Dental")
    person, task = make.participant(site, "P1", role="Receptionist"), make.task("Send invoices")
    visit = make.visit(site, participants=[person], tasks=[task], questions=["Before?", "After <i>?"])
    db.session.commit()
    ids = db.session.scalars(db.select(Question.id).where(Question.visit_id == visit.id).order_by(Question.position))
    return Scene(visit, person, task, list(ids))


def texts(page: str, **given: str) -> dict[str, str]:
    """Return the texts form as a page would send it."""
    found = re.search(r'name="seen"[^>]*value="([^"]*)"', page.partition('id="texts-form"')[2] or page)
    assert found
    return {"seen": found[1]} | given


def test_a_planned_visit_shows_its_plan(ada: FlaskClient, vera: FlaskClient, scene: Scene) -> None:
    scene.visit.status = VisitStatus.PLANNED
    db.session.commit()

    page = ada.get(scene.address).text

    assert f'action="{scene.address}/start"' in page
    assert f'href="{scene.address}/plan"' in page
    for text in ("Send invoices", "After &lt;i&gt;?", "P1 Receptionist", "Question guide"):
        assert text in page
    assert "Before you finish" not in page
    assert "Start visit" not in vera.get(scene.address).text


def test_before_you_finish_says_what_is_missing(ada: FlaskClient, scene: Scene) -> None:
    cut = make.paper_cut("Send is below the fold", task=scene.task)
    first = make.sighting(scene.visit, participant=scene.person, task=scene.task, seconds_lost=None)
    make.sighting(scene.visit, participant=scene.person, task=scene.task, paper_cut=cut)
    db.session.commit()

    page = ada.get(scene.address).text

    for text, href in (
        ("1 sighting is not matched to a paper cut", f"/sightings/{first.id}/match"),
        ("P1 has not said whether we may quote them", f"/participants/{scene.person.id}?next={scene.address}"),
        ("How it went is not noted for P1 at “Send invoices”", f"{scene.address}#watched"),
        ("1 sighting has no seconds", f"/sightings/{first.id}#seconds_lost"),
        ("We do not know which version they use", f"{scene.address}#product_version"),
        ("The summary is not written", f"{scene.address}#summary"),
    ):
        assert text in page
        assert f'href="{href}"' in page
    assert ">Match it</a>" in page
    assert "Every planned task was watched" in page


def test_the_version_is_kept_where_it_is_asked_for(ada: FlaskClient, scene: Scene) -> None:
    assert f'action="{scene.address}/version"' in ada.get(scene.address).text

    answer = ada.post(f"{scene.address}/version", data={"product_version": " 4.12 "})

    assert answer.location == f"{scene.address}#todo"
    page = ada.get(scene.address).text
    assert "They use version 4.12" in page
    assert "product version from nothing to 4.12" in page  # the history
    assert f'action="{scene.address}/version"' not in page


@pytest.mark.parametrize(
    ("version", "said"),
    [("", "Enter the version, like 4.12"), ("4" * 61, "(you sent 61)")],
)
def test_a_version_that_is_none_comes_back(ada: FlaskClient, scene: Scene, version: str, said: str) -> None:
    answer = ada.post(f"{scene.address}/version", data={"product_version": version})

    assert answer.status_code == 422
    assert said in answer.text


def test_nobody_asks_for_the_version_of_another_product(ada: FlaskClient, vera: FlaskClient, scene: Scene) -> None:
    assert "Save the version" not in vera.get(scene.address).text
    scene.visit.product = "Billbird"
    db.session.commit()
    assert "Save the version" not in ada.get(scene.address).text


def test_when_nothing_is_missing_the_write_up_is_finished_at_once(ada: FlaskClient, scene: Scene) -> None:
    scene.person.consent, scene.visit.product_version, scene.visit.summary = Consent.ROLE, "4.12", "Fine"
    make.watch(scene.visit, scene.person, scene.task, how_it_went=HowItWent.ALONE)
    db.session.commit()
    assert f'action="{scene.address}/finish"' in ada.get(scene.address).text

    answer = ada.post(f"{scene.address}/finish")

    page = ada.get(answer.location).text
    assert "The visit is written up" in page
    assert "Before you finish" not in page
    assert f'action="{scene.address}/reopen"' in page
    ada.post(f"{scene.address}/reopen")
    assert "Finish write-up" in ada.get(scene.address).text


def test_with_parts_missing_it_asks_first(ada: FlaskClient, scene: Scene) -> None:
    assert f'href="{scene.address}/finish"' in ada.get(scene.address).text

    page = ada.get(f"{scene.address}/finish").text

    assert "Finish all the same" in page
    assert "“Send invoices” was not watched with anybody" in page
    assert ada.post(f"{scene.address}/finish").status_code == 303
    db.session.refresh(scene.visit)
    assert scene.visit.status is VisitStatus.WRITTEN_UP


def test_what_cannot_be_finished_says_why(ada: FlaskClient, scene: Scene) -> None:
    scene.visit.status = VisitStatus.PLANNED
    db.session.commit()

    assert "has not begun" in ada.get(ada.post(f"{scene.address}/finish").location).text
    assert "not written up yet" in ada.get(ada.post(f"{scene.address}/reopen").location).text


def test_what_we_saw_stands_by_task_with_a_guess_for_what_waits(
    ada: FlaskClient, vera: FlaskClient, scene: Scene
) -> None:
    cut = make.paper_cut("Send is below the fold", task=scene.task)
    quoted = make.participant(db.session.get_one(Site, scene.visit.site_id), "P2", consent=Consent.ANONYMOUS)
    for minutes, person, words in ((5, scene.person, "Scrolled to find Send below"), (40, quoted, "No idea at all")):
        make.sighting(
            scene.visit,
            participant=person,
            task=scene.task,
            what_happened=words,
            quote=f"Quote of {person.code}",
            observed_at=AT + timedelta(minutes=minutes),
        )
    make.sighting(scene.visit, participant=scene.person, task=scene.task, paper_cut=cut, what_happened="Known")
    make.watch(scene.visit, scene.person, make.task("Print"), performed=4, how_it_went=HowItWent.NEEDED_HELP)
    db.session.commit()

    page = ada.get(scene.address).text
    seen = page[page.index("What we saw") : page.index("Question guide")]

    assert "3 sightings, 1 paper cut" in seen
    assert f"Match to PC-{cut.id}" in seen
    assert "Nothing similar found" in seen
    assert "Name it" in seen
    assert "Quote of P2" in seen
    assert "Quote of P1" not in seen
    assert 'aria-label="Sightings at 0 and 35 minutes of 35"' in seen
    assert "Nothing was seen. That counts too." in seen
    assert "Needed help" in seen
    assert "Match to" not in vera.get(scene.address).text


def test_a_result_stands_beside_its_person_only(ada: FlaskClient, scene: Scene) -> None:
    other = make.participant(db.session.get_one(Site, scene.visit.site_id), "P2")
    make.watch(scene.visit, scene.person, scene.task, how_it_went=HowItWent.ALONE)
    make.watch(scene.visit, other, scene.task)
    db.session.commit()

    seen = ada.get(scene.address).text.partition("What we saw")[2]

    assert "P1</small>" in seen
    assert "P2, result not noted</small>" in seen


def test_tasks_stand_in_the_order_in_which_they_were_begun(ada: FlaskClient, scene: Scene) -> None:
    tasks = {name: make.task(name) for name in ("Archive", "Bill", "Correct")}
    for minutes, name in ((30, "Archive"), (20, "Correct"), (40, "Correct"), (None, "Bill")):
        at = AT + timedelta(minutes=minutes) if minutes else None
        make.sighting(
            scene.visit, participant=scene.person, task=tasks[name], what_happened=f"{name} hurt", observed_at=at
        )
    make.watch(scene.visit, scene.person, scene.task)
    db.session.commit()

    page = ada.get(scene.address).text

    assert re.findall(r"\w+ hurt", page.partition("Question guide")[0].partition("What we saw")[2]) == [
        "Correct hurt",
        "Correct hurt",
        "Archive hurt",
        "Bill hurt",
    ]


def test_at_another_product_it_says_whether_we_know_it_too(ada: FlaskClient, scene: Scene) -> None:
    scene.visit.product = "Rivalry"
    ours, theirs = make.paper_cut(sightings=1), make.paper_cut()
    for cut in (ours, theirs):
        make.sighting(scene.visit, participant=scene.person, task=scene.task, paper_cut=cut)
    actions.scores.refresh_all()
    db.session.commit()

    page = ada.get(scene.address).text

    assert "also there" in page
    assert "only there" in page
    assert "never ranked" in page
    assert "Fixes to verify" not in page
    assert "which version" not in page
    db.session.refresh(theirs)
    assert theirs.payback_q50 is None


def test_many_sightings_come_in_pages(ada: FlaskClient, scene: Scene) -> None:
    for n in range(205):
        make.sighting(
            scene.visit, participant=scene.person, task=scene.task, what_happened=f"Thing {n:03}", paper_cut=None
        )
    db.session.commit()

    first, second = ada.get(scene.address).text, ada.get(f"{scene.address}?page=2").text

    assert "1–200 of 205" in first
    assert ("Thing 199" in first, "Thing 200" in first) == (True, False)
    assert ("Thing 199" in second, "Thing 200" in second) == (False, True)


def test_what_was_captured_is_in_the_history(ada: FlaskClient, scene: Scene) -> None:
    for visit, what in ((scene.visit, "The date went blank"), (make.visit(), "Seen elsewhere")):
        actions.sightings.record(
            visit=visit, participant=None, task=scene.task, what_happened=what, uid=uuid4(), by=None, at=AT
        )
    db.session.commit()

    history = ada.get(scene.address).text.split('id="history-h"')[1]

    assert "saw: The date went blank" in history
    assert "Seen elsewhere" not in history


def test_texts_are_kept(ada: FlaskClient, scene: Scene) -> None:
    answers = {f"answer_{key}": f"Answer {key} <b>" for key in scene.questions}

    answer = ada.post(
        f"{scene.address}/texts", data=texts(ada.get(scene.address).text, summary="One\r\nlong sitting", **answers)
    )

    assert answer.location == f"{scene.address}#texts"
    db.session.refresh(scene.visit)
    assert scene.visit.summary == "One\nlong sitting"
    page = ada.get(answer.location).text
    assert f"Answer {scene.questions[1]} &lt;b&gt;" in page
    assert "wrote: summary from nothing to" in page


def test_the_page_saves_itself(ada: FlaskClient, scene: Scene) -> None:
    page = ada.get(scene.address).text

    first = ada.post(f"{scene.address}/texts", data=texts(page, summary="One"), headers={"X-Autosave": "1"})
    again = {"seen": first.headers["X-Seen"], "summary": "One, two"}
    second = ada.post(f"{scene.address}/texts", data=again, headers={"X-Autosave": "1"})

    assert (first.status_code, first.data, second.status_code) == (204, b"", 204)
    db.session.refresh(scene.visit)
    assert scene.visit.summary == "One, two"


def test_two_who_write_the_same_text_see_both(ada: FlaskClient, rosa: FlaskClient, scene: Scene) -> None:
    page = ada.get(scene.address).text
    rosa.post(f"{scene.address}/texts", data=texts(page, summary="Rosa's <text>"))

    both = ada.post(f"{scene.address}/texts", data=texts(page, summary="Ada's <text>"))

    assert both.status_code == 409
    assert "Rosa&#39;s &lt;text&gt;" in both.text
    assert "Ada&#39;s &lt;text&gt;" in both.text
    assert ada.post(f"{scene.address}/texts", data=texts(both.text, summary="Both")).status_code == 303
    db.session.refresh(scene.visit)
    assert scene.visit.summary == "Both"


def test_the_page_that_saves_itself_holds_only_what_a_colleague_changed(
    ada: FlaskClient, rosa: FlaskClient, scene: Scene
) -> None:
    page, answer = ada.get(scene.address).text, f"answer_{scene.questions[0]}"
    rosa.post(f"{scene.address}/texts", data=texts(page, summary="Rosa's"))

    sent = {"summary": "Ada's", answer: "Twice a day"}
    first = ada.post(f"{scene.address}/texts", data=texts(page, **sent), headers={"X-Autosave": "1"})

    assert (first.status_code, first.json) == (409, {"held": {"summary": "Summary"}})
    again = {"seen": first.headers["X-Seen"], "summary": "Ada's", answer: "Thrice"}  # the answer has been seen since
    second = ada.post(f"{scene.address}/texts", data=again, headers={"X-Autosave": "1"})
    assert second.json == first.json
    db.session.expire_all()
    assert scene.visit.summary == "Rosa's"
    assert "Thrice" in ada.get(scene.address).text
    both = ada.post(f"{scene.address}/texts", data=again)  # Save
    assert both.status_code == 409
    assert "Rosa&#39;s" in both.text


def test_what_is_too_long_comes_back(ada: FlaskClient, scene: Scene) -> None:
    answer = ada.post(f"{scene.address}/texts", data=texts(ada.get(scene.address).text, summary="x" * 20_001))

    assert answer.status_code == 422
    assert "At most 20,000 characters (you sent 20,001)" in answer.text
    assert "x" * 20_001 in answer.text


def rows(watch: Watch, **given: Any) -> dict[str, Any]:
    fields = {"watch": watch.id, "performed": "4", "times": "6", "per": "week", "how_it_went": "alone"} | given
    return {f"rows-0-{name}": value for name, value in fields.items()}


def test_watches_are_kept(ada: FlaskClient, scene: Scene) -> None:
    watch = make.watch(scene.visit, scene.person, scene.task)
    db.session.commit()
    assert 'name="rows-0-performed"' in ada.get(scene.address).text

    answer = ada.post(f"{scene.address}/watches", data=rows(watch))

    assert answer.location == f"{scene.address}#watched"
    db.session.refresh(watch)
    assert (watch.performed, watch.times, watch.per, watch.how_it_went) == (4, 6.0, Per.WEEK, HowItWent.ALONE)
    assert "noted a watch: P1, Send invoices" in ada.get(scene.address).text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"performed": "0"}, "Enter a number from 1 to 1,000"),
        ({"performed": ""}, "at least 1"),
        ({"times": "often"}, "Enter a number"),
        ({"per": ""}, "Choose a period"),
        ({"times": ""}, "Enter how often, or take the period out"),
        ({"per": "century"}, "Choose from the list"),
        ({"how_it_went": "badly"}, "Choose from the list"),
    ],
)
def test_a_wrong_watch_comes_back(ada: FlaskClient, scene: Scene, given: dict[str, str], said: str) -> None:
    watch = make.watch(scene.visit, scene.person, scene.task)
    db.session.commit()

    answer = ada.post(f"{scene.address}/watches", data=rows(watch, **given))

    assert answer.status_code == 422
    assert said in answer.text
    db.session.refresh(watch)
    assert watch.performed == 1


def test_the_watch_of_another_visit_is_left_alone(ada: FlaskClient, scene: Scene) -> None:
    other = make.watch()
    db.session.commit()

    ada.post(f"{scene.address}/watches", data=rows(other))
    ada.post(f"{scene.address}/watches", data=rows(other) | {"rows-0-watch": "9" * 20})

    db.session.refresh(other)
    assert other.performed == 1


def test_a_watch_is_added_and_taken_back(ada: FlaskClient, scene: Scene) -> None:
    cut = make.paper_cut(task=scene.task)
    db.session.commit()
    ada.post(f"{scene.address}/watches/new", data={"person": scene.person.id, "task": scene.task.id})
    watch = db.session.scalars(db.select(Watch).where(Watch.visit_id == scene.visit.id)).one()
    db.session.refresh(cut)
    assert cut.watched_n == 1

    answer = ada.post(f"/watches/{watch.id}/removal")

    assert answer.location == f"{scene.address}#watched"
    assert db.session.scalars(db.select(Watch).where(Watch.visit_id == scene.visit.id)).all() == []


def test_a_watch_with_sightings_is_not_taken_back(ada: FlaskClient, scene: Scene) -> None:
    make.sighting(scene.visit, participant=scene.person, task=scene.task)
    watch = db.session.scalars(db.select(Watch).where(Watch.visit_id == scene.visit.id)).one()
    db.session.commit()

    answer = ada.post(f"/watches/{watch.id}/removal")

    assert "There are sightings of this person" in ada.get(answer.location).text


@pytest.mark.parametrize("given", [{"task": ""}, {"task": "99999"}, {"person": "99999"}])
def test_a_watch_of_nothing_is_refused(ada: FlaskClient, scene: Scene, given: dict[str, str]) -> None:
    answer = ada.post(f"{scene.address}/watches/new", data={"person": scene.person.id, "task": scene.task.id} | given)

    assert answer.status_code == 422
    assert "There is a problem" in answer.text


def test_a_reader_reads(vera: FlaskClient, scene: Scene) -> None:
    scene.visit.summary = "One long sitting, https://example.org"
    make.watch(scene.visit, scene.person, scene.task, times=6, per=Per.WEEK)
    db.session.commit()

    page = vera.get(scene.address).text

    assert "One long sitting" in page
    assert "Not answered." in page
    assert "6 a week" in page
    main = page[page.index("<main") : page.index("</main")]
    assert "<form" not in main


def test_a_page_costs_as_many_queries_for_many_sightings(
    ada: FlaskClient, scene: Scene, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    counts = []
    site = db.session.get_one(Site, scene.visit.site_id)
    for n in (3, 27):
        for _ in range(n):
            cut, person = make.paper_cut("Twice", task=scene.task), make.participant(site)
            make.sighting(scene.visit, participant=person, task=scene.task)
            make.sighting(scene.visit, participant=person, paper_cut=cut)
        db.session.commit()
        with count_queries() as statements:
            assert ada.get(scene.address).status_code == 200
        counts.append(len(statements))

    assert counts[0] == counts[1]


def test_a_page_costs_as_many_queries_for_many_answers(
    ada: FlaskClient, scene: Scene, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    counts = []
    site = db.session.get_one(Site, scene.visit.site_id)
    release = make.release("4.12", status=ReleaseStatus.PUBLISHED, released_on=scene.visit.visited_on)
    fix = make.fix(make.paper_cut("Once", task=scene.task, sightings=1, status=Status.FIXED), release)
    for n in (1, 6):
        for outcome in (Outcome.GONE, Outcome.WORSE):
            for _ in range(n):
                person = make.participant(site)
                actions.verifications.verify(
                    fix, visit=scene.visit, participant=person, outcome=outcome, by=None, at=AT
                )
        db.session.commit()
        with count_queries() as statements:
            page = ada.get(scene.address).text
        counts.append(len(statements))

    assert page.count("Recorded as a sighting: ") == 7
    assert counts[0] == counts[1]


def test_refused(client: FlaskClient, ada: FlaskClient, ben: FlaskClient, scene: Scene) -> None:
    watch = make.watch(scene.visit, scene.person, scene.task)
    db.session.commit()
    posts = ("texts", "watches", "watches/new", "finish", "reopen")

    assert client.get(scene.address).location.startswith("/login")
    for name in posts:
        assert client.post(f"{scene.address}/{name}").status_code == 401
        assert ben.post(f"{scene.address}/{name}").status_code == 403
        assert ada.post(f"/visits/99999/{name}").status_code == 404
        assert ada.put(f"{scene.address}/{name}").status_code == 405
    assert ben.post(f"/watches/{watch.id}/removal").status_code == 403
    assert ada.post("/watches/99999/removal").status_code == 404
    assert ada.get("/visits/99999").status_code == 404
    assert ada.get("/visits/99999/finish").status_code == 404


def test_a_declined_or_fixed_paper_cut_shows_no_guess_button_to_engineers(ben: FlaskClient, scene: Scene) -> None:
    make.paper_cut("Had to do it twice", task=scene.task, status=Status.OPEN)
    make.sighting(scene.visit, participant=scene.person, task=scene.task)
    db.session.commit()

    page = ben.get(scene.address).text

    assert "Looks like PC-" in page
    assert "Match to PC-" not in page
