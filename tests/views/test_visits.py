"""The list of visits: what is next, what took place."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from papercuts.db import db
from papercuts.domain.limits import VisitStatus
from papercuts.models import Setting
from papercuts.web.clock import today
from tests.factories import DAY, make


def test_without_visits_the_page_says_what_one_is(ada: FlaskClient, vera: FlaskClient) -> None:
    assert "Start without a plan" in ada.get("/visits").text
    assert "Field users plan them" in vera.get("/visits").text


def test_the_next_visit_is_seen_first_and_can_be_started(ada: FlaskClient) -> None:
    person = make.participant(make.site("Marfinch"), "P1", role="Owner")
    visit = make.visit(
        participants=[person],
        tasks=[make.task("Send invoices"), make.task("Print")],
        status=VisitStatus.PLANNED,
        visited_on=today(db.session.get_one(Setting, 1)),
    )
    make.visit(make.site("Pellworth"), status=VisitStatus.PLANNED, visited_on=visit.visited_on + timedelta(days=9))
    db.session.commit()

    page = ada.get("/visits").text

    assert page.index("Next visit") < page.index("Marfinch") < page.index("Pellworth")
    assert f'action="/visits/{visit.id}/start"' in page
    assert "P1 Owner" in page
    assert "<bdi>Print</bdi></a>,</span>" in page or "<bdi>Send invoices</bdi></a>,</span>" in page
    assert page.count("Start visit</button>") == page.count("Change the plan</a>") == 2


def test_a_visit_under_way_comes_first_and_the_next_can_still_be_started(ada: FlaskClient) -> None:
    day = today(db.session.get_one(Setting, 1))
    now = make.visit(visited_on=day)
    make.visit(make.site("Pellworth"), status=VisitStatus.PLANNED, visited_on=day + timedelta(days=9))
    db.session.commit()

    page = ada.get("/visits").text

    assert "Under way" in page
    assert f'href="/visits/{now.id}/plan">Change the plan' in page
    assert 'aria-label="Start visit at Pellworth"' in page


def test_a_visit_that_was_not_started_is_late(ada: FlaskClient) -> None:
    make.visit(status=VisitStatus.PLANNED)
    db.session.commit()

    assert "was planned for 12 March 2026" in ada.get("/visits").text


def test_past_visits_say_what_came_of_them(vera: FlaskClient) -> None:
    site = make.site("Marfinch")
    people = [make.participant(site), make.participant(site)]
    cut, older = make.paper_cut(), make.paper_cut()
    make.sighting(make.visit(visited_on=DAY - timedelta(days=9)), paper_cut=older)
    visit = make.visit(participants=people)
    make.sighting(visit, participant=people[0], paper_cut=cut)
    make.sighting(visit, participant=people[1], paper_cut=older)
    make.sighting(visit, participant=people[1])
    make.sighting(make.visit(visited_on=DAY + timedelta(days=9)), paper_cut=cut)
    db.session.commit()

    page = vera.get(f"/visits?site={site.id}").text

    assert "1 visit<" in page
    assert '2<span class="cell-label"> people' in page
    assert '3<span class="cell-label"> sightings' in page
    assert '1<span class="cell-label"> new' in page
    assert "1 to match" in page
    assert "Not written up yet" in page


def test_the_list_can_be_filtered(vera: FlaskClient) -> None:
    offices = make.segment("Offices")
    make.visit(make.site("Anchor", segment=offices), status=VisitStatus.WRITTEN_UP)
    make.visit(make.site("Bright"))
    make.visit(make.site("Coming"), status=VisitStatus.PLANNED)
    db.session.commit()

    def table(query: str) -> str:
        return vera.get(f"/visits?{query}").text.split("<tbody")[-1].split("</tbody>")[0]

    assert ["Anchor" in table(""), "Bright" in table(""), "Coming" in table("")] == [True, True, False]
    assert ["Anchor" in table("status=written up"), "Bright" in table("status=written up")] == [True, False]
    assert ["Anchor" in table(f"segment={offices.id}"), "Bright" in table(f"segment={offices.id}")] == [True, False]
    assert ["Bright" in table("status=planned"), "Coming" in table("status=planned")] == [False, True]


def test_nothing_found_offers_to_clear_the_filters(vera: FlaskClient) -> None:
    site = make.site()
    db.session.commit()

    assert "No visit matches these filters" in vera.get(f"/visits?site={site.id}").text


@pytest.mark.parametrize("query", ["site=x", "site=0", "segment=99999999999", "status=lost"])
def test_a_filter_that_cannot_be_is_refused(vera: FlaskClient, query: str) -> None:
    assert vera.get(f"/visits?{query}").status_code == 400


def test_readers_and_strangers(vera: FlaskClient, client: FlaskClient) -> None:
    make.visit(status=VisitStatus.PLANNED)
    db.session.commit()

    page = vera.get("/visits").text

    assert "Start visit" not in page
    assert "Plan a visit" not in page
    assert client.get("/visits").status_code == 302
    assert vera.post("/visits").status_code == 405


def test_the_list_costs_as_many_queries_for_many_visits(
    vera: FlaskClient, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    def cost() -> int:
        db.session.commit()
        with count_queries() as statements:
            vera.get("/visits")
        return len(statements)

    make.sighting(paper_cut=make.paper_cut())
    make.visit(status=VisitStatus.PLANNED, participants=[make.participant()], tasks=[make.task()])
    few = cost()
    for _ in range(6):
        make.sighting(paper_cut=make.paper_cut())
        make.visit(status=VisitStatus.PLANNED, participants=[make.participant()], tasks=[make.task()])

    assert cost() == few
