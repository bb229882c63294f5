"""Planning a visit: the people of a site come as soon as it is chosen."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from papercuts.db import db
from papercuts.domain.limits import Role
from tests.browser.hands import Hands
from tests.browser.watch import Complaints
from tests.factories import PASSWORD, make
from tests.views.test_planner import cut


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


def test_a_printed_sprint_plan_has_the_numbers_and_no_fields(served: Flask, browse: Callable[..., Page]) -> None:
    with served.app_context():
        make.account("Rosa", Role.ADMIN)
        number = cut("Good").id
        db.session.commit()
    rosa = Hands(browse())
    rosa.opens("/login?next=/planner")
    rosa.fills({"E-mail": "rosa@example.org", "Password": PASSWORD})
    rosa.presses("Sign in")
    rosa.page.set_viewport_size({"width": 718, "height": 1000})  # A4 without its margins

    rosa.page.emulate_media(media="print")

    expect(rosa.page.locator(".table--plan .ref")).to_have_text(f"PC-{number}")
    expect(rosa.page.locator(".table--plan .ref")).to_be_visible()
    expect(rosa.page.get_by_text("There are 16 h less 20 % reserve = 12.8 h.")).to_be_visible()
    for gone in (".chip svg", "input", "button"):
        assert not any(one.is_visible() for one in rosa.page.locator(gone).all()), gone
    rosa.opens("/paper-cuts")
    expect(rosa.page.get_by_text("would give users back about")).to_be_visible()
    expect(rosa.page.get_by_text("Plan a sprint with them")).to_be_hidden()
