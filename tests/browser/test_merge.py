"""Merging from the ranked list by keyboard, and taking it back."""

import re
from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import Role
from papercuts.models import PaperCut
from tests.browser.hands import Hands
from tests.factories import make


def test_two_rows_are_selected_merged_and_separate_again(served: Flask, browse: Callable[..., Page]) -> None:
    with served.app_context():
        make.account("Rosa", Role.ADMIN)
        task = make.task("Type an invoice")
        make.use(task)
        cuts = [make.paper_cut(f"Blank {n}", task=task, sightings=4 - n).id for n in (1, 2, 3)]
        actions.scores.refresh_all()
        db.session.commit()
    rosa = Hands(browse())
    rosa.signs_in("rosa")
    rosa.opens("/paper-cuts")
    merge = rosa.page.get_by_role("button", name=re.compile("^Merge"))
    expect(merge).to_have_count(0)  # nothing is selected

    rosa.page.wait_for_load_state()
    for key in "jxjx":
        rosa.page.keyboard.press(key)
    expect(merge).to_have_text("Merge 2 selected")
    merge.click()
    rosa.reads("Are these the same?", f"Keep PC-{cuts[1]} instead")
    rosa.fills({"Why are they the same?": "Both are blank"})
    rosa.presses(f"Merge into PC-{cuts[0]}")
    rosa.reads(f"PC-{cuts[1]} is merged into PC-{cuts[0]}, which now has 5 sightings.")
    rosa.presses("Undo")

    rosa.reads("by itself again")
    with served.app_context():
        seen = [db.session.get_one(PaperCut, cut_id).n_sightings for cut_id in cuts]
    assert seen == [3, 2, 1]
