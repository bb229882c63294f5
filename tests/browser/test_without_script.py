"""Pages are HTML first: everything is a link or a form that works with scripts switched off."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import Role, Status, VisitStatus
from papercuts.models import PaperCut
from papercuts.web.clock import utc_now
from tests.browser.hands import Hands
from tests.factories import make


@pytest.fixture
def planned(served: Flask) -> int:
    """The number of a known paper cut; a visit is planned where it may be seen again."""
    with served.app_context():
        make.account("Rosa", Role.ADMIN)
        site = make.site("Brass & Co")
        anna = make.participant(site, "P1", role="accounts clerk")
        task = make.task("Type an invoice", area=make.area("Invoices"))
        make.use(task)
        cut = make.paper_cut("The due date went blank", task=task, area=task.area, sightings=2)
        today = utc_now().date()
        make.visit(site, participants=[anna], tasks=[task], visited_on=today, status=VisitStatus.PLANNED)
        actions.scores.refresh_all()
        db.session.commit()
        return cut.id


@pytest.fixture
def rosa(browse: Callable[..., Page], planned: int) -> Hands:
    """An administrator whose browser runs no scripts, signed in."""
    rosa = Hands(browse(java_script_enabled=False))
    rosa.signs_in("rosa")
    return rosa


def test_a_sighting_is_captured_undone_matched_and_written_up(rosa: Hands, planned: int) -> None:
    rosa.goes_to("Visits")
    rosa.presses("Start visit")
    rosa.page.get_by_role("button", name=re.compile("^The due date went blank")).click()
    rosa.reads(f"Saved. PC-{planned} now has 3 sightings.")
    rosa.presses("Undo")
    rosa.reads("Taken back. Nothing of it counts; the history keeps what it said.")
    line = rosa.page.get_by_label("Something new?")
    line.fill("Went blank again 14s x2")
    rosa.presses("Save sighting")
    rosa.reads("14 s lost")
    rosa.presses("Undo")
    rosa.reads("Nothing yet. What you save stands here, newest first.")
    expect(line).to_have_value(re.compile("Went blank again"))
    rosa.ticks(re.compile("^Decide later"))
    rosa.presses("Save sighting")
    rosa.presses("Done")
    rosa.page.get_by_role("link", name=re.compile("^(Name it|Not this one)$")).first.click()
    rosa.fills({"Find by words": "due date"})
    rosa.presses("Find")
    rosa.page.get_by_role("button", name=re.compile(f"^Match to PC-{planned}")).first.click()
    rosa.reads(f"PC-{planned} now has 3 sightings.")
    rosa.fills({"Summary": "Dates are typed twice."})
    rosa.presses("Save texts")

    rosa.reads("Dates are typed twice.")


def test_the_list_is_filtered_explained_and_acted_upon(rosa: Hands, planned: int, served: Flask) -> None:
    rosa.goes_to("Paper cuts")
    rosa.chooses({"Area": "Invoices"})
    rosa.presses("Filter")
    rosa.page.wait_for_url(re.compile("area="))
    row = rosa.page.get_by_role("row").filter(has_text="The due date went blank")
    row.get_by_role("link").last.click()
    rosa.reads(f"Why is PC-{planned} number 1 of all by payback?")
    rosa.page.get_by_role("button", name=re.compile(f"^Claim PC-{planned}")).click()
    rosa.page.locator(f"#effort-{planned}").select_option("S")
    rosa.presses("Set effort")
    rosa.follows("The due date went blank")

    expect(rosa.page.locator("[aria-current=step]")).to_have_text("Claimed by Rosa")
    with served.app_context():
        assert db.session.get_one(PaperCut, planned).status == Status.CLAIMED


def test_what_only_scripts_could_do_is_not_offered(rosa: Hands) -> None:
    for address in ("/", "/releases", "/account", "/login"):
        rosa.opens(address)
        for name in ("Print", "Copy", "Show password"):
            expect(rosa.page.get_by_role("button", name=name)).to_have_count(0)
    rosa.follows("all keyboard shortcuts")
    rosa.reads_title("Keyboard shortcuts")
