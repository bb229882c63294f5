"""The one-time link on its page: copied with one press, and the same link."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from papercuts.db import db
from papercuts.domain.limits import Role
from tests.browser.hands import Hands
from tests.factories import make


@pytest.fixture
def rosa(served: Flask, browse: Callable[..., Page]) -> Hands:
    """An administrator, signed in."""
    with served.app_context():
        make.account("Rosa", Role.ADMIN)
        db.session.commit()
    rosa = Hands(browse(permissions=["clipboard-read", "clipboard-write"]))
    rosa.signs_in("rosa")
    return rosa


def test_the_link_of_an_invitation_is_copied(rosa: Hands) -> None:
    rosa.opens("/users")
    rosa.presses("Make a link")

    rosa.presses("Copy the link")

    expect(rosa.page.get_by_role("button", name="Copied")).to_be_visible()
    link = rosa.page.get_by_label("Link").input_value()
    assert "/join/" in link
    assert rosa.page.evaluate("navigator.clipboard.readText()") == link
