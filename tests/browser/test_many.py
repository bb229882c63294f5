"""Thousands of paper cuts: lists turn pages, counts stay readable, nothing grows sideways."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from bench import seed
from tests.browser.hands import Hands
from tests.browser.looking import sticking_out

WIDTHS = (320, 860, 1280)
PAGES = ("/", "/paper-cuts/matrix", "/visits", "/sites", "/tasks", "/search?q=date", "/paper-cuts/1", "/visits/1")


def test_thousands_of_paper_cuts_look_right(browse: Callable[..., Page], served: Flask) -> None:
    with served.app_context():
        seed.fill(2_500)  # more than a list counts
        seed.score()
    reader = Hands(browse(reduced_motion="reduce"))
    reader.opens("/login")
    reader.fills({"E-mail": seed.EMAIL, "Password": seed.PASSWORD})
    reader.presses("Sign in")

    reader.goes_to("Paper cuts")
    rows = reader.page.get_by_role("row").filter(has=reader.page.get_by_text("PC-"))
    expect(rows).to_have_count(50)
    first = rows.first.get_by_role("link").first.inner_text()
    pager = reader.page.get_by_role("navigation", name="Pages")
    assert pager.inner_text().startswith("1–50 of ")
    reader.follows("Next page")
    expect(pager).to_contain_text("51–100 of ")
    reader.follows("Previous page")
    expect(rows.first.get_by_role("link").first).to_have_text(first)

    found = [f"/paper-cuts {what}" for what in sticking_out(reader.page, WIDTHS)]
    for address in PAGES:
        reader.opens(address)
        found += [f"{address} {what}" for what in sticking_out(reader.page, WIDTHS)]
    assert not found, "\n".join(found)
