"""Which entry of the navigation is the current one: on each page, on a laptop and on a phone."""

import re

from flask import Flask
from flask.testing import FlaskClient

from tests.routes import routes

YOU, NONE = "your account", ""
# How an address begins: what is current in the bar of a laptop, and in that of a phone. The longest beginning counts.
CURRENT = {
    "/": ("Overview", "Overview"),
    "/learning": ("Overview", "Overview"),
    "/visits": ("Visits", "Visits"),
    "/capture": ("Visits", "Visits"),
    "/sites": ("Visits", "Visits"),
    "/volunteers": ("Visits", "Visits"),
    "/segments": ("Visits", "Visits"),
    "/promises": ("Visits", "Visits"),
    "/tasks": ("Visits", "Visits"),
    "/areas": ("Visits", "Visits"),
    "/participants": ("Visits", "Visits"),
    "/sightings": ("Visits", "Visits"),
    "/paper-cuts": ("Paper cuts", "Paper cuts"),
    "/photos": ("Paper cuts", "Paper cuts"),
    "/rounds": ("Paper cuts", "Paper cuts"),
    "/planner": ("Sprint planner", "More"),
    "/plans": ("Sprint planner", "More"),
    "/releases": ("Releases", "More"),
    "/verify": ("Releases", "More"),
    "/fixes": ("Releases", "More"),
    "/told": ("Releases", "More"),
    "/import": (YOU, "More"),
    "/history": (YOU, "More"),
    "/how-the-score-works": (YOU, "More"),
    "/klm": (YOU, "More"),
    "/more": (YOU, "More"),
    "/keys": (YOU, "More"),
    "/account": (YOU, "More"),
    "/users": (YOU, "More"),
    "/settings": (YOU, "More"),
    "/search": (NONE, NONE),
}
OUTSIDE = re.compile(
    r"/(login|join|reset|notes|volunteer|shared|capture/offline)\b|/releases/\d+/preview|/sites/\d+/shared-page/preview"
)  # pages without navigation
ENTRY = re.compile(r'<a [^>]*aria-current="page"[^>]*>(.*?)</a>', re.DOTALL)


def current(page: str) -> tuple[str, str]:
    """Return the words of the current entry in the bar of a laptop, and in that of a phone."""
    top, phone = page.split('<div class="topbar__in">')[1].split("</header>")[0], page.split('<nav class="tabbar"')[1]
    found = [[words_of(link) for link in ENTRY.finditer(bar)] for bar in (top, phone)]
    assert max(map(len, found)) <= 1, found
    return tuple(entries[0] if entries else NONE for entries in found)  # type: ignore[return-value]


def words_of(link: re.Match[str]) -> str:
    return YOU if YOU in link.group() else re.sub(r"<[^>]+>", "", link.group(1)).strip()


def expected(path: str) -> tuple[str, str]:
    beginnings = [start for start in CURRENT if path == start or (start != "/" and path.startswith(start))]
    return CURRENT[max(beginnings, key=len)]


def test_every_page_says_where_we_are(app: Flask, rosa: FlaskClient) -> None:
    wrong, seen = {}, set()
    for route in routes(app):
        answer = rosa.get(route.path) if route.method == "GET" else None
        if answer is None or answer.status_code != 200 or b'<main class="page' not in answer.data:
            continue
        if OUTSIDE.match(route.path):
            assert "aria-current" not in answer.text.split("<main")[0], route.path
        elif (found := current(answer.text)) != expected(route.path):
            wrong[route.path] = found
        seen.add(f"/{route.path.split('/')[1]}")

    assert wrong == {}
    assert set(CURRENT) <= seen
