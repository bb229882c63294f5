"""Capture, write-up and matching with a keyboard: what scripts add to pages that work without them."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import Role
from papercuts.models import Visit
from tests.factories import PASSWORD, make


@pytest.fixture
def visit_id(served: Flask) -> int:
    """A visit of Ada's under way, with two people, a task and a known paper cut."""
    with served.app_context():
        ada = make.account("Ada", Role.FIELD)
        site = make.site("Brightmere Dental")
        people = [make.participant(site, "P1", role="Receptionist"), make.participant(site, "P2", role="Manager")]
        task = make.task("Correct a due date", area=make.area("Invoice editor"))
        make.paper_cut("Date field clears itself when you type 3.4.26", task=task, sightings=2)
        visit = make.visit(site, participants=people, tasks=[task], observers=[ada], questions=["Before?"])
        for words in ("Date field cleared when 3.4.26 was typed", "Could not tell whether it was saved"):
            make.sighting(visit, participant=people[0], task=task, what_happened=words)
        actions.scores.refresh_all()
        db.session.commit()
        return visit.id


@pytest.fixture
def page(browse: Callable[..., Page], visit_id: int) -> Iterator[Page]:
    """Ada's browser."""
    page = browse()
    page.goto("/login")
    page.get_by_label("E-mail").fill("ada@example.org")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda address: "/login" not in address)
    return page


def test_a_sighting_is_captured_without_a_mouse(page: Page, visit_id: int) -> None:
    page.goto("/capture")
    line = page.get_by_label("What happened?")
    expect(line).to_be_focused()

    page.keyboard.press("Alt+2")
    page.keyboard.type("Date field clears itself when you type 3.4.26 14s")

    expect(page.get_by_label("P2 Manager")).to_be_checked()
    expect(page.get_by_text("14 s lost")).to_be_visible()
    expect(page.get_by_role("radio", name="Date field clears itself")).to_be_checked()
    expect(line).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("PC-1 has now 3 sightings.")).to_be_visible()
    expect(line).to_be_focused()
    expect(line).to_have_value("")
    expect(page.get_by_label("P2 Manager")).to_be_checked()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()


def test_a_choice_stays_while_the_line_grows(page: Page, visit_id: int) -> None:
    page.goto(f"/visits/{visit_id}/capture")
    line = page.get_by_label("What happened?")
    line.fill("Date field clears itself when you type 3.4.26")
    expect(page.get_by_role("radio", name="Date field clears itself")).to_be_checked()

    page.get_by_text("Decide later").click()
    with page.expect_response(lambda answer: "/candidates" in answer.url):
        line.fill("Date field clears itself when you type 3.4.26 again")

    expect(page.get_by_role("radio", name="Decide later")).to_be_checked()


def test_a_refused_line_keeps_the_focus(page: Page, visit_id: int) -> None:
    page.goto(f"/visits/{visit_id}/capture")

    page.get_by_role("button", name="Save sighting").click()

    expect(page.get_by_role("alert")).to_contain_text("Write what happened")
    expect(page.get_by_label("What happened?")).to_be_focused()


def test_finishing_keeps_what_was_typed_a_moment_ago(page: Page, visit_id: int, served: Flask) -> None:
    page.goto(f"/visits/{visit_id}")

    page.get_by_label("Summary", exact=True).fill("One long sitting")
    page.get_by_role("link", name="Finish write-up").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Finish the write-up?")
    expect(page.get_by_text("The summary is not written")).to_have_count(0)
    with served.app_context():
        assert db.session.get_one(Visit, visit_id).summary == "One long sitting"


def test_the_write_up_saves_itself(page: Page, visit_id: int, served: Flask) -> None:
    page.clock.install()
    page.goto(f"/visits/{visit_id}")

    for text in ("One long sitting", "One long sitting, mostly from the keyboard"):
        page.get_by_label("Summary", exact=True).fill(text)
        page.get_by_label("Before?").fill("Prints the list")
        with page.expect_response(lambda answer: answer.url.endswith("/texts")) as saved:
            page.clock.run_for(10_000)
        assert saved.value.status == 204

    expect(page.get_by_text("Saved at")).to_be_visible()
    with served.app_context():
        assert db.session.get_one(Visit, visit_id).summary == "One long sitting, mostly from the keyboard"


def test_sightings_are_matched_and_unmatched_by_keys(page: Page, visit_id: int) -> None:
    page.goto(f"/visits/{visit_id}")
    page.get_by_role("link", name="Match them").click()
    page.wait_for_url("**/match")

    with page.expect_navigation():
        page.keyboard.press("1")
    expect(page.get_by_text("Could not tell whether it was saved").first).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_role("textbox", name="Title")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("Every sighting is matched to a paper cut")).to_be_visible()

    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("u")
    expect(page.get_by_text("No longer matched to PC-")).to_be_visible()
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("m")
    expect(page.get_by_text("Matched. PC-")).to_be_visible()


def test_a_fix_is_verified_with_one_press(page: Page, visit_id: int, served: Flask) -> None:
    with served.app_context():
        visit = db.session.get_one(Visit, visit_id)
        cut = make.paper_cut("Totals hidden", status="fixed", task=make.task())
        make.watch(visit, None, cut.task)
        make.fix(cut, make.release("4.12", status="published"), public_title="Totals stay in view")
        db.session.commit()
    page.goto(f"/visits/{visit_id}")

    page.get_by_role("button", name="Gone").click()

    expect(page.get_by_text("Verified: it works for 1 person at 1 site.")).to_be_visible()
