"""Sites: list, page, add, change, people."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import PAGE_SIZE, Consent, VisitStatus
from papercuts.models import Participant, Site
from tests.factories import AT, DAY, make

MARFINCH = {
    "name": "Marfinch Joinery",
    "segment": "1",
    "head_count": "8",
    "public_alias": "a joinery",
    "contacts": "Jonas Hale, office@marfinch.example",
}


def marfinch() -> Site:
    """A site with two people, two visits and two paper cuts, one of them fixed."""
    site = make.site("Marfinch Joinery", head_count=8, public_alias="a joinery", contacts="Jonas Hale")
    bookkeeper = make.participant(site, "P1", role="Bookkeeper", consent=Consent.ROLE, real_name="Mia Real")
    owner = make.participant(site, "P2", role="Owner")
    visit = make.visit(participants=[bookkeeper, owner], observers=[make.account("Priya")])
    fixed, known = make.paper_cut("Date clears", status="fixed"), make.paper_cut("Page jumps")
    make.sighting(visit, participant=bookkeeper, paper_cut=fixed)
    make.sighting(visit, participant=bookkeeper, paper_cut=known)
    make.sighting(visit, participant=owner, paper_cut=known)
    make.fix(fixed, make.release("4.12", status="published"))
    make.visit(site, status=VisitStatus.PLANNED, visited_on=DAY.replace(year=2027))
    make.paper_cut("Seen elsewhere", sightings=1)
    db.session.commit()
    return site


def test_the_page_of_a_site_says_what_they_showed_us(vera: FlaskClient) -> None:
    page = vera.get(f"/sites/{marfinch().id}").text

    assert "2 paper cuts" in page
    assert "3 sightings, 2 people" in page
    assert "P1, P2" in page
    assert "Seen elsewhere" not in page
    assert "Priya" in page
    assert "“<bdi>a joinery</bdi>”" in page
    assert "quote with role" in page
    assert "not asked yet" in page
    assert "planned" in page


def test_the_history_of_a_site_says_of_whom_something_was_changed(ada: FlaskClient) -> None:
    site = make.site()
    people = [make.participant(site, code) for code in ("P1", "P2")]
    for person, consent in zip(people, (Consent.NONE, Consent.ROLE), strict=True):
        given = {"role": "", "consent": consent, "real_name": "MARKER", "by": None, "at": AT}
        actions.places.change_participant(person, **given)
    db.session.commit()

    page, of_one = ada.get(f"/sites/{site.id}").text, ada.get(f"/participants/{people[0].id}").text

    assert "<bdi>changed P1: consent from nothing to none; real name rewritten</bdi>" in page
    assert "<bdi>changed P2: consent from nothing to quote with role; real name rewritten</bdi>" in page
    assert '<time datetime="2026-03-12T10:00:00+00:00">12 Mar, ' in page  # both on one day
    assert "<bdi>changed the person: consent" in of_one
    assert "12 Mar</time>" in of_one


def test_only_field_users_see_real_names(ada: FlaskClient, ben: FlaskClient) -> None:
    site = marfinch()

    assert "Mia Real" in ada.get(f"/sites/{site.id}").text
    assert "Mia Real" not in ben.get(f"/sites/{site.id}").text


def test_an_open_paper_cut_with_a_fix_is_reopened(vera: FlaskClient) -> None:
    site = make.site()
    cut = make.paper_cut(status="open")
    make.sighting(make.visit(site), paper_cut=cut)
    make.fix(cut, make.release("4.11", status="published"))
    db.session.commit()

    assert "Reopened" in vera.get(f"/sites/{site.id}").text


def test_a_new_site_has_empty_places_that_say_what_will_be_there(ada: FlaskClient) -> None:
    site = make.site("Marfinch")
    db.session.commit()

    page = ada.get(f"/sites/{site.id}").text

    assert "Nothing yet" in page
    assert "No visit yet" in page
    assert "Nobody yet" in page


def test_the_list_is_by_name_and_can_be_kept_to_a_segment(vera: FlaskClient) -> None:
    offices = make.segment("Offices")
    make.site("Zebra", segment=offices)
    make.site("Anchor")
    marfinch()

    everything, some = vera.get("/sites").text, vera.get(f"/sites?segment={offices.id}").text

    assert everything.index("Anchor") < everything.index("Marfinch") < everything.index("Zebra")
    assert "4 sites" in everything
    assert "Anchor" not in some
    assert "Zebra" in some


def test_a_long_list_has_pages(vera: FlaskClient) -> None:
    for number in range(PAGE_SIZE + 2):
        make.site(f"Site {number:03}")
    db.session.commit()

    first, second = vera.get("/sites").text, vera.get("/sites?page=2").text

    assert "1–50 of 52" in first
    assert "Site 051" not in first
    assert "51–52 of 52" in second
    assert vera.get("/sites?page=999999999").text.count("51–52 of 52") == 1
    assert vera.get("/sites?page=-1").status_code == 200


def test_the_list_costs_as_many_queries_for_many_sites(
    vera: FlaskClient, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    def cost() -> int:
        db.session.commit()
        with count_queries() as statements:
            vera.get("/sites")
        return len(statements)

    make.sighting(paper_cut=make.paper_cut())
    few = cost()
    for _ in range(10):
        make.sighting(paper_cut=make.paper_cut())

    assert cost() == few


def test_a_site_is_added(ada: FlaskClient) -> None:
    answer = ada.post("/sites/new", data=MARFINCH)

    site = db.session.scalars(db.select(Site)).one()
    assert (answer.status_code, answer.location) == (303, f"/sites/{site.id}")
    assert (site.head_count, site.public_alias) == (8, "a joinery")
    assert "public alias a joinery" in ada.get(answer.location).text.split("<h2>History</h2>")[-1]


def test_another_public_alias_is_in_the_history(ada: FlaskClient) -> None:
    site = marfinch()
    db.session.commit()

    ada.post(f"/sites/{site.id}/edit", data=MARFINCH | {"public_alias": "a carpenter"})

    assert "public alias from a joinery to a carpenter" in ada.get(f"/sites/{site.id}").text


def test_a_site_is_changed_and_its_history_shows_it(ada: FlaskClient) -> None:
    site, offices = marfinch(), make.segment("Offices")
    db.session.commit()

    answer = ada.post(f"/sites/{site.id}/edit", data=MARFINCH | {"segment": str(offices.id), "head_count": "9"})

    page = ada.get(f"/sites/{site.id}").text
    assert answer.status_code == 303
    assert "changed the site: head count from 8 to 9; segment from Everyone to Offices" in page
    assert ada.get(f"/sites/{site.id}/edit").text.count('value="9"') == 1


@pytest.mark.parametrize("where", ["/sites/new", "/sites/{id}/edit"])
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "Enter the name of the site"),
        ({"name": "x" * 201}, "At most 200 characters (you sent 201)"),
        ({"name": "PELLWORTH"}, "There is a site “Pellworth” already."),
        ({"segment": ""}, "Choose a segment"),
        ({"segment": "99"}, "Choose from the list"),
        ({"head_count": "some"}, "Enter a whole number, like 12"),
    ],
)
def test_wrong_answers_come_back_with_what_was_typed(
    ada: FlaskClient, where: str, changed: dict[str, str], sentence: str
) -> None:
    make.site("Pellworth")
    site = make.site("Marfinch")
    db.session.commit()

    answer = ada.post(where.format(id=site.id), data=MARFINCH | changed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "office@marfinch.example" in answer.text


def test_a_person_is_added_at_a_site(ada: FlaskClient) -> None:
    site = marfinch()

    answer = ada.post(f"/sites/{site.id}/people", data={"role": "Clerk", "consent": "none", "real_name": ""})

    person = db.session.scalars(db.select(Participant).where(Participant.role == "Clerk")).one()
    assert (answer.status_code, person.code, person.consent) == (303, "P3", "none")
    wrong = ada.post(f"/sites/{site.id}/people", data={"role": "x" * 101, "consent": "yes"})
    assert wrong.status_code == 422
    assert "x" * 101 in wrong.text


def test_who_may_not(client: FlaskClient, ben: FlaskClient) -> None:
    site = make.site()
    db.session.commit()

    for path in ("/sites/new", f"/sites/{site.id}/edit", f"/sites/{site.id}/people"):
        assert client.post(path, data=MARFINCH).status_code == 401
        assert ben.post(path, data=MARFINCH).status_code == 403


def test_what_is_not_there(ada: FlaskClient) -> None:
    assert ada.get("/sites/999").status_code == 404
    assert ada.get("/sites/9999999999999999999999").status_code == 404
    assert ada.post("/sites/999/edit", data=MARFINCH).status_code == 404
    assert ada.get("/sites?segment=x").status_code == 400
    assert ada.post("/sites").status_code == 405
