"""What capture's scripts must not take away from somebody who is quicker than the network."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from papercuts.db import db
from papercuts.domain.limits import Role
from tests.browser.hands import Hands
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
    rosa.opens("/login?next=/capture")
    rosa.fills({"E-mail": "rosa@example.org", "Password": PASSWORD})
    rosa.presses("Sign in")
    rosa.reads_title("Capture")
    return rosa


def test_a_choice_made_while_known_ones_are_looked_up_stays(rosa: Hands) -> None:
    held: list[Route] = []
    rosa.page.route("**/candidates?*", lambda route: held.append(route))
    with rosa.page.expect_request("**/candidates?*"):
        rosa.fills({"What happened?": "The due date went blank 14s"})

    rosa.ticks(re.compile("^No, this is a new paper cut"))
    held[0].continue_()
    expect(rosa.page.get_by_label(re.compile("^The due date went blank"))).to_be_visible()

    new = rosa.page.get_by_role("radio", name=re.compile("^No, this is a new paper cut"))
    expect(new).to_be_checked()
    expect(new).to_be_focused()


def test_the_likeliest_is_chosen_for_whoever_has_not_chosen(rosa: Hands) -> None:
    rosa.fills({"What happened?": "The due date went blank 14s"})

    expect(rosa.page.get_by_role("radio", name=re.compile("^The due date went blank"))).to_be_checked()
