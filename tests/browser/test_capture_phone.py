"""Capture on a phone that is offline: what was begun outlives a kill, and fixes are looked at and described."""

import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import BrowserContext, BrowserType, Error, Page, expect

from papercuts import actions
from papercuts.db import db
from papercuts.domain.limits import Outcome, ReleaseStatus, Role, Status
from papercuts.models import Photo, Sighting, Verification, Watch
from tests.browser.conftest import PHONE
from tests.browser.hands import Hands
from tests.browser.watch import Complaints
from tests.factories import DAY, make

VISIT = "/capture/visits/1"
HAS_DRAFT = """() => new Promise((resolve) => {
    const opened = indexedDB.open("papercuts")
    opened.onsuccess = () => {
        const all = opened.result.transaction("drafts").objectStore("drafts").getAll()
        all.onsuccess = () => {
            opened.result.close()
            resolve(all.result.some((one) => /"line":"Half a line"/.test(JSON.stringify(one))
                && /"since":\\d/.test(JSON.stringify(one)) && /"photos":\\[\\{/.test(JSON.stringify(one))))
        }
    }
})"""


@pytest.fixture
def visit(served: Flask) -> None:
    """A visit with one person and a task, and a fix of what they met before."""
    with served.app_context():
        task, site = make.task("Type an invoice"), make.site("Brass & Co")
        person = make.participant(site, "P1")
        make.visit(site, participants=[person], tasks=[task], observers=[make.account("Rosa", Role.ADMIN)])
        cut = make.paper_cut("The date clears", task=task, status=Status.FIXED)
        make.sighting(make.visit(site, visited_on=DAY.replace(year=DAY.year - 1)), participant=person, paper_cut=cut)
        release = make.release("4.12", status=ReleaseStatus.PUBLISHED)
        make.fix(cut, release, public_title="Dates are read as you type them")
        actions.scores.refresh_all()
        db.session.commit()


@contextmanager
def phone(kind: BrowserType, folder: Path, options: dict[str, Any]) -> Iterator[BrowserContext]:
    """A browser with its data in a folder; at the end it is killed, not closed."""
    context = kind.launch_persistent_context(folder, **options)
    try:
        yield context
    finally:
        for entry in Path("/proc").glob("[0-9]*"):
            if is_main(entry, folder):
                os.kill(int(entry.name), signal.SIGKILL)
        with suppress(Error):  # it says that it has been killed
            context.close()


def is_main(entry: Path, folder: Path) -> bool:
    """Say whether a process is the first one of the browser with this folder."""
    try:
        said = (entry / "cmdline").read_bytes()
    except OSError:  # it has ended meanwhile
        return False
    return f"--user-data-dir={folder}".encode() in said and b"--type=" not in said


def test_a_killed_browser_has_the_line_the_photo_and_the_clock_and_sends_them_once(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    base_url: str,
    served: Flask,
    visit: None,
    tmp_path: Path,
) -> None:
    options = {**browser_type_launch_args, **PHONE, "base_url": base_url}
    picture = BytesIO()
    Image.new("RGB", (300, 200), "red").save(picture, "JPEG")
    with phone(browser_type, tmp_path, options) as context:
        rosa = Hands(context.new_page())
        rosa.signs_in("rosa")
        rosa.opens(VISIT)
        rosa.reads("Copy from")
        context.set_offline(True)
        rosa.presses("Start the clock")
        with rosa.page.expect_file_chooser() as chooser:
            rosa.presses("Photo")
        chooser.value.set_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()})
        rosa.presses("Use photo")
        rosa.fills({"What happened": "Half a line"})
        rosa.page.wait_for_function(HAS_DRAFT)
        cookies: Any = context.cookies()  # the browser writes them every 30 seconds only

    with phone(browser_type, tmp_path, options) as context:
        context.add_cookies(cookies)
        context.set_offline(True)
        rosa = Hands(context.new_page())
        rosa.opens(VISIT)
        expect(rosa.page.get_by_label("What happened?")).to_have_value("Half a line")
        rosa.reads("You are offline.", "Watching P1, clock running")
        expect(rosa.page.get_by_role("img", name="Photo 1", exact=True)).to_be_visible()
        rosa.presses("Save sighting")
        rosa.reads("1 sighting is kept on this phone")
        context.set_offline(False)
        expect(rosa.page.locator(".log .state--sent")).to_have_count(1)

    with served.app_context():
        kept = db.session.scalars(db.select(Sighting).where(Sighting.seen_by_id.is_not(None))).all()
        assert [one.what_happened for one in kept] == ["Half a line"]
        assert db.session.scalars(db.select(Photo.sighting_id)).all() == [kept[0].id]


def test_a_fix_is_looked_at_offline_and_what_they_said_goes_along(
    browse: Callable[..., Page], served: Flask, visit: None, complaints: Complaints
) -> None:
    """One part at a time on a phone; no chance to see stores nothing; Done keeps how often the task was done."""
    rosa = Hands(browse(**PHONE))
    rosa.signs_in("rosa")
    rosa.opens(VISIT)
    rosa.reads("Copy from")
    verify = rosa.page.get_by_role("link", name=re.compile("^Verify"))
    fix = rosa.page.get_by_role("group", name=re.compile("^Dates are read"))
    expect(fix).to_be_hidden()
    verify.click()
    expect(rosa.page.get_by_label("What happened?")).to_be_hidden()
    expect(verify).to_have_attribute("aria-current", "true")
    rosa.presses("No chance to see", fix)
    rosa.reads("No chance to see: nothing is stored")
    rosa.page.reload()
    rosa.reads("1 left")

    rosa.page.context.set_offline(True)
    expect(fix.get_by_label("With whom").locator("option:checked")).to_have_text(re.compile("^P1"))
    rosa.presses("Gone", fix)
    rosa.reads("Saved on this phone. Gone for P1.", "none left")
    rosa.presses("Smile", fix)
    fix.get_by_text("Seconds now, and what they said").click()
    rosa.fills({"What they said": "At last", "Seconds it takes now": "1.5"}, fix)
    rosa.presses("Save", fix)
    rosa.reads("1 verification is kept on this phone")
    rosa.page.context.set_offline(False)
    rosa.reads(re.compile("^Saved. [A-Z]"), place=fix)
    rosa.page.get_by_role("link", name=re.compile("^Capture")).first.click()
    for _ in range(2):
        rosa.presses("One more done")
    rosa.presses("Done")
    rosa.page.wait_for_url(re.compile("/visits/[0-9]+$"))

    complaints[:] = [one for one in complaints if "Failed to fetch" not in one]
    with served.app_context():
        (said,) = db.session.scalars(db.select(Verification)).all()
        assert (said.outcome, said.applause, said.quote, said.seconds_after) == (Outcome.GONE, 2, "At last", 1.5)
        assert [one.performed for one in db.session.scalars(db.select(Watch).where(Watch.visit_id == 1))] == [3]
