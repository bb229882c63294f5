"""The watch and the look that other tests rely on: what is wrong is found, and nothing else."""

from playwright.sync_api import Page

from tests.browser.looking import barriers, sticking_out
from tests.browser.watch import Complaints

SITE = "http://localhost:1"  # nothing listens there: every answer comes from `show`
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"


def show(page: Page, body: str, script: str = "", status: int = 200) -> list[str]:
    """Open a page made of this body and script; returns what the watch complained of."""
    complaints = Complaints()
    complaints.watch(page.context)
    html = f'<!doctype html><html lang="en"><title>x</title><main><h1>x</h1>{body}</main><script src="/x.js"></script>'
    answers = {
        "/": {
            "body": html,
            "content_type": "text/html",
            "headers": {"Content-Security-Policy": POLICY},
            "status": status,
        },
        "/x.js": {"body": script, "content_type": "text/javascript"},
        "/refused": {"status": 422},
        "/favicon.ico": {"status": 204},
    }
    nothing = {"status": 404}
    page.route(f"{SITE}/**", lambda route: route.fulfill(**answers.get(route.request.url.removeprefix(SITE), nothing)))
    page.goto(SITE + "/")
    page.wait_for_timeout(200)
    return complaints


def test_a_good_page_is_not_complained_of(page: Page) -> None:
    assert show(page, "<p>Fine</p>", "console.log('fine'); fetch('/refused', { method: 'POST' })") == []
    assert barriers(page) == []
    assert sticking_out(page, (320, 1280)) == []


def test_what_goes_wrong_behind_a_page_is_heard(page: Page) -> None:
    heard = show(page, '<p style="color: red">x</p><img alt="" src="/missing.png">',
                 "console.warn('careful'); throw new Error('broken')")  # fmt: skip

    for word in ("style-src", "missing.png answered 404", "careful", "broken"):
        assert any(word in complaint for complaint in heard), (word, heard)


def test_a_server_error_is_heard(page: Page) -> None:
    assert [text for text in show(page, "", status=500) if "answered 500" in text]


def test_what_sticks_out_and_who_is_shut_out_is_seen(page: Page) -> None:
    show(page, '<img src="/x.js"><table width="900"><tr><td>wide</td></tr></table>')

    assert any(what.startswith("image-alt") for what in barriers(page))
    (found,) = sticking_out(page, (320, 1280))
    assert found.startswith("at 320 px")
    assert "wide" in found
