"""Capture on a phone whose network goes: what it keeps, what it says, what arrives; the worker and the real server."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, expect
from sqlalchemy import delete, select

from papercuts.db import db
from papercuts.domain.limits import Role
from papercuts.models import Session, Sighting
from papercuts.web import assets
from tests.browser.conftest import PHONE
from tests.browser.hands import Hands
from tests.factories import make

LINE = "The price is below the fold 14s"
# Makes the copies of pages two days older than they are.
AGES = """async () => {
    const pages = await caches.open("papercuts-pages")
    for (const request of await pages.keys()) {
        const copy = await pages.match(request)
        const headers = new Headers(copy.headers)
        headers.set("X-Kept-At", new Date(Date.now() - 48 * 3600 * 1000).toISOString())
        await pages.put(request, new Response(await copy.text(), { headers }))
    }
}"""


@pytest.fixture
def phone(browser: Browser, base_url: str, served: Flask) -> Iterator[BrowserContext]:
    """A phone whose pages may fail to load things: it will be offline."""
    with served.app_context():
        task, site = make.task("Type an invoice"), make.site("Brass & Co")
        rosa, vera = make.account("Rosa", Role.ADMIN), make.account("Vera", Role.ENGINEER)
        make.visit(site, participants=[make.participant(site, "P1")], tasks=[task], observers=[rosa, vera])
        db.session.commit()
    context = browser.new_context(base_url=base_url, **PHONE)
    yield context
    context.close()


@pytest.fixture
def rosa(phone: BrowserContext) -> Hands:
    """An administrator who has opened the visit once on her phone."""
    rosa = Hands(phone.new_page())
    rosa.signs_in("rosa")
    opens_visit(rosa)
    return rosa


def opens_visit(hands: Hands) -> None:
    """Open the visit while there is a network, until its copy is on the phone."""
    hands.opens("/capture/visits/1")
    hands.reads("Copy from")


def saves(hands: Hands, line: str) -> None:
    """Save a sighting by its line alone."""
    hands.fills({"What happened": line})
    hands.presses("Save sighting")
    hands.reads(line.removesuffix(" 14s"))


def corrects(hands: Hands, before: str, line: str) -> None:
    """Correct the only record of the outbox on the page of its visit."""
    hands.presses("Correct")
    hands.reads_title("Capture")
    expect(hands.page.get_by_label("What happened?")).to_have_value(before)
    hands.fills({"What happened": line})
    hands.presses("Save sighting")
    hands.reads(re.compile("^(Saved on this phone|Sent|Kept on this phone, but refused)"))


def lines(served: Flask) -> list[str]:
    """What the server has."""
    with served.app_context():
        return list(db.session.scalars(select(Sighting.what_happened).order_by(Sighting.id)))


def test_a_killed_phone_without_network_keeps_what_was_saved_and_corrected_and_sends_it_later(
    phone: BrowserContext, rosa: Hands, served: Flask
) -> None:
    """Corrected twice on the page of its visit: while it waits, and when it was refused."""
    rosa.page.evaluate(AGES)
    phone.set_offline(True)
    rosa.page.close()  # killed, and opened again in the middle
    again = Hands(phone.new_page())
    again.opens("/capture/visits/1")
    again.reads(
        "You are offline.", re.compile("This page is an old copy, from .*: what was changed since is not on it")
    )
    saves(again, "Teh price 14s")
    again.reads("1 sighting is kept on this phone, from")
    again.opens("/capture/")
    again.reads_title("No connection")
    again.follows("Outbox", again.page.locator("main"))
    again.reads("1 sighting not sent", "Teh price 14s", "On phone")
    corrects(again, "Teh price 14s", "The price is hidden =999")
    assert lines(served) == []

    phone.set_offline(False)
    again.opens("/capture/outbox")
    again.reads("1 was refused: correct or skip it in the outbox.", "Refused", re.compile("PC-999"))
    corrects(again, "The price is hidden =999", LINE)
    again.opens("/capture/outbox")
    again.reads("Nothing waits here. 1 sighting sent")
    assert lines(served) == ["The price is below the fold"]


def test_an_update_in_between_and_a_cleared_cache_lose_nothing(
    phone: BrowserContext, rosa: Hands, served: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A visit's copy goes on with its own scripts after an update; a browser may clear copies and keep the data."""
    monkeypatch.setattr(assets, "release", lambda: "0123456789ab")
    monkeypatch.setattr(assets, "files", lambda: ["main.js", "papercuts.css"])  # its worker has less to fetch
    newer = Hands(phone.new_page())
    newer.opens("/capture/outbox")
    rosa.reads("Papercuts was updated. Reload this page when it suits you; what is kept here stays.")
    phone.set_offline(True)
    rosa.opens("/capture/visits/1")
    assert "at-0123456789ab" not in rosa.page.content()
    saves(rosa, LINE)
    rosa.reads("1 sighting is kept on this phone, from")

    rosa.page.evaluate("caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name))))")
    phone.set_offline(False)
    newer.reads(re.compile(r"^1 sighting sent\.$"))
    rosa.opens("/capture/outbox")

    rosa.reads("Nothing waits here. 1 sighting sent")
    assert lines(served) == ["The price is below the fold"]


def test_what_is_unsent_outlives_session_and_sign_out_and_is_nobody_elses(
    phone: BrowserContext, rosa: Hands, served: Flask
) -> None:
    with served.app_context():
        db.session.execute(delete(Session))
        db.session.commit()
    saves(rosa, LINE)
    rosa.reads("Your session has ended. Sign in to send. 1 sighting is kept on this phone, from")

    signs_in(rosa, "vera")  # on Rosa's phone
    rosa.opens("/capture/outbox")
    rosa.reads("1 of another account waits here, and is sent when it signs in.")
    phone.set_offline(True)
    rosa.opens("/capture/visits/1")
    rosa.reads("No visit was opened on this phone by the account that is signed in.")
    phone.set_offline(False)
    rosa.opens("/more")
    rosa.reads("1", place=rosa.page.get_by_title("1 of another account waits here, and is sent when it signs in."))
    signs_out(rosa)
    rosa.reads("This phone still keeps 1 of another account.")
    rosa.presses("Sign out, keep it here")
    rosa.reads_title("Sign in")
    assert lines(served) == []

    signs_in(rosa, "rosa")
    rosa.opens("/capture/outbox")
    rosa.reads("Nothing waits here. 1 sighting sent")
    assert lines(served) == ["The price is below the fold"]
    signs_out(rosa)
    rosa.reads_title("Sign in")
    assert rosa.page.evaluate("caches.keys()") == []  # nothing waits, so the browser is told to forget it all


def test_where_nothing_can_be_kept_the_page_says_why(browser: Browser, base_url: str) -> None:
    page = browser.new_page(base_url=base_url)
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")  # plain http from afar

    Hands(page).opens("/capture/outbox")

    Hands(page).reads("Nothing can be kept on this device: papercuts is open over plain http.")
    page.close()


def signs_in(hands: Hands, name: str) -> None:
    """Sign in, and wait for what comes then."""
    hands.signs_in(name)
    hands.page.wait_for_url(lambda address: "/login" not in address)


def signs_out(hands: Hands) -> None:
    """Press *Sign out* under *More*."""
    hands.opens("/more")
    hands.presses("Sign out")
