"""Matching a sighting with a paper cut, or naming a new one."""

import pytest
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import Status
from papercuts.models import Area, Event, PaperCut, Sighting, Task, Visit
from tests.factories import make


@pytest.fixture
def sighting(ada: FlaskClient) -> Sighting:
    """One that waits, beside another that waits at the same visit and one at another."""
    make.sighting()
    area = make.area("Invoice editor")
    seen = make.sighting(task=make.task("Correct a due date", area=area), what_happened="Date field went blank")
    make.sighting(seen.visit, what_happened="The next one")
    db.session.commit()
    return seen


def match(browser: FlaskClient, sighting: Sighting, **given: object) -> str:
    answer = browser.post(f"/sightings/{sighting.id}/match", data=given)
    assert answer.status_code == 303, answer.text
    db.session.refresh(sighting)
    return str(answer.location)


def next_one() -> Sighting:
    return db.session.scalars(db.select(Sighting).where(Sighting.what_happened == "The next one")).one()


def test_the_best_known_ones_stand_beside_it_with_reasons(ada: FlaskClient, sighting: Sighting) -> None:
    task, area = db.session.get_one(Task, sighting.task_id), db.session.scalars(db.select(Area)).one()
    for title in ("Date field clears itself", "Date jumps", "Field is too small", "Blank page"):
        make.paper_cut(title, task=task, area=area)
    make.paper_cut("Date field elsewhere")
    make.paper_cut("Date field declined", task=task, status=Status.DECLINED)
    db.session.commit()

    page = ada.get(f"/sightings/{sighting.id}/match").text

    known = page[page.index("Known ones") : page.index("Not one of these?")]
    assert known.count("Match to PC-") == 5
    assert known.index("Blank page") < known.index("Date field elsewhere")  # which is of another task
    assert "Same task, same area, 2 words in common" in known
    assert "declined" not in known
    assert 'value="Date field went blank"' in page  # the title of a new one
    assert f"/sightings/{next_one().id}/match" in page  # skip
    assert "2 sightings wait" in page


def test_without_a_likely_one_there_are_no_these(ada: FlaskClient, sighting: Sighting) -> None:
    page = ada.get(f"/sightings/{sighting.id}/match").text

    assert "Nothing similar is known" in page
    assert "Known by other words?" in page
    assert "Not one of these?" not in page


def test_one_that_was_turned_down_is_not_offered_again(ada: FlaskClient, sighting: Sighting) -> None:
    task = db.session.get_one(Task, sighting.task_id)
    best = make.paper_cut("Date field went blank", task=task)
    others = [make.paper_cut(f"Date field {word}", task=task) for word in ("jumps", "shrinks", "blinks")]
    db.session.commit()
    address = f"/sightings/{sighting.id}/match?without={best.id}"
    assert f'href="{address}">Not this one' in ada.get(f"/visits/{sighting.visit_id}").text

    page = ada.get(address).text

    known = page[page.index("Known ones") : page.index("Not one of these?")]
    assert f"Match to PC-{best.id}<" not in known
    assert [f"Match to PC-{cut.id}" in known for cut in others] == [True] * 3
    assert f"Left out, as you said: PC-{best.id}" in known
    assert f'href="/sightings/{sighting.id}/match">Show it again' in known
    refused = ada.post(f"/sightings/{sighting.id}/match?without={best.id}", data={"title": ""})
    assert f"Left out, as you said: PC-{best.id}" in refused.text


def test_matching_goes_on_to_the_next(ada: FlaskClient, sighting: Sighting) -> None:
    cut = make.paper_cut("Date field clears itself", sightings=1)
    db.session.commit()

    location = match(ada, sighting, paper_cut=cut.id)

    assert location == f"/sightings/{next_one().id}/match"
    assert sighting.paper_cut_id == cut.id
    assert f"Matched. PC-{cut.id} now has 2 sightings." in ada.get(location).text
    assert match(ada, next_one(), paper_cut=cut.id) == f"/visits/{sighting.visit_id}#seen"


def test_the_history_tells_whether_what_was_taken_had_been_offered(ada: FlaskClient, sighting: Sighting) -> None:
    offered, other = make.paper_cut("Date field clears itself"), make.paper_cut("Printing takes long")
    db.session.commit()

    match(ada, sighting, paper_cut=offered.id)
    match(ada, sighting, paper_cut=other.id)

    events = db.session.scalars(db.select(Event).where(Event.subject == "sighting", Event.verb == "matched"))
    told = [event.details["offered"] for event in events if event.subject_id == sighting.id]
    assert told == ["1 of 1", "none of 1"]


def test_a_new_one_is_named(ada: FlaskClient, sighting: Sighting) -> None:
    match(ada, sighting, title="Date field clears itself")

    cut = db.session.get_one(PaperCut, sighting.paper_cut_id)
    area = db.session.scalars(db.select(Area)).one()
    assert (cut.title, cut.task_id, cut.area_id) == ("Date field clears itself", sighting.task_id, area.id)

    assert f"Matched. PC-{cut.id} “Date field clears itself” is seen for the first time." in ada.get("/").text


def test_an_undo_beside_the_notice_leads_back_to_the_sighting(ada: FlaskClient, sighting: Sighting) -> None:
    page = ada.get(match(ada, sighting, title="Date field clears itself")).text
    address = f"/sightings/{sighting.id}/unmatch?back=match"
    assert f'action="{address}"' in page

    assert ada.post(address).location == f"/sightings/{sighting.id}/match"


def test_whoever_has_skipped_the_last_one_is_told_and_begins_again(ada: FlaskClient, sighting: Sighting) -> None:
    last = next_one()
    skip = f"/sightings/{last.id}/match?end=yes"
    assert f'href="{skip}" data-key="s">Skip' in ada.get(f"/sightings/{last.id}/match").text

    page = ada.get(skip).text

    assert "That was the last one; 2 were skipped." in page
    assert f'href="/sightings/{sighting.id}/match" data-key="s">Begin again' in page
    match(ada, sighting, title="Date field clears itself")
    match(ada, last, title="Something else")
    page = ada.get(skip).text
    assert 'data-key="s"' not in page
    assert "That was the last one" not in page


def test_it_can_be_unmatched(ada: FlaskClient, sighting: Sighting) -> None:
    match(ada, sighting, paper_cut=make.paper_cut().id)

    answer = ada.post(f"/sightings/{sighting.id}/unmatch")

    assert answer.location == f"/visits/{sighting.visit_id}#s{sighting.id}"
    db.session.refresh(sighting)
    assert sighting.paper_cut_id is None
    assert ada.post(f"/sightings/{sighting.id}/unmatch").status_code == 303


def test_the_undo_of_a_naming_takes_the_paper_cut_away_again(ada: FlaskClient, sighting: Sighting) -> None:
    match(ada, sighting, title="Date field clears itself")
    cut_id = sighting.paper_cut_id

    page = ada.post(f"/sightings/{sighting.id}/unmatch", follow_redirects=True).text

    assert f"No longer matched to PC-{cut_id}. PC-{cut_id} was named for this sighting alone" in page
    db.session.expire_all()
    assert db.session.get(PaperCut, cut_id) is None
    told = db.session.scalars(db.select(Event).where(Event.verb == "removed a paper cut")).one()
    assert (told.subject_id, told.details["title"]) == (sighting.visit_id, "Date field clears itself")
    match(ada, sighting, title="Date field clears itself")
    assert sighting.paper_cut_id > cut_id  # a number is never given again


def test_one_that_stood_before_outlives_the_undo_of_a_match(ada: FlaskClient, sighting: Sighting) -> None:
    match(ada, sighting, title="Date field clears itself")
    cut_id = sighting.paper_cut_id
    match(ada, next_one(), paper_cut=cut_id)

    ada.post(f"/sightings/{sighting.id}/unmatch")
    ada.post(f"/sightings/{next_one().id}/unmatch")  # it was not named for this one

    db.session.expire_all()
    assert db.session.get(PaperCut, cut_id) is not None


def test_another_match_takes_the_paper_cut_named_before_away_and_says_so(ada: FlaskClient, sighting: Sighting) -> None:
    other = make.paper_cut("Date field jumps")
    db.session.commit()
    match(ada, sighting, title="Date field clears itself")
    cut_id = sighting.paper_cut_id

    location = match(ada, sighting, paper_cut=other.id)

    assert f"PC-{cut_id} was named for this sighting alone: it is taken away again." in ada.get(location).text
    assert db.session.get(PaperCut, cut_id) is None


def test_a_new_one_that_is_called_as_a_known_one_is_the_known_one(ada: FlaskClient, sighting: Sighting) -> None:
    task = db.session.get_one(Task, sighting.task_id)
    make.paper_cut("Date field clears itself")  # of another task
    make.paper_cut("Date field clears itself", task=task, status=Status.DECLINED)
    known = make.paper_cut("Date field clears itself", task=task, sightings=1)
    db.session.commit()

    location = match(ada, sighting, title="DATE field clears  itself")

    assert sighting.paper_cut_id == known.id
    said = f"PC-{known.id} is called that already: matched to it. PC-{known.id} now has 2 sightings."
    assert said in ada.get(location).text


def test_others_are_found_by_words_or_number(ada: FlaskClient, sighting: Sighting) -> None:
    cut = make.paper_cut("Größe of the window is forgotten", status=Status.DECLINED)
    make.paper_cut("The window is small")
    db.session.commit()

    for q in ("grosse window", f"PC-{cut.id}", str(cut.id)):
        page = ada.get(f"/sightings/{sighting.id}/match", query_string={"q": q}).text
        found = page[page.index('id="find-h"') : page.index("New paper cut")]
        assert found.count("Match to PC-") == 1, q
        assert f"Match to PC-{cut.id}" in found
    nothing = ada.get(f"/sightings/{sighting.id}/match?q=100%25").text
    assert "No paper cut has these words" in nothing


@pytest.mark.parametrize("q", ["x" * 201, "a " * 17])
def test_a_search_that_cannot_be(ada: FlaskClient, sighting: Sighting, q: str) -> None:
    answer = ada.get(f"/sightings/{sighting.id}/match", query_string={"q": q})

    assert answer.status_code == 422
    assert 'id="find-error"' in answer.text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"title": " "}, "Enter a title"),
        ({}, "Enter a title"),
        ({"title": "<b>" * 67}, "At most 200 characters"),
        ({"paper_cut": "99999"}, "There is no PC-99999"),
        ({"paper_cut": "9" * 12}, "Enter a number from 1"),
        ({"paper_cut": "one"}, "Enter a whole number"),
    ],
)
def test_what_is_wrong_comes_back(ada: FlaskClient, sighting: Sighting, given: dict[str, str], said: str) -> None:
    answer = ada.post(f"/sightings/{sighting.id}/match", data=given)

    assert answer.status_code == 422
    assert said in answer.text
    assert "&lt;b&gt;" in answer.text or "title" not in given or given["title"] == " "


def test_a_merged_one_is_not_there(ada: FlaskClient, sighting: Sighting) -> None:
    merged = make.paper_cut(status=Status.MERGED)
    db.session.commit()

    assert ada.post(f"/sightings/{sighting.id}/match", data={"paper_cut": merged.id}).status_code == 422


def test_the_undo_of_a_match_takes_the_status_back(ada: FlaskClient, sighting: Sighting) -> None:
    cut = make.paper_cut(status=Status.FIXED)
    day = db.session.get_one(Visit, sighting.visit_id).visited_on
    make.fix(cut, make.release(status="published", released_on=day))
    actions.scores.refresh_all()
    db.session.commit()

    match(ada, sighting, paper_cut=cut.id)
    db.session.refresh(cut)
    assert cut.status is Status.OPEN
    ada.post(f"/sightings/{sighting.id}/unmatch")

    db.session.refresh(cut)
    assert cut.status is Status.FIXED


def test_refused(client: FlaskClient, ada: FlaskClient, ben: FlaskClient, sighting: Sighting) -> None:
    assert client.get(f"/sightings/{sighting.id}/match").location.startswith("/login")
    assert ben.post(f"/sightings/{sighting.id}/match", data={"title": "x"}).status_code == 403
    assert ben.post(f"/sightings/{sighting.id}/unmatch").status_code == 403
    assert ada.get(f"/sightings/{sighting.id}/unmatch").status_code == 405
    assert ada.get("/sightings/99999/match").status_code == 404
    assert ada.post("/sightings/99999/match").status_code == 404
    assert ada.post("/sightings/99999/unmatch").status_code == 404
