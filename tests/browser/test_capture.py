"""What capture's scripts must not take away from somebody who is quicker than the network."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from papercuts.db import db
from papercuts.domain.limits import HowTimed, Role
from papercuts.models import Participant, Sighting
from tests.browser.hands import Hands
from tests.browser.watch import Complaints
from tests.factories import PASSWORD, make


@pytest.fixture
def rosa(browse: Callable[..., Page], served: Flask) -> Hands:
    """An administrator who captures at a visit, where one paper cut is known."""
    with served.app_context():
        task = make.task("Type an invoice")
        make.paper_cut("The due date went blank", task=task, sightings=1)
        site = make.site("Brass & Co")
        people = [make.participant(site, f"P{n}") for n in (1, 2)]
        make.visit(site, participants=people, tasks=[task], observers=[make.account("Rosa", Role.ADMIN)])
        db.session.commit()
    rosa = Hands(browse())
    rosa.opens("/login?next=/capture/")
    rosa.fills({"E-mail": "rosa@example.org", "Password": PASSWORD})
    rosa.presses("Sign in")
    rosa.reads_title("Capture")
    return rosa


def test_a_choice_made_while_known_ones_are_looked_up_stays(rosa: Hands) -> None:
    held: list[Route] = []
    rosa.page.route("**/candidates?*", lambda route: held.append(route))
    with rosa.page.expect_request("**/candidates?*"):
        rosa.fills({"Something new?": "The due date went blank 14s"})

    rosa.ticks(re.compile("^No, this is a new paper cut"))
    held[0].continue_()
    expect(rosa.page.get_by_label(re.compile("^The due date went blank"))).to_be_visible()

    new = rosa.page.get_by_role("radio", name=re.compile("^No, this is a new paper cut"))
    expect(new).to_be_checked()
    expect(new).to_be_focused()


def test_the_likeliest_is_chosen_for_whoever_has_not_chosen(rosa: Hands) -> None:
    rosa.fills({"Something new?": "The due date went blank 14s"})

    expect(rosa.page.get_by_role("radio", name=re.compile("^The due date went blank"))).to_be_checked()
    save = rosa.page.get_by_role("button", name="Save sighting").last
    expect(save).to_have_accessible_description("as PC-1 The due date went blank")
    rosa.ticks(re.compile("^No, this is a new paper cut"))
    expect(save).to_have_accessible_description("as a new paper cut")


def test_a_number_in_the_line_is_named_while_it_is_typed(rosa: Hands) -> None:
    understood = rosa.page.get_by_role("status", name="Understood from your line")
    rosa.fills({"Something new?": "Again =1"})
    expect(understood).to_have_text("PC-1 The due date went blank")

    rosa.fills({"Something new?": "Again =99"})
    expect(understood).to_have_text("no PC-99")
    rosa.reads("There is no PC-99 to match.")


def test_a_line_that_was_begun_comes_back(rosa: Hands) -> None:
    line = rosa.page.get_by_label("Something new?")
    rosa.fills({"Something new?": "Half a line 14s"})
    rosa.follows("Another visit")
    rosa.reads_title("Where are you?")

    rosa.follows(re.compile("^Capture here"))

    expect(line).to_have_value("Half a line 14s")
    rosa.reads("What you had begun to type here is back.", "14 s lost")
    rosa.presses("Done")
    rosa.reads("What you have typed is not saved yet.")
    rosa.presses("Save sighting")
    rosa.reads(re.compile("^(Saved|Sent)"))
    expect(line).to_have_value("")
    rosa.fills({"Something new?": "Never mind"})
    rosa.presses("Done")
    rosa.follows("Go on without it")
    rosa.follows("Capture here")
    expect(line).to_have_value("")


def test_each_tab_keeps_its_own_line_and_takes_over_one_that_was_closed(rosa: Hands) -> None:
    here, there = rosa.page, rosa.page.context.new_page()
    there.goto(here.url)
    for page, words in ((here, "Typed here"), (there, "Typed there")):
        page.get_by_label("Something new?").fill(words)
        page.reload()
        expect(page.get_by_label("Something new?")).to_have_value(words)
    rosa.presses("Save sighting")
    rosa.reads(re.compile("^(Saved|Sent)"))

    there.reload()

    expect(there.get_by_label("Something new?")).to_have_value("Typed there")
    there.close()
    here.reload()
    expect(here.get_by_label("Something new?")).to_have_value("Typed there")


def test_steps_that_were_begun_come_back_with_the_line(rosa: Hands) -> None:
    rosa.fills({"Something new?": "Half a line"})
    rosa.page.get_by_text("No stopwatch? Count the steps").click()
    rosa.page.get_by_label("People work with").select_option(label="Fingers on a screen")
    rosa.fills({"Steps now": "M 3T"})
    rosa.page.get_by_role("link", name=re.compile("^Usual annoyances")).click()
    rosa.follows("Back to capture")

    expect(rosa.page.get_by_label("Steps now")).to_have_value("M 3T")
    expect(rosa.page.get_by_label("People work with")).to_have_value("touch")
    rosa.reads("3.06 s lost each time")
    rosa.presses("Save sighting")
    rosa.reads(re.compile("^(Saved|Sent)"))
    expect(rosa.page.locator("[name=now]")).to_have_value("")


def test_a_tap_counts_and_everything_works_without_a_network(
    rosa: Hands, served: Flask, complaints: Complaints
) -> None:
    """One tap for what happens again; a line for what is new; killed, reopened and sent, each is there once."""
    page, row = rosa.page, rosa.page.get_by_role("button", name=re.compile("^The due date went blank"))
    log = page.get_by_role("list").filter(has=page.get_by_text("On phone"))
    sent = page.locator(".log .state--sent")
    row.click()
    rosa.reads("PC-1 counted for P1, 1 today.")
    expect(sent).to_have_count(1)

    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    rosa.reads(re.compile("^Copy from"))
    page.context.set_offline(True)
    row.click()
    rosa.reads("PC-1 counted for P1, 2 today.")
    rosa.ticks("P2")
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    expect(row).to_contain_text("0 times today")
    row.click()
    rosa.presses("Undo")
    rosa.reads("PC-1 taken back for P2, 0 today.")
    rosa.ticks("P1")
    row.dispatch_event("pointerdown", {"isPrimary": True, "button": 0})
    rosa.reads("PC-1 taken back for P1, 1 today.")  # held
    row.dispatch_event("click")  # the finger goes up
    expect(row).to_contain_text("1 time today")
    row.click()
    page.get_by_role("button", name="Time it").click()
    page.get_by_role("button", name=re.compile("^Stop, ")).click()
    page.get_by_role("button", name="Quote").click()
    page.keyboard.type("oh no")
    line = page.get_by_label("Something new?")
    expect(line).to_have_value(re.compile(r"^[0-9.]+s “oh no”$"))
    line.press("Home")
    page.keyboard.type("The list jumps ")
    rosa.presses("Start the clock")
    page.reload()
    expect(line).to_have_value(re.compile(r"^The list jumps [0-9.]+s “oh no”$"))
    rosa.reads("Watching P1, clock running")
    line.press("Control+Enter")
    rosa.reads(re.compile("^Saved on this phone."))
    expect(line).to_be_focused()
    expect(log.get_by_text("On phone")).to_have_count(2)

    complaints[:] = [one for one in complaints if "Failed to fetch" not in one]  # known ones were looked up
    page.context.set_offline(False)
    expect(sent).to_have_count(3)
    rosa.reads(re.compile("^Sent."))
    with served.app_context():
        rows = db.session.scalars(db.select(Sighting).where(Sighting.seen_by_id.is_not(None)).order_by(Sighting.id))
        assert [(one.what_happened, one.paper_cut_id, one.participant_id, one.how_timed) for one in rows] == [
            ("The due date went blank", 1, rosa_sees(1), None),
            ("The due date went blank", 1, rosa_sees(1), None),
            ("The list jumps", None, rosa_sees(1), HowTimed.STOPWATCH),
        ]


def rosa_sees(n: int) -> int:
    """Return the row of a participant of the visit by the number in their code."""
    return (
        db.session.scalars(
            db.select(Participant.id).where(Participant.code == f"P{n}").order_by(Participant.id.desc())
        ).first()
        or 0
    )


def test_a_mood_is_noted_for_one_line_alone(rosa: Hands, served: Flask) -> None:
    rosa.page.get_by_text("Mood, and what they did instead").click()
    rosa.ticks("Pleased")
    rosa.fills({"Something new?": "The preview is instant"})
    expect(rosa.page.get_by_role("radio", name=re.compile("^A delight Kept beside"))).to_be_checked()
    rosa.presses("Save sighting")
    rosa.reads(re.compile("^Sent. A delight"))

    expect(rosa.page.get_by_role("radio", name=re.compile("^Decide later"))).to_be_checked()
    rosa.fills({"Something new?": "Cannot find the tax field 12s"})
    rosa.presses("Save sighting")
    rosa.reads(re.compile("^Sent. It waits"))

    with served.app_context():
        moods = db.select(Sighting.mood).where(Sighting.seen_by_id.is_not(None)).order_by(Sighting.id)
        assert list(db.session.scalars(moods)) == [1, None]


def test_the_seconds_that_are_missing_take_the_focus(rosa: Hands) -> None:
    rosa.page.get_by_role("button", name=re.compile("^The due date went blank")).click()
    expect(rosa.page.locator(".log .state--sent")).to_have_count(1)
    rosa.presses("Done")

    rosa.follows("Add seconds")

    expect(rosa.page.get_by_label("Seconds lost each time")).to_be_focused()
    rosa.page.keyboard.type("9")
    rosa.presses("Save sighting")
    expect(rosa.page).to_have_url(re.compile("/visits/[0-9]+#s[0-9]+$"))
    rosa.follows("Add the version")
    expect(rosa.page.get_by_label("The version they use")).to_be_focused()


def test_the_people_of_a_site_come_when_it_is_chosen(rosa: Hands) -> None:
    rosa.opens("/visits/new")
    button = rosa.page.get_by_role("button", name="Show its people")
    rosa.page.wait_for_load_state()
    expect(button).to_be_hidden()

    rosa.fills({"Site": "Brass & Co"})
    rosa.page.keyboard.press("Tab")

    rosa.reads("P1")
    expect(rosa.page.get_by_text("Only for a new site")).to_have_count(0)
    expect(rosa.page.get_by_role("group", name="Somebody new")).to_be_visible()
    expect(rosa.page.get_by_label("Date", exact=True)).to_be_focused()
    rosa.fills({"Site": "Somewhere new"})
    rosa.page.keyboard.press("Tab")
    rosa.reads("Only for a new site")
