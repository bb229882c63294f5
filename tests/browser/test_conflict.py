"""Two people edit the same paper cut: the page with both versions, by keyboard, without a barrier."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from papercuts.db import db
from papercuts.domain.limits import Role
from papercuts.models import PaperCut
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
