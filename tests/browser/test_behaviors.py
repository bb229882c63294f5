"""Each behaviour on a page of its own, under the strict content policy, without the application behind it."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, Request, Route, expect

from papercuts.domain import formats, klm
from papercuts.domain.shorthand import parse, understood

STATIC = Path(__file__).parents[2] / "papercuts/static"
SITE = "http://localhost:1"  # nothing listens there: every answer comes from `visit`
POLICY = "default-src 'none'; " + "; ".join(
    f"{kind} 'self'" for kind in ("script-src", "style-src", "img-src", "connect-src", "form-action")
)
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
Visit = Callable[..., list[Request]]
Wait = Callable[[int], None]

STEPS = json.loads((Path(__file__).parents[1] / "data/klm.json").read_text("utf-8"))
KNOWN = json.loads((Path(__file__).parents[1] / "data/known.json").read_text("utf-8"))
LINES = [
    *(one["line"] for one in json.loads((Path(__file__).parents[1] / "data/shorthand.json").read_text("utf-8"))),
    "Typed 3.4.26 as the due date and it went blank 14s 6/w “oh, not again”",
    'Date field clears 14s 6/w @P2 #invoice "every single time" ?',
    "2m", "1.5m", "1m30s", "1,5m.", "x3, x1000 x1001", "x0 x2", "=31 PC-32", "pc-44", "=PC-7", "PC-0 ?",
    '"unclosed 14s', "«ja» „gut“ »nein«", "””", "1/d", "2.5/m", "100000/y", "100001/d", "0/d", "#größe", "#1abc",
    "#" + "a" * 199, "#" + "a" * 199 + ".", "14s 15s", "90s", "119.99s", "120s", "121.5s", "28800s", "28801s", "480m",
    "481m", "0.1s", "0.05s", "why ??", '"wow"?', "@p2 @p3", "@ABC1234", "@ABCD1", "1200/d", "請求書 14s", "",
    "?", "   ",
]  # fmt: skip


@pytest.fixture
def visit(page: Page) -> Iterator[Visit]:
    """Open a page made of this body; what is posted comes back in a list, answered with 204 or as told."""

    def open_page(body: str, keys: str = "", status: int = 204) -> list[Request]:
        posted: list[Request] = []

        def answer(route: Route) -> None:
            path = route.request.url.removeprefix(SITE).split("?")[0]
            if route.request.method == "POST":
                posted.append(route.request)
                route.fulfill(status=status)
            elif path.startswith("/static/"):
                file = STATIC / path.removeprefix("/static/")
                route.fulfill(body=file.read_text("utf-8"), content_type=TYPES[file.suffix])
            else:
                route.fulfill(body=_page(keys if path == "/keys" else body), content_type="text/html; charset=utf-8",
                              headers={"Content-Security-Policy": POLICY})  # fmt: skip

        page.route(f"{SITE}/**", answer)
        page.goto(SITE + "/")
        return posted

    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield open_page
    assert [text for text in complaints if "Failed to load resource" not in text] == []


@pytest.fixture
def wait(page: Page) -> Wait:
    """Let milliseconds pass on the page, where the clock stands still otherwise."""
    page.clock.install(time=0)
    page.clock.pause_at(1000)

    def let_pass(milliseconds: int) -> None:
        now = "Date.now()"
        until = page.evaluate(now) + milliseconds
        # while an answer is on its way, the driver lets no time pass and says nothing of it
        while (left := until - page.evaluate(now)) > 0:
            page.clock.run_for(left)

    return let_pass


def _page(body: str) -> str:
    return f"""<!doctype html><html lang="en"><title>x</title><link rel="icon" href="/static/favicon.svg">
        <link rel="stylesheet" href="/static/papercuts.css">
        <script type="module" src="/static/main.js"></script><body data-js="shortcuts">{body}"""


@pytest.mark.parametrize("answer", ["accept", "dismiss"])
def test_confirm_asks_before_sending(page: Page, wait: Wait, visit: Visit, answer: str) -> None:
    posted = visit(
        '<form method="post" action="/gone" data-js="confirm once" data-question="Sure?"><button>Go</button></form>'
    )
    asked: list[str] = []

    def reply(dialog: Dialog) -> None:
        asked.append(dialog.message)
        getattr(dialog, answer)()

    page.on("dialog", reply)

    page.click("button")
    wait(301)

    assert asked == ["Sure?"]
    assert len(posted) == (1 if answer == "accept" else 0)
    assert page.locator("button[aria-busy]").count() == len(posted)


def test_a_form_pressed_twice_is_sent_once_with_its_button(page: Page, visit: Visit) -> None:
    posted = visit(
        '<form method="post" action="/save" data-js="once"><button name="then" value="next">Save</button></form>'
    )

    page.dblclick("button")
    page.wait_for_timeout(100)

    assert [request.post_data for request in posted] == ["then=next"]
    expect(page.locator("button")).to_have_attribute("aria-busy", "true")


# The answer has no content, so the page stays as it is, waiting for a next page that does not come.
SLOW = '<form method="post" action="/slow" data-js="once"><button class="btn">Save</button></form>'


def _shown(page: Page) -> tuple[list[str], str]:
    """Return which elements are busy, and the dot of the button."""
    busy = page.locator("[aria-busy]").evaluate_all("all => all.map(one => one.localName)")
    return busy, page.locator("form .btn").first.evaluate("one => getComputedStyle(one, '::after').content")


def test_a_quick_answer_shows_nothing_and_a_slow_one_a_dot(page: Page, wait: Wait, visit: Visit) -> None:
    visit(SLOW)

    page.click("button")
    wait(299)
    assert _shown(page) == ([], "none")

    wait(2)
    assert _shown(page) == (["form", "button"], '""')


def test_a_very_slow_answer_can_be_cancelled_and_asked_again(page: Page, wait: Wait, visit: Visit) -> None:
    posted = visit(SLOW)

    page.click("button")
    wait(10_001)
    expect(page.get_by_role("status")).to_have_text("Still working Cancel")
    page.get_by_role("button", name="Cancel").click()

    expect(page.get_by_role("status")).to_contain_text("It may have been done all the same")
    assert _shown(page) == ([], "none")
    page.click("button.btn:text('Save')")
    wait(10_001)
    expect(page.get_by_role("status")).to_have_text("Still working Cancel")
    assert len(posted) == 2


def test_a_filter_that_was_cancelled_says_that_nothing_changed(page: Page, wait: Wait, visit: Visit) -> None:
    # a post, which this test answers with nothing: the page stays
    visit("""<form method="post" action="/slow" data-js="autosubmit"><select name="area"><option>Any</option>
        <option>Invoices</option></select></form>""")

    page.select_option("select", "Invoices")
    wait(10_001)
    page.get_by_role("button", name="Cancel").click()

    expect(page.get_by_role("status")).to_have_text("Cancelled. The list is as it was.")


def test_a_part_that_is_fetched_is_busy_until_the_newest_answer(page: Page, wait: Wait, visit: Visit) -> None:
    held: list[Route] = []
    visit("""<input id="line"><div id="list" data-js="busy" hx-get="/slow" hx-trigger="input from:#line"
        hx-include="#line" hx-sync="this:replace">old</div>
        <meta name="htmx-config" content='{"includeIndicatorCSS": false, "defaultSettleDelay": 0}'>
        <script src="/static/vendor/htmx.min.js" defer></script>""")
    page.route(f"{SITE}/slow*", lambda route: held.append(route))

    wait(1)  # htmx begins a moment after the page, and so does what it does
    for text in ("a", "ab"):
        with page.expect_request("**/slow*"):
            page.fill("#line", text)
            wait(1)
    assert page.locator("[aria-busy]").count() == 0
    wait(301)
    assert page.locator("#list").get_attribute("aria-busy") == "true"
    page.clock.resume()
    held[1].fulfill(body="new", content_type="text/html")

    expect(page.locator("#list")).to_have_text("new")
    expect(page.locator("#list")).not_to_have_attribute("aria-busy", "true")


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(page: Page, visit: Visit) -> None:
    visit('<div id="summary" tabindex="-1" data-js="focus"><a href="#site">Enter the site</a></div><input id="site">')

    expect(page.locator("#summary")).to_be_focused()
    page.click("a")
    expect(page.locator("#site")).to_be_focused()


def test_a_filter_is_sent_when_it_changes_without_what_is_empty(page: Page, visit: Visit) -> None:
    visit("""<form action="/list" data-js="autosubmit"><input name="q"><select name="area"><option value="">Any</option>
        <option>Invoices</option></select><button data-without-script>Filter</button></form>""")

    expect(page.locator("button")).to_be_hidden()
    page.select_option("select", "Invoices")

    page.wait_for_url("**/list?area=Invoices")


def test_going_back_finds_what_was_typed(page: Page, visit: Visit) -> None:
    visit("""<form action="/next" data-js="keepanswers once"><input type="hidden" name="at" value="site">
        <input type="hidden" name="csrf_token" value="secret"><input name="site"><button>Next</button></form>""")

    page.fill("[name=site]", "Marfinch Joinery")
    page.click("button")
    page.wait_for_url("**/next?*")
    page.go_back()

    assert page.url == f"{SITE}/?at=site&site=Marfinch+Joinery&step=site"


def test_a_password_is_shown_and_hidden_again(page: Page, visit: Visit) -> None:
    visit("""<form method="post" action="/in"><div data-js="showpassword"><input type="password" name="p"
        autocomplete="off">
        <button type="button" aria-pressed="false" hidden>Show</button></div><button id="go">Sign in</button></form>""")

    page.click("text=Show")
    expect(page.locator("input")).to_have_attribute("type", "text")
    expect(page.locator("[aria-pressed]")).to_have_text("Hide")
    page.click("#go")
    expect(page.locator("input")).to_have_attribute("type", "password")


@pytest.mark.parametrize(("status", "said"), [
    (204, r"Saved at \d\d:\d\d"), (409, "A colleague changed this"),
    (401, "You are signed out"), (500, "Not saved yet"),
])  # fmt: skip
def test_what_is_written_saves_itself(page: Page, visit: Visit, status: int, said: str) -> None:
    page.clock.install(time=0)
    posted = visit(
        """<form method="post" action="/summary" data-js="autosave"><input type="hidden" name="csrf_token"
        value="t1"><textarea name="summary">Before</textarea><p role="status" data-saved></p></form>""",
        status=status,
    )

    page.clock.run_for(11_000)
    assert posted == []
    page.fill("textarea", "After & more")
    page.clock.run_for(11_000)

    expect(page.locator("[data-saved]")).to_have_text(re.compile(said))
    assert posted[0].post_data == "csrf_token=t1&summary=After+%26+more"
    assert posted[0].headers["x-csrftoken"] == "t1"
    page.clock.run_for(11_000)
    page.wait_for_timeout(100)
    assert len(posted) == (1 if status in (204, 409) else 2)  # what stands against a colleague's waits for a person


LIST = """<input id="q" data-key="/"><a href="/visits" data-key="g v">Visits</a><button data-key="c">Page</button>
    <ol><li data-row><a class="cut-title" href="/1">One</a><button data-key="c">First</button></li>
    <li data-row><a class="cut-title" href="/2">Two</a><button data-key="c">Second</button></li></ol>
    <output></output>"""


def test_j_and_k_move_through_a_list_and_o_opens(page: Page, visit: Visit) -> None:
    visit(LIST)

    page.keyboard.press("j")
    expect(page.locator("text=One")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")  # the end of the list
    expect(page.locator("text=Two")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("text=One")).to_be_focused()
    page.keyboard.press("o")
    page.wait_for_url("**/1")


def test_a_row_has_its_own_keys(page: Page, visit: Visit) -> None:
    visit(LIST)
    page.evaluate(
        """addEventListener("click", (e) => (document.querySelector("output").value += e.target.textContent))"""
    )

    page.keyboard.press("c")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("c")

    expect(page.locator("output")).to_have_text("PageSecond")


def test_two_keys_go_to_an_entry(page: Page, visit: Visit) -> None:
    visit(LIST)

    page.keyboard.press("g")
    page.keyboard.press("v")

    page.wait_for_url("**/visits")


def test_keys_do_nothing_while_typing_and_esc_leaves_the_field(page: Page, visit: Visit) -> None:
    visit(LIST)

    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("jc/g v")
    expect(page.locator("#q")).to_have_value("jc/g v")
    page.keyboard.press("Escape")

    expect(page.locator("#q")).not_to_be_focused()


def test_shortcuts_can_be_switched_off(page: Page, visit: Visit) -> None:
    visit(LIST + "<p>x</p>")
    page.route(SITE + "/off", lambda route: route.fulfill(
        body=_page(LIST).replace("<body", '<body data-shortcuts="off"'), content_type="text/html"))  # fmt: skip
    page.goto(SITE + "/off")

    page.keyboard.press("j")

    expect(page.locator("text=One")).not_to_be_focused()


def test_the_keys_open_as_a_dialog_and_esc_closes_it(page: Page, visit: Visit) -> None:
    visit('<a href="/keys" data-js="dialog" data-part="keys" data-key="?">Keys</a>',
          keys='<h1>Keyboard shortcuts</h1><dl id="keys"><dt>j</dt></dl><p>Not this</p>')  # fmt: skip

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("j")
    expect(page.get_by_role("dialog")).not_to_contain_text("Not this")
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_link_is_copied(page: Page, visit: Visit) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit('<input id="link" value="https://x.test/join/1"><button data-js="copy" data-copy="link" hidden>Copy</button>')

    page.click("button")

    expect(page.locator("button")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "https://x.test/join/1"


def test_the_line_of_capture_is_read_while_typed(page: Page, visit: Visit) -> None:
    visit("""<textarea id="line"></textarea>
        <div data-js="shorthand" data-line="line" data-codes="P1 P2" role="status"></div>""")

    page.fill("#line", "Went blank 14s 6/w @p2")
    expect(page.locator(".chip")).to_have_text(["14 s lost", "6 times a week", "P2"])

    page.fill("#line", "Went blank @p9")
    expect(page.locator(".chip")).to_have_text(["nobody called P9"])
    expect(page.locator(".chip--warn")).to_have_count(1)

    page.evaluate("""() => {
        const folded = '<details id="steps"><summary>S</summary><input name="now"></details>'
        document.body.insertAdjacentHTML("beforeend", folded)
    }""")
    page.fill("#line", "Went back with M P BB H 6K 6/w")
    page.get_by_role("button", name="Count as steps: M P BB H 6K").click()
    expect(page.locator("[name=now]")).to_have_value("M P BB H 6K")
    expect(page.locator("#line")).to_have_value("Went back with 6/w")
    expect(page.get_by_role("button")).to_have_count(0)

    page.fill("#line", "Went blank 99999s")
    expect(page.locator(".chip--warn")).to_have_text(["not understood: 99999s (at most 8 h)"])


def test_a_number_that_the_server_does_not_know_is_no_thing_understood(page: Page, visit: Visit) -> None:
    visit("""<textarea id="line"></textarea><p data-named="PC-99" data-chip="no PC-99" data-unknown></p>
        <div data-js="shorthand" data-line="line" data-codes="P1" role="status"></div>""")

    page.fill("#line", "Went blank =99 14s")

    expect(page.locator(".chip--warn")).to_have_text(["no PC-99"])
    expect(page.locator(".chip--on")).to_have_text(["14 s lost"])


def test_browser_and_server_read_the_same(page: Page, visit: Visit) -> None:
    visit("")

    read = page.evaluate("""async (lines) => {
        const { parse, understood } = await import("/static/modules/shorthand.js")
        return lines.map(parse).map((said) => [understood(said), said.notRead, said.text])
    }""", LINES)  # fmt: skip

    assert json.dumps(read) == json.dumps([[understood(said), said.not_read, said.text] for said in map(parse, LINES)])


def test_browser_and_server_know_the_same_paper_cuts(page: Page, visit: Visit) -> None:
    visit("")

    found = page.evaluate("""async ({ cuts, asked }) => {
        const { rank } = await import("/static/modules/known.js")
        return asked.map(({ text, task, area }) => rank(text, task, area, cuts).map(
            (one) => ({ ...one, score: Math.round(one.score * 1e6) / 1e6 })))
    }""", KNOWN)  # fmt: skip

    assert found == [asked["found"] for asked in KNOWN["asked"]]


def test_capture_has_keys_that_work_while_typing(page: Page, visit: Visit) -> None:
    posted = visit("""<form method="post" action="/sightings" data-js="once capturekeys"><div data-people>
        <input type="radio" name="p" value="1"><input type="radio" name="p" value="2"></div>
        <textarea></textarea></form>""")

    page.focus("textarea")
    page.keyboard.press("Alt+Digit2")
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(100)

    assert [request.post_data for request in posted] == ["p=2"]


def test_browser_and_server_time_steps_alike(page: Page, visit: Visit) -> None:
    visit("")

    read = page.evaluate("""async (cases) => {
        const { limits, timing } = await import("/static/modules/klm.js")
        return cases.map(({ line, device = "mouse", keyer = "average", m = 1.35 }) => {
            const found = timing(line, { device, keyer, m })
            const rows = found.rows?.map((row) => Object.values(row))
            return found.error ?? [found.seconds, Object.values(limits(found.seconds)), ...rows]
        })
    }""", STEPS)  # fmt: skip

    assert read == [_timed(case) for case in STEPS]


def _timed(case: dict[str, Any]) -> str | list[Any]:
    """Return what the server says of a line of steps, as the browser's module does."""
    model = klm.Model(
        klm.Device(case.get("device", "mouse")), klm.Keyer(case.get("keyer", "average")), case.get("m", 1.35)
    )
    try:
        found = klm.timing(case["line"], model)
    except ValueError as error:
        return str(error)
    low, high = klm.limits(found.seconds)
    likely = [low, high, formats.seconds_span(low, high)]
    return [found.seconds, likely, *(list(astuple(row)) for row in found.rows)]


def test_steps_are_timed_while_they_are_typed_or_pressed(page: Page, visit: Visit) -> None:
    posted = visit("""<form method="post" action="/save"><details open><a href="/klm?visit=3" data-takes-steps>More</a>
        <div data-js="klm"><input name="now"><input name="after">
        <select name="device"><option value="mouse">m<option value="touch">t</select>
        <select name="keyer"><option value="average">a</select><select name="m"><option value="1.35">c</select>
        <div data-device="mouse" hidden><button type="button" data-step="6K">K</button>
        <button type="button" data-step="">Back</button></div>
        <div data-device="touch" hidden>T</div>
        <div data-sum role="status"></div></div></details></form>""")
    sum_ = page.locator("[data-sum]")

    page.fill("[name=now]", "M Q")
    expect(sum_).to_contain_text("“Q” is not an operator for mouse")
    page.click("text=Back")
    page.click("text=K")
    expect(page.locator("[name=now]")).to_have_value("M 6K")
    expect(sum_).to_contain_text("2.55 s lost each timeLikely 2 to 3.3 s, for an expert without slips")
    page.fill("[name=after]", "K")
    page.keyboard.press("Enter")

    expect(sum_).to_contain_text("2.35 s lost each time")
    page.fill("[name=after]", "M 7K")
    expect(sum_).to_contain_text("After the fix it would take 0.20 s longer. Are the two lines swapped?")
    page.fill("[name=after]", "K")
    expect(sum_).to_contain_text("2.35 s lost each time")
    expect(sum_.locator("tbody tr")).to_have_text(["M think11.351.35", "K key60.201.20", "K key10.200.20"])
    page.select_option("[name=device]", "touch")
    expect(page.locator("[data-device=mouse]")).to_be_hidden()
    expect(page.locator("[data-device=touch]")).to_be_visible()
    expect(page.locator("[data-takes-steps]")).to_have_attribute(
        "href", re.compile(r"/klm\?visit=3&device=touch&.*&now=M\+6K&after=K$")
    )
    assert posted == []
