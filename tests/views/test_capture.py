"""Quick capture: one line, one button."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from PIL import Image

from papercuts import actions
from papercuts.db import db
from papercuts.domain import formats
from papercuts.domain.limits import Consent, HowItWent, HowTimed, Per, ReleaseStatus, Status, VisitStatus
from papercuts.models import PaperCut, Participant, Photo, Setting, Sighting, Task, Visit, Watch
from papercuts.web.clock import today, utc_now
from tests.factories import DAY, make


class Scene(NamedTuple):
    """A visit with its people and tasks."""

    visit: Visit
    people: list[Participant]
    tasks: list[Task]

    @property
    def address(self) -> str:
        return f"/capture/visits/{self.visit.id}"


@pytest.fixture
def scene(ada: FlaskClient) -> Scene:
    """A visit of Ada's with two people and two tasks, and rows beside it."""
    make.sighting()
    site = make.site("Brightmere Dental")
    people = [
        make.participant(site, "P1", role="Receptionist", consent=Consent.ROLE),
        make.participant(site, "P2", role="Manager"),
    ]
    area = make.area("Invoice editor")
    tasks = [make.task("Correct a due date", area=area), make.task("Send invoices", area=area)]
    visit = make.visit(participants=people, tasks=tasks, observers=[ada.account])  # type: ignore[attr-defined]
    db.session.commit()
    return Scene(visit, people, tasks)


def send(browser: FlaskClient, scene: Scene, line: str, **given: Any) -> Any:
    fields = {"uid": str(uuid4()), "person": scene.people[0].id, "task": scene.tasks[0].id, "line": line}
    return browser.post(scene.address, data=fields | given)


def saved(scene: Scene) -> list[Sighting]:
    db.session.expire_all()
    mine = db.select(Sighting).where(Sighting.visit_id == scene.visit.id)
    return list(db.session.scalars(mine.order_by(Sighting.id)))


def test_a_second_frequency_says_what_it_replaces_and_undo_gives_it_back(ada: FlaskClient, scene: Scene) -> None:
    first = ada.get(send(ada, scene, "Date clears 40/w").location).text
    send(ada, scene, "Same again, without a word on how often")
    second = ada.get(send(ada, scene, "Same again 3/w").location).text
    seen, watch = saved(scene), db.session.scalars(db.select(Watch).where(Watch.visit_id == scene.visit.id)).one()

    assert "a week before" not in first
    assert "How often they do the task: 3 a week now, 40 a week before." in second
    assert (watch.times, watch.per) == (3, Per.WEEK)
    page = ada.get(f"/visits/{scene.visit.id}").text
    assert "3 a week (replaced 40 a week)" in page[page.index(f'id="s{seen[2].id}"') :]
    assert page.count("(replaced 40 a week)") == 1  # not at the others

    ada.post(f"/sightings/{seen[2].id}/removal")

    db.session.refresh(watch)
    assert (watch.times, watch.per) == (40, Per.WEEK)
    assert "times from 3 to 40" in ada.get(f"/visits/{scene.visit.id}").text  # the history
    assert "replaced 40" not in ada.get(f"/visits/{scene.visit.id}").text


def test_undo_leaves_a_frequency_that_was_corrected_since(ada: FlaskClient, scene: Scene) -> None:
    send(ada, scene, "Date clears 40/w")
    send(ada, scene, "Same again 3/w")
    watch = db.session.scalars(db.select(Watch).where(Watch.visit_id == scene.visit.id)).one()
    watch.times = 5
    db.session.commit()

    assert "(replaced" not in ada.get(f"/visits/{scene.visit.id}").text
    ada.post(f"/sightings/{saved(scene)[1].id}/removal")

    db.session.refresh(watch)
    assert watch.times == 5


def test_undo_takes_back_a_frequency_of_another_period(ada: FlaskClient, scene: Scene) -> None:
    send(ada, scene, "Date clears 3/w")
    page = ada.get(send(ada, scene, "Same again 3/d").location).text
    assert "How often they do the task: 3 a day now, 3 a week before." in page

    ada.post(f"/sightings/{saved(scene)[1].id}/removal")

    watch = db.session.scalars(db.select(Watch).where(Watch.visit_id == scene.visit.id)).one()
    assert (watch.times, watch.per) == (3, Per.WEEK)


def test_a_number_in_the_line_is_named_before_saving(ada: FlaskClient, scene: Scene) -> None:
    cut = make.paper_cut("Date <clears>", task=scene.tasks[1])
    db.session.commit()
    look = f"{scene.address}/candidates"

    there = ada.get(look, query_string={"task": scene.tasks[0].id, "line": f"Again ={cut.id}"}).text
    missing = ada.get(look, query_string={"task": scene.tasks[0].id, "line": "Again =99999"}).text
    refused = send(ada, scene, "Again =99999").text

    assert f'data-named="PC-{cut.id}" data-chip="PC-{cut.id} Date &lt;clears&gt;"' in there
    assert f"Your line names PC-{cut.id} <bdi>Date &lt;clears&gt;</bdi>" in there
    assert 'data-chip="no PC-99999"' in missing
    assert "There is no PC-99999 to match. Correct the number" in missing
    assert "data-unknown" in missing
    assert "data-unknown" not in there
    assert '<span class="chip chip--warn"><bdi>no PC-99999</' in refused  # the chip on the page
    assert "data-named" not in ada.get(look, query_string={"line": "Again"}).text


def test_a_person_whom_the_site_does_not_know_is_not_called_understood(ada: FlaskClient, scene: Scene) -> None:
    refused = send(ada, scene, "Blank again @p9").text

    assert '<span class="chip chip--warn"><bdi>nobody called P9</' in refused
    known = send(ada, scene, "@p1 5s").text  # refused for want of words
    assert '<span class="chip chip--on"><bdi>P1</bdi>' in known


def test_leaving_with_a_line_begun_asks_first(ada: FlaskClient, scene: Scene) -> None:
    asked = ada.post(f"{scene.address}/done", data={"line": "Half a line", "person": scene.people[1].id})
    nothing = ada.post(f"{scene.address}/done", data={"line": "  "})

    assert asked.status_code == 200
    assert "What you have typed is not saved yet." in asked.text
    assert ">Half a line</textarea>" in asked.text.replace("\n", "").replace("\r", "")
    assert re.search(f'value="{scene.people[1].id}" checked', asked.text)
    assert f'href="/visits/{scene.visit.id}" data-drops-line>Go on without it' in asked.text
    assert (nothing.status_code, nothing.location) == (303, f"/visits/{scene.visit.id}")
    assert saved(scene) == []


def test_a_line_is_read_and_kept(ada: FlaskClient, scene: Scene) -> None:
    answer = send(ada, scene, "Date field clears 14s 6/w x3 @P2 “oh, not again” ?")

    sighting = saved(scene)[0]
    chosen = scene.people[0]  # stays: the line spoke of somebody else this once
    assert answer.location == f"/capture/visits/{scene.visit.id}?person={chosen.id}&task={sighting.task_id}"
    assert (
        sighting.what_happened,
        sighting.seconds_lost,
        sighting.occurrences,
        sighting.quote,
        sighting.is_unsure,
    ) == (
        "Date field clears",
        14.0,
        3,
        "oh, not again",
        True,
    )
    assert (sighting.how_timed, sighting.paper_cut_id, sighting.observed_at) == (HowTimed.GUESS, None, None)
    watch = db.session.scalars(db.select(Watch).where(Watch.visit_id == scene.visit.id)).one()
    assert (watch.times, watch.per, watch.participant_id) == (6.0, Per.WEEK, scene.people[1].id)


def test_after_saving_the_page_says_what_was_understood_and_keeps_person_and_task(
    ada: FlaskClient, scene: Scene
) -> None:
    cut = make.paper_cut("Date field clears itself", sightings=2)
    db.session.commit()

    page = ada.get(send(ada, scene, f"Went blank 14s ={cut.id}", task=scene.tasks[1].id).location).text

    assert f"Saved. PC-{cut.id} now has 3 sightings. Understood: 14 s lost (guess), PC-{cut.id}." in page
    assert f'<option selected value="{scene.tasks[1].id}">' in page
    assert f'value="{scene.people[0].id}" checked' in page
    assert re.search('<textarea[^>]* autofocus[^>]*id="line"[^>]*>\\s*</textarea>', page)
    assert "Went blank" in page  # in the log


def test_undo_takes_the_sighting_and_what_came_with_it_back(ada: FlaskClient, scene: Scene) -> None:
    send(ada, scene, "Send is below the fold 5s", seen_before="new")
    cut = db.session.scalars(db.select(PaperCut).order_by(PaperCut.id.desc())).first()
    assert cut is not None
    assert cut.title == "Send is below the fold"
    cut_id = cut.id

    answer = ada.post(f"/sightings/{saved(scene)[0].id}/removal")

    assert "Taken back." in answer.text
    assert saved(scene) == []
    assert db.session.get(PaperCut, cut_id) is None
    assert db.session.scalars(db.select(Watch).where(Watch.visit_id == scene.visit.id)).all() == []


def test_a_new_one_that_is_called_as_a_known_one_is_the_known_one(ada: FlaskClient, scene: Scene) -> None:
    known = make.paper_cut("Send is below the fold", task=scene.tasks[0])
    db.session.commit()

    answer = send(ada, scene, "send is below the fold 5s", seen_before="new")

    said = f"PC-{known.id} is called that already: matched to it. PC-{known.id} is seen for the first time."
    assert said in ada.get(answer.location).text
    assert saved(scene)[0].paper_cut_id == known.id
    again = ada.get(send(ada, scene, "Something else", seen_before="new").location).text
    assert "is called that already" not in again


def test_their_words_alone_are_kept_and_shown_to_nobody(ada: FlaskClient, vera: FlaskClient, scene: Scene) -> None:
    """In a hurry nothing is asked and nothing lost; a quote that nobody cleared does not become the text."""
    location = send(ada, scene, "“MARKER words” 9s #invoice", person=scene.people[1].id).location

    sighting = saved(scene)[0]
    assert (sighting.what_happened, sighting.quote) == ("Said something #invoice", "MARKER words")
    assert "until you write what happened" in ada.get(location).text
    visit = f"/visits/{scene.visit.id}"
    for address in (visit, f"/sightings/{sighting.id}", "/history", "/search?q=MARKER"):
        assert "MARKER words" not in vera.get(address).text
    scene.people[1].consent = Consent.ANONYMOUS
    db.session.commit()
    assert "MARKER words" in vera.get(visit).text


def test_their_words_alone_are_no_name_of_a_paper_cut(ada: FlaskClient, scene: Scene) -> None:
    answer = send(ada, scene, "“Why does it do that” 9s", seen_before="new")

    assert answer.status_code == 422
    assert "Write what happened beside their words" in answer.text
    assert "“Why does it do that” 9s" in answer.text
    assert saved(scene) == []


def test_other_words_from_a_page_that_was_sent_before_are_another_sighting(ada: FlaskClient, scene: Scene) -> None:
    uid = str(uuid4())
    for line in ("“first”", "“second”", "“second”"):
        send(ada, scene, line, uid=uid)

    assert {one.quote for one in saved(scene)} == {"first", "second"}


def test_undoing_their_words_alone_gives_the_line_back(ada: FlaskClient, scene: Scene) -> None:
    send(ada, scene, "“oh no” 9s")

    answer = ada.post(f"/sightings/{saved(scene)[0].id}/removal")

    assert re.search("<textarea[^>]*>\\s*9s “oh no”</textarea>", answer.text)


@pytest.mark.parametrize(
    "line",
    ["Said something loud “no”", "Said something “no”", "#invoice “no”", "Said somethings “no”", "Said something loud"],
)
def test_undo_gives_back_what_was_typed_even_if_it_begins_as_we_would(
    ada: FlaskClient, scene: Scene, line: str
) -> None:
    send(ada, scene, line)

    answer = ada.post(f"/sightings/{saved(scene)[0].id}/removal")

    given = "“no”" if line == "Said something “no”" else line  # the same, sent again
    assert re.search(f"<textarea[^>]*>\\s*{given}</textarea>", answer.text)


def test_somebody_else_does_not_take_it_back(ada: FlaskClient, ben: FlaskClient, scene: Scene) -> None:
    send(ada, scene, "Went blank")

    answer = ben.post(f"/sightings/{saved(scene)[0].id}/removal")

    assert "Only who captured a sighting may remove it" in ben.get(answer.location).text
    assert len(saved(scene)) == 1


def test_the_same_form_sent_twice_is_one_sighting(ada: FlaskClient, scene: Scene) -> None:
    uid = str(uuid4())

    for _ in range(2):
        assert send(ada, scene, "Went blank", uid=uid, seen_before="new").status_code == 303

    assert len(saved(scene)) == 1
    assert db.session.scalar(db.select(db.func.count()).where(PaperCut.title == "Went blank")) == 1


def test_a_line_that_was_changed_after_sending_is_another_sighting(ada: FlaskClient, scene: Scene) -> None:
    uid = str(uuid4())

    send(ada, scene, "Went blank", uid=uid)
    send(ada, scene, "Went blank again", uid=uid)

    assert [sighting.what_happened for sighting in saved(scene)] == ["Went blank", "Went blank again"]


def test_a_planned_visit_begins_with_its_first_sighting(ada: FlaskClient, scene: Scene) -> None:
    site = make.site()
    people = [make.participant(site)]
    planned = make.visit(site, participants=people, tasks=scene.tasks, status=VisitStatus.PLANNED)
    db.session.commit()
    assert ada.get(f"/capture/visits/{planned.id}").status_code == 200

    told = ada.get(send(ada, Scene(planned, people, scene.tasks), "Went blank").location).text

    db.session.expire_all()
    assert (planned.status, planned.visited_on) == (VisitStatus.UNDER_WAY, DAY)
    assert f"This visit keeps the day it was planned for, {formats.date(DAY)}." in told


def test_notes_of_yesterday_do_not_reopen_what_a_release_of_today_fixes(ada: FlaskClient, scene: Scene) -> None:
    cut = make.paper_cut(task=scene.tasks[0], status=Status.FIXED, sightings=1)
    now = today(db.session.get_one(Setting, 1))
    make.fix(cut, make.release(status=ReleaseStatus.PUBLISHED, published_at=utc_now(), released_on=now))
    site = make.site()
    people = [make.participant(site)]
    told = {}
    for days in (-1, 1):
        planned = make.visit(
            site, participants=people, visited_on=now + timedelta(days=days), status=VisitStatus.PLANNED
        )
        db.session.commit()
        sent = send(ada, Scene(planned, people, scene.tasks), "Went blank", seen_before=str(cut.id))
        told[days] = ada.get(sent.location).text, db.session.get_one(PaperCut, cut.id).status

    assert "keeps the day" in told[-1][0]
    assert told[-1][1] is Status.FIXED
    assert "its day is today now" in told[1][0]
    assert "It was fixed before and is open again." in told[1][0]
    assert told[1][1] is Status.OPEN


def test_a_watch_that_begins_a_visit_says_where_its_day_went(ada: FlaskClient, scene: Scene) -> None:
    planned = make.visit(make.site(), tasks=scene.tasks, status=VisitStatus.PLANNED)
    db.session.commit()

    answer = ada.post(f"/capture/visits/{planned.id}/watched", data={"person": "", "task": scene.tasks[0].id})

    assert "This visit keeps the day it was planned for" in ada.get(answer.location).text


def test_a_chosen_paper_cut_is_matched_and_a_fixed_one_opens(ada: FlaskClient, scene: Scene) -> None:
    cut = make.paper_cut("Date field clears", status=Status.FIXED, sightings=1)
    make.fix(cut, make.release(status=ReleaseStatus.PUBLISHED, released_on=DAY))
    db.session.commit()

    page = ada.get(send(ada, scene, "Went blank", seen_before=str(cut.id)).location).text

    assert f"PC-{cut.id} now has 2 sightings. It was fixed before and is open again." in page
    assert saved(scene)[0].paper_cut_id == cut.id


def test_a_long_line_gives_a_title_cut_at_a_word(ada: FlaskClient, scene: Scene) -> None:
    send(ada, scene, "word " * 60, seen_before="new")

    cut = db.session.get_one(PaperCut, saved(scene)[0].paper_cut_id)
    assert len(cut.title) <= 200
    assert cut.title.endswith("word…")


def test_a_new_task_is_added_and_one_of_that_name_is_taken(ada: FlaskClient, scene: Scene) -> None:
    send(ada, scene, "Went blank", task="", new_task="Print the list")
    send(ada, scene, "Went blank again", new_task="print the LIST")

    first, second = saved(scene)
    assert first.task_id == second.task_id
    assert db.session.get_one(Task, first.task_id).name == "Print the list"


def test_an_area_that_is_known_is_the_new_paper_cuts(ada: FlaskClient, scene: Scene) -> None:
    area = make.area("Reports")
    db.session.commit()

    send(ada, scene, "Went blank #reports", seen_before="new")
    send(ada, scene, "Went blank #nowhere")

    named, waiting = saved(scene)
    assert db.session.get_one(PaperCut, named.paper_cut_id).area_id == area.id
    assert waiting.what_happened == "Went blank #nowhere"


def test_without_people_nobody_in_particular_is_watched(ada: FlaskClient) -> None:
    task = make.task()
    scene = Scene(make.visit(tasks=[task]), [], [task])
    assert "Nobody in particular" in ada.get(scene.address).text

    ada.post(scene.address, data={"uid": str(uuid4()), "person": "", "task": task.id, "line": "Went blank"})

    assert saved(scene)[0].participant_id is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"line": ""}, "Write what happened"),
        ({"line": "14s"}, "beside the seconds"),
        ({"line": "x" * 2_001}, "at most 2,000 characters (you sent 2,001)"),
        ({"line": "x" * 7_001}, "At most 7,000 characters"),
        ({"line": "Blank @P9"}, "Nobody at this site has the code P9"),
        ({"line": "Blank =99999"}, "There is no PC-99999"),
        ({"person": "99999"}, "Choose from the list"),
        ({"person": ""}, "Choose who you are watching"),
        ({"task": "99999"}, "Choose from the list"),
        ({"task": "9" * 30}, "Choose from the list"),
        ({"task": ""}, "Choose a task, or name a new one"),
        ({"new_task": "x" * 201}, "At most 200 characters"),
        ({"uid": "no id"}, "This page was too old"),
        ({"seen_before": "perhaps"}, "Choose from the list"),
        ({"seen_before": "9" * 30}, "Choose from the list"),
        ({"line": "Blank\0"}, "cannot be stored"),
    ],
)
def test_what_is_wrong_comes_back_with_what_was_typed(
    ada: FlaskClient, scene: Scene, given: dict[str, str], said: str
) -> None:
    answer = send(ada, scene, **({"line": "Went <b>blank"} | given))

    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert said in answer.text
    assert ("Went &lt;b&gt;blank" if "line" not in given else given["line"].replace("\0", "")) in answer.text
    assert saved(scene) == []


@pytest.mark.parametrize(("status", "chosen"), [(Status.OPEN, True), (Status.FIXED, False), (Status.VERIFIED, False)])
def test_what_would_open_again_is_offered_and_never_chosen_by_itself(
    ada: FlaskClient, scene: Scene, status: Status, chosen: bool
) -> None:
    known = make.paper_cut("Date field clears itself when you type", task=scene.tasks[0], status=status)
    db.session.commit()

    asked = {"line": "Date field clears itself when you type 14s", "task": scene.tasks[0].id}
    part = ada.get(f"/capture/visits/{scene.visit.id}/candidates", query_string=asked).text

    assert f'value="{known.id}"' in part
    assert (f'value="{known.id}" checked' in part, 'value="later" checked' in part) == (chosen, not chosen)


def test_known_paper_cuts_are_offered_and_a_strong_one_is_chosen(ada: FlaskClient, scene: Scene) -> None:
    near = make.paper_cut("Date field clears itself when you type 3.4.26", task=scene.tasks[0], sightings=2)
    make.paper_cut("Date jumps a month", task=scene.tasks[0])
    make.paper_cut("Date format is odd", task=scene.tasks[0])
    make.paper_cut("Date field clears itself when declined", task=scene.tasks[0], status=Status.DECLINED)
    make.paper_cut("Date field clears itself elsewhere")
    actions.scores.refresh_all()
    db.session.commit()
    address = f"/capture/visits/{scene.visit.id}/candidates"

    asked = {"line": "Date field clears itself when you type 14s", "task": scene.tasks[0].id}
    part = ada.get(address, query_string=asked).text
    kept = ada.get(address, query_string=asked | {"seen_before": "later", "suggested": str(near.id)}).text
    doubted = ada.get(address, query_string=asked | {"line": "Date field clears itself when you type 14s?"}).text
    silent = ada.get(address, query_string={"line": "", "task": ""}).text

    assert "<html" not in part
    assert part.count('name="seen_before"') == 4
    assert f'value="{near.id}" checked' in part
    assert 'value="later" checked' in doubted
    assert "2 sightings at 2 sites" in part
    assert 'value="later" checked' in kept  # chosen by the reader, so it stays
    assert silent.count('name="seen_before"') == 2


def test_one_of_another_task_is_offered_whichever_task_is_chosen(ada: FlaskClient, scene: Scene) -> None:
    known = make.paper_cut("Date field clears itself when you type", task=scene.tasks[0])
    for n in range(3):  # more often seen ones that share a word
        make.paper_cut(f"Date {n} type").n_sightings = 9
    db.session.commit()
    title = "date field clears itself when you type"

    for task in ({"task": scene.tasks[1].id}, {"new_task": "Something new"}, {"task": ""}):
        part = ada.get(f"{scene.address}/candidates", query_string={"line": title} | task).text
        assert f'value="{known.id}" checked' in part, task
    fields = {"line": f"{title} ?", "new_task": "Something new", "person": scene.people[0].id}
    page = ada.post(f"{scene.address}/done", data=fields).text  # without JavaScript
    assert f'name="seen_before" value="{known.id}"' in page
    send(ada, scene, title, task=scene.tasks[1].id)
    assert f"Looks like {known.number}" in ada.get(f"/visits/{scene.visit.id}").text


def test_that_nothing_more_was_seen_is_a_watch(ada: FlaskClient, scene: Scene) -> None:
    fields = {"person": scene.people[1].id, "task": scene.tasks[1].id, "how_it_went": "alone", "line": " "}

    answer = ada.post(f"/capture/visits/{scene.visit.id}/watched", data=fields)

    page = ada.get(answer.location).text
    assert "Noted: P2 Manager was watched at “Send invoices”" in page
    assert "Watched, nothing seen" in page
    watch = db.session.scalars(db.select(Watch).where(Watch.visit_id == scene.visit.id)).one()
    assert (watch.participant_id, watch.task_id, watch.how_it_went) == (
        scene.people[1].id,
        scene.tasks[1].id,
        HowItWent.ALONE,
    )


def test_a_line_that_was_begun_stays_when_nothing_more_was_seen(ada: FlaskClient, scene: Scene) -> None:
    fields = {"person": scene.people[1].id, "task": scene.tasks[1].id, "line": "half a thought", "seen_before": "new"}

    answer = ada.post(f"/capture/visits/{scene.visit.id}/watched", data=fields)

    assert answer.status_code == 200
    assert "half a thought</textarea>" in answer.text
    assert "What you have typed is still below, not saved yet." in answer.text
    assert 'value="new" checked' in answer.text
    assert saved(scene) == []


def test_that_nothing_more_was_seen_is_taken_back_on_the_page(ada: FlaskClient, scene: Scene) -> None:
    fields = {"person": scene.people[1].id, "task": scene.tasks[1].id}
    page = ada.get(ada.post(f"/capture/visits/{scene.visit.id}/watched", data=fields).location).text
    undo = re.findall(r'action="(/watches/\d+/removal\?back=capture)"', page)

    answer = ada.post(undo[0])

    assert len(undo) == 2  # in the message and in the list
    assert answer.location == scene.address
    assert "Watched, nothing seen" not in ada.get(scene.address).text


def test_a_task_with_sightings_is_not_offered_for_taking_back(ada: FlaskClient, scene: Scene) -> None:
    send(ada, scene, "Went blank")
    fields = {"person": scene.people[0].id, "task": scene.tasks[0].id}

    page = ada.get(ada.post(f"/capture/visits/{scene.visit.id}/watched", data=fields).location).text

    assert "Noted: P1 Receptionist was watched" in page
    assert "/watches/" not in page


def test_undo_gives_the_line_back_with_person_and_task(ada: FlaskClient, scene: Scene) -> None:
    send(ada, scene, "Date field clears 14s x3 “oh” ?", task=scene.tasks[1].id, person=scene.people[1].id)

    page = ada.post(f"/sightings/{saved(scene)[0].id}/removal").text

    assert "Date field clears 14s x3 “oh” ?</textarea>" in page
    assert re.search(rf'name="person" value="{scene.people[1].id}" checked', page)
    assert re.search(rf'<option selected value="{scene.tasks[1].id}">', page)


def test_a_watch_without_a_task_keeps_the_line(ada: FlaskClient, scene: Scene) -> None:
    answer = ada.post(f"/capture/visits/{scene.visit.id}/watched", data={"task": "", "line": "half a thought"})

    assert answer.status_code == 422
    assert "half a thought" in answer.text
    assert "Choose a task, or name a new one" in answer.text


def test_who_is_at_one_visit_comes_right_to_it(ada: FlaskClient, ben: FlaskClient, scene: Scene) -> None:
    assert ada.get("/capture/").location == scene.address
    assert "Brightmere Dental" in ada.get("/capture/?choose=1").text
    assert "Brightmere Dental" in ben.get("/capture/").text


def test_the_paper_cut_one_comes_from_is_chosen_at_whichever_visit(
    ada: FlaskClient, ben: FlaskClient, scene: Scene
) -> None:
    cut = make.paper_cut("Send is below the fold", task=scene.tasks[1])
    db.session.commit()
    there = f"{scene.address}?cut={cut.id}"

    assert f'href="/capture/?cut={cut.id}"' in ada.get(f"/paper-cuts/{cut.id}").text
    assert ada.get(f"/capture/?cut={cut.id}").location == there
    assert f'href="{there}"' in ben.get(f"/capture/?cut={cut.id}").text  # who has to choose the visit
    page = ada.get(there).text

    assert f'<option selected value="{scene.tasks[1].id}">' in page
    assert f'name="seen_before" value="{cut.id}" checked' in page
    assert f'href="/capture/?choose=1&amp;cut={cut.id}"' in page
    assert ada.get(f"{scene.address}?cut=99999").status_code == 200


def test_without_a_visit_one_can_be_begun(ada: FlaskClient, ben: FlaskClient) -> None:
    assert "/visits/start" in ada.get("/capture/").text
    assert "Somebody who plans visits" in ben.get("/capture/").text


def test_nothing_is_captured_at_a_visit_that_is_written_up(ada: FlaskClient, scene: Scene) -> None:
    scene.visit.status = VisitStatus.WRITTEN_UP
    db.session.commit()

    assert ada.get(scene.address).location == f"/visits/{scene.visit.id}"
    answer = send(ada, scene, "Went blank")
    assert answer.status_code == 422
    assert "Reopen its write-up" in answer.text


def test_engineers_capture_and_viewers_do_not(ben: FlaskClient, vera: FlaskClient, scene: Scene) -> None:
    assert send(ben, scene, "Went blank").status_code == 303
    assert send(vera, scene, "Went blank").status_code == 403
    assert vera.get("/capture/").status_code == 403


def test_refused(client: FlaskClient, ada: FlaskClient, scene: Scene) -> None:
    assert client.get(scene.address).location.startswith("/login")
    assert client.post(scene.address).status_code == 401
    assert ada.put(scene.address).status_code == 405
    assert ada.get("/capture/visits/99999").status_code == 404
    assert ada.post("/capture/visits/99999/watched").status_code == 404


def test_photos_come_with_the_line_or_the_form_comes_back(ada: FlaskClient, scene: Scene) -> None:
    def files() -> list[tuple[BytesIO, str]]:
        red, blue = BytesIO(), BytesIO()
        Image.new("RGB", (40, 30), (200, 0, 0)).save(red, "JPEG")
        Image.new("RGB", (40, 30), (0, 0, 200)).save(blue, "PNG")
        return [(BytesIO(red.getvalue()), "a.jpg"), (BytesIO(blue.getvalue()), "b.png")]

    refused = send(ada, scene, "Went blank 14s", photos=[*files(), (BytesIO(b"<html>"), "c.jpg")])
    empty = send(ada, scene, "", photos=files())
    assert (refused.status_code, empty.status_code, saved(scene)) == (422, 422, [])
    assert "Photo 3 of 3: " in refused.text
    assert "Went blank 14s" in refused.text
    assert "Choose the photos again" in empty.text

    uid = str(uuid4())
    for _ in range(2):  # pressed twice
        send(ada, scene, "Went blank 14s", uid=uid, photos=files(), photo_caption=["The date", ""])

    (sighting,) = saved(scene)
    photos = db.session.scalars(db.select(Photo).order_by(Photo.position)).all()
    assert [(one.sighting_id, one.caption) for one in photos] == [(sighting.id, "The date"), (sighting.id, "")]


def test_a_good_mood_without_a_paper_cut_is_a_delight_and_undo_gives_it_back(ada: FlaskClient, scene: Scene) -> None:
    cut = make.paper_cut("The preview is slow", task=scene.tasks[0], sightings=2)
    db.session.commit()

    send(ada, scene, "The preview is slow no more :)", seen_before="later", mood="-2", workaround="Waits")
    page = ada.get(scene.address).text

    (sighting,) = saved(scene)
    assert (sighting.mood, sighting.workaround, sighting.is_delight) == (1, "Waits", True)
    assert "A delight: kept beside the annoyances. Understood: pleased." in page
    asked = {"line": f"{cut.title} :)", "task": scene.tasks[0].id}
    chosen = {"line": cut.title, "task": scene.tasks[0].id, "mood": "2"}
    for query in (asked, chosen):
        offered = ada.get(f"{scene.address}/candidates", query_string=query).text
        assert re.search(r'data-saved-as="as a delight"><input [^>]*value="later" checked', offered)
    back = ada.post(f"/sightings/{sighting.id}/removal").text
    assert re.search(r'name="mood" value="1" checked', back)
    assert 'value="Waits"' in back


def test_a_tap_on_a_known_paper_cut_leaves_the_mood_to_the_line(ada: FlaskClient, scene: Scene) -> None:
    cut = make.paper_cut(task=scene.tasks[0])
    db.session.commit()
    fields = {"person": scene.people[0].id, "task": scene.tasks[0].id, "uid": str(uuid4()), "mood": "-2"}

    ada.post(f"{scene.address}/tally", data=fields | {"tally": str(cut.id), "workaround": "Calls"})
    assert ada.post(scene.address, data=fields | {"line": "Odd", "mood": "7"}).status_code == 422

    assert [(one.mood, one.workaround) for one in saved(scene)] == [(None, "")]
