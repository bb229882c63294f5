"""Read what the pages and files of papercuts say: tables, text and rows, as a browser gets them."""

import csv
import io
import re
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.text: list[str] = []
        self._rows: list[list[str]] = []
        self._caption: list[str] | None = None
        self._cell: list[str] | None = None
        self._name = ""
        self._is_hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "caption":
            self._caption = []
        elif tag == "table":
            self._rows, self._name = [], ""
        elif tag == "tr":
            self._rows.append([])
        elif tag == "td":
            self._cell = []
        elif tag in ("script", "style", "svg"):
            self._is_hidden = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "caption" and self._caption is not None:
            self._name, self._caption = " ".join("".join(self._caption).split()), None
        elif tag == "td" and self._cell is not None:
            self._rows[-1].append(" ".join("".join(self._cell).split()))
            self._cell = None
        elif tag == "table":
            self.tables[self._name] = [row for row in self._rows if row]
        elif tag in ("script", "style", "svg"):
            self._is_hidden = False
        if tag in ("dt", "dd", "li", "p", "span", "small", "summary", "td", "h2", "h3", "button"):
            self.text.append(" ")

    def handle_data(self, data: str) -> None:
        if self._is_hidden:
            return
        self.text.append(data)
        for part in (self._caption, self._cell):
            if part is not None:
                part.append(data)


class Page:
    """A page as a reader sees it: its tables by caption, and its text."""

    def __init__(self, markup: str) -> None:
        reader = _Reader()
        reader.feed(markup)
        self.tables, self.text = reader.tables, " ".join("".join(reader.text).split())

    def find(self, pattern: str) -> tuple[str, ...]:
        """Return what the groups of a pattern match in the text; none of them where it is not there."""
        found = re.search(pattern, self.text)
        return found.groups() if found else ()


class Browser:
    """Somebody who has signed in."""

    def __init__(self, client: FlaskClient, email: str, password: str) -> None:
        self.client = client
        token = re.search(r'name="csrf_token" value="([^"]+)"', self._get("/login"))
        form = {"email": email, "password": password, "csrf_token": token[1] if token else ""}
        with client.application.app_context():
            answer = client.post("/login", data=form)
        assert answer.status_code == 303, answer.text

    def _get(self, path: str) -> str:
        with self.client.application.app_context():  # of its own, as each request has
            answer = self.client.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return answer.text

    def page(self, path: str) -> Page:
        """Return a page."""
        return Page(self._get(path))

    def text(self, path: str) -> str:
        """Return a text."""
        return self._get(path)

    def rows(self, path: str) -> list[dict[str, str]]:
        """Return the rows of a CSV file."""
        return list(csv.DictReader(io.StringIO(self._get(path).lstrip("\ufeff"))))


def number(text: str) -> float:
    """Return a number as it is shown: 1,660 or −0.3 or "3 million"."""
    found = re.search(r"[−-]?[\d,.]*\d", text)
    if found is None:
        return float("nan")
    million = 1e6 if "million" in text else 1.0
    return float(found[0].replace(",", "").replace("−", "-")) * million


def span(text: str) -> tuple[float, float]:
    """Return both ends of a range: "4 to 16", "4–16"."""
    ends = re.split(r" to |–", text)
    return number(ends[0]), number(ends[-1])


def is_near(said: Any, known: Any, part: float = 0.012, least: float = 0.006) -> bool:
    """Say whether numbers are the same, but for rounding and drawing."""
    if said is None or known is None:
        return said is None and known is None
    return bool(abs(said - known) <= max(part * abs(known), least))
