"""Sample data: loaded and removed by an administrator."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from papercuts import actions
from papercuts.db import db
from papercuts.models import PaperCut, Sighting, Site, Task
from tests.crawl import read
from tests.factories import AT, make


def n_sites() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Site)) or 0


def test_it_is_loaded_and_says_so_on_every_page(rosa: FlaskClient) -> None:
    answer = rosa.post("/sample")

    assert (answer.status_code, answer.location) == (303, "/")
    assert n_sites() == 5
    for path in ("/", "/paper-cuts", "/visits", "/releases", "/sites", "/tasks", "/history", "/users", "/import"):
        page = rosa.get(path)
        assert page.status_code == 200, path
        assert "Sample data" in page.text, path


def test_it_is_removed_and_tells_what_stays(rosa: FlaskClient) -> None:
    rosa.post("/sample")
    cut = db.session.scalars(select(PaperCut).where(PaperCut.title.startswith("Enter"))).one()
    make.sighting(paper_cut=cut, task=db.session.get_one(Task, cut.task_id), seen_by_id=rosa.account.id)  # type: ignore[attr-defined]

    before = rosa.get("/settings").text
    answer = rosa.post("/sample/remove")

    for sentence in (
        "are invented, and go. What you added rests on Enter does nothing in the line-item table and Send",
        "What stays loses its invented contacts, numbers of people, efforts and consents.",
    ):
        assert sentence in before
    assert (answer.status_code, answer.location) == (303, "/")
    told = rosa.get("/").text
    assert "The sample data is removed. What you added rests on Enter does nothing in the line-item table" in told
    assert (n_sites(), db.session.scalar(select(func.count()).select_from(Sighting))) == (1, 1)


def test_the_history_leads_to_nothing_that_went(rosa: FlaskClient) -> None:
    site = make.site("Ours")
    actions.places.change_site(
        site, name="Ours", segment=make.segment(), public_alias="", head_count=None, contacts="", by=None, at=AT
    )
    db.session.delete(site)
    rosa.post("/sample")
    rosa.post("/sample/remove")

    links, _ = read("/history", rosa.get("/history").text)

    assert [link for link in sorted(links) if rosa.get(link).status_code == 404] == []


@pytest.mark.parametrize("path", ["/sample", "/sample/remove"])
def test_twice_is_refused_in_words(rosa: FlaskClient, path: str) -> None:
    rosa.post("/sample")
    for _ in range(2):
        answer = rosa.post(path)

    assert answer.status_code == 303
    assert ("here already" if path == "/sample" else "There is no sample data here") in rosa.get("/").text


def test_a_site_of_ones_own_keeps_sample_data_out(rosa: FlaskClient) -> None:
    make.site()

    rosa.post("/sample")

    assert n_sites() == 1
    assert "You have sites of your own" in rosa.get("/").text


@pytest.mark.parametrize("path", ["/sample", "/sample/remove"])
def test_only_administrators(ada: FlaskClient, client: FlaskClient, rosa: FlaskClient, path: str) -> None:
    assert client.post(path).status_code == 401
    assert ada.post(path).status_code == 403
    assert rosa.get(path).status_code == 405
    assert n_sites() == 0
