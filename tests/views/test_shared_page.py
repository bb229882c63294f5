"""What a site reads of what it showed us: its own, approved, by its link alone (T07, T09)."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import joinedload

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import Consent, Outcome, PromiseState, ReleaseStatus, Status, VisitStatus
from papercuts.domain.ranking import estimate
from papercuts.domain.tokens import hash_token
from papercuts.evidence.at_site import load_at
from papercuts.models import Account, PaperCut, Promise, SharedPage, Sighting, Site, Verification
from papercuts.queries.site_hours import hours_at
from papercuts.web.clock import utc_now
from tests.crawl import read
from tests.factories import AT, DAY, make

pytestmark = pytest.mark.usefixtures("two_sites")


@pytest.fixture
def two_sites(client: FlaskClient) -> None:
    """Marfinch and Pellworth ran into the same paper cut; all that is Pellworth's says OTHER."""
    here = make.site("Marfinch Joinery", head_count=8)
    there = make.site("OTHER Pellworth", head_count=80, public_alias="OTHER alias", contacts="OTHER contact")
    shared, own = make.paper_cut("Enter does nothing"), make.paper_cut("Date clears itself")
    declined = make.paper_cut("Own colours", status=Status.DECLINED, decline_reason="It is a feature of its own.")
    people = [
        make.participant(here, "P1", role="Bookkeeper", consent=Consent.ROLE, real_name="Mia Realname"),
        make.participant(here, "P2", role="Owner", consent=Consent.ANONYMOUS),
        make.participant(here, "P3", role="Intern"),
    ]
    visit = make.visit(participants=people, observers=[make.account("Priya")])
    make.sighting(visit, participant=people[0], paper_cut=shared, quote="I press it every time")
    make.sighting(visit, participant=people[1], paper_cut=shared, quote="The old one could")
    make.sighting(visit, participant=people[2], paper_cut=own, quote="NOT CLEARED")
    make.sighting(visit, participant=people[0], paper_cut=declined)
    make.sighting(visit, participant=people[0], what_happened="NOT MATCHED")
    other = make.participant(there, "P9", role="OTHER role", consent=Consent.NAMED, real_name="OTHER Person")
    looked = make.visit(participants=[other], summary="OTHER summary")
    make.sighting(looked, participant=other, paper_cut=shared, what_happened="OTHER line", quote="OTHER quote")
    make.sighting(looked, participant=other, paper_cut=make.paper_cut("OTHER cut"), quote="OTHER quote")
    make.promise(here, "Show the preview", due_on=DAY - timedelta(days=1))
    make.promise(there, "OTHER promise")
    actions.scores.refresh_all()
    db.session.commit()


def site() -> Site:
    return db.session.scalars(db.select(Site).where(Site.name == "Marfinch Joinery")).one()


def cut(title: str) -> PaperCut:
    found = db.select(PaperCut).where(PaperCut.title == title).options(joinedload(PaperCut.task))
    return db.session.scalars(found).one()


def approve(browser: FlaskClient, site_id: int | None = None) -> int:
    """Send the form of approval as it stands; returns the status."""
    url = f"/sites/{site_id or site().id}/shared-page"
    form = next(form for form in read(url, browser.get(url).text)[1] if "shown" in form.data)
    return browser.post(url, data=form.data).status_code


def link(browser: FlaskClient) -> str:
    found = re.search(r'value="[^"]*(/shared/[^"]+)"', browser.get(f"/sites/{site().id}").text)
    assert found
    return found[1]


def page() -> SharedPage:
    db.session.expire_all()
    return db.session.scalars(db.select(SharedPage).order_by(SharedPage.id.desc())).first()  # type: ignore[return-value]


def test_a_site_reads_its_own_and_nothing_of_another(ada: FlaskClient, client: FlaskClient) -> None:
    assert approve(ada) == 303

    answer = client.get(link(ada))

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers
    for words in ("Enter does nothing", "Date clears itself", "It is a feature of its own.", "I press it every time"):
        assert words in answer.text
    assert "Bookkeeper" in answer.text
    assert "Late by" in answer.text
    for hidden in ("OTHER", "Realname", "Owner", "NOT CLEARED", "NOT MATCHED", "PC-", "P1", "people we have watched"):
        assert hidden not in answer.text
    assert answer.data == ada.get(f"/sites/{site().id}/shared-page/preview").data


def test_others_are_counted_once_there_are_two_other_sites(ada: FlaskClient, client: FlaskClient) -> None:
    make.sighting(paper_cut=cut("Enter does nothing"))
    approve(ada)

    text = client.get(link(ada)).text

    assert "4 of the 4 people we have watched ran into it." in text
    assert "OTHER" not in text


def test_only_what_was_approved_is_shown_and_what_is_new_waits(ada: FlaskClient, client: FlaskClient) -> None:
    approve(ada)
    url = link(ada)
    one = cut("Date clears itself")
    one.title = "Date clears itself, they say"
    make.sighting(make.visit(site()), paper_cut=make.paper_cut("Brand new"))

    text = client.get(url).text

    assert "Date clears itself" not in text
    assert "Brand new" not in text
    assert "2 new things wait for your approval" in ada.get(f"/sites/{site().id}").text
    approve(ada)
    assert "Date clears itself, they say" in client.get(url).text


def test_a_fix_is_told_in_its_published_words_without_another_approval(ada: FlaskClient, client: FlaskClient) -> None:
    approve(ada)
    one = cut("Date clears itself")
    one.status = Status.FIXED
    release = make.release("4.12", released_on=DAY + timedelta(days=1), status=ReleaseStatus.PUBLISHED, published_at=AT)
    make.fix(one, release, public_title="Dates are understood")
    actions.scores.refresh_all()

    text = client.get(link(ada)).text

    assert "Dates are understood" in text
    assert "Fixed in 4.12" in text
    assert "Date clears itself" not in text
    assert "Given back to you" in text
    back = hours_at(site(), [one]).back
    inputs = load_at(site(), [one.id])[one.id]
    found = estimate(inputs)
    assert back is not None
    assert found is not None
    assert back.mean == pytest.approx(found.hours_lost_mean)
    assert [use.assumed_people for use in inputs.segments] == [4]  # half of eight, whoever else is in the segment


def test_a_name_of_another_site_or_a_person_keeps_it_back(ada: FlaskClient, client: FlaskClient) -> None:
    cut("Enter does nothing").title = "Enter fails as at Other Pellworth"
    cut("Own colours").decline_reason = "Mia Realname agreed"
    url = f"/sites/{site().id}/shared-page"

    shown = ada.get(url).text

    assert "They must not read this: <bdi>OTHER Pellworth</bdi>" in shown
    assert "Mia Realname</bdi>" in shown
    versions = re.findall(r'name="shown" value="([^"]+)"', shown)
    refused = ada.post(url, data={"shown": versions, "say": versions})
    assert refused.status_code == 422
    assert "This cannot go out: OTHER Pellworth" in refused.text
    assert page() is None
    assert approve(ada) == 303  # all but those
    assert "ellworth" not in client.get(link(ada)).text


def test_numbers_codes_contacts_and_what_was_not_agreed_to_keep_it_back(ada: FlaskClient) -> None:
    site().contacts = "Joan Pell, joan@marfinch.example"
    cut("Date clears itself").title = "The date is NOT quite CLEARED, like PC-1"
    cut("Enter does nothing").title = "Enter fails for P2"
    cut("Own colours").decline_reason = "Joan Pell (joan@marfinch.example) agreed"
    said = db.session.scalars(db.select(Sighting).where(Sighting.quote == "NOT CLEARED")).one()
    said.quote = "is not quite cleared"
    url = f"/sites/{site().id}/shared-page"

    shown = ada.get(url).text

    found = re.findall(r"must not read this: <bdi>(.*?)</bdi>", shown)
    wanted = ["P2", "PC-1, “is not quite cleared”", "Joan Pell, joan@marfinch.example"]
    assert sorted(found) == sorted(wanted)
    versions = re.findall(r'name="shown" value="([^"]+)"', shown)
    assert ada.post(url, data={"shown": versions, "say": versions}).status_code == 422


def test_another_name_and_another_contact_wait_while_the_approved_ones_stay(
    ada: FlaskClient, client: FlaskClient
) -> None:
    approve(ada)
    url = link(ada)
    account = make.account("Newcomer")
    newcomer = account.email
    make.visit(site(), visited_on=DAY + timedelta(days=9), observers=[account])
    where = site()
    where.name = "Marfinch, the difficult ones"
    db.session.commit()

    text = client.get(url).text

    assert "difficult" not in text
    assert "For <bdi>Marfinch Joinery</bdi>" in text
    assert "Tell <bdi>Priya</bdi>" in text
    assert f'href="mailto:{newcomer}"' not in text
    approve(ada, where.id)
    text = client.get(url).text
    assert "For <bdi>Marfinch, the difficult ones</bdi>" in text
    assert f'href="mailto:{newcomer}"' in text


def test_a_page_whose_name_nobody_has_approved_is_for_you(ada: FlaskClient, client: FlaskClient) -> None:
    approve(ada)
    page().approved = {"said": {}, "left out": {}}  # as before names were approved

    text = client.get(link(ada)).text

    assert "For you, from the" in text
    assert "Marfinch" not in text


def test_what_is_merged_waits_under_its_own_title_until_that_is_taken_back(
    ada: FlaskClient, client: FlaskClient
) -> None:
    approve(ada)
    url, here = link(ada), f"/sites/{site().id}"
    gone, kept = cut("Date clears itself"), make.paper_cut("Dates are lost")
    actions.merging.merge(gone, kept, by=None, at=AT)
    db.session.commit()

    text = client.get(url).text
    assert "Date clears itself" not in text
    assert "Dates are lost" not in text
    assert "1 new thing waits for your approval" in ada.get(here).text
    actions.merging.unmerge(cut("Date clears itself"), by=None, at=AT)
    db.session.commit()
    assert "Date clears itself" in client.get(url).text
    assert "for your approval" not in ada.get(here).text


def test_what_is_left_is_told(ada: FlaskClient) -> None:
    one = cut("Date clears itself")
    release = make.release("4.12", released_on=DAY + timedelta(days=1), status=ReleaseStatus.PUBLISHED, published_at=AT)
    fix = make.fix(one, release, public_title="Dates are understood")
    db.session.scalars(db.select(Sighting).where(Sighting.paper_cut_id == one.id)).one().seconds_lost = 8.9
    one.status = Status.VERIFIED
    looked = make.visit(site(), visited_on=date(2026, 5, 1))
    found = Verification(fix=fix, visit=looked, outcome=Outcome.BETTER, seconds_after=3.8, verified_at=AT)
    db.session.add(found)
    url = f"/sites/{site().id}/shared-page"

    assert "with you on 1 May 2026. It is better: about 3.8 s of 8.9 s are left." in ada.get(url).text
    found.seconds_after = None
    text = ada.get(url).text
    assert "with you on 1 May 2026. It is better, but not gone." in text
    assert "it works" not in text
    looked.site = make.site("OTHER still")
    assert "We looked again, and it is better, but not gone." in ada.get(url).text
    found.outcome = Outcome.GONE
    assert "We looked again, and it works." in ada.get(url).text


def test_what_waits_costs_as_many_statements_for_many_pages(
    ada: FlaskClient, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    def cost() -> int:
        db.session.commit()
        with count_queries() as statements:
            assert ada.get("/").status_code == 200
        return len(statements)

    nothing = cost()
    approve(ada)
    make.sighting(make.visit(site()), paper_cut=make.paper_cut("Brand new"))
    one = cost()
    for name in ("Second", "Third"):
        visit = make.visit(make.site(name))
        make.sighting(visit, paper_cut=make.paper_cut(f"{name} cut"))
        make.shared_page(visit.site)

    assert cost() == one
    assert one - nothing <= 8
    assert "1 thing may be said to Marfinch Joinery" in ada.get("/").text
    assert "2 things may be said to Second" in ada.get("/").text


def test_a_link_that_ended_was_stopped_or_replaced_is_as_if_it_never_was(ada: FlaskClient, client: FlaskClient) -> None:
    approve(ada)
    first, base = link(ada), f"/sites/{site().id}/shared-page"
    unknown = client.get(first[:-6] + "AAAAAA")
    assert unknown.status_code == 404

    ada.post(f"{base}/link")
    second = link(ada)
    assert second != first
    page().ends_on = DAY - timedelta(days=900)
    ended = client.get(second)
    assert ada.post(f"{base}/end-date", data={"ends_on": "2099-01-31"}).status_code == 303
    assert client.get(second).status_code == 200
    ada.post(f"{base}/end")

    for answer in (ended, client.get(first), client.get(second)):
        assert answer.status_code == 404
        assert re.sub(r"/shared/[^\s\"]+", "", answer.text) == re.sub(r"/shared/[^\s\"]+", "", unknown.text)
    assert second.removeprefix("/shared/") not in repr(vars(page()))
    approve(ada)
    assert link(ada) not in (first, second)


def test_openings_are_counted_but_not_the_teams_own(ada: FlaskClient, client: FlaskClient) -> None:
    approve(ada)
    url = link(ada)

    ada.get(url)
    client.head(url)
    assert page().n_opened == 0
    client.get(url)
    assert page().n_opened == 1
    assert "Opened 1 time, last on" in ada.get(f"/sites/{site().id}").text


def test_guesses_are_limited(client: FlaskClient) -> None:
    make.shared_page(site(), token_sha256=hash_token("right"))
    answers = [client.get(f"/shared/{n:043}").status_code for n in range(22)]

    assert answers == [404] * 20 + [429] * 2
    assert client.get("/shared/right").status_code == 200  # others on its network have tried


def test_an_end_in_the_past_is_refused_and_an_engineer_shares_nothing(ada: FlaskClient, ben: FlaskClient) -> None:
    approve(ada)
    url = f"/sites/{site().id}/shared-page"

    assert ada.post(f"{url}/end-date", data={"ends_on": "2020-01-01"}).status_code == 422
    assert ben.post(f"{url}/end").status_code == 403
    assert "/shared/" not in ben.get(f"/sites/{site().id}").text


def test_a_moved_promise_shows_the_day_it_had_at_first(ada: FlaskClient, client: FlaskClient) -> None:
    promise = site_promise()
    for day in ("2027-01-05", "2027-02-05"):
        sent = {"what": "Show the preview", "due_on": day, "owner": ""}
        assert ada.post(f"/promises/{promise}/edit", data=sent).status_code == 303
    approve(ada)
    brief = make.visit(site(), status=VisitStatus.PLANNED).id

    for url in (link(ada), f"/sites/{site().id}", "/promises", f"/visits/{brief}/brief"):
        text = (client if url.startswith("/shared") else ada).get(url).text
        assert "5 February 2027" in text
        assert "was 11 March 2026" in text
    assert "moved a promise: due from 11 March 2026 to 5 January 2027" in ada.get(f"/sites/{site().id}").text


def test_a_promise_is_made_from_a_sighting_of_that_site_alone(ada: FlaskClient) -> None:
    visits = site().id, db.session.scalars(db.select(Site).where(Site.name == "OTHER Pellworth")).one().id
    mine = make.sighting(make.visit(site()), paper_cut=cut("Date clears itself")).id
    for where, what in zip(visits, ("From it", "Not from it"), strict=True):
        ada.post(f"/sites/{where}/promises?sighting={mine}", data={"what": what})

    promises = {one.what: one.sighting_id for one in db.session.scalars(db.select(Promise))}
    assert promises["From it"] == mine
    assert promises["Not from it"] is None


def site_promise() -> int:
    promise = db.session.scalars(db.select(Promise).where(Promise.site_id == site().id))
    return promise.one().id


def test_late_promises_come_first(ada: FlaskClient) -> None:
    account = db.session.get_one(Account, ada.account.id)  # type: ignore[attr-defined]
    kept = make.promise(site(), "Kept one")
    actions.promises.settle(kept, PromiseState.KEPT, by=account, at=utc_now())
    make.promise(site(), "Much later", due_on=DAY.replace(year=2090))

    text = ada.get("/promises").text

    order = [text.index(what) for what in ("Show the preview", "Much later", "OTHER promise", "Kept one")]
    assert order == sorted(order)
    assert "3 promises to keep, 1 late. 1 kept, 0 broken." in text
