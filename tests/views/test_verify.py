"""Looking again, at a visit, whether a fix works."""

from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import Consent, Outcome, ReleaseStatus, Status, VisitStatus
from papercuts.models import Fix, PaperCut, Participant, Setting, Sighting, Site, Task, Verification, Visit
from papercuts.web.clock import today
from tests.factories import DAY, make


class Scene(NamedTuple):
    """A visit at the site that had shown a paper cut, now fixed."""

    visit: Visit
    person: Participant
    fix: Fix
    cut: PaperCut

    @property
    def address(self) -> str:
        return f"/visits/{self.visit.id}"


@pytest.fixture
def scene(ada: FlaskClient) -> Scene:
    """The visit, and fixes beside it that have nothing to do with it."""
    released = make.release("4.12", status=ReleaseStatus.PUBLISHED, released_on=DAY - timedelta(days=5))
    for status, release in ((Status.FIXED, released), (Status.CLAIMED, make.release("5.0"))):
        make.fix(make.paper_cut(sightings=1, status=status), release, public_title=f"Not here {release.version}")
    site = make.site("Brightmere Dental")
    person = make.participant(site, "P1", role="Receptionist")
    cut = make.paper_cut("Date field clears", status=Status.FIXED)
    before = make.visit(site, visited_on=DAY - timedelta(days=40))
    make.sighting(before, participant=person, paper_cut=cut, seconds_lost=9.0)
    fix = make.fix(cut, released, public_title="Dates are read as you type them")
    visit = make.visit(site, participants=[person])
    actions.scores.refresh_all()
    db.session.commit()
    return Scene(visit, person, fix, cut)


def look(browser: FlaskClient, scene: Scene, outcome: str, **given: Any) -> Any:
    address = f"{scene.address}/fixes/{scene.fix.id}/verifications"
    return browser.post(address, data={"outcome": outcome, "person": scene.person.id} | given)


def found(scene: Scene) -> list[Verification]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(Verification).order_by(Verification.id)))


def test_only_what_was_seen_at_this_site_waits_here(ada: FlaskClient, vera: FlaskClient, scene: Scene) -> None:
    page = ada.get(scene.address).text

    assert "Dates are read as you type them" in page
    assert "Fixed in <bdi>4.12</bdi>. P1 met it here on 31 January 2026 and lost 9 s each time." in page
    assert "Not here" not in page
    assert 'value="gone"' in page
    assert 'value="gone"' not in vera.get(scene.address).text
    assert "1 left" in ada.get(f"/capture{scene.address}").text


def test_all_who_met_it_here_are_named_and_one_of_them_is_asked_first(ada: FlaskClient, scene: Scene) -> None:
    site = db.session.get_one(Site, scene.visit.site_id)
    first, later = make.participant(site, "P0"), make.participant(site, "P2")
    before, task = make.visit(site, visited_on=DAY - timedelta(days=30)), db.session.get_one(Task, scene.cut.task_id)
    for person, seconds in ((later, 135.0), (scene.person, 20.0)):
        make.sighting(before, participant=person, task=task, paper_cut=scene.cut, seconds_lost=seconds)
    scene = scene._replace(visit=make.visit(site, participants=[first, scene.person, later]))
    db.session.commit()

    page = ada.get(scene.address).text

    said = "P1 and P2 met it here, last on 10 February 2026 and lost 9 s to 2 min 15 s each time."
    assert said in page
    assert f'<option value="{scene.person.id}" selected>' in page
    look(ada, scene, "still there")
    assert f'<option value="{later.id}" selected>' in ada.get(scene.address).text  # whom to ask next


def test_what_is_watched_here_waits_here_too(ada: FlaskClient, scene: Scene) -> None:
    task = db.session.get_one(Task, scene.cut.task_id)
    elsewhere, earlier = make.visit(visited_on=DAY), make.visit(visited_on=DAY - timedelta(days=10))
    for visit in (elsewhere, earlier):
        make.watch(visit, None, task)
    db.session.commit()

    assert "Dates are read" in ada.get(f"/visits/{elsewhere.id}").text
    assert "Dates are read" not in ada.get(f"/visits/{earlier.id}").text  # the fix was not out on that day


def test_what_is_seen_at_another_task_is_not_said_to_be_watched_here(ada: FlaskClient, scene: Scene) -> None:
    elsewhere = make.visit(visited_on=DAY)
    make.sighting(elsewhere, task=make.task("Count the till"), paper_cut=scene.cut)
    db.session.commit()

    page = ada.get(f"/visits/{elsewhere.id}").text

    assert "Nobody met it here before this visit." in page
    assert "is watched at this visit" not in page


def test_who_had_no_chance_to_see_is_told_that_leaving_it_is_right(ada: FlaskClient, scene: Scene) -> None:
    assert "No chance to see? Leave it as it is: it waits for the next visit." in ada.get(scene.address).text


def test_gone_verifies(ada: FlaskClient, scene: Scene) -> None:
    answer = look(ada, scene, "gone")

    assert answer.location == f"{scene.address}#fix-{scene.fix.id}"
    page = ada.get(answer.location).text
    assert f"PC-{scene.cut.id} is verified." in page
    assert "Verified: it works for 1 person at 1 site." in page
    assert [row.outcome for row in found(scene)] == [Outcome.GONE]
    assert scene.cut.status is Status.VERIFIED


@pytest.mark.parametrize("outcome", ["still there", "worse"])
def test_still_there_opens_it_again_with_a_sighting(ada: FlaskClient, scene: Scene, outcome: str) -> None:
    page = ada.get(look(ada, scene, outcome).location).text

    sighting = db.session.scalars(db.select(Sighting).where(Sighting.visit_id == scene.visit.id)).one()
    assert f"PC-{scene.cut.id} is open again" in page
    page = ada.get(scene.address).text  # without the message
    recorded = f'href="/sightings/{sighting.id}"><bdi>{outcome.capitalize()}: Date field clears</bdi></a>'
    assert f"Recorded as a sighting: <a {recorded}" in page
    assert (sighting.paper_cut_id, sighting.what_happened) == (
        scene.cut.id,
        f"{outcome.capitalize()}: Date field clears",
    )


@pytest.mark.parametrize("outcome", ["not on that version yet", "kept the workaround"])
def test_the_others_change_nothing(ada: FlaskClient, scene: Scene, outcome: str) -> None:
    assert "stays fixed" in ada.get(look(ada, scene, outcome).location).text


def test_it_can_be_taken_back(ada: FlaskClient, scene: Scene) -> None:
    look(ada, scene, "still there")

    answer = ada.post(f"/verifications/{found(scene)[0].id}/withdrawal")

    page = ada.get(answer.location).text
    assert f"Taken back. PC-{scene.cut.id} is fixed." in page
    assert 'value="gone"' in page
    assert found(scene) == []
    assert db.session.scalars(db.select(Sighting).where(Sighting.visit_id == scene.visit.id)).all() == []


def test_looking_again_begins_a_planned_visit_and_says_that_it_keeps_its_day(ada: FlaskClient, scene: Scene) -> None:
    scene.visit.status = VisitStatus.PLANNED
    db.session.commit()

    told = ada.get(look(ada, scene, "gone").location).text

    assert (scene.visit.status, scene.visit.visited_on) == (VisitStatus.UNDER_WAY, DAY)
    assert f"PC-{scene.cut.id} is verified. This visit keeps the day it was planned for," in told


def test_another_answer_is_not_said_to_have_verified(ada: FlaskClient, scene: Scene) -> None:
    look(ada, scene, "better")

    page = ada.get(look(ada, scene, "not on that version yet", person="").location).text

    assert f"Noted. PC-{scene.cut.id} stays verified." in page
    assert "Verified: it is better for 1 person at 1 site." in page
    assert page.count("Not noticed") == 1  # applause is asked of what is better alone
    assert "<details open><summary>Add seconds now" in page


def test_what_they_said_may_be_added(ada: FlaskClient, vera: FlaskClient, scene: Scene) -> None:
    look(ada, scene, "better")
    row = found(scene)[0]
    prefix = f"found-{row.id}-"
    said = {f"{prefix}seconds_after": "2,5", f"{prefix}applause": "2", f"{prefix}quote": "Oh <b>nice"}

    assert ada.post(f"/verifications/{row.id}", data=said).status_code == 303

    row = found(scene)[0]
    assert (row.seconds_after, row.applause, row.quote) == (2.5, 2, "Oh <b>nice")
    assert "Better for P1, 2.5 s, smile. Verified" in ada.get(f"/capture{scene.address}").text
    assert "Oh &lt;b&gt;nice" in ada.get(scene.address).text
    assert "Oh &lt;b&gt;nice" not in vera.get(scene.address).text
    db.session.get_one(Participant, scene.person.id).consent = Consent.ROLE
    assert "Oh &lt;b&gt;nice" in vera.get(scene.address).text


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("seconds_after", "-1", "Enter a number from 0 to 28,800"),
        ("seconds_after", "0.05", "Enter 0, or a number from 0.1 to 28,800"),
        ("applause", "4", "Choose from the list"),
        ("quote", "x" * 5_001, "At most 5,000 characters"),
    ],
)
def test_what_is_wrong_comes_back(ada: FlaskClient, scene: Scene, name: str, value: str, said: str) -> None:
    look(ada, scene, "gone")
    row = found(scene)[0]

    answer = ada.post(f"/verifications/{row.id}", data={f"found-{row.id}-{name}": value})

    assert answer.status_code == 422
    assert said in answer.text
    assert value in answer.text or name == "applause"


@pytest.mark.parametrize("seconds", ["0", "0.1", "0,05"])
def test_few_seconds_of_what_is_still_there_are_kept_or_refused_in_words(
    ada: FlaskClient, scene: Scene, seconds: str
) -> None:
    look(ada, scene, "still there")
    row = found(scene)[0]

    answer = ada.post(f"/verifications/{row.id}", data={f"found-{row.id}-seconds_after": seconds})

    assert answer.status_code == (422 if seconds == "0,05" else 303)


@pytest.mark.parametrize("given", [{"outcome": "perhaps"}, {"person": "99999"}])
def test_an_answer_that_is_none(ada: FlaskClient, scene: Scene, given: dict[str, str]) -> None:
    answer = look(ada, scene, **({"outcome": "gone"} | given))

    assert answer.status_code == 422
    assert found(scene) == []


def test_a_draft_cannot_be_verified(ada: FlaskClient, scene: Scene) -> None:
    draft = make.fix(make.paper_cut(sightings=1), make.release("6.0"))
    db.session.commit()

    answer = ada.post(f"{scene.address}/fixes/{draft.id}/verifications", data={"outcome": "gone", "person": ""})

    assert answer.status_code == 422
    assert "6.0 is not published yet" in answer.text


def test_what_this_site_has_seen_working_does_not_wait_again(ada: FlaskClient, scene: Scene) -> None:
    look(ada, scene, "gone")
    again = make.visit(db.session.get_one(Site, scene.visit.site_id), visited_on=DAY + timedelta(days=1))
    db.session.commit()

    page = ada.get(f"/visits/{again.id}").text

    assert "Dates are read" not in page
    assert f'<a href="/paper-cuts/{scene.cut.id}">{scene.cut.number}</a> was seen working here already.' in page


def test_the_overview_counts_what_the_visit_shows(ada: FlaskClient, scene: Scene) -> None:
    look(ada, scene, "gone")
    day = today(db.session.get_one(Setting, 1)) + timedelta(days=2)
    other = make.site("Oakwend Nursery")
    task = db.session.get_one(Task, scene.cut.task_id)
    make.sighting(make.visit(other, visited_on=DAY - timedelta(days=40)), paper_cut=scene.cut, task=task)
    again = make.visit(other, visited_on=day, status=VisitStatus.PLANNED)
    make.visit(db.session.get_one(Site, scene.visit.site_id), visited_on=day, status=VisitStatus.PLANNED)
    db.session.commit()

    page = ada.get("/").text

    assert "Dates are read" in ada.get(f"/visits/{again.id}").text  # verified elsewhere, not here
    assert page.count("1 fix to verify") == 1
    assert "one fix to verify" in page.lower()


def test_refused(client: FlaskClient, ada: FlaskClient, ben: FlaskClient, scene: Scene) -> None:
    look(ada, scene, "gone")
    row = found(scene)[0]

    assert look(client, scene, "gone").status_code == 401
    assert look(ben, scene, "gone").status_code == 403
    assert ben.post(f"/verifications/{row.id}").status_code == 403
    assert ben.post(f"/verifications/{row.id}/withdrawal").status_code == 403
    assert ada.get(f"/verifications/{row.id}").status_code == 405
    assert ada.post("/verifications/99999").status_code == 404
    assert ada.post("/verifications/99999/withdrawal").status_code == 404
    assert ada.post(f"{scene.address}/fixes/99999/verifications").status_code == 404
    assert ada.post(f"/visits/99999/fixes/{scene.fix.id}/verifications").status_code == 404


def test_a_planned_task_brings_its_fixes_from_the_plan_on(ada: FlaskClient, scene: Scene) -> None:
    task = db.session.get_one(Task, scene.cut.task_id)
    elsewhere = make.visit(tasks=[task])
    db.session.commit()

    page = ada.get(f"/visits/{elsewhere.id}").text

    assert "1 to look at" in page
    assert f"Nobody met it here before; its task, “<bdi>{task.name}</bdi>”, is watched at this visit." in page
    make.watch(elsewhere, None, task)
    db.session.commit()
    assert "1 to look at" in ada.get(f"/visits/{elsewhere.id}").text
