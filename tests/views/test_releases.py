"""Releases: draft, correct, publish, take back."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain.limits import Consent, ReleaseStatus, Status
from papercuts.models import Release
from tests.factories import AT, DAY, make

DRAFT = {"version": "4.12", "name": "Spring", "released_on": "2026-03-19"}


def test_the_list_has_drafts_first_and_says_what_each_gave_back(vera: FlaskClient) -> None:
    make.fix(
        release=make.release("4.11", status=ReleaseStatus.PUBLISHED),
        paper_cut=make.paper_cut(status="fixed", sightings=2),
    )
    make.release("4.12")
    actions.scores.refresh_all()
    db.session.commit()

    page = vera.get("/releases").text

    assert page.index("4.12") < page.index("4.11")
    assert "draft" in page
    assert "1 fix" in page


def test_an_empty_list_says_what_will_be_there(ada: FlaskClient) -> None:
    assert "No releases yet" in ada.get("/releases").text


def test_the_list_costs_as_many_queries_for_many_releases(vera: FlaskClient, count_queries) -> None:
    make.fix(release=make.release())
    db.session.commit()
    with count_queries() as few:
        vera.get("/releases")
    for _ in range(5):
        make.fix(release=make.release())
    db.session.commit()

    with count_queries() as many:
        vera.get("/releases")

    assert len(many) == len(few)


def test_a_release_starts_as_a_draft(ada: FlaskClient) -> None:
    answer = ada.post("/releases/new", data=DRAFT)

    release = db.session.scalars(db.select(Release)).one()
    assert (answer.status_code, answer.location) == (303, f"/releases/{release.id}")
    assert (release.version, release.name, release.is_published) == ("4.12", "Spring", False)
    assert "drafted" in ada.get(f"/releases/{release.id}").text


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"version": ""}, "Enter the version"),
        ({"version": "4/12"}, "cannot contain a slash"),
        ({"version": ".."}, "Enter the version"),
        ({"version": "4.12.md"}, "cannot end in .md"),
        ({"version": "v" * 61}, "At most 60"),
        ({"released_on": ""}, "Enter the day"),
        ({"released_on": "soon"}, "Enter a day"),
        ({"version": "4.11"}, "There is a release 4.11 already"),
    ],
)
def test_wrong_input_keeps_what_was_typed(ada: FlaskClient, changed: dict[str, str], error: str) -> None:
    make.release("4.11")
    db.session.commit()

    answer = ada.post("/releases/new", data=DRAFT | changed)

    assert answer.status_code == 422
    assert error in answer.text
    assert "Spring" in answer.text


def test_version_name_and_date_can_be_corrected(ada: FlaskClient) -> None:
    release = make.release("4.1")
    make.release("4.0")
    db.session.commit()

    assert ada.get(f"/releases/{release.id}/edit").status_code == 200
    assert ada.post(f"/releases/{release.id}/edit", data=DRAFT | {"version": "4.0"}).status_code == 422
    assert ada.post(f"/releases/{release.id}/edit", data=DRAFT).status_code == 303
    assert db.session.get_one(Release, release.id, populate_existing=True).version == "4.12"


def test_publishing_fixes_its_paper_cuts_and_taking_back_frees_them(ada: FlaskClient) -> None:
    open_one, claimed = make.paper_cut(sightings=1), make.paper_cut(status=Status.CLAIMED, owner=make.account("Ben"))
    release = make.release("4.12")
    make.fix(open_one, release)
    make.fix(claimed, release)
    db.session.commit()

    answer = ada.post(f"/releases/{release.id}/publication")
    db.session.expire_all()

    assert (answer.status_code, answer.location) == (303, f"/releases/{release.id}")
    assert (open_one.status, claimed.status) == (Status.FIXED, Status.FIXED)
    assert release.is_published

    ada.post(f"/releases/{release.id}/publication/end")
    db.session.expire_all()

    assert claimed.status is Status.CLAIMED
    assert open_one.status in (Status.OPEN, Status.CLAIMED)
    assert not release.is_published


def test_t09_publishing_is_refused_while_a_text_has_a_known_name(ada: FlaskClient) -> None:
    site = make.site("Brightmère Dental")
    make.participant(site, real_name="Jürgen Groß", consent=Consent.NAMED)
    release = make.release("4.12")
    fix = make.fix(release=release, public_text="We saw it at BRIGHTMERE DENTAL.", before="Jurgen Gross lost his text")
    db.session.commit()
    number = f"PC-{fix.paper_cut_id}"

    answer = ada.post(f"/releases/{release.id}/publication")

    assert answer.status_code == 422
    assert "Brightmère Dental, Jürgen Groß" in answer.text
    assert (
        f'<a href="/fixes/{fix.id}#public_text"><bdi>{number}: “What changed” names Brightmère Dental</bdi>'
        in answer.text
    )
    assert f'<a href="/fixes/{fix.id}#before"><bdi>{number}: “Before” names Jürgen Groß</bdi>' in answer.text
    assert "<title>Error: 4.12" in answer.text
    assert not db.session.get_one(Release, release.id, populate_existing=True).is_published
    assert ada.get("/notes/4.12").status_code == 404


def test_t09_a_site_that_agreed_to_be_named_may_be(ada: FlaskClient) -> None:
    make.site("Brightmere Dental", public_alias="brightmere dental")
    release = make.release("4.12")
    make.fix(release=release, public_text="Thanks to Brightmere Dental.")
    db.session.commit()

    assert ada.post(f"/releases/{release.id}/publication").status_code == 303


def test_t09_a_customer_who_came_later_and_is_named_already_is_pointed_out(ada: FlaskClient, vera: FlaskClient) -> None:
    release = make.release("4.12", status=ReleaseStatus.PUBLISHED)
    make.fix(release=release, public_text="Thanks to Dunvale Cycles.")
    make.site("Dunvale Cycles")
    db.session.commit()

    page = ada.get(f"/releases/{release.id}").text
    assert "Everybody can read here what nobody agreed to" in page
    assert "“What changed” names Dunvale Cycles" in page
    assert "Everybody can read a name" not in vera.get(f"/releases/{release.id}").text


def test_a_fix_without_a_title_is_not_published(ada: FlaskClient) -> None:
    release = make.release("4.12")
    fix = make.fix(release=release, public_title="")
    db.session.commit()

    answer = ada.post(f"/releases/{release.id}/publication")

    assert answer.status_code == 422
    assert f"Readers need a title for PC-{fix.paper_cut_id}" in answer.text


def test_a_draft_says_what_is_missing(ada: FlaskClient, vera: FlaskClient) -> None:
    make.participant(real_name="Jane Doe")
    release = make.release("4.12")
    make.fix(release=release, before="It asked Jane Doe twice")
    db.session.commit()

    page = ada.get(f"/releases/{release.id}").text

    assert ">how it is now</a>" in page
    assert "“Before” names Jane Doe" in page
    assert "“Before” names a customer or a person we watched" in vera.get(f"/releases/{release.id}").text


def test_a_name_in_the_release_itself_leads_to_its_form(ada: FlaskClient) -> None:
    make.site("Oakwend Nursery")
    release = make.release("4.12", name="For Oakwend Nursery")
    db.session.commit()

    page = ada.get(f"/releases/{release.id}").text

    assert f'href="/releases/{release.id}/edit#name"' in page
    assert "The release: “Name” names Oakwend Nursery" in page


def test_what_was_seen_working_cannot_be_taken_back(ada: FlaskClient) -> None:
    cut = make.paper_cut(status=Status.VERIFIED, sightings=1)
    release = make.release(status=ReleaseStatus.PUBLISHED, published_at=AT)
    make.fix(cut, release)
    db.session.commit()

    answer = ada.post(f"/releases/{release.id}/publication/end")

    assert answer.status_code == 422
    assert f"{cut.number} was seen working since" in answer.text


def test_the_page_says_whom_to_tell_by_code_and_never_by_name(vera: FlaskClient) -> None:
    cut = make.paper_cut("Dates vanish")
    site = make.site("Oakwend Nursery")
    make.sighting(make.visit(site), participant=make.participant(site, "P3", real_name="Jane Doe"), paper_cut=cut)
    make.sighting()  # of something else, somewhere else
    release = make.release(released_on=DAY + timedelta(days=1))
    make.fix(cut, release, public_title="Dates stay")
    db.session.commit()

    page = vera.get(f"/releases/{release.id}").text

    assert "<bdi>Dates vanish</bdi> (P3)" in page
    assert "One person at one site" in page
    assert "Oakwend Nursery" in page
    assert "(P3)" in page
    assert "Jane Doe" not in page


def test_a_fix_that_was_seen_again_is_not_counted(vera: FlaskClient) -> None:
    release = make.release(status=ReleaseStatus.PUBLISHED)
    make.fix(make.paper_cut(status="open", sightings=2), release)
    actions.scores.refresh_all()
    db.session.commit()

    page = vera.get(f"/releases/{release.id}").text

    assert "Seen again" in page
    assert "no longer counted" in page
    assert queries.releases.listed()[0].hours.mean == 0


def test_a_draft_tells_whom_a_visit_of_its_day_has_shown_it(vera: FlaskClient) -> None:
    release, cut = make.release("4.12", released_on=DAY), make.paper_cut()
    for n in (0, 1):
        visit = make.visit(make.site(f"Site {n}"), visited_on=DAY + timedelta(days=n))
        make.sighting(visit, participant=make.participant(visit.site), paper_cut=cut)
    make.fix(cut, release)
    db.session.commit()

    telling = vera.get(f"/releases/{release.id}").text.partition('id="tell"')[2].partition("</section>")[0]

    assert "Site 0" in telling
    assert "Site 1" not in telling


def test_what_was_seen_again_is_neither_counted_in_words_nor_told(vera: FlaskClient, client: FlaskClient) -> None:
    release = make.release("4.12", released_on=DAY + timedelta(days=1), status=ReleaseStatus.PUBLISHED)
    for title, status in (("Dates stay", Status.VERIFIED), ("Totals stay", Status.OPEN)):
        cut = make.paper_cut(f"Before: {title}", status=status)
        make.sighting(make.visit(make.site(title)), participant=make.participant(code="P3"), paper_cut=cut)
        make.fix(cut, release, public_title=title, public_text="")
    actions.scores.refresh_all()
    db.session.commit()

    page, listed = vera.get(f"/releases/{release.id}").text, vera.get("/releases").text
    notes, every = client.get("/notes/4.12").text, client.get("/notes").text

    for text in page, notes:
        assert "by fixing one small thing." in text
        assert "One other fix was seen or fixed again since and is not counted." in text
        assert "worked out anew with each visit" in text
    telling = page.partition('id="tell"')[2].partition("</section>")[0]
    assert "Before: Dates stay" in telling
    assert "Before: Totals stay" not in telling
    assert "Also fixed" not in page
    assert "2 fixes, 1 seen again" in listed
    assert '<bdi>Totals stay</bdi> <span class="muted">(seen again since)</span>' in every
    assert every.count("seen again since") == 1


def test_a_release_without_fixes_says_so(vera: FlaskClient) -> None:
    make.sighting(paper_cut=make.paper_cut())
    actions.scores.refresh_all()
    release = make.release(status=ReleaseStatus.PUBLISHED)
    db.session.commit()

    page = vera.get(f"/releases/{release.id}").text

    assert "fixed none" in page
    assert "One paper cut is waiting" in page


@pytest.mark.parametrize(
    "path", ["/releases", "/releases/new", "/releases/1", "/releases/1/edit", "/releases/1/preview"]
)
def test_a_stranger_is_refused(client: FlaskClient, path: str) -> None:
    assert client.get(path).location.startswith("/login")


@pytest.mark.parametrize("path", ["", "/edit", "/preview", "/preview.md"])
def test_a_release_that_is_not_there_is_404(rosa: FlaskClient, path: str) -> None:
    assert rosa.get(f"/releases/4711{path}").status_code == 404
    assert rosa.get(f"/releases/99999999999{path}").status_code == 404


def test_methods_and_roles(ben: FlaskClient, vera: FlaskClient) -> None:
    release = make.release()
    db.session.commit()

    assert ben.get(f"/releases/{release.id}/publication").status_code == 405
    assert ben.post(f"/releases/{release.id}").status_code == 405
    for path in ("/releases/new", f"/releases/{release.id}/edit", f"/releases/{release.id}/publication"):
        assert ben.post(path, data=DRAFT).status_code == 403
    assert vera.get(f"/releases/{release.id}").status_code == 200
