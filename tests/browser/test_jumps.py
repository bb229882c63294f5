"""What is jumped to, and the message about it: both are on the screen, and neither covers the other."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from papercuts.db import db
from papercuts.domain.limits import ReleaseStatus, Role, Status, VisitStatus
from tests.browser.hands import Hands
from tests.factories import DAY, make


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
    rosa.signs_in("rosa")
    rosa.opens(f"/visits/{visit_id}")

    last = rosa.page.locator(".sight").last
    rosa.presses("Unmatch from PC-1", place=last)
    reads_both(rosa, "No longer matched to PC-1.")
    expect(rosa.page.locator(":target")).to_be_in_viewport(ratio=1)

    rosa.presses("Match to PC-1", place=last)
    reads_both(rosa, "Undo")


def test_a_message_covers_no_fix_that_was_looked_at(
    browse: Callable[..., Page], screen: dict[str, Any], served: Flask
) -> None:
    with served.app_context():
        make.account("Rosa", Role.FIELD)
        site, released = make.site(), make.release(status=ReleaseStatus.PUBLISHED, released_on=DAY - timedelta(days=5))
        before = make.visit(site, visited_on=DAY - timedelta(days=40))
        for n in range(4):
            cut = make.paper_cut(f"Date field clears, {n}", status=Status.FIXED)
            make.sighting(before, paper_cut=cut, task=cut.task)
            make.fix(cut, released)
        address = f"/visits/{make.visit(site).id}"
        db.session.commit()
    rosa = Hands(browse(reduced_motion="reduce", **screen))
    rosa.signs_in("rosa")
    rosa.opens(address)

    rosa.presses("Still there", place=rosa.page.locator(".verify").nth(1))

    reads_both(rosa, "is open again")


def reads_both(rosa: Hands, words: str) -> None:
    """Read the message, and what was jumped to below it."""
    message, target = rosa.page.locator(".flashes"), rosa.page.locator(":target")
    expect(message).to_contain_text(words)
    expect(message).to_be_in_viewport(ratio=1)
    expect(target).to_be_in_viewport()
    bottom = message.evaluate("(element) => element.getBoundingClientRect().bottom")
    assert target.evaluate("(element) => element.getBoundingClientRect().top") >= bottom
