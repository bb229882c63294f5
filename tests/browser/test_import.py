"""The preview of an import: an error has room beside its cell, however short the cells of the other rows are."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page

from papercuts.db import db
from papercuts.domain.limits import Role
from tests.browser.conftest import DESK
from tests.browser.hands import Hands
from tests.factories import make

ROWS = """\
visited_on,site,task,what_happened,paper_cut,seconds_lost
2026-03-12,,Send invoices,Enter did nothing in the last line of the table,PC-998,4
2026-03-12,Brass,Send invoices,Enter did nothing in the last line of the table,,-4
"""


def test_each_error_has_room_and_begins_under_its_value(browse: Callable[..., Page], served: Flask) -> None:
    with served.app_context():
        make.account("Rosa", Role.FIELD)
        db.session.commit()
    rosa = Hands(browse(**DESK))
    rosa.signs_in("rosa")
    rosa.opens("/import")
    file = {"name": "visits.csv", "mimeType": "text/csv", "buffer": ROWS.encode()}
    rosa.page.locator("input[type=file]").set_input_files([file])
    rosa.presses("Go on")

    heads = rosa.page.get_by_role("columnheader").evaluate_all("(all) => all.map((one) => one.offsetWidth)")
    starts = rosa.page.locator(".cell--err").evaluate_all(
        "(all) => all.map((one) => ['b', '.cell__e'].map((part) => one.querySelector(part).getBoundingClientRect().x))"
    )

    _, seen, cut, site, _, seconds, _ = heads
    assert min(cut, site, seconds) >= 128
    assert max(cut, site, seconds) <= seen
    assert len(starts) == 3
    assert all(abs(value - error) < 1 for value, error in starts)
