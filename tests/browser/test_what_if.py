"""Other numbers in a score: what they do is seen while they are typed."""

import re
from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import Role, Size
from tests.browser.hands import Hands
from tests.factories import make


def test_rank_and_range_move_while_a_number_is_typed(served: Flask, browse: Callable[..., Page]) -> None:
    with served.app_context():
        make.account("Vera", Role.VIEWER)
        for people in (1_000, 400):
            task = make.task()
            make.use(task, people=people)
            cut = make.paper_cut(f"Met by {people}", task=task, sightings=2)
            make.effort(cut, Size.S)
        actions.scores.refresh_all()
        db.session.commit()
        address = f"/paper-cuts/{cut.id}"
    vera = Hands(browse())
    vera.signs_in("vera")
    vera.opens(address)
    vera.page.get_by_role("heading", name="What if").click()
    place = vera.page.locator("#what-if")
    people, told = place.get_by_label("People", exact=True), place.get_by_role("status")

    people.fill("4000")

    expect(told).to_have_text(
        re.compile("^Number 1 of 2; it is number 2. Payback .* with 4,000 instead of 400 people.$")
    )
    expect(place.get_by_role("row", name="Rank")).to_contain_text("number 1 of 2")
    expect(people).to_be_focused()
    expect(vera.page).to_have_url(re.compile(re.escape(f"{address}?if-people=4000#what-if") + "$"))

    people.fill("-4")
    expect(people).to_have_attribute("aria-invalid", "true")
    vera.reads("Enter a number from 0 to 1,000,000,000", place=place)
    expect(place.get_by_role("row", name="Rank")).to_have_count(0)
    expect(people).to_be_focused()
    expect(people).to_have_value("-4")

    people.fill("400")
    low, likely, high = (place.get_by_label(name, exact=True) for name in ("Low", "Likely", "High"))
    likely.fill("24")
    expect(low).to_have_value("12")
    expect(high).to_have_value("48")
    expect(told).to_contain_text("with 12, 24, 48 h of work instead of 4, 8, 16. Low and high moved along with likely.")
    high.fill("30")
    expect(told).to_contain_text("with 12, 24, 30 h of work")
    low.fill("4")
    expect(told).to_contain_text("with 4, 24, 30 h of work")

    vera.follows("Back to what is known", place)
    expect(told).to_have_text("Nothing is changed yet.")
    expect(people).to_have_value("400")
    expect(people).not_to_have_attribute("aria-invalid", "true")
    expect(vera.page).to_have_url(re.compile(re.escape(f"{address}#what-if") + "$"))
