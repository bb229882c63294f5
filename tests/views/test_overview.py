"""The first page: how to begin, and later what needs somebody."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import Consent, ReleaseStatus, Role, Status, VisitKind, VisitStatus
from papercuts.models import Setting
from papercuts.web.clock import today
from tests.factories import AT, DAY, make


def ago(days: int) -> date:
    return today(db.session.get_one(Setting, 1)) - timedelta(days=days)


def test_it_begins_with_three_steps(rosa: FlaskClient) -> None:
    page = rosa.get("/").text

    assert "Watch one person work." in page
    assert page.index("Name your product") < page.index("Plan a visit") < page.index("Add people")
    assert "is-done" not in page
    assert "An example, made up to show the sum" in page
    assert "Import a spreadsheet" in page
    assert "load sample data" in page


def test_the_steps_tick_off(rosa: FlaskClient) -> None:
    db.session.get_one(Setting, 1).product_name = "Ledgerlark"
    make.everyone().head_count = 2400
    make.visit(make.site("Brightmere Dental"), status=VisitStatus.PLANNED)
    make.account("Ada")
    db.session.commit()

    page = rosa.get("/").text

    assert page.count("first is-done") == 3
    assert "about 2,400 people, 46 weeks a year" in page
    assert "Brightmere Dental" in page


def test_who_may_not_do_a_step_is_not_sent_there(vera: FlaskClient) -> None:
    page = vera.get("/").text

    assert 'href="/settings"' not in page
    assert 'href="/users"' not in page
    assert 'href="/visits/new"' not in page
    assert "load sample data" not in page


def test_after_the_first_sighting_it_is_the_overview(ada: FlaskClient) -> None:
    make.sighting(paper_cut=make.paper_cut())
    make.paper_cut(status=Status.DECLINED)
    actions.scores.refresh_all()
    db.session.commit()

    page = ada.get("/").text

    assert "Watch one person work" not in page
    assert "1 of 2 paper cuts are open or claimed" in page


def test_the_overview_counts_as_the_ranked_list_does(ada: FlaskClient) -> None:
    make.sighting(paper_cut=make.paper_cut())
    make.paper_cut()  # named, and never seen
    actions.scores.refresh_all()
    db.session.commit()

    assert "1 of 2 paper cuts are open or claimed, 1 more is not seen yet" in ada.get("/").text
    assert "1 of 2 paper cuts" in ada.get("/paper-cuts").text


def test_an_overview_with_nothing_else_says_so_and_where_to_go(vera: FlaskClient) -> None:
    make.sighting(make.visit(visited_on=ago(0)))
    db.session.commit()

    page = vera.get("/").text

    for words in (
        "Nothing waits for you now",
        "No release is published yet",
        "No open paper cut has a score yet",
        "No words of a user",
        "No visit is planned",
    ):
        assert words in page


def test_it_says_what_needs_a_field_user_late_ones_first(ada: FlaskClient) -> None:
    site = make.site("Oakwend Nursery")
    shy = make.participant(site, "P4", consent=None)
    visit = make.visit(site, participants=[shy], visited_on=ago(3), status=VisitStatus.UNDER_WAY)
    make.sighting(visit, participant=shy, quote="Oh")
    old = make.visit(make.site("Dunvale Cycles"), visited_on=ago(30), status=VisitStatus.WRITTEN_UP)
    late = make.sighting(old, participant=make.participant(old.site, consent=Consent.ROLE))
    cut = make.paper_cut("Date field clears", status=Status.FIXED)
    make.sighting(make.visit(site, visited_on=ago(60), status=VisitStatus.WRITTEN_UP), paper_cut=cut)
    make.fix(cut, make.release("4.12", status=ReleaseStatus.PUBLISHED, published_at=AT, released_on=ago(20)))
    coming = make.visit(site, visited_on=ago(-3), status=VisitStatus.PLANNED)
    make.fix(make.paper_cut(), make.release("4.13", released_on=ago(1)))
    make.fix(make.paper_cut(), make.release("4.14", released_on=ago(1)), public_title="")
    db.session.commit()

    page = ada.get("/").text

    for words in (
        "1 sighting is not matched",
        "A visit is not written up",
        "1 fix to verify on",
        f"{cut.number} Date field clears, at Oakwend Nursery",
        "P4 at Oakwend Nursery was not asked",
        "1 quote is hidden until then",
        "Release 4.13 can be published",
    ):
        assert words in page, words
    assert "Release 4.14" not in page
    assert f"/sightings/{late.id}/match" in page
    assert f"/visits/{coming.id}" in page
    assert page.index("Dunvale Cycles") < page.index("Oakwend Nursery")


def test_it_asks_of_each_only_what_they_may_do(ben: FlaskClient) -> None:
    make.sighting()
    cut = make.paper_cut("Date field clears", sightings=1)
    make.sighting(paper_cut=make.paper_cut(status=Status.DECLINED))
    estimated = make.paper_cut(sightings=1)
    make.effort(estimated)
    actions.scores.refresh_all()
    db.session.commit()

    page = ben.get("/").text

    assert "1 paper cut of the first ten is not estimated" in page
    assert f"Estimate {cut.number}" in page
    assert "not matched" not in page
    assert "not asked" not in page


def test_the_hours_of_all_releases_are_added_up(vera: FlaskClient) -> None:
    for version, day in (("4.11", 40), ("4.12", 20)):
        cut = make.paper_cut(status=Status.FIXED)
        make.sighting(make.visit(visited_on=ago(50)), paper_cut=cut)
        make.fix(cut, make.release(version, status=ReleaseStatus.PUBLISHED, published_at=AT, released_on=ago(day)))
    make.fix(make.paper_cut(sightings=1), make.release("4.13"))
    actions.scores.refresh_all()
    db.session.commit()

    page = vera.get("/").text

    assert "Two releases have given users back about" in page
    assert "4.11" in page
    assert "4.13" not in page


def test_bars_of_nothing_are_not_drawn(vera: FlaskClient) -> None:
    make.sighting()
    make.release("4.12", status=ReleaseStatus.PUBLISHED, published_at=AT)
    db.session.commit()

    page = vera.get("/").text

    assert "One release has given users back no hours that we can count yet." in page
    assert "<svg" not in page.split("Hours given back, by release")[1].split("</section>")[0]


def test_open_hours_stand_by_area(vera: FlaskClient) -> None:
    area = make.area("Invoice editor")
    make.paper_cut(area=area, sightings=3)
    make.paper_cut(sightings=1)
    make.paper_cut(area=make.area("Fixed area"), status=Status.FIXED, sightings=1)
    actions.scores.refresh_all()
    db.session.commit()

    page = vera.get("/").text

    assert "Invoice editor" in page
    assert "No area yet" in page
    assert "Fixed area" not in page


@pytest.mark.parametrize(
    ("consent", "is_shown"),
    [(None, False), (Consent.NONE, False), (Consent.ANONYMOUS, True), (Consent.ROLE, True), (Consent.NAMED, True)],
)
def test_words_are_shown_only_with_consent(vera: FlaskClient, consent: Consent | None, is_shown: bool) -> None:
    person = make.participant(code="P7", role="Clerk of trade", real_name="Jane Doe", consent=consent)
    make.sighting(make.visit(person.site, participants=[person]), participant=person, quote="Not again")
    db.session.commit()

    page = vera.get("/").text

    assert ("Not again" in page) is is_shown
    assert ("Not cleared for quoting" in page) is not is_shown
    assert "Jane Doe" not in page
    assert ("Clerk of trade" in page) is (consent in (Consent.ROLE, Consent.NAMED))


def test_the_newest_words_are_of_the_newest_visits(vera: FlaskClient) -> None:
    for days, words in ((1, "Last week"), (30, "Long ago"), (2, "Before")):  # entered in this order
        person = make.participant(make.site(words), consent=Consent.ANONYMOUS)
        visit = make.visit(person.site, participants=[person], visited_on=ago(days))
        make.sighting(visit, participant=person, quote=f"{words} it hurt")
    db.session.commit()

    said = re.findall(r"(\w+ \w+|\w+) it hurt", vera.get("/").text)

    assert said == ["Last week", "Before", "Long ago"]


def test_it_says_when_each_of_us_last_sat_with_a_user(vera: FlaskClient) -> None:
    ada, ben = make.account("Ada", Role.FIELD), make.account("Ben", Role.ENGINEER)
    offices, shops = make.segment("Offices"), make.segment("Shops")
    make.segment("Not ours", weight=0)
    make.sighting(make.visit(make.site(segment=offices), visited_on=ago(5), observers=[ada]))
    make.visit(make.site(segment=shops), visited_on=ago(75), observers=[ben])
    make.visit(make.site(segment=shops), visited_on=ago(1), observers=[ben], kind=VisitKind.OWN)
    make.visit(make.site(segment=shops), visited_on=ago(-1), observers=[ben], status=VisitStatus.PLANNED)
    db.session.commit()

    page = vera.get("/").text
    side = page[page.index("When did we last sit with a user") :]

    assert "Five days ago" in side
    assert side.count("75 days") == 2
    assert "Not ours" not in side
    assert "Vera" not in side
    assert side.index("Ada") < side.index("Ben")


def test_the_next_visit_says_who_what_and_what_to_verify(vera: FlaskClient) -> None:
    make.sighting()
    site = make.site("Marfinch Joinery")
    people = [make.participant(site, "P1"), make.participant(site, "P2")]
    make.visit(
        site,
        visited_on=ago(-2),
        status=VisitStatus.PLANNED,
        participants=people,
        tasks=[make.task(), make.task()],
        observers=[make.account("Ada")],
    )
    db.session.commit()

    assert "P1 and P2, two tasks. Ada." in vera.get("/").text


def test_visits_under_way_are_one_step_away(ada: FlaskClient) -> None:
    now = make.visit(make.site("Marfinch Joinery"), visited_on=ago(0))
    make.sighting(now)
    late = make.visit(make.site("Pellworth"), visited_on=ago(3))
    db.session.commit()

    page = ada.get("/").text.split("<h2>Under way</h2>")[1]

    assert f'href="/visits/{now.id}"' in page
    assert f'href="/capture/visits/{now.id}"' in page
    assert f'href="/capture/visits/{late.id}"' not in page  # it stands in "Needs you"


def test_a_stranger_is_asked_to_sign_in_and_other_methods_are_refused(client: FlaskClient, ada: FlaskClient) -> None:
    assert client.get("/").location == "/login"
    assert ada.post("/").status_code == 405


def test_it_costs_as_many_queries_for_many_rows(
    ada: FlaskClient, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    def fill(n: int) -> None:
        for _ in range(n):
            person = make.participant()
            visit = make.visit(person.site, participants=[person], visited_on=ago(3))
            make.sighting(visit, participant=person, quote="Oh", paper_cut=make.paper_cut(area=make.area()))
            make.sighting(visit, participant=person)
            make.fix(make.paper_cut(status=Status.FIXED), make.release(status=ReleaseStatus.PUBLISHED))
        actions.scores.refresh_all()
        db.session.commit()

    fill(1)
    ada.get("/")
    with count_queries() as few:
        ada.get("/")
    fill(4)

    with count_queries() as many:
        ada.get("/")

    assert len(many) == len(few)


def test_an_area_that_has_nothing_left_shows_what_its_release_gave_back(ben: FlaskClient) -> None:
    emptied, left = make.area("Customers"), make.area("Payments")
    cuts = [make.paper_cut(area=area, sightings=2) for area in (emptied, left)]
    actions.scores.refresh_all()
    release = make.release(released_on=DAY + timedelta(days=20))
    make.fix(cuts[0], release)
    actions.releases.publish(release, [], by=None, at=AT + timedelta(days=20))
    db.session.commit()

    page = ben.get("/").text

    assert "Customers" in page.split("Open hours lost, by area")[1].split("Newest, in their words")[0]
    assert f"less since {release.version}" in page
