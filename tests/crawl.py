"""Walking through the product as a person would: following links, reading the forms on the pages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from flask.testing import FlaskClient


@dataclass
class HtmlForm:
    """A form on a page: where it goes, and its fields with what they hold."""

    action: str
    method: str
    data: dict[str, list[str]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)  # names of the fields that people type text into
    has_file: bool = False


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.links = url, set[str]()
        self.forms: list[HtmlForm] = []
        self._form: HtmlForm | None = None
        self._select = self._textarea = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "a" and given.get("href", "").startswith("/"):
            self.links.add(given["href"].split("#")[0])
        elif tag == "form":
            self._form = HtmlForm(given.get("action") or self.url, given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._handle_field(tag, given)

    def _handle_field(self, tag: str, given: dict[str, str]) -> None:
        assert self._form is not None
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea = name
            self._form.texts.append(name)
            self._form.data.setdefault(name, [])
        elif tag == "option" and self._select and ("selected" in given or self._select not in self._form.data):
            self._form.data[self._select] = [given.get("value", "")]
        elif tag == "input" and name and kind == "file":
            self._form.has_file = True
        elif tag == "input" and name and (kind not in ("checkbox", "radio") or "checked" in given):
            self._form.data.setdefault(name, []).append(given.get("value", ""))
            if kind in ("text", "search", "email", "url") and not given.get("inputmode"):
                self._form.texts.append(name)

    def handle_data(self, data: str) -> None:
        if self._textarea and self._form is not None:
            self._form.data[self._textarea].append(data.removeprefix("\r").removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._textarea = ""


def read(url: str, html: str) -> tuple[set[str], list[HtmlForm]]:
    """Return the links of a page that stay on the site, and its forms."""
    reader = _Reader(url)
    reader.feed(html)
    return reader.links, reader.forms


def walk(
    browser: FlaskClient, start: str = "/", per_endpoint: int = 2, refused: list[str] | None = None
) -> Iterator[tuple[str, str]]:
    """Yield address and HTML of the pages that can be reached by links, a few of each endpoint.

    A link that answers 400 or more fails the test at once, or goes into the list of the refused if there is one.
    """
    seen: dict[str, int] = {}
    queue, known, found_on = [start], {start}, {start: ""}
    while queue:
        url = queue.pop(0)
        endpoint = endpoint_of(browser, url)
        if seen.setdefault(endpoint, 0) >= per_endpoint:
            continue
        seen[endpoint] += 1
        answer = browser.get(url)
        if answer.status_code >= 400:
            what = f"{url}, a link on {found_on[url]}, answers {answer.status_code}"
            assert refused is not None, what
            refused.append(what)
            continue
        if answer.mimetype != "text/html":
            continue
        yield url, answer.text
        links, _ = read(url, answer.text)
        queue += sorted(links - known)
        found_on |= dict.fromkeys(links - known, url)
        known |= links


def endpoint_of(browser: FlaskClient, url: str, method: str = "GET") -> str:
    """Return which view an address leads to."""
    adapter = browser.application.url_map.bind("localhost")
    endpoint, _ = adapter.match(urlsplit(url).path, method=method)
    return str(endpoint)
