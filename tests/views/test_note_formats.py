"""Release notes in every format: all say the same, none tells a secret, and readers' parsers take them."""

import io
import json
import logging
import re
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markdown_it import MarkdownIt

from papercuts import actions, queries
from papercuts.db import db
from papercuts.domain import formats
from papercuts.domain.limits import Consent, ReleaseStatus, Side, Status
from papercuts.models import FixPicture, PaperCut, Release, Setting
from papercuts.pages.notes_formats import FORMATS
from papercuts.services import blobs
from tests.factories import AT, DAY, make

ENDINGS = [form.ending for form in FORMATS]
LATER = DAY + timedelta(days=1)
ATOM = "{http://www.w3.org/2005/Atom}"
SCHEMA = json.loads((Path(__file__).parents[2] / "docs/release-notes.schema.json").read_text())


def published(version: str = "4.12", status: ReleaseStatus = ReleaseStatus.PUBLISHED, **fix: Any) -> Release:
    """A release with a fix that three people at three sites ran into, and one that nobody did."""
    db.session.get_one(Setting, 1).product_name = "Ledgerlark"
    at = AT if status is ReleaseStatus.PUBLISHED else None
    release = make.release(version, name="Spring", released_on=LATER, status=status, published_at=at)
    task = make.task()
    make.use(task, people=4_000)
    cut = make.paper_cut("Internal title", task=task, what_happens="Internal story", status=Status.FIXED)
    for name, alias in (
        ("Brightmere Dental", "a dental practice"),
        ("Oakwend", "Oakwend & Jane Doe"),
        ("Pellworth", ""),
    ):
        site = make.site(f"{name} {version}", public_alias=alias, contacts="Internal contacts")
        person = make.participant(site, "P77", real_name="Jane Doe", role="Internal role", consent=Consent.NAMED)
        visit = make.visit(site, summary="Internal summary")
        make.sighting(visit, participant=person, paper_cut=cut, what_happened="Internal words", quote="Internal quote")
    ben = make.account(f"Ben {version}", email=f"ben{release.id}@example.org")
    words = {"before": "It went blank", "after": "It is read", "fixed_by": ben}
    make.fix(cut, release, **(words | fix))
    make.fix(
        make.paper_cut("Internal again", status=Status.FIXED),
        release,
        public_title="A logo may be large",
        public_text="",
    )
    actions.scores.refresh_all()
    db.session.commit()
    return release


def pictured(release: Release, content: bytes = b"RIFF0000WEBP", alt: str = "The field is *blank*") -> str:
    """Give the first fix of a release a picture of before, and return its name in the store."""
    name = blobs.keep(content)
    fix = min(
        db.session.scalars(db.select(Release).options(db.selectinload(Release.fixes))).one().fixes, key=lambda f: f.id
    )
    small = {"small_sha256": name, "small_width": 480, "small_height": 300, "n_bytes": len(content)}
    size = {"width": 1600, "height": 1000, "content_type": "image/webp", "added_at": AT}
    db.session.add(FixPicture(fix_id=fix.id, side=Side.BEFORE, alt=alt, sha256=name, **size, **small))
    db.session.commit()
    return name


def read(client: FlaskClient, path: str) -> str:
    """The whole text of an answer, what is packed in a zip file, too."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    if answer.mimetype != "application/zip":
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        return "\n".join(f"{name}\n{archive.read(name).decode()}" for name in archive.namelist())


def seen(markdown: str) -> str:
    """What a reader of Markdown sees, without marks."""
    tokens = MarkdownIt("commonmark").parse(markdown)
    return "\n".join("".join(child.content for child in token.children or ()) for token in tokens if token.children)


def test_every_format_says_the_same(client: FlaskClient) -> None:
    published()
    pictured(db.session.scalars(db.select(Release)).one())
    note = queries.notes.of_version("4.12")
    assert note
    figures = [formats.hours(note.hours.mean), formats.hours(note.hours.q10), formats.hours(note.hours.q90)]
    everywhere = ["It works the first time", "A logo may be large", "It went blank", "It is read"]

    for ending in ["", *ENDINGS]:
        text = read(client, f"/notes/4.12{ending}")
        missing = [words for words in everywhere if words not in text.replace("**", "")]
        if ending == ".json":
            told = json.loads(text)["hours_a_year"]
            assert [formats.hours(told[key]) for key in ("expected", "low", "high")] == figures
            assert (json.loads(text)["fixes"][0]["n_hit"], json.loads(text)["thanks"]["n_people"]) == (3, 3)
        else:
            missing += [figure for figure in figures if figure not in text]
            missing += [] if "3 of the 3 times" in text else ["times watched"]
        assert missing == [], ending
        if ending not in ("", ".json", ".changelog.md", ".fragments.zip"):
            assert "three people at a dental practice and elsewhere who showed us" in text, ending
        if ending in ("", ".md", ".html", ".json", ".atom"):
            assert f"/notes/4.12/pictures/{note.fixes[0].before_picture.sha256}.webp" in text, ending  # type: ignore[union-attr]


def test_t07_t09_no_way_in_tells_a_secret(client: FlaskClient) -> None:
    release = published()
    published("4.13", ReleaseStatus.DRAFT, public_title="Draft title")
    cuts = db.session.scalars(db.select(PaperCut)).all()
    secrets = ["Internal", "Brightmere", "Oakwend", "Pellworth", "P77", "Jane", "Ben", "PC-", "Draft title"]
    paths = [
        "/notes",
        "/notes.atom",
        "/notes/badge.svg",
        "/notes/4.12",
        *(f"/notes/4.12{ending}" for ending in ENDINGS),
    ]

    for path in paths:
        text = read(client, path) + str(client.head(path).headers)
        assert [secret for secret in [*secrets, *(cut.number for cut in cuts)] if secret in text] == [], path
    for path in ["/notes/4.13", *(f"/notes/4.13{ending}" for ending in ENDINGS), f"/notes/{release.id}"]:
        answer = client.get(path)
        assert answer.status_code == 404
        assert "Draft title" not in answer.text


def test_t40_every_format_may_be_cached_and_none_sets_a_cookie(ada: FlaskClient) -> None:
    published()

    for path in ["/notes.atom", "/notes/badge.svg", *(f"/notes/4.12{ending}" for ending in ENDINGS)]:
        answer = ada.get(path)
        again = ada.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (answer.headers["Cache-Control"], again.status_code) == ("public, max-age=300", 304), path
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_version_cannot_be_called_like_a_format(ada: FlaskClient) -> None:
    for version in ("4.2.json", "4.2.CHANGELOG", "x.fragments", "badge.svg", "4.2.html"):
        answer = ada.post("/releases/new", data={"version": version, "released_on": "2026-03-19"})
        assert answer.status_code == 422
        assert "A version cannot end in" in answer.text


def test_one_that_was_called_so_before_keeps_its_page(client: FlaskClient) -> None:
    published("4.2.json")

    assert "Ledgerlark 4.2.json" in client.get("/notes/4.2.json").text
    assert client.get("/notes/4.2.json.json").json["version"] == "4.2.json"


def test_versions_with_any_sign_have_every_format(client: FlaskClient) -> None:
    for version in ("4.2", "4.2 beta (é)#1?", "100%", "changelog", "4.2.1-rc.1+x"):
        published(version)
    page = client.get("/notes").text

    for address in re.findall(r'href="(/notes/[^"]+)"', page):
        links = re.findall(r'href="(/notes/[^"]+)"', client.get(address).text)
        assert {link.removeprefix(address) for link in links if link.startswith(address)} == set(ENDINGS)
        assert [link for link in links if client.get(link).status_code != 200] == []


def test_the_feed_has_what_rfc_4287_requires(client: FlaskClient) -> None:
    published("4.12", public_title="<b>&amp; \uffff ]]> 'x'")
    published("4.13")

    answer = client.get("/notes.atom")

    assert answer.content_type == "application/atom+xml; charset=utf-8"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    feed = ElementTree.fromstring(answer.data)
    assert feed.tag == f"{ATOM}feed"
    check_element(feed)
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Ledgerlark"  # so no entry needs one
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"self": "http://127.0.0.1:8000/notes.atom", "alternate": "http://127.0.0.1:8000/notes"}
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        "Ledgerlark 4.13: Spring",
        "Ledgerlark 4.12: Spring",
    ]
    for entry in entries:
        check_element(entry)
        content = entry.find(f"{ATOM}content")
        assert content is not None
        assert (content.get("type"), len(content)) == ("html", 0)
        assert entry.find(f"{ATOM}link").get("href", "").startswith("http://127.0.0.1:8000/notes/4.1")  # type: ignore[union-attr]
    assert "&lt;b&gt;&amp;amp;" in entries[1].findtext(f"{ATOM}content", "")
    ids = [element.text for element in feed.iter(f"{ATOM}id")]
    assert len(set(ids)) == 3
    assert all(re.fullmatch(r"tag:[\w.-]+,\d{4}(-\d\d){0,2}:[\w./%-]+", str(one)) for one in ids)  # RFC 4151


def check_element(element: ElementTree.Element) -> None:
    """What a feed and an entry have exactly once; RFC 4287, 4.1.1 and 4.1.2, dates as RFC 3339."""
    for name in ("id", "title", "updated"):
        assert len(element.findall(f"{ATOM}{name}")) == 1
    assert element.findtext(f"{ATOM}title")
    assert datetime.fromisoformat(element.findtext(f"{ATOM}updated", "")).tzinfo


def test_an_entry_keeps_its_id_and_is_updated_when_its_words_change(ada: FlaskClient, client: FlaskClient) -> None:
    def first() -> tuple[str, str]:
        entry = ElementTree.fromstring(client.get("/notes.atom").data).find(f"{ATOM}entry")
        assert entry is not None
        return entry.findtext(f"{ATOM}id", ""), entry.findtext(f"{ATOM}updated", "")

    release = published()
    before = first()
    fix = db.session.scalars(db.select(Release).options(db.selectinload(Release.fixes))).one().fixes[0]
    names = queries.public_names.known()
    actions.releases.change_fix(fix, public_text="Another text", known_names=names, by=None, at=AT + timedelta(days=9))
    db.session.commit()

    assert first() == (before[0], "2026-03-21T10:00:00Z")
    assert before[1] == "2026-03-12T10:00:00Z"
    assert release.published_at == AT


def test_a_feed_of_one_release_is_another_feed_with_the_same_entry(client: FlaskClient) -> None:
    published()
    all_of_them, one = (ElementTree.fromstring(client.get(path).data) for path in ("/notes.atom", "/notes/4.12.atom"))

    check_element(one)
    assert one.findtext(f"{ATOM}id") != all_of_them.findtext(f"{ATOM}id")
    assert one.find(f"{ATOM}link[@rel='self']").get("href") == "http://127.0.0.1:8000/notes/4.12.atom"  # type: ignore[union-attr]
    assert [ElementTree.tostring(feed.find(f"{ATOM}entry")) for feed in (one, all_of_them)] == [  # type: ignore[arg-type]
        ElementTree.tostring(all_of_them.find(f"{ATOM}entry"))  # type: ignore[arg-type]
    ] * 2


def test_an_empty_feed_is_one_too(client: FlaskClient) -> None:
    feed = ElementTree.fromstring(client.get("/notes.atom").data)

    check_element(feed)
    assert feed.find(f"{ATOM}entry") is None


EVIL = (
    "1. <img src=x onerror=alert(1)> [x](javascript:alert(2)) ![y](//evil.example) `c` *b* # {{ 7*7 }} www.evil.example"
)


def test_t03_t04_hostile_words_read_as_they_were_written(client: FlaskClient) -> None:
    published(public_title=EVIL, public_text=f"{EVIL}\n\n    - item\n> quote\n---", before=EVIL, after=EVIL)
    pictured(db.session.scalars(db.select(Release)).one(), alt=EVIL)

    for ending in (".md", ".changelog.md", ".fragments.zip"):
        markdown = read(client, f"/notes/4.12{ending}")
        shown = seen(markdown).replace("\n", " ")
        assert shown.count(EVIL) >= 4, ending
        html = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown)
        assert set(re.findall(r'(?:href|src)="([^"]*)"', html)) <= set(re.findall(r"http://127[^)\s]*", markdown)), (
            ending
        )
        assert not re.search("<(?!/?(h[1-6]|p|ul|li|strong|img|a|br|em|ol)\\b)", html), ending
    for ending in (".html", ".atom"):
        text = read(client, f"/notes/4.12{ending}")
        html = text if ending == ".html" else str(ElementTree.fromstring(text).findtext(f"{ATOM}entry/{ATOM}content"))
        assert set(re.findall(r"<(\w+)", html)) <= {"h2", "h3", "bdi", "p", "br", "ul", "li", "img", "strong"}
        assert not re.search(r"<[^>]*(class|id|style|on\w+)=", re.sub('"[^"]*"', '""', html))
    assert json.loads(read(client, "/notes/4.12.json"))["fixes"][0]["title"] == EVIL
    assert EVIL.split("{{")[0].strip()[:40] in read(client, "/notes/4.12.txt")


def test_the_json_keeps_to_its_schema(client: FlaskClient) -> None:
    published()
    pictured(db.session.scalars(db.select(Release)).one())

    told = client.get("/notes/4.12.json").json

    assert wrong(told, SCHEMA) == []
    assert wrong(told | {"released_on": "12 March"}, SCHEMA) != []  # the check can fail


def wrong(value: Any, schema: dict[str, Any], where: str = "") -> list[str]:
    """What of a value does not keep to a schema; the words of JSON Schema that ours uses, and no others."""
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
    types = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool}
    kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    if not any(value is None if kind == "null" else isinstance(value, types[kind]) for kind in kinds):
        return [f"{where}: {value!r}"]
    found = [f"{where}: const"] if schema.get("const", value) != value else []
    found += [f"{where}: pattern"] if not re.search(schema.get("pattern", ""), str(value)) else []
    if isinstance(value, dict):
        found += [f"{where}.{key}" for key in schema["required"] if key not in value]
        found += [f"{where}.{key}: undocumented" for key in value if key not in schema["properties"]]
        found += [one for key, sub in schema["properties"].items() for one in wrong(value[key], sub, f"{where}.{key}")]
    if isinstance(value, list):
        found += [one for item in value for one in wrong(item, schema["items"], f"{where}[]")]
    return found


def test_the_changelog_keeps_to_its_grammar(client: FlaskClient) -> None:
    """Keep a Changelog 1.1.0: a second heading of version and ISO date, third headings of six kinds, lists."""
    published()

    lines = client.get("/notes/4.12.changelog.md").text.splitlines()

    heading = re.fullmatch(r"## \[(.+)\] - (\d{4}-\d\d-\d\d)", lines[0])
    assert heading
    assert (heading[1], date.fromisoformat(heading[2])) == ("4.12", LATER)
    assert [line for line in lines if line.startswith("#")][1:] == ["### Fixed"]
    assert [line[:30] for line in lines if line.startswith("- ")] == [
        "- It works the first time. It ",
        "- A logo may be large.",
    ]
    assert lines[-1] == "[4.12]: http://127.0.0.1:8000/notes/4.12"


def test_the_fragments_are_orphans_of_a_type_that_towncrier_knows(client: FlaskClient) -> None:
    published()

    answer = client.get("/notes/4.12.fragments.zip")

    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
    assert names == ["+it-works-the-first-time.bugfix.md", "+a-logo-may-be-large.bugfix.md"]
    assert client.get("/notes/4.12.fragments.zip").data == answer.data


def test_the_pictures_of_published_notes_are_for_everybody_and_kept_for_minutes(client: FlaskClient) -> None:
    name = pictured(published())

    answer = client.get(f"/notes/4.12/pictures/{name}.webp")

    assert (answer.data, answer.content_type) == (b"RIFF0000WEBP", "image/webp")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    again = client.get(f"/notes/4.12/pictures/{name}.webp", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "Set-Cookie" not in answer.headers
    page = client.get("/notes/4.12").text
    assert f'<img src="/notes/4.12/pictures/{name}.webp" alt="The field is *blank*" width="1600" height="1000">' in page


def test_t09_no_other_picture_is_there_for_strangers(ada: FlaskClient, client: FlaskClient) -> None:
    photo = make.photo(make.sighting())
    release = published(status=ReleaseStatus.DRAFT)
    name = pictured(release)
    path = f"/notes/4.12/pictures/{name}.webp"

    def statuses(browser: FlaskClient) -> list[int]:
        others = (path.replace("4.12", "4.13"), path.replace(name, photo.sha256), path.replace(name, "0" * 64))
        return [browser.get(one).status_code for one in (path, *others)]

    assert statuses(client) == [404, 404, 404, 404]
    assert statuses(ada) == [200, 404, 404, 404]  # what the preview of the draft shows
    assert ada.get(path).headers["Cache-Control"] == "no-store"


def test_the_badge_says_what_all_releases_give_back(client: FlaskClient) -> None:
    published()
    published("4.13", ReleaseStatus.DRAFT)

    answer = client.get("/notes/badge.svg")

    n_fixes, hours = queries.notes.in_all()
    svg = ElementTree.fromstring(answer.data)
    title = svg.findtext("{http://www.w3.org/2000/svg}title", "")
    assert (n_fixes, answer.mimetype, svg.get("role")) == (2, "image/svg+xml", "img")
    assert title.startswith(f"2 paper cuts fixed, {formats.hours(hours.mean)} hours a year given back, likely ")
    assert f"2 fixed, {formats.hours(hours.mean)} hours a year given back" in answer.text
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Cache-Control"] == "public, max-age=300"


def test_thanks_of_a_single_site_tell_neither_its_alias_nor_its_people(client: FlaskClient) -> None:
    release = make.release("4.12", released_on=LATER, status=ReleaseStatus.PUBLISHED, published_at=AT)
    cut, site = make.paper_cut(status=Status.FIXED), make.site(public_alias="a joinery")
    for _ in range(3):
        make.sighting(make.visit(site), paper_cut=cut)
    make.fix(cut, release)
    actions.scores.refresh_all()
    db.session.commit()

    text = client.get("/notes/4.12.md").text

    assert text.endswith("\nThanks to the people who showed us.\n")
    assert "joinery" not in text


def own_template(app: Flask, name: str, text: str) -> Path:
    path = Path(app.config["INSTANCE"]) / "templates" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def test_a_team_may_replace_a_template_which_cannot_forget_to_escape(app: Flask, client: FlaskClient) -> None:
    published(public_title="<i> *x* {{ 1 + 1 }}")
    paths = [
        own_template(app, f"notes.{kind}.jinja", "{{ title }} has {{ note.fixes|length }}: {{ note.fixes[0].title }}")
        for kind in ("md", "html")
    ]

    try:
        texts = [client.get(f"/notes/4.12{ending}").text for ending in (".md", ".html")]
    finally:
        for path in paths:
            path.unlink()

    assert texts == [
        "Ledgerlark 4.12: Spring has 2: &lt;i&gt; \\*x\\* \\{\\{ 1 + 1 \\}\\}\n",
        "Ledgerlark 4.12: Spring has 2: &lt;i&gt; *x* {{ 1 + 1 }}\n",
    ]


BROKEN = [
    ("{{ nothing }}", "line 1"),
    ("\n{% if %}", "line 2"),
    ("{{ note.__class__.__mro__ }}", "unsafe"),
    ("{{ note.fixes[0].paper_cut }}", "line 1"),
    ("{{ config }}{{ cycler }}", "line 1"),
    ("{{ title|safe }}", "line 1"),
    ("{{ 1 // 0 }}", "line 1"),
    ("{% include '../config.toml' %}", "config.toml"),
    ("{% for a in range(99999999) %}{% endfor %}", "line 1"),
]


def test_a_broken_template_costs_readers_nothing(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    published()
    whole = client.get("/notes/4.12.txt").data

    for text, why in BROKEN:
        caplog.clear()
        path = own_template(app, "notes.txt.jinja", text)
        with caplog.at_level(logging.ERROR, "papercuts"):
            try:
                answer = client.get("/notes/4.12.txt")
            finally:
                path.unlink()
        assert (answer.status_code, answer.data) == (200, whole), text
        assert "notes.txt.jinja" in caplog.text
        assert why in caplog.text, text
