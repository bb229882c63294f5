"""Planning a visit: the people of a site come as soon as it is chosen."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from papercuts.db import db
from papercuts.domain.limits import Role
from tests.browser.hands import Hands
from tests.browser.watch import Complaints
from tests.factories import PASSWORD, make


def test_people_follow_the_site_and_a_button_does_it_once_the_session_is_over(
    served: Flask, browse: Callable[..., Page], complaints: Complaints
) -> None:
    with served.app_context():
        make.account("Rosa", Role.ADMIN)
        for name, role in (("Brass & Co", "Owner"), ("Marfinch", "Clerk")):
            make.participant(make.site(name), "P1", role=role)
        make.visit()  # the first of all is asked for one question a page
        db.session.commit()
    rosa = Hands(browse())
    rosa.opens("/login?next=/visits/new")
    rosa.fills({"E-mail": "rosa@example.org", "Password": PASSWORD})
    rosa.presses("Sign in")
    button = rosa.page.locator("[data-follows-site]")

    rosa.fills({"Site": "Brass & Co"})
    rosa.page.keyboard.press("Tab")
    expect(rosa.page.get_by_label("P1 Owner")).to_be_visible()
    expect(button).to_be_hidden()
    rosa.page.context.clear_cookies()
    rosa.fills({"Site": "Marfinch"})
    rosa.page.keyboard.press("Tab")

    expect(button).to_be_visible()
    expect(rosa.page.get_by_label("P1 Owner")).to_be_visible()
    assert ["401" in said for said in complaints] == [True]
    complaints.clear()
