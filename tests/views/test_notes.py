"""What everybody may read: release notes as a page and as Markdown."""

import dataclasses
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import ReleaseStatus, Status
from papercuts.domain.text import fold
from papercuts.models import Fix, PaperCut, Release, Setting, Site, Task
from papercuts.queries.notes import PublicFix, PublicNote
from tests.factories import AT, DAY, PASSWORD, make

LATER = DAY + timedelta(days=1)  # than what was seen


def published(version: str = "4.12", n_seen: int = 2, **fix: str) -> Release:
    """A published release with one fix that gives back something."""
    cut = make.paper_cut("Internal title of it", sightings=n_seen, status=Status.FIXED)
    release = make.release(version, released_on=LATER, status=ReleaseStatus.PUBLISHED, published_at=AT)
    make.fix(cut, release, **({"before": "It went blank", "after": "It is read"} | fix))
    actions.scores.refresh_all()
    db.session.commit()
    return release


def test_the_notes_say_what_was_fixed_and_what_that_gives_back(client: FlaskClient) -> None:
    db.session.get_one(Setting, 1).product_name = "Ledgerlark"
    published()

    page = client.get("/notes/4.12")

    assert page.status_code == 200
    for words in (
        "Ledgerlark 4.12",
        "It works the first time",
        "It went blank",
        "hours a year",
        "Likely",
        "Seen 2 of the 2 times we watched",
    ):
        assert words in page.text


def test_the_markdown_says_the_same(client: FlaskClient) -> None:
    published()

    answer = client.get("/notes/4.12.md")

    assert answer.content_type == "text/markdown; charset=utf-8"
    assert answer.text.startswith("# 4.12\n\nReleased 13 March 2026\n\n**")
    assert (
        "\n## It works the first time\n\nIt used to need a second try.\n\n- Before: It went blank\n- Now: It is read\n"
        in answer.text
    )


def test_the_list_has_published_releases_only(client: FlaskClient) -> None:
    published("4.12")
    make.release("4.13")
    db.session.commit()

    page = client.get("/notes").text

    assert "4.12" in page
    assert "4.13" not in page


def test_an_empty_list_says_so(client: FlaskClient) -> None:
    assert "No release notes yet" in client.get("/notes").text


@pytest.mark.parametrize("path", ["/notes/4.13", "/notes/4.13.md", "/notes/none", "/notes/none.md", "/notes/4.12%2F"])
def test_a_draft_and_an_unknown_version_are_not_there(client: FlaskClient, path: str) -> None:
    make.release("4.13")
    db.session.commit()

    assert client.get(path).status_code == 404


def test_versions_may_look_odd(client: FlaskClient) -> None:
    for version in ("4.12 beta", "Größe?#1", "%41", "md", "4.12.1-rc.1"):
        published(version)

    for note in re.findall(r'href="(/notes/[^"]+)"', client.get("/notes").text):
        assert client.get(note).status_code == 200
        assert client.get(note + ".md").status_code == 200


@pytest.mark.parametrize("path", ["/notes", "/notes/4.12", "/notes/4.12.md"])
def test_t40_the_notes_may_be_cached_and_set_no_cookie(client: FlaskClient, path: str) -> None:
    published()
    make.account("Ada")
    db.session.commit()
    client.post("/login", data={"email": "ada@example.org", "password": PASSWORD, "keep": "y"})

    answer = client.get(path)

    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert answer.headers["ETag"]


@pytest.mark.parametrize("path", ["/notes", "/notes/4.12", "/notes/4.12.md"])
def test_what_is_still_right_is_not_sent_again(client: FlaskClient, path: str) -> None:
    published()
    tag = client.get(path).headers["ETag"]

    answer = client.get(path, headers={"If-None-Match": tag})

    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    db.session.scalars(db.select(Fix)).one().public_title = "Another title"
    db.session.commit()
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_t09_the_notes_have_only_what_was_written_for_everybody(client: FlaskClient) -> None:
    cut = make.paper_cut("Internal title", what_happens="Internal story", reason="Internal reason", status=Status.FIXED)
    site = make.site("Brightmere Dental", public_alias="a dental practice", contacts="Internal contacts")
    visit = make.visit(site, summary="Internal summary")
    person = make.participant(site, "P77", real_name="Jane Doe", role="Internal role", consent="named")
    make.sighting(visit, participant=person, paper_cut=cut, what_happened="Internal words", quote="Internal quote")
    release = make.release("4.12", status=ReleaseStatus.PUBLISHED, published_at=AT)
    fix = make.fix(cut, release, fixed_by=make.account("Ben"))
    actions.scores.refresh_all()
    db.session.commit()

    for path in ("/notes", "/notes/4.12", "/notes/4.12.md"):
        text = client.get(path).text
        for secret in ("Internal", "Brightmere", "dental practice", "P77", "Jane", "Ben", cut.number, "PC-"):
            assert secret not in text
        for row_id in (cut.id, fix.id, release.id):
            assert not re.search(rf'(id|href|for|name|data-[a-z]+)="[^"]*\b{row_id}"', text)


def test_t09_public_values_have_only_these_fields() -> None:
    assert {field.name for field in dataclasses.fields(PublicNote)} == {
        "version",
        "name",
        "released_on",
        "fixes",
        "hours",
        "thanks",
        "published_at",
        "changed_at",
    }
    assert {field.name for field in dataclasses.fields(PublicFix)} == {
        "title", "text", "before", "after", "n_hit", "n_watched", "hours", "seen_at", "is_verified",
        "is_seen_again", "is_partly_left", "before_picture", "after_picture",
    }  # fmt: skip


def test_the_preview_of_a_draft_is_byte_by_byte_what_will_be_public(ada: FlaskClient, client: FlaskClient) -> None:
    release = make.release("4.12", released_on=LATER)
    make.fix(make.paper_cut(sightings=2), release, before="Blank")
    actions.scores.refresh_all()
    db.session.commit()

    preview, markdown = ada.get(f"/releases/{release.id}/preview"), ada.get(f"/releases/{release.id}/preview.md")
    ada.post(f"/releases/{release.id}/publication")

    assert client.get("/notes/4.12").data == preview.data
    assert client.get("/notes/4.12.md").data == markdown.data
    assert preview.headers["Cache-Control"] == "no-store"


def test_t03_t04_what_people_wrote_marks_nothing_up(client: FlaskClient) -> None:
    evil = "<img src=x onerror=alert(1)> [x](javascript:alert(2)) # y"
    published(public_title=evil, public_text=evil + "\n\n---\n\n1. one", before=evil, after=evil)

    page, markdown = client.get("/notes/4.12").text, client.get("/notes/4.12.md").text

    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<img" not in markdown
    assert "](" not in markdown.replace("\\](", "")
    assert "\n1. " not in markdown


def test_a_fix_that_was_seen_again_says_so_and_is_not_counted(client: FlaskClient) -> None:
    published()
    fix = db.session.scalars(db.select(Fix).options(db.joinedload(Fix.paper_cut))).one()
    fix.paper_cut.status = Status.OPEN
    db.session.commit()

    page = client.get("/notes/4.12").text

    assert "Seen again since" in page
    assert "hours a year" not in page


def seen_at(*aliases: str, before: int = 1, **visit: str) -> PaperCut:
    """The fixed paper cut of the published release, seen at one more site for each alias."""
    cut = db.session.scalars(db.select(PaperCut)).one()
    for alias in aliases:
        visited = make.visit(make.site(public_alias=alias), visited_on=LATER - timedelta(days=before), **visit)
        make.sighting(visited, paper_cut=cut, task=db.session.get(Task, cut.task_id))
    db.session.commit()
    return cut


def told(client: FlaskClient) -> tuple[str, str]:
    """The facts of the fix, on the page and in the Markdown, both without marks."""
    page = client.get("/notes/4.12").text.partition('class="fix__facts"')[2].partition("</p>")[0]
    return re.sub("<[^>]+>", "", page), client.get("/notes/4.12.md").text


@pytest.mark.parametrize(
    ("aliases", "places"),
    [
        (["a joinery"], "a joinery and elsewhere"),
        (["a joinery", "A Joinery", "a *law* firm"], "a *law* firm, a joinery and elsewhere"),
        (["e", "d", "c", "b"], "b, c, d and elsewhere"),
    ],
)
def test_where_it_was_seen_is_said_by_public_aliases(client: FlaskClient, aliases: list[str], places: str) -> None:
    published()
    seen_at(*aliases)

    page, markdown = told(client)

    assert f"Seen at {places}" in page
    assert f"Seen at {places.replace('*', chr(92) + '*')}." in markdown


def test_t09_where_it_was_seen_is_not_said_of_a_single_site(client: FlaskClient) -> None:
    """The numbers of the fix would be that site's own; and other products, later visits and drafts add no site."""
    published(n_seen=0)
    seen_at("a joinery")
    seen_at("a law firm", before=0)
    seen_at("a plant nursery", product="Another product")

    for text in told(client):
        assert "joinery" not in text
        assert "law firm" not in text
        assert "nursery" not in text


@pytest.mark.parametrize("alias", ["Oakwend Nursery", "the firm of jané doe", "OAKWEND’s neighbour"])
def test_t09_an_alias_that_names_somebody_is_not_read_by_everybody(client: FlaskClient, alias: str) -> None:
    published()
    make.participant(make.site("Oakwend"), "P1", real_name="Jane Doe")
    seen_at("a joinery", alias)

    for text in told(client):
        assert "Seen at a joinery and elsewhere" in text
        assert fold(alias) not in fold(text)


def test_a_site_that_agreed_is_called_by_its_own_name(client: FlaskClient) -> None:
    published()
    seen_at("Marfinch")
    db.session.scalars(db.select(Site).where(Site.public_alias == "Marfinch")).one().name = "Marfinch"
    db.session.commit()

    assert "Seen at Marfinch and elsewhere" in told(client)[0]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.FIXED, ""),
        (Status.VERIFIED, "Verified: it worked when we looked again"),
        (Status.OPEN, "Seen again since"),
    ],
)
def test_whether_it_was_verified_is_said(client: FlaskClient, status: Status, words: str) -> None:
    published()
    cut = seen_at()
    cut.status = status
    db.session.commit()

    for text in told(client):
        assert words in text
        assert ("erified" in text) == (status is Status.VERIFIED)
        assert ("Seen again" in text) == (status is Status.OPEN)


def test_other_methods_are_refused(client: FlaskClient) -> None:
    for path in ("/notes", "/notes/4.12", "/notes/4.12.md"):
        assert client.post(path).status_code == 405
