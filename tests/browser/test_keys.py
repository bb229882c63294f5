"""Everything that can be reached without a mouse, by the keys that the product promises."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import Role
from papercuts.models import Account, Effort, PaperCut, Sighting
from tests.browser.hands import Hands
from tests.factories import make


@pytest.fixture
def rosa(served: Flask, browse: Callable[..., Page]) -> Hands:
    """An administrator at a laptop, signed in."""
    with served.app_context():
        make.account("Rosa", Role.ADMIN)
        db.session.commit()
    rosa = Hands(browse())
    rosa.signs_in("rosa")
    return rosa


@pytest.fixture
def cuts(served: Flask) -> list[int]:
    """Three ranked paper cuts of one task, the first one first; a visit under way has a sighting to match."""
    with served.app_context():
        task = make.task("Type an invoice")
        make.use(task)
        cuts = [make.paper_cut(f"Blank {n}", task=task, sightings=4 - n) for n in (1, 2, 3)]
        site = make.site("Brass & Co")
        people = [make.participant(site, f"P{n}") for n in (1, 2)]
        visit = make.visit(site, participants=people, tasks=[task])
        for text in ("Blank again", "Something else"):
            make.sighting(visit, participant=people[0], task=task, what_happened=text)
        actions.scores.refresh_all()
        db.session.commit()
        return [cut.id for cut in cuts]


def press(hands: Hands, *keys: str) -> None:
    """Press keys, one after the other, on a page that is ready."""
    hands.page.wait_for_load_state()
    for key in keys:
        hands.page.keyboard.press(key)


def is_at(hands: Hands, address: str) -> None:
    """Wait for an address; what stands after it does not matter."""
    hands.page.wait_for_url(re.compile(re.escape(address) + r"([?#].*)?$"))


@pytest.mark.parametrize(
    ("keys", "address"),
    [
        (["g", "o"], "/"),
        (["g", "v"], "/visits"),
        (["g", "p"], "/paper-cuts"),
        (["g", "s"], "/planner"),
        (["g", "r"], "/releases"),
        (["n"], "/capture/"),
    ],
)
def test_a_key_leads_to_an_entry(rosa: Hands, keys: list[str], address: str) -> None:
    rosa.opens("/account")

    press(rosa, *keys)

    is_at(rosa, address)


def test_slash_searches(rosa: Hands, cuts: list[int]) -> None:
    rosa.opens("/visits")

    press(rosa, "/")
    rosa.page.keyboard.type("blank 2")
    rosa.page.keyboard.press("Enter")

    is_at(rosa, "/search")
    rosa.reads("Blank 2")


def test_a_question_mark_shows_the_keys_and_esc_closes_them(rosa: Hands) -> None:
    rosa.opens("/visits")

    press(rosa, "?")
    expect(rosa.page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("Capture a sighting")
    press(rosa, "Escape")

    expect(rosa.page.get_by_role("dialog")).to_have_count(0)


def test_the_ranked_list_is_walked_and_opened(rosa: Hands, cuts: list[int]) -> None:
    rosa.opens("/paper-cuts")

    press(rosa, "j", "j", "k")
    expect(rosa.page.get_by_role("link", name="Blank 1")).to_be_focused()
    press(rosa, "j", "o")

    is_at(rosa, f"/paper-cuts/{cuts[1]}")


def test_a_row_says_why_and_is_claimed_and_estimated(rosa: Hands, cuts: list[int], served: Flask) -> None:
    rosa.opens("/paper-cuts")

    press(rosa, "j", "j", "w")
    rosa.reads(f"Why is PC-{cuts[1]} number 2?")
    expect(rosa.page.get_by_role("link", name="Blank 2")).to_be_focused()
    press(rosa, "c")
    rosa.reads("Claimed")
    with served.app_context():
        assert db.session.get_one(PaperCut, cuts[1]).owner_id is not None
    rosa.opens("/paper-cuts")
    press(rosa, "j", "w")
    rosa.reads(f"Why is PC-{cuts[0]} number 1?")
    press(rosa, "e")
    expect(rosa.page.locator(f"#effort-{cuts[0]}")).to_be_focused()


def test_a_row_is_claimed_without_opening_it(rosa: Hands, cuts: list[int], served: Flask) -> None:
    rosa.opens("/paper-cuts?sort=hours")

    press(rosa, "c")  # no row has the focus, so nothing is claimed
    press(rosa, "j", "j", "c")

    rosa.reads(f"PC-{cuts[1]} is yours.")
    is_at(rosa, "/paper-cuts")
    assert "sort=hours" in rosa.page.url
    expect(rosa.page.get_by_role("link", name="Blank 2")).to_be_focused()
    assert owned(served, cuts) == [cuts[1]]
    press(rosa, "c")  # it is claimed already
    expect(rosa.page.get_by_role("link", name="Blank 2")).to_be_focused()


def test_rows_are_added_to_the_sprint_one_after_the_other(rosa: Hands, cuts: list[int]) -> None:
    for n in (1, 2):
        rosa.opens("/paper-cuts")
        press(rosa, *["j"] * n, "s")
        is_at(rosa, "/planner")

    assert rosa.page.url.endswith(f"pin={cuts[0]}&pin={cuts[1]}")


def test_an_effort_is_set_in_the_row_by_keys_alone(rosa: Hands, cuts: list[int], served: Flask) -> None:
    rosa.opens("/paper-cuts")
    size = rosa.page.get_by_role("table").get_by_label("Effort", exact=True)

    press(rosa, "j", "e")
    expect(size).to_be_focused()
    press(rosa, "Escape")
    expect(size).to_have_count(0)
    expect(rosa.page.get_by_role("link", name="Blank 1")).to_be_focused()
    press(rosa, "j", "e", "ArrowDown", "ArrowDown", "Enter")

    rosa.reads(re.compile(rf"^Saved\. PC-{cuts[1]} is number"))
    expect(rosa.page.get_by_role("link", name="Blank 2")).to_be_focused()
    assert sizes(served) == [(cuts[1], "S")]


def test_enter_saves_the_effort_of_the_open_row(rosa: Hands, cuts: list[int], served: Flask) -> None:
    rosa.opens(f"/paper-cuts?why={cuts[2]}")

    press(rosa, "e", "ArrowDown", "Enter")

    rosa.reads(re.compile(rf"^Saved\. PC-{cuts[2]} is number"))
    expect(rosa.page.get_by_role("link", name="Blank 3")).to_be_focused()
    assert sizes(served) == [(cuts[2], "XS")]


def test_closing_the_reason_keeps_the_row(rosa: Hands, cuts: list[int]) -> None:
    rosa.opens("/paper-cuts?sort=hours")

    press(rosa, "j", "j", "w")
    rosa.reads(f"Why is PC-{cuts[1]} number 2")
    press(rosa, "w")

    expect(rosa.page.get_by_text("Why is PC-")).to_have_count(0)
    expect(rosa.page.get_by_role("link", name="Blank 2")).to_be_focused()
    press(rosa, "j")
    expect(rosa.page.get_by_role("link", name="Blank 3")).to_be_focused()


def test_who_may_not_claim_has_no_key_for_it(served: Flask, cuts: list[int], browse: Callable[..., Page]) -> None:
    with served.app_context():
        make.account("Vera", Role.VIEWER)
        db.session.commit()
    vera = Hands(browse())
    vera.signs_in("vera")
    vera.opens("/paper-cuts")

    press(vera, "j", "c", "e")

    expect(vera.page.get_by_role("link", name="Blank 1")).to_be_focused()
    assert owned(served, cuts) == []


def owned(served: Flask, cuts: list[int]) -> list[int]:
    """Return those that somebody has claimed."""
    with served.app_context():
        return [cut for cut in cuts if db.session.get_one(PaperCut, cut).owner_id is not None]


def sizes(served: Flask) -> list[tuple[int, str]]:
    """Return the sizes that were set, and of what."""
    with served.app_context():
        return [(effort.paper_cut_id, str(effort.size)) for effort in db.session.scalars(db.select(Effort))]


def test_a_paper_cut_is_claimed_estimated_linked_and_fixed(rosa: Hands, cuts: list[int]) -> None:
    page = f"/paper-cuts/{cuts[0]}"
    for key, address in (("e", f"{page}/efforts/new"), ("l", f"{page}/links/new"), ("f", f"{page}/fixes/new")):
        rosa.opens(page)
        press(rosa, key)
        is_at(rosa, address)
    rosa.opens(page)

    press(rosa, "c")

    expect(rosa.page.locator("[aria-current=step]")).to_have_text("Claimed by Rosa")


def test_sightings_are_matched_one_after_the_other(rosa: Hands, cuts: list[int], served: Flask) -> None:
    rosa.opens("/visits")
    rosa.follows("Brass & Co", place=rosa.page.get_by_role("main"))

    rosa.follows("Not this one")
    rosa.reads_title("Which paper cut is this?")
    rosa.reads("Blank again")
    press(rosa, "2")
    rosa.reads("Something else")
    press(rosa, "n")
    expect(rosa.page.get_by_role("textbox", name="Title")).to_be_focused()
    rosa.page.keyboard.type("Named anew")  # in place of what was filled in
    press(rosa, "Enter")

    rosa.reads_title("Brass & Co")
    rosa.reads(f"Matched. PC-{max(cuts) + 1} “Named anew” is seen for the first time.")
    with served.app_context():
        again, other = db.session.scalars(db.select(Sighting.paper_cut_id).order_by(Sighting.id)).all()[-2:]
    assert again in cuts
    assert other == max(cuts) + 1


def test_a_sighting_is_skipped(rosa: Hands, cuts: list[int]) -> None:
    rosa.opens("/visits")
    rosa.follows("Brass & Co", place=rosa.page.get_by_role("main"))
    rosa.follows("Not this one")
    rosa.reads("Blank again")

    press(rosa, "s")

    rosa.reads("Something else")


def test_the_write_up_matches_the_best_guess_and_takes_it_back(rosa: Hands, cuts: list[int]) -> None:
    rosa.opens("/visits")
    rosa.follows("Brass & Co", place=rosa.page.get_by_role("main"))
    first = rosa.page.locator("[data-row]").filter(has_text="Blank again")
    expect(first).to_contain_text("Not matched")

    press(rosa, "j")
    expect(rosa.page.get_by_role("link", name="Blank again")).to_be_focused()
    press(rosa, "m")
    rosa.reads("Something else")  # the next one
    rosa.follows("Back to the write-up")
    expect(first).not_to_contain_text("Not matched")
    press(rosa, "j", "u")

    expect(first).to_contain_text("Not matched")


def test_capture_is_saved_and_the_person_chosen_while_typing(rosa: Hands, cuts: list[int]) -> None:
    rosa.opens("/capture/")
    rosa.follows("Brass & Co")
    line = rosa.page.get_by_label("Something new?")
    expect(line).to_be_focused()

    rosa.page.keyboard.type("No / j n g o here 14s")
    press(rosa, "Alt+Digit2")
    expect(rosa.page.get_by_role("radio", name="P2")).to_be_checked()
    expect(line).to_have_value("No / j n g o here 14s")
    press(rosa, "Control+Enter")

    rosa.reads("3 sightings")
    expect(line).to_be_focused()


def test_keys_that_were_switched_off_do_nothing(rosa: Hands, served: Flask) -> None:
    rosa.opens("/account")
    rosa.page.get_by_label("Single-key shortcuts").uncheck()
    rosa.page.get_by_role("button", name=re.compile("Save")).first.click()
    rosa.reads("Saved")

    press(rosa, "g", "v")
    press(rosa, "?")
    rosa.page.wait_for_timeout(300)

    is_at(rosa, "/account")
    expect(rosa.page.get_by_role("dialog")).to_have_count(0)
    with served.app_context():
        assert not db.session.scalars(db.select(Account)).one().has_shortcuts
