"""On a desk, 1280 px wide: what fits on one line stands on one line, and numbers stand under their heads."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import Role
from papercuts.web.clock import utc_now
from tests.browser.hands import Hands
from tests.factories import make

# on how many lines a text stands, on how many the buttons of a cell, and where a text ends
TEXT_LINES = """(elements) => elements.map((one) => {
    const range = document.createRange(); range.selectNodeContents(one)
    return new Set([...range.getClientRects()].map((box) => Math.round(box.top / 8))).size
})"""
BUTTON_LINES = """(cells) => cells.map((cell) =>
    new Set([...cell.querySelectorAll("button")].map((one) => one.getBoundingClientRect().top)).size)"""
ENDS = """(elements) => elements.map((one) => {
    const range = document.createRange(); range.selectNodeContents(one)
    return Math.round(range.getBoundingClientRect().right)
})"""


@pytest.fixture
def page(served: Flask, browse: Callable[..., Page]) -> Page:
    """An administrator's page, with sample data and a colleague."""
    with served.app_context():
        actions.sample.load(by=None, at=utc_now())
        make.account("Rosa", Role.ADMIN)
        make.account("Emil", Role.ENGINEER).last_seen_at = utc_now()
        db.session.commit()
    rosa = Hands(browse(viewport={"width": 1280, "height": 900}))
    rosa.signs_in("rosa")
    return rosa.page


def test_addresses_and_actions_of_users_stand_on_one_line(page: Page) -> None:
    page.goto("/users")

    assert set(page.locator(".table--users .sub bdi").evaluate_all(TEXT_LINES)) == {1}
    assert max(page.locator(".table--users td:last-child").evaluate_all(BUTTON_LINES)) == 1


def test_customers_stand_on_one_line(page: Page) -> None:
    page.goto("/releases/2")

    assert set(page.locator("#tell td:first-child bdi").evaluate_all(TEXT_LINES)) == {1}


def test_numbers_of_the_matrix_end_where_their_heads_end(page: Page) -> None:
    page.goto("/paper-cuts/matrix")

    for column in (3, 4, 5):
        ends = page.locator(f".table--key :is(th, td):nth-child({column})").evaluate_all(ENDS)
        assert max(ends) - min(ends) <= 1
