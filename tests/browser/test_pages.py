"""Every page that can be asked for: no barrier, nothing that sticks out, nothing in the console.

The pages come from the application's own map, so a new one is looked at without a line here: on sample data, and
before there is anything.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import func, select
from werkzeug.routing import Rule

from papercuts import actions, views
from papercuts.db import db
from papercuts.domain.limits import LinkPurpose, Role
from papercuts.domain.tokens import hash_token
from papercuts.models import (
    Account,
    Area,
    Comment,
    Fix,
    PaperCut,
    Participant,
    Photo,
    Plan,
    Promise,
    Release,
    Round,
    Segment,
    Sighting,
    Site,
    Task,
    Told,
    Visit,
    Volunteer,
)
from papercuts.pages.learning_flow import week_key
from papercuts.web.clock import utc_now
from papercuts.web.permissions import PUBLIC, permission_of
from tests.browser.conftest import serving
from tests.browser.looking import MEDIA, PHONE, problems
from tests.browser.watch import Complaints
from tests.factories import PASSWORD, make
from tests.stages import SqliteStage

LEFT_OUT = {
    "static": "files, no page",
    "pages.health": "a word for machines",
    "pages.ready": "a word for machines",
    "notes.feed": "for readers of feeds",
    "notes.badge": "a picture",
    "notes.picture": "a picture",
    "notes.atom": "for readers of feeds",
    "notes.changelog": "text",
    "notes.html": "a part of somebody's page",
    "notes.json": "for programs",
    "notes.markdown": "text",
    "notes.text": "text",
    "notes.towncrier": "a file",
    "releases.preview_atom": "for readers of feeds",
    "releases.preview_changelog": "text",
    "releases.preview_html": "a part of somebody's page",
    "releases.preview_json": "for programs",
    "releases.preview_markdown": "text",
    "releases.preview_text": "text",
    "releases.preview_towncrier": "a file",
    "fixes.picture": "a picture",
    "capture.candidates": "a part of the capture page, for its script",
    "coverage.curve": "a file",
    "coverage.matrix": "a file",
    "coverage.picture": "a file",
    "feelings.csv": "a file",
    "weekly.text": "text",
    "learning.step": "asks for a step in its address",
    "learning.flow": "asks for a week in its address, see MORE",
    "watching.file": "a file",
    "sizes.seconds_csv": "a file",
    "sizes.csv": "a file",
    "others.csv": "a file",
    "learning.steps_file": "a file",
    "learning.seams_file": "a file",
    "learning.flow_file": "a file",
    "totals.show": "asks for a total in its address, see MORE",
    "totals.file": "a file",
    "looking_again.measured_file": "a file",
    "imports.errors": "a file",
    "imports.empty": "a file",
    "imports.empty_workbook": "a file",
    "imports.errors_workbook": "a file",
    "phone.manifest": "for the browser",
    "phone.worker": "for the browser",
    "merges.choose": "asks for paper cuts in its address, see MORE",
    "merges.new": "asks for another paper cut in its address, see MORE",
    "paper_cuts.as_csv": "a file",
    "paper_cuts.as_svg": "a file",
    "paper_cuts.matrix_as_csv": "a file",
    "paper_cuts.matrix_as_svg": "a file",
    "photos.full": "a picture",
    "photos.small": "a picture",
    "records.session": "for the outbox",
    "splits.new": "asks for sightings in its address, see MORE",
    "similar.index": "a part of the forms with a title, for their script",
    "telling.show": "asks for a site that showed what a release fixes, see MORE",
    "telling.show_declined": "asks for a site that showed what is declined, see MORE",
    "what_if.show": "a part of the page of a paper cut, for its script",
}
SHARED = "a-token-of-a-page-that-is-shared-with-a-site"
ONLY_WHEN_EMPTY = {"capture.start"}  # leads on to the visit that is under way
# What the number in an address stands for, by the first word of the address; and what kinds of it look different.
ROWS = {
    "areas": Area,
    "capture": Visit,
    "comments": Comment,
    "fixes": Fix,
    "paper-cuts": PaperCut,
    "participants": Participant,
    "plans": Plan,
    "promises": Promise,
    "releases": Release,
    "told": Told,
    "rounds": Round,
    "segments": Segment,
    "sightings": Sighting,
    "sites": Site,
    "tasks": Task,
    "users": Account,
    "visits": Visit,
    "volunteers": Volunteer,
}
KINDS: dict[type[Any], Any] = {
    PaperCut: PaperCut.status,
    Release: Release.published_at.is_(None),
    Sighting: Sighting.paper_cut_id.is_(None),
    Visit: Visit.status,
    Comment: Comment.written_by_id,  # only who wrote it changes it
}
COLUMNS = "visited_on,site,task,participant,what_happened,seconds_lost"
UPLOADS = [
    "12.3.2026,Brass & Co,Type an invoice,P1,The due date went blank,-4",
    "2026-03-12,Brass & Co,Type an invoice,P1,The due date went blank,14",
    "2026-03-13,Coral Books,Type an invoice,P1,The total was hidden,8",
]
# Pages in a state that their plain address does not show: the status they answer with, and words on them.
MORE = {
    "/paper-cuts?why=1": (200, "Why"),
    "/paper-cuts?text=nothing-is-called-this": (200, "Nothing found"),
    "/paper-cuts?q=there-is-no-such-filter": (400, "Unknown filter"),
    "/paper-cuts/merge?cut=1": (200, "Which one"),
    "/paper-cuts/1/merges/new?other=2": (200, "Are these the same?"),
    "/paper-cuts/1/splits/new?sighting=1": (200, "What are these?"),
    "/visits?status=planned": (200, "Planned visits"),
    "/visits/coverage?task=2": (200, "Too early to say"),
    "/visits/coverage?area=999999": (404, "not"),
    "/planner?hours=60&reserve=20&goal=3000&claimed=1": (200, "Best of all sets"),
    "/planner?hours=3&reserve=0&pin=4": (200, "No set keeps every limit"),
    "/planner?hours=x&reserve=20": (422, "There is a problem"),
    "/search?q=invoice": (200, "invoice"),
    "/search?q=nothing-is-called-this": (200, "Nothing"),
    "/releases/2/tell/4": (200, "Nothing goes out before you send it"),
    "/sites/4/tell/17": (200, "They deserve to hear it"),
    f"/learning/flow?what=added&week={week_key(utc_now().date())}": (200, "added"),
    "/learning/totals?what=verified": (200, "As CSV"),
    "/learning/totals?what=people": (200, "People watched"),
    "/nowhere": (404, "not"),
}
# Forms sent with a mistake in them: what is typed, by the names of the fields.
MISTAKES = {
    "/login": {},
    "/visits/new": {},
    "/sites/new": {"name": ""},
    "/releases/new": {"version": ""},
    "/settings": {"weeks_a_year": "many"},
    "/tasks/1": {"uses-0-people": "some", "uses-0-times": "often"},
}


def _map() -> Flask:
    app = Flask("papercuts")
    views.init_app(app)
    return app


APP = _map()
PAGES = {rule.endpoint: rule for rule in APP.url_map.iter_rules() if "GET" in (rule.methods or ())}


def _talk_about(cuts: Sequence[PaperCut], by: Account) -> None:
    """Ask about a paper cut: the comments of the sample data are not hers to change."""
    who = {"written_by_id": by.id, "written_at": utc_now()}
    db.session.add(Comment(paper_cut_id=cuts[0].id, kind="question", text="Does it happen to everybody?", **who))
    db.session.flush()


class Looker:
    """A papercuts that is only looked at, by an administrator and by a stranger."""

    def __init__(self, app: Flask, address: str, browser: Browser, is_filled: bool) -> None:
        self.app, self.address, self.complaints = app, address, Complaints()
        with app.app_context():
            rosa = make.account("Rosa", Role.ADMIN)
            if is_filled:
                actions.sample.load(by=rosa, at=utc_now())
                cuts = db.session.scalars(select(PaperCut)).all()
                make.plan(cuts)
                shown_to = db.session.get_one(Site, db.session.scalars(select(func.min(Site.id))).one())
                make.shared_page(shown_to, token_sha256=hash_token(SHARED))
                _talk_about(cuts, rosa)
            self.given = _what_addresses_hold(rosa)
            db.session.commit()
        self.stranger, self.reader = self._page(browser), self._page(browser)
        self.reader.goto("/login")
        self.reader.get_by_label("E-mail").fill("rosa@example.org")
        self.reader.get_by_label("Password", exact=True).fill(PASSWORD)
        self.reader.get_by_role("button", name="Sign in").click()
        self.reader.wait_for_url(f"{address}/")
        self.uploads = [self._upload(row) for row in UPLOADS] if is_filled else []
        if is_filled:
            self.reader.get_by_role("button", name=re.compile("^Import")).click()
            self.reader.wait_for_url("**/done")

    def _page(self, browser: Browser) -> Page:
        context = browser.new_context(base_url=self.address, reduced_motion="reduce")
        self.complaints.watch(context)
        return context.new_page()

    def _upload(self, row: str) -> int:
        """Choose a spreadsheet; returns the number of the page that says what it would do."""
        self.reader.goto("/import")
        file = {"name": "visits.csv", "mimeType": "text/csv", "buffer": f"{COLUMNS}\n{row}\n".encode()}
        self.reader.locator("input[type=file]").set_input_files([file])
        self.reader.get_by_role("button", name="Go on", exact=True).click()
        self.reader.wait_for_url(re.compile(r"/import/\d+$"))
        return int(self.reader.url.rpartition("/")[2])

    def addresses(self, rule: Rule) -> list[str]:
        """Return the addresses of a page: one, or one for each kind of thing that it can show."""
        adapter = self.app.url_map.bind("localhost")
        if "id" in rule.arguments:
            return [adapter.build(rule.endpoint, {"id": number}) for number in self._numbers(rule.rule.split("/")[1])]
        given = {name: self.given.get(name) or self.given[rule.endpoint] for name in rule.arguments}
        return [adapter.build(rule.endpoint, given)]

    def _numbers(self, word: str) -> list[int]:
        if word == "import":
            return self.uploads
        model = ROWS[word]
        kind = KINDS.get(model)
        query = select(func.min(model.id))
        with self.app.app_context():
            return list(db.session.scalars(query if kind is None else query.group_by(kind).order_by(kind)))

    def look(self, endpoint: str, address: str, media: dict[str, int] = MEDIA) -> list[str] | None:
        """Return what is wrong with a page; nothing at all when the address leads to another one."""
        page = self.stranger if permission_of(APP.view_functions[endpoint]) == PUBLIC else self.reader
        self.complaints.clear()
        answer = page.goto(address)
        assert answer is not None
        if answer.request.redirected_from or (answer.status >= 400 and PAGES[endpoint].arguments):
            return None  # this page is not for things of this kind
        assert answer.status == 200, f"{address} answers {answer.status}"
        return self.wrong_with(page, media)

    def look_in_state(self, address: str, status: int, words: str) -> list[str]:
        """Return what is wrong with a page that answers with this status and has these words in its main part."""
        self.complaints.clear()
        answer = self.reader.goto(address)
        assert answer is not None
        assert answer.status == status
        assert words in self.reader.locator("main").inner_text()
        return self.wrong_with(self.reader)

    def look_at_mistakes(self, address: str, typed: dict[str, str]) -> list[str]:
        """Send the form of a page with mistakes in it; returns what is wrong with the page that names them."""
        page = self.stranger if address == "/login" else self.reader
        self.complaints.clear()
        page.goto(address)
        form = page.locator("main form[method=post]").first
        for name, text in typed.items():
            form.locator(f"input[name='{name}']").evaluate(
                "(field, text) => { field.type = 'text'; field.value = text }", text
            )
        with page.expect_response(lambda response: response.request.method == "POST") as answer:
            form.locator("button:not([type=button])").last.click()
        assert answer.value.status == 422
        page.get_by_role("heading", name="There is a problem").wait_for()
        return self.wrong_with(page)

    def look_at_message(self, role: str) -> list[str]:
        """Return what is wrong with the page that is open and tells what has just been done."""
        self.reader.locator(f".flashes [role={role}]").wait_for()
        return self.wrong_with(self.reader)

    def wrong_with(self, page: Page, media: dict[str, int] = MEDIA) -> list[str]:
        """Return what is wrong with an open page, and what the browser has complained of."""
        assert page.title().removesuffix(" – papercuts"), f"{page.url} has no title"
        return [*self.complaints, *problems(page, media)]


def _what_addresses_hold(rosa: Account) -> dict[str, str]:
    """Return what stands in addresses besides numbers."""
    links = {
        purpose: actions.accounts.make_link(purpose, role=Role.FIELD, by=rosa, account=rosa, at=utc_now())
        for purpose in (LinkPurpose.INVITATION, LinkPurpose.RESET)
    }
    published = db.session.scalars(select(Release.version).where(Release.published_at.is_not(None))).first()
    return {
        "sign_in.join": links[LinkPurpose.INVITATION],
        "sign_in.reset": links[LinkPurpose.RESET],
        "version": str(published),
        "shared.show": SHARED,
        "photo": str(db.session.scalar(select(func.min(Photo.uid))) or ""),
    }


@contextmanager
def _looking(folder: Path, browser: Browser, is_filled: bool) -> Iterator[Looker]:
    with closing(SqliteStage(folder)) as stage:
        stage.clear()
        with serving(stage.app) as address:
            yield Looker(stage.app, address, browser, is_filled)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Looker]:
    """Sample data; one for each worker, since nothing that is looked at changes."""
    with _looking(tmp_path_factory.mktemp("filled"), browser, is_filled=True) as looker:
        yield looker


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Looker]:
    """Nothing but the first administrator."""
    with _looking(tmp_path_factory.mktemp("empty"), browser, is_filled=False) as looker:
        yield looker


def assert_nothing_wrong(seen: dict[str, list[str] | None]) -> None:
    """Fail when none of the addresses showed the page, or with one line for each thing that is wrong."""
    assert any(found is not None for found in seen.values()), f"{', '.join(seen)}: none of them shows this page"
    lines = [f"{address} {what}" for address, found in seen.items() for what in found or []]
    assert not lines, "\n".join(lines)


@pytest.mark.parametrize("endpoint", sorted(set(PAGES) - set(LEFT_OUT) - ONLY_WHEN_EMPTY))
def test_page(filled: Looker, endpoint: str) -> None:
    assert_nothing_wrong({address: filled.look(endpoint, address) for address in filled.addresses(PAGES[endpoint])})


@pytest.mark.parametrize("endpoint", sorted(name for name in set(PAGES) - set(LEFT_OUT) if not PAGES[name].arguments))
def test_page_before_there_is_anything(empty: Looker, endpoint: str) -> None:
    (address,) = empty.addresses(PAGES[endpoint])

    assert_nothing_wrong({address: empty.look(endpoint, address, PHONE)})


@pytest.mark.parametrize("address", MORE)
def test_page_in_another_state(filled: Looker, address: str) -> None:
    assert_nothing_wrong({address: filled.look_in_state(address, *MORE[address])})


@pytest.mark.parametrize("address", MISTAKES)
def test_page_that_names_mistakes(filled: Looker, address: str) -> None:
    assert_nothing_wrong({address: filled.look_at_mistakes(address, MISTAKES[address])})


def test_page_with_a_message(filled: Looker) -> None:
    filled.reader.goto("/account")
    filled.complaints.clear()
    filled.reader.get_by_role("button", name="Save", exact=True).first.click()

    assert_nothing_wrong({"saved": filled.look_at_message("status")})


def test_what_is_left_out_is_there() -> None:
    assert set(LEFT_OUT) | ONLY_WHEN_EMPTY <= set(PAGES)
