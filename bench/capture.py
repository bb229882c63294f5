"""Count what capture asks of somebody's fingers: `python -m bench.capture`.

A browser does it on the real page, as a phone and as a laptop, and what arrives there is counted: taps, clicks, keys.
Then the project's own keystroke-level model (docs/klm.md) says how long that takes, with thoughts placed by its rules,
beside the same thing put into the form of a usual tracker, field by field as FORM and COMMENT below have it.

Something new is captured in two ways: the line is typed with its marks; or, on a phone, *Time it* is tapped when they
stumble and again when they recover, what happened is typed while they are stuck, and their words after *Quote*. The
waiting is theirs and is not counted; a thought fits into it, as the rules say of every wait. All steps of ours count,
and beside them only those after they have recovered, where they are stuck as long as that takes to type.

The model of a finger knows no keyboard, so on a phone letters are counted twice: as keys of somebody who types 40 words
a minute (.28 s), and as a tap each (.57 s).
"""

import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page, expect

from bench import phone
from papercuts.domain import klm
from papercuts.domain.klm import Device, Keyer, Model
from papercuts.domain.klm_placement import with_thoughts

LINE = 'Due date blank 14s "not again"'
WHAT, WORDS = "Due date blank", "not again"
STUCK_SECONDS = 1.5  # long enough for what is typed by a browser
GOAL_TAPS, GOAL_SECONDS = 1, 10.0
LAPTOP = {"viewport": {"width": 1280, "height": 900}}
# Each pointer that goes down and each key that does, whoever listens for it; a capital has its Shift.
HEAR = """addEventListener("pointerdown", ({ isTrusted }) => isTrusted && heard("tap"), true)
addEventListener("keydown", ({ isTrusted, key, ctrlKey }) => {
    if (!isTrusted) return
    heard(ctrlKey || key === "Enter" ? "command" : "key")
    if (key.length === 1 && (key !== key.toLowerCase() || '"?!+&'.includes(key))) heard("key")
}, true)"""


@dataclass(frozen=True)
class Field:
    """One field of a form: text is typed, a choice opened and chosen from, a button pressed."""

    name: str
    kind: Literal["text", "choice", "button"]
    text: str = ""


# What the new-issue forms of the usual trackers ask for as they come (Jira: project's issue type, summary, component,
# priority, description, reporter, attachment; Bugzilla: component, severity, summary, description with steps to
# reproduce, attachment). Nothing is attached here, and nothing on the page before is counted. Texts say what LINE says.
FORM = [
    Field("New issue", "button"),
    Field("Type", "choice"),
    Field("Title", "text", "Due date blank"),
    Field("Component", "choice"),
    Field("Severity", "choice"),
    Field("Description", "text", 'Lost 14s. "not again"'),
    Field("Steps to reproduce", "text", "Type 3.4.26 as due date"),
    Field("Reporter", "choice"),
    Field("Submit", "button"),
]
# How letters are counted: by a keyer, or as taps.
READINGS: dict[str, list[tuple[Keyer | None, str]]] = {
    "phone": [(Keyer.NON_SECRETARY, "letters as keys"), (None, "letters as taps")],
    "laptop": [(Keyer.AVERAGE, "an average typist")],
}
TITLES = {"again": "The same thing again", "new": LINE, "timed": f"{WHAT}, timed, “{WORDS}”"}
# The same thing again: the issue is looked for, opened, and a comment says so.
COMMENT = [
    Field("Search", "text", "due date\n"),
    Field("The issue in the list", "button"),
    Field("Comment", "text", "Again"),
    Field("Submit", "button"),
]


@dataclass(frozen=True)
class Way:
    """What was done: runs of taps, keys of a text, keys of a command and waits, in order, as (what, how many)."""

    runs: Sequence[tuple[str, int]]

    def count(self, what: str) -> int:
        """Return how many taps, or keys."""
        return sum(n for one, n in self.runs if one == what)

    def __str__(self) -> str:
        taps, keys = self.count("tap"), self.count("key") + self.count("command")
        return ", ".join([f"{taps} {'tap' if taps == 1 else 'taps'}"] * bool(taps) + [f"{keys} keys"] * bool(keys))


def main() -> int:
    """Print what was counted and what it takes; the status is 1 when a goal is missed."""
    with tempfile.TemporaryDirectory() as folder, phone.chromium() as browser:
        phone.application(Path(folder))
        server = phone.Server(Path(folder), "")
        server.start()
        try:
            ours = {name: at(browser, f"http://127.0.0.1:{server.port}", name) for name in ("phone", "laptop")}
        finally:
            server.kill()
    forms = {"again": COMMENT, "new": FORM, "timed": FORM}
    is_met = {
        (what, device): report(what, device, ways[what], of_form(fields))
        for what, fields in forms.items()
        for device, ways in ours.items()
        if what in ways
    }
    is_met["new", "phone"] |= is_met.pop(("timed", "phone"))  # either way will do
    return int(not all(is_met.values()))


def report(what: str, device: str, way: Way, form: Way) -> bool:
    """Print one thing on one device, and return whether it is as quick as it has to be."""
    print(f"\n{TITLES[what]}, on a {device}")
    print(f"  {way}; a tracker's form: {form}")
    for keyer, words in READINGS[device]:
        one, other = seconds(way, device, keyer), seconds(form, device, keyer)
        print(f"  {words}: {one:.1f} s, the form {other:.1f} s, {other / one:.1f} times as long")
    if what == "timed":
        after = Way(way.runs[way.runs.index(("wait", 1)) :])
        later = ", ".join(f"{words} {seconds(after, device, keyer):.1f} s" for keyer, words in READINGS[device])
        print(f"  after they have recovered: {after}, {later}")
    if what == "again":
        is_met, goal = way.count("tap") <= GOAL_TAPS, f"{GOAL_TAPS} tap"
    else:
        keyer = READINGS[device][0][0]
        is_met = seconds(way, device, keyer) < GOAL_SECONDS
        goal = f"under {GOAL_SECONDS:g} s, as long as a line has at most {most_keys(way, device, keyer)} keys"
    print(f"  goal: {goal}, {'met' if is_met else 'missed'}")
    return is_met


def at(browser: Browser, address: str, device: str) -> dict[str, Way]:
    """Do both things on a device, and return what was counted."""
    options: dict[str, Any] = phone.PHONE if device == "phone" else LAPTOP
    context = browser.new_context(**options)
    acts = {"again": again, "new": anew} | ({"timed": timed} if device == "phone" else {})
    steps: list[str] = []
    context.expose_binding("heard", lambda _, what: steps.append(what))
    context.add_init_script(HEAR)
    page = context.new_page()
    phone.sign_in(page, address)
    ways = {}
    for name, act in acts.items():
        page.goto(f"{address}/capture/visits/1")
        page.wait_for_load_state("networkidle")
        steps.clear()
        act(page, device)
        if name == "timed":
            steps.insert([n for n, step in enumerate(steps) if step == "tap"][1], "wait")
        ways[name] = Way(runs(steps))
    context.close()
    return ways


def again(page: Page, device: str) -> None:
    """The date field clears itself once more."""
    row = page.get_by_role("button", name=re.compile(f"^.*{re.escape(phone.KNOWN[0])}"))
    press(row.first, device)
    expect(page.get_by_text(re.compile("counted, [0-9]+ today")).first).to_be_visible()


def anew(page: Page, device: str) -> None:
    """Something new, with seconds and their words."""
    line = page.get_by_role("textbox", name=re.compile("^(Something new|What happened)"))
    if not line.evaluate("one => one === document.activeElement"):
        press(line, device)
    page.keyboard.type(LINE)
    if device == "phone":
        press(page.get_by_role("button", name="Save sighting", exact=True), device)
    else:
        page.keyboard.press("Control+Enter")
    expect(page.get_by_text(re.compile("^Saved")).first).to_be_visible()
    expect(line).to_have_value("")


def timed(page: Page, device: str) -> None:
    """The same with the stopwatch: what happened is typed while they are stuck, their words when they say them."""
    line = page.get_by_role("textbox", name=re.compile("^(Something new|What happened)"))
    press(page.get_by_role("button", name="Time it", exact=True), device)
    expect(line).to_be_focused()
    page.keyboard.type(WHAT)
    page.wait_for_timeout(STUCK_SECONDS * 1_000)
    press(page.get_by_role("button", name=re.compile("^Stop, ")), device)
    press(page.get_by_role("button", name="Quote", exact=True), device)
    page.keyboard.type(WORDS)
    expect(line).to_have_value(re.compile(f"^{WHAT} [0-9.]+s “{WORDS}”$"))
    press(page.get_by_role("button", name="Save sighting", exact=True), device)
    expect(page.get_by_text(re.compile("^Saved")).first).to_be_visible()


def press(control: Any, device: str) -> None:
    """Tap or click."""
    control.tap() if device == "phone" else control.click()


def runs(steps: Sequence[str]) -> list[tuple[str, int]]:
    """Return steps with equal ones in a row together; each tap stands for itself."""
    found: list[tuple[str, int]] = []
    for step in steps:
        if step != "tap" and found and found[-1][0] == step:
            found[-1] = (step, found[-1][1] + 1)
        else:
            found.append((step, 1))
    return found


def of_form(fields: Sequence[Field]) -> Way:
    """Return what a form takes: a tap for each field, one more for each choice, and its letters."""
    steps: list[str] = []
    for one in fields:
        text = one.text.removesuffix("\n")
        n_keys = len(text) + sum(letter != letter.lower() or letter in '"?!+&' for letter in text)
        steps += ["tap"] * (2 if one.kind == "choice" else 1) + ["key"] * n_keys
        steps += ["command"] * (one.text != text)
    return Way(runs(steps))


def seconds(way: Way, device: str, keyer: Keyer | None) -> float:
    """Return how long it takes by the keystroke-level model, thoughts placed by its rules.

    keyer: none where each letter is a tap.
    """
    if device == "laptop":
        return klm.timing(with_thoughts(desk_line(way)), Model(keyer=keyer or Keyer.AVERAGE)).seconds
    taps = " ".join("T" if what == "tap" else "W0" for what, _ in way.runs if what in ("tap", "wait"))
    taken = klm.timing(with_thoughts(taps, Device.TOUCH), Model(device=Device.TOUCH)).seconds
    n_keys = way.count("key") + way.count("command")
    if not n_keys:
        return taken
    if keyer is None:
        return taken + klm.timing(f"{n_keys}T", Model(device=Device.TOUCH)).seconds
    return taken + klm.timing(f"{n_keys}K", Model(keyer=keyer)).seconds


def most_keys(way: Way, device: str, keyer: Keyer | None) -> int:
    """Return with how many keys of text it would just take as long as it may."""
    n_keys = way.count("key")
    each = (seconds(Way([("key", n_keys)]), "laptop", keyer) if keyer else n_keys) / n_keys
    return n_keys + int((GOAL_SECONDS - seconds(way, device, keyer)) // each)


def desk_line(way: Way) -> str:
    """Return the steps as the model reads them: the hand moves between mouse and keyboard."""
    parts, is_at_keys = [], way.runs[0][0] != "tap"
    for what, n in way.runs:
        if is_at_keys == (what == "tap"):
            parts.append("H")
            is_at_keys = not is_at_keys
        parts.append({"key": f"{n}K", "command": "K" * n}.get(what, "P BB"))
    return " ".join(parts)


if __name__ == "__main__":
    sys.exit(main())
