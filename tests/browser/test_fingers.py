"""On a touch screen what is pressed is 44 px high, whatever a pointer gets; links inside sentences are exempt."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import Role
from papercuts.web.clock import utc_now
from tests.browser.conftest import PHONE
from tests.browser.hands import Hands
from tests.factories import make

PRESSED = "button, .btn, summary, .chip[href], .segmented a, .todo a, .sight a, .c-pay a, .c-title a, .topbar__end > a"
TOO_LOW = """(elements) => elements.flatMap((element) => {
    const after = getComputedStyle(element, "::after")
    const height = Math.max(element.getBoundingClientRect().height, parseFloat(after.height) || 0)
    return height > 0 && height < 44 && !element.closest(".visually-hidden")
        ? [`${height} px: ${element.outerHTML.slice(0, 160)}`] : []
})"""


@pytest.fixture
def rosa(served: Flask, browse: Callable[..., Page]) -> Hands:
    """Somebody with a phone and sample data."""
    with served.app_context():
        actions.sample.load(by=None, at=utc_now())
        make.account("Rosa", Role.FIELD)
        db.session.commit()
    rosa = Hands(browse(**PHONE))
    rosa.signs_in("rosa")
    return rosa


@pytest.mark.parametrize("address", ["/", "/paper-cuts", "/visits/6", "/more"])
def test_what_is_pressed_is_large_enough_for_a_finger(rosa: Hands, address: str) -> None:
    rosa.opens(address)

    assert rosa.page.locator(PRESSED).evaluate_all(TOO_LOW) == []


def test_search_is_one_tap_away(rosa: Hands) -> None:
    rosa.page.get_by_role("banner").get_by_role("link", name="Search").click()

    expect(rosa.page.get_by_role("main").get_by_role("searchbox")).to_be_visible()
