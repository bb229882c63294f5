"""What is jumped to, and the message about it: both are on the screen, and neither covers the other."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from papercuts.db import db
from papercuts.domain.limits import Role, VisitStatus
from tests.browser.hands import Hands
from tests.factories import PASSWORD, make


@pytest.fixture
def visit_id(served: Flask) -> int:
    """A long write-up in which everything is matched."""
    with served.app_context():
        make.account("Rosa", Role.FIELD)
        visit = make.visit(status=VisitStatus.UNDER_WAY)
        cut = make.paper_cut("Date field clears")
        for n in range(20):
            make.sighting(visit, what_happened=f"Typed a date again, {n}", paper_cut=cut)
        db.session.commit()
        return visit.id


def test_a_message_stays_on_the_screen_after_a_jump(
    browse: Callable[..., Page], screen: dict[str, Any], visit_id: int
) -> None:
    rosa = Hands(browse(reduced_motion="reduce", **screen))
    rosa.opens("/login")
    rosa.fills({"E-mail": "rosa@example.org", "Password": PASSWORD})
    rosa.presses("Sign in")
    rosa.opens(f"/visits/{visit_id}")

    last = rosa.page.locator(".sight").last
    rosa.presses("Unmatch from PC-1", place=last)
    reads_both(rosa, "No longer matched to PC-1.")
    expect(rosa.page.locator(":target")).to_be_in_viewport(ratio=1)

    rosa.presses("Match to PC-1", place=last)
    reads_both(rosa, "Undo")


def reads_both(rosa: Hands, words: str) -> None:
    """Read the message, and what was jumped to below it."""
    message, target = rosa.page.locator(".flashes"), rosa.page.locator(":target")
    expect(message).to_contain_text(words)
    expect(message).to_be_in_viewport(ratio=1)
    expect(target).to_be_in_viewport()
    bottom = message.evaluate("(element) => element.getBoundingClientRect().bottom")
    assert target.evaluate("(element) => element.getBoundingClientRect().top") >= bottom
