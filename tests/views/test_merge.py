"""Merging, un-merging, splitting and "not the same": the pages, and what they leave."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import ReleaseStatus, Status
from papercuts.models import Merge, NotTheSame, PaperCut, Sighting, Task
from tests.factories import AT, DAY, make


@pytest.fixture
def pair(ada: FlaskClient) -> tuple[PaperCut, PaperCut]:
    """Two paper cuts of one task that look alike; the first was seen three times."""
    task = make.task(area=make.area())
    make.use(task)
    first = make.paper_cut("Tab skips the price field", task=task, sightings=3, area=task.area)
    second = make.paper_cut("The price field is skipped by Tab", task=task, sightings=2, area=task.area)
    actions.scores.refresh_all()
    db.session.commit()
    return first, second


def merge(browser: FlaskClient, kept: PaperCut, *others: PaperCut, why: str = "Both lose the price") -> str:
    data = {"paper_cut": [str(cut.id) for cut in others], "why": why}
    answer = browser.post(f"/paper-cuts/{kept.id}/merges", data=data, follow_redirects=True)
    assert answer.status_code == 200
    db.session.expire_all()
    return answer.text


def test_what_will_happen_stands_there_before(ada: FlaskClient, pair: tuple[PaperCut, PaperCut]) -> None:
    first, second = pair
    chosen = ada.get(f"/paper-cuts/merge?cut={second.id}&cut={first.id}")
    assert chosen.headers["Location"] == f"/paper-cuts/{first.id}/merges/new?other={second.id}"

    page = ada.get(chosen.headers["Location"]).text

    assert f'href="/paper-cuts/{second.id}/merges/new?other={first.id}">Keep {second.number} instead' in page
    assert re.search(r"Sightings</th><td>3</td><td><strong>5</strong>", page)
    assert re.search(r"People hit</th><td>3 of 5 watched</td><td><strong>5 of 5 watched</strong>", page)


def test_a_merge_can_be_seen_followed_and_undone(ada: FlaskClient, pair: tuple[PaperCut, PaperCut]) -> None:
    first, second = pair
    page = merge(ada, first, second)
    assert f"{second.number} is merged into {first.number}, which now has 5 sightings." in page
    assert "Also called" in page
    assert second.title in page
    assert (first.n_sightings, second.status) == (5, Status.MERGED)

    led = ada.get(f"/paper-cuts/{second.id}", follow_redirects=True)
    assert led.request.path == f"/paper-cuts/{first.id}"
    assert f"{second.number} was merged into {first.number}" in led.text
    assert "because: Both lose the price" in led.text
    own = ada.get(f"/paper-cuts/{second.id}?merged=stay")
    assert (own.status_code, "This is its own wording and history" in own.text) == (200, True)
    for cut in pair:
        assert "why Both lose the price" in ada.get(f"/paper-cuts/{cut.id}?merged=stay").text
    undo = re.search(r'action="(/paper-cuts/\d+/merges/end\?cut=\d+)"', page)
    assert undo is not None

    ada.post(undo[1], follow_redirects=True)

    db.session.expire_all()
    assert (first.n_sightings, second.n_sightings, second.status) == (3, 2, Status.OPEN)
    assert not db.session.scalars(select(Merge)).all()
    assert ada.post(undo[1]).status_code == 422


def test_one_that_is_not_there_merges_nothing(ada: FlaskClient, pair: tuple[PaperCut, PaperCut]) -> None:
    first, second = pair
    for wrong in ("999999", "0", "x", "9" * 30):
        data = {"paper_cut": [str(second.id), wrong]}
        assert ada.post(f"/paper-cuts/{first.id}/merges", data=data).status_code == 404
        assert ada.get(f"/paper-cuts/merge?cut={first.id}&cut={wrong}").status_code == 404
    assert not db.session.scalars(select(Merge)).all()


def test_what_cannot_be_merged_is_refused_in_words(ada: FlaskClient, pair: tuple[PaperCut, PaperCut]) -> None:
    first, second = pair
    make.fix(second, make.release("4.12", status=ReleaseStatus.PUBLISHED, published_at=AT))

    def refused(kept: PaperCut, other: PaperCut) -> str:
        answer = ada.post(f"/paper-cuts/{kept.id}/merges", data={"paper_cut": other.id, "why": "Same <b>"})
        assert answer.status_code == 422
        assert "Same &lt;b&gt;" in answer.text
        return answer.text

    assert f"Merge the other one into this: {first.number} into {second.number}." in refused(first, second)
    assert "cannot be merged into itself" in refused(first, first)
    third = make.paper_cut()
    merge(ada, first, third)
    assert "is merged already. Un-merge it first." in refused(second, third)
    assert "cannot be merged into itself, nor into what was merged into it" in refused(third, first)
    too_long = ada.post(f"/paper-cuts/{second.id}/merges", data={"paper_cut": first.id, "why": "x" * 20_001})
    assert too_long.status_code == 422


def test_a_number_that_was_merged_means_the_survivor_everywhere(
    ada: FlaskClient, pair: tuple[PaperCut, PaperCut]
) -> None:
    first, second = pair
    merge(ada, first, second)
    waiting = make.sighting()

    ada.post(f"/sightings/{waiting.id}/match", data={"paper_cut": second.id})

    db.session.expire_all()
    assert (waiting.paper_cut_id, waiting.merged_from_id) == (first.id, None)
    assert ada.get(f"/search?q={second.number}", follow_redirects=True).request.path == f"/paper-cuts/{first.id}"
    found = ada.get(f"/sightings/{waiting.id}/match?q={second.number}").text
    assert first.title in found
    assert second.number not in ada.get("/paper-cuts.csv").text
    assert ada.post(f"/paper-cuts/{second.id}/claim").status_code == 422


def test_some_sightings_are_split_off_and_put_back(ada: FlaskClient, pair: tuple[PaperCut, PaperCut]) -> None:
    first, _ = pair
    ids = db.session.scalars(select(Sighting.id).where(Sighting.paper_cut_id == first.id).limit(2)).all()
    chosen = "&".join(f"sighting={one}" for one in ids)
    page = ada.get(f"/paper-cuts/{first.id}/splits/new?{chosen}").text
    assert "2 sightings of" in page
    assert ada.get(f"/paper-cuts/{first.id}/splits/new?{chosen}&sighting=99999").status_code == 404
    assert ada.post(f"/paper-cuts/{first.id}/splits", data={"sighting": ids}).status_code == 422

    data = {"sighting": ids, "title": "The amount field is skipped"}
    page = ada.post(f"/paper-cuts/{first.id}/splits", data=data, follow_redirects=True).text

    new = db.session.scalars(select(PaperCut).order_by(PaperCut.id.desc())).first()
    assert new is not None
    db.session.expire_all()
    assert (new.title, new.n_sightings, first.n_sightings) == ("The amount field is skipped", 2, 1)
    assert f"split off: sightings 2; to {new.number}" in ada.get(f"/paper-cuts/{first.id}").text
    undo = re.search(r'action="(/paper-cuts/\d+/splits/end\?[^"]+)"', page)
    assert undo is not None
    made, back = new.id, undo[1].replace("&amp;", "&")
    stranger = make.sighting(paper_cut=make.paper_cut())
    db.session.commit()
    assert ada.post(f"/paper-cuts/{first.id}/splits/end?sighting={stranger.id}").status_code == 422
    assert ada.post(f"/paper-cuts/{first.id}/splits/end").status_code == 422
    ada.post(back)
    db.session.expire_all()
    assert first.n_sightings == 3
    assert ada.get(f"/paper-cuts/{made}").status_code == 404
    assert ada.post(back).status_code == 422  # it is done already, and where they are now is nobody's split


def test_what_is_not_the_same_is_offered_no_more(ada: FlaskClient, pair: tuple[PaperCut, PaperCut]) -> None:
    first, second = pair
    offered = f'action="/paper-cuts/{first.id}/not-the-same/{second.id}"'
    assert offered in ada.get(f"/paper-cuts/{first.id}").text

    page = ada.post(f"/paper-cuts/{first.id}/not-the-same/{second.id}", follow_redirects=True).text

    assert offered not in page
    assert "said <bdi>Ada</bdi>" in page
    assert db.session.scalars(select(NotTheSame)).one().other_id == second.id
    ada.post(f"/paper-cuts/{second.id}/not-the-same/{first.id}/end")
    assert offered in ada.get(f"/paper-cuts/{first.id}").text
    assert ada.post(f"/paper-cuts/{first.id}/not-the-same/{first.id}").status_code == 400


def test_a_sighting_that_is_not_one_is_not_offered_it_again(ada: FlaskClient, pair: tuple[PaperCut, PaperCut]) -> None:
    first, _ = pair
    sighting = make.sighting(task=db.session.get_one(Task, first.task_id), what_happened="Tab skips the price field")
    page = ada.get(f"/sightings/{sighting.id}/match").text
    assert f'action="/sightings/{sighting.id}/not-the-same/{first.id}"' in page

    page = ada.post(f"/sightings/{sighting.id}/not-the-same/{first.id}", follow_redirects=True).text

    assert f'action="/sightings/{sighting.id}/not-the-same/{first.id}"' not in page
    assert f'action="/sightings/{sighting.id}/not-the-same/{first.id}/end"' in page


def test_a_round_and_a_plan_show_what_became_of_a_merged_one(ada: FlaskClient, pair: tuple[PaperCut, PaperCut]) -> None:
    first, second = pair
    plan = make.plan([second])
    one = actions.rounds.create("Keyboard", slots=1, starts_on=DAY, ends_on=date(2999, 1, 1), by=None, at=AT)
    place = actions.rounds.take(one, second, today=DAY, by=None, at=AT)
    merge(ada, first, second)

    page = ada.get(f"/rounds/{one.id}").text
    assert f"Put {first.number} in its slot" in page
    assert f"Merged into {first.number}" in ada.get(f"/plans/{plan.id}").text
    page = ada.post(f"/rounds/{one.id}/places/{place.id}/refill", follow_redirects=True).text

    assert f"{first.number} is in the slot of {second.number}" in page
    again = ada.post(f"/rounds/{one.id}/places/{place.id}/refill", follow_redirects=True).text
    assert f"{first.number} is in this round already." in again
    why = ada.get(f"/planner?hours=8&pin={second.id}").text
    assert f"was merged into PC-{first.id}" in why
