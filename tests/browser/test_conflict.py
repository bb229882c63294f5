"""Two people edit the same paper cut: the page with both versions, by keyboard, without a barrier."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Dialog, Page, expect
from sqlalchemy import select

from papercuts.db import db
from papercuts.domain.limits import Role
from papercuts.models import PaperCut, Question, Visit
from tests.browser.hands import Hands
from tests.browser.looking import problems
from tests.factories import make


@pytest.fixture
def cut(served: Flask) -> int:
    """A paper cut, and the two who edit it."""
    with served.app_context():
        for name in ("Ada", "Rosa"):
            make.account(name, Role.FIELD)
        cut = make.paper_cut("Date field clears")
        db.session.commit()
        return cut.id


def editing(browse: Callable[..., Page], name: str, cut: int) -> Hands:
    """Sign somebody in, and open the form."""
    hands = Hands(browse(reduced_motion="reduce"))
    hands.signs_in(name)
    hands.opens(f"/paper-cuts/{cut}/edit")
    return hands


@pytest.mark.parametrize(("n_tabs", "kept"), [(1, "Mine"), (2, "Theirs")])
def test_both_versions_are_chosen_from_by_keyboard(
    served: Flask, browse: Callable[..., Page], cut: int, n_tabs: int, kept: str
) -> None:
    ada, rosa = (editing(browse, name, cut) for name in ("ada", "rosa"))
    ada.fills({"What happens": "Theirs"})
    ada.presses("Save")
    rosa.fills({"What happens": "Mine", "Workaround": "Type it twice"})
    rosa.presses("Save")

    rosa.reads_title("A colleague changed this meanwhile")
    expect(rosa.page.get_by_role("alert")).to_be_focused()
    assert problems(rosa.page) == []
    for key in ("Tab", "Enter", *["Tab"] * n_tabs, "Enter"):  # the link to the field, its text, the buttons
        rosa.page.keyboard.press(key)

    rosa.reads("Saved.")
    with served.app_context():
        row = db.session.get_one(PaperCut, cut)
        assert (row.what_happens, row.workaround) == (kept, "Type it twice")


def test_what_two_type_into_a_write_up_is_saved_or_held_and_never_lost(
    served: Flask, browse: Callable[..., Page]
) -> None:
    with served.app_context():
        for name in ("Ada", "Rosa"):
            make.account(name, Role.FIELD)
        visit = make.visit(questions=["How do you print?"])
        db.session.commit()
        address = f"/visits/{visit.id}"
    ada, rosa = (Hands(browse()) for _ in range(2))
    for hands, name in ((ada, "ada"), (rosa, "rosa")):
        hands.signs_in(name)
        hands.opens(address)
    ada.fills({"Summary": "Theirs"})
    ada.presses("Save texts", place=ada.page.get_by_role("main").locator("#texts"))
    ada.reads("Saved.")

    asked: list[str] = []

    def stays(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    rosa.page.on("dialog", stays)
    rosa.fills({"Summary": "Mine", "How do you print": "On paper"})
    rosa.page.get_by_role("navigation", name="Main", exact=True).get_by_role("link", name="Visits").click(
        no_wait_after=True
    )

    notices = rosa.page.locator("[data-saved]")
    for notice in (notices.first, notices.last):  # beside each of the buttons
        expect(notice).to_contain_text("A colleague changed “Summary” too")
        expect(notice).to_have_class("faint saved is-warn")
    rosa.page.remove_listener("dialog", stays)
    rosa.page.goto(address)  # as after a browser that was closed
    expect(rosa.page.get_by_label("Summary")).to_have_value("Mine")
    expect(rosa.page.get_by_label("How do you print")).to_have_value("On paper")
    assert asked == ["beforeunload"]
    notices.last.get_by_role("button", name="See both texts").click()
    rosa.reads_title("A colleague changed this meanwhile")
    rosa.presses("Save what stands here")

    rosa.reads("Saved.")
    with served.app_context():
        assert db.session.scalars(select(Visit.summary)).one() == "Mine"
        assert db.session.scalars(select(Question.answer)).one() == "On paper"
    rosa.page.reload()
    expect(notices.first).to_be_empty()  # nothing is kept in the browser any more
