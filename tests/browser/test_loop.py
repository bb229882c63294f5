"""The whole loop in a browser, from the first link to a verified fix, on a laptop and on a phone.

Everything is done and read as a person would: by the words on the pages.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import Role, VisitStatus
from papercuts.web.clock import utc_now
from tests.browser.hands import Hands
from tests.factories import PASSWORD, make

BLANK = "Typed 3.4.26 as the due date and it went blank"
JUMPS = "The list jumps to the top after saving"
COMMIT = "4f2a9c1d7b3e8056a1c2d3e4f5061728394a5b6c"


def test_from_the_first_link_to_a_verified_fix(
    browse: Callable[..., Page], screen: dict[str, Any], first_link: str
) -> None:
    rosa = Hands(browse(**screen))

    become_the_first_administrator(rosa, first_link)
    name_the_product(rosa)
    add_a_segment_and_a_site(rosa)
    add_tasks(rosa)
    plan_the_first_visit(rosa)
    capture(rosa)
    write_up(rosa)
    read_why_the_first_is_first(rosa)
    estimate_claim_and_link(rosa)
    put_the_fix_into_a_release(rosa)
    publish(rosa)
    read_the_notes(Hands(browse(**screen)))
    verify_at_the_next_visit(rosa)


def become_the_first_administrator(rosa: Hands, first_link: str) -> None:
    rosa.opens(first_link)
    rosa.reads_title("Create the first administrator")
    rosa.fills({"Your name": "Rosa Field", "E-mail": "rosa@example.org", "Password": PASSWORD})
    rosa.presses("Create the account")
    rosa.reads("Welcome, Rosa Field.")
    rosa.reads_title(re.compile("Watch one person work"))


def name_the_product(rosa: Hands) -> None:
    rosa.follows("Name your product")
    rosa.fills({"Product": "Ledgerlark", "People": "4000"})
    rosa.presses("Save the settings")
    rosa.goes_to("Overview")
    rosa.reads("Ledgerlark, about 4,000 people", place=rosa.page.get_by_role("main"))


def add_a_segment_and_a_site(rosa: Hands) -> None:
    rosa.goes_to("Visits")
    rosa.follows("Segments")
    rosa.fills({"Name": "Small firms", "People": "1200"})
    rosa.presses("Add the segment")
    rosa.reads("Small firms")
    rosa.goes_to("Visits")
    rosa.follows("Add a site")
    rosa.fills({"Name": "Brass & Co", "People": "24"})
    rosa.chooses({"Segment": "Small firms"})
    rosa.presses("Add the site")
    rosa.reads_title("Brass & Co")


def add_tasks(rosa: Hands) -> None:
    rosa.goes_to("Visits")
    rosa.follows("Tasks")
    rosa.follows("Add a task")
    rosa.fills({"Task": "Type an invoice", "Area": "Invoices"})
    rosa.presses("Add the task")
    rosa.reads_title("Type an invoice")
    row = rosa.page.get_by_role("row").filter(has_text="Small firms")
    rosa.fills({"People": "400", "How often": "6"}, place=row)
    rosa.chooses({"Period": "a day", "How the number": "telemetry", "How the frequency": "customer said"}, place=row)
    rosa.presses("Save people and frequency")
    rosa.goes_to("Visits")
    rosa.follows("Tasks")
    rosa.follows("Add a task")
    rosa.fills({"Task": "Send reminders"})
    rosa.presses("Add the task")
    rosa.reads_title("Send reminders")


def plan_the_first_visit(rosa: Hands) -> None:
    rosa.goes_to("Overview")
    rosa.follows("Plan a visit")
    rosa.reads_title("Which site will you visit?")
    rosa.fills({"Site": "Brass & Co"})
    rosa.presses("Next")
    rosa.reads_title("When, and how?")
    rosa.presses("Next")
    rosa.reads_title("Whom will you watch?")
    rosa.fills({"What they do": "accounts clerk"})
    rosa.chooses({"Consent": "Quote with role"})
    rosa.presses("Add another person")
    second = rosa.page.locator(".fields").nth(1)
    rosa.fills({"What they do": "owner"}, place=second)
    rosa.presses("Next")
    rosa.reads_title("Which tasks will you watch?")
    rosa.ticks("Type an invoice")
    rosa.ticks("Send reminders")
    rosa.presses("Next")
    rosa.reads_title("What will you ask?")
    rosa.fills({"Questions": "What do you do when it goes blank?\nWho else does this?"})
    rosa.presses("Plan the visit")
    rosa.reads("Planned. When you are there, press Start visit.")


def capture(rosa: Hands) -> None:
    rosa.presses("Start visit")
    rosa.reads_title("Capture")
    rosa.ticks(re.compile("P1"))
    rosa.page.get_by_text("Other task", exact=True).click()
    rosa.chooses({"Task": "Type an invoice"})
    rosa.fills({"What happened?": f"{BLANK} 14s 6/d “oh, not again”"})
    rosa.reads("14 s lost", "6 times a day", place=rosa.page.get_by_role("status"))
    rosa.ticks(re.compile("^No, this is a new paper cut"))
    rosa.presses("Save sighting")
    rosa.reads("1 sighting")

    rosa.fills({"What happened?": "The due date went blank once more 9s x2 @P2"})
    rosa.ticks(re.compile(f"^{re.escape(BLANK)}"))  # offered while the line is typed
    rosa.presses("Save sighting")
    rosa.reads("2 sightings")

    rosa.fills({"What happened?": "After saving I am at the top of the list again 20s ?"})
    rosa.ticks(re.compile("^Decide later"))
    rosa.presses("Save sighting")
    rosa.reads("3 sightings")

    rosa.page.get_by_text("Other task", exact=True).click()
    rosa.chooses({"Task": "Send reminders"})
    rosa.page.get_by_text("Nothing more to see?", exact=True).click()
    rosa.chooses({"How did it go?": "Alone"})
    rosa.presses("Nothing more seen here")
    rosa.reads(re.compile("That nothing more was seen counts too.|^Sent."))
    expect(rosa.page.locator(".log .state--wait")).to_have_count(0)


def write_up(rosa: Hands) -> None:
    rosa.presses("Done")
    rosa.page.wait_for_url(lambda url: "/capture/" not in url)  # what was done is kept first
    rosa.reads_title("Brass & Co")
    rosa.reads("Before you finish", "Not matched", "“oh, not again”", "Nothing was seen. That counts too.")
    rosa.page.get_by_role("link", name=re.compile("^(Name it|Not this one)$")).first.click()
    rosa.reads("After saving I am at the top of the list again")
    rosa.fills({"Title": JUMPS})
    rosa.page.get_by_role("button", name="Name a new paper cut").click()
    rosa.reads_title("Brass & Co")
    rosa.fills({"Summary": "Dates are typed all day long, and half of them have to be typed twice."})
    rosa.fills({"Who else does this?": "Everybody in the office."})
    rosa.page.get_by_role("button", name="Save texts").first.click()
    rosa.page.get_by_role("main").get_by_text(re.compile("^Finish write-up$")).click()
    # the texts are kept first, so the next page comes a moment later
    arrived = rosa.page.get_by_text(re.compile(r"^(Finish the write-up\?|Written up)$"))
    expect(arrived.filter(visible=True).first).to_be_visible()
    if rosa.page.get_by_role("heading", level=1).inner_text() == "Finish the write-up?":
        rosa.presses("Finish all the same")
    rosa.reads("Written up", "Everybody in the office.")


def read_why_the_first_is_first(rosa: Hands) -> None:
    rosa.goes_to("Paper cuts")
    first = rosa.page.get_by_role("row").filter(has=rosa.page.get_by_text("PC-")).first
    expect(first).to_contain_text(BLANK)
    expect(first).to_contain_text("PC-1")
    expect(first).to_contain_text("needs effort")
    first.get_by_role("link").last.click()
    rosa.reads("Why is PC-1 number 1?")
    why = rosa.page.get_by_role("row").filter(has_text="Why is PC-1 number 1?").last
    rosa.reads(re.compile("400"), re.compile("hours"), place=why)


def estimate_claim_and_link(rosa: Hands) -> None:
    rosa.follows("Open the paper cut")
    rosa.reads_title(re.compile(re.escape(BLANK)))
    rosa.page.get_by_role("link", name=re.compile("^Set effort")).first.click()
    rosa.fills({"Low": "2", "Likely": "4", "High": "8"})
    rosa.presses("Save effort")
    rosa.page.get_by_role("button", name=re.compile("^Claim")).click()
    rosa.reads("Claimed by Rosa")
    rosa.follows("Link a commit")
    rosa.ticks("Commit")
    rosa.fills({"Address": COMMIT})
    rosa.presses("Save link")
    rosa.reads(COMMIT[:12])


def put_the_fix_into_a_release(rosa: Hands) -> None:
    rosa.page.get_by_role("link", name=re.compile("^Mark as fixed")).first.click()
    rosa.chooses({"Release": "A new release"})
    rosa.fills(
        {
            "Version": "4.12",
            "Title": "Due dates may be typed the short way",
            "What changed": "Brass & Co showed us: 3.4.26 is a date too.",
            "Before": "The field went blank",
            "Now": "The date is read and shown in full",
        }
    )
    rosa.presses("Mark as fixed")
    rosa.reads("A draft for", "Before you publish")


def publish(rosa: Hands) -> None:
    with rosa.page.expect_response(lambda answer: answer.request.method == "POST") as refused:
        rosa.presses("Publish the release")
    assert refused.value.status == 422
    rosa.reads("Brass & Co", place=rosa.page.get_by_role("alert"))
    rosa.follows("Edit the fix of PC-1")
    expect(rosa.page.get_by_label("What changed")).to_have_value("Brass & Co showed us: 3.4.26 is a date too.")
    rosa.fills({"What changed": "3.4.26 is a date too."})
    rosa.presses("Save the fix")
    rosa.presses("Publish the release")
    rosa.reads("Public page", re.compile("hours a year"))


def read_the_notes(stranger: Hands) -> None:
    stranger.opens("/notes")
    stranger.reads_title("What has become better in Ledgerlark")
    stranger.follows("4.12")
    stranger.reads_title("Ledgerlark 4.12")
    stranger.reads(
        "Due dates may be typed the short way",
        "3.4.26 is a date too.",
        "The field went blank",
        re.compile("Seen 2 of the 2 times"),
    )
    shown = stranger.page.get_by_role("main").inner_text()
    with stranger.page.expect_response(re.compile(r"\.md$")) as answer:
        stranger.follows("Markdown")
    markdown = answer.value.text()
    assert "Due dates may be typed the short way" in markdown
    for inside in ("Brass", "PC-", "P1", "Rosa"):
        assert inside not in shown + markdown
    assert stranger.page.context.cookies() == []


def verify_at_the_next_visit(rosa: Hands) -> None:
    rosa.goes_to("Visits")
    rosa.follows("Plan a visit")
    rosa.fills({"Site": "Brass & Co"})
    rosa.page.keyboard.press("Tab")
    rosa.ticks(re.compile("^P1"))
    rosa.ticks("Type an invoice")
    rosa.presses("Plan the visit")
    rosa.presses("Start visit")
    rosa.follows(re.compile("^Verify 1 left"))
    fix = rosa.page.get_by_role("group", name=re.compile("Due dates may be typed the short way"))
    rosa.reads("Fixed in 4.12.", place=fix)
    rosa.presses("Gone", place=fix)
    rosa.reads(re.compile("^Saved. "), place=fix)
    rosa.reads("none left")
    rosa.presses("Done")
    rosa.page.wait_for_url(lambda url: "/capture/" not in url)  # what was done is kept first
    fix = rosa.page.get_by_role("group", name=re.compile("Due dates may be typed the short way"))
    rosa.reads("Gone for P1. Verified: it works for 1 person at 1 site.")
    rosa.follows(re.compile("Due dates may be typed the short way"), place=fix)
    rosa.reads_title(BLANK)
    expect(rosa.page.locator("[aria-current=step]")).to_have_text("Verified at a visit")


@pytest.fixture
def fixed(served: Flask) -> int:
    """The number of a paper cut that is fixed in a published release; a visit where it can be looked at is planned."""
    with served.app_context():
        rosa = make.account("Rosa", Role.ADMIN)
        anna = make.participant(make.site("Brass & Co"), "P1", role="accounts clerk")
        task = make.task("Type an invoice")
        make.use(task)
        cut = make.paper_cut(BLANK, task=task)
        make.sighting(make.visit(participants=[anna], tasks=[task]), participant=anna, task=task, paper_cut=cut)
        release = make.release("4.12", released_on=utc_now().date())
        make.fix(cut, release, public_title="Due dates may be typed the short way")
        actions.releases.publish(release, [], by=rosa, at=utc_now())
        planned = {"visited_on": utc_now().date(), "status": VisitStatus.PLANNED}
        make.visit(participants=[anna], tasks=[task], **planned)
        actions.scores.refresh_all()
        db.session.commit()
        return cut.id


def test_a_fix_that_does_not_hold_opens_the_paper_cut_again(
    browse: Callable[..., Page], screen: dict[str, Any], fixed: int
) -> None:
    rosa = Hands(browse(**screen))
    rosa.opens("/visits")
    rosa.fills({"E-mail": "rosa@example.org", "Password": PASSWORD})
    rosa.presses("Sign in")

    rosa.presses("Start visit")
    rosa.page.wait_for_load_state("load")  # its scripts answer: without them the whole page comes back
    rosa.follows(re.compile("^Verify 1 left"))
    rosa.page.get_by_text("More: better, worse").click()
    rosa.presses("Better")
    seconds = rosa.page.get_by_label("Seconds it takes now")
    expect(seconds).to_be_focused()
    seconds.fill("soon")
    rosa.presses("Save", place=rosa.part("Verify here 1 fix"))
    rosa.reads(re.compile("^Better is saved. The seconds are not: enter a number"))
    seconds.fill("3,5")
    rosa.presses("Save", place=rosa.part("Verify here 1 fix"))
    rosa.reads(re.compile(f"^Saved. Better for P1, 3.5 s. PC-{fixed} is verified."))
    rosa.page.reload()
    rosa.reads(re.compile(f"^Saved. Better for P1, 3.5 s. PC-{fixed} is verified."))
    rosa.page.get_by_text("Ask somebody else").click()
    rosa.presses("Still there")
    rosa.reads(re.compile(f"^Saved. .*PC-{fixed} is open again."))
    rosa.presses("Done")
    rosa.page.wait_for_url(lambda url: "/capture/" not in url)  # what was done is kept first

    rosa.goes_to("Paper cuts")
    first = rosa.page.get_by_role("row").filter(has=rosa.page.get_by_text("PC-")).first
    expect(first).to_contain_text(BLANK)
    expect(first).to_contain_text("Reopened")
    rosa.follows(BLANK)
    rosa.reads("Reopened")
    expect(rosa.page.get_by_role("main")).to_contain_text("2 sightings")
