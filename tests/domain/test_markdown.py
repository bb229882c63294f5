"""What people wrote, put into Markdown: shown as written, marking nothing up (T04)."""

import json
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from papercuts.domain.markdown import escape_line, escape_text
from papercuts.domain.text import clean_text
from tests.soon import soon

PAYLOADS = json.loads((Path(__file__).parent.parent / "data" / "payloads.json").read_text(encoding="utf-8"))
# HTML let through, tables and strike-through on: what a careless renderer does
RENDER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
PLAIN = {"inline", "text", "text_special", "softbreak", "hardbreak", "paragraph_open", "paragraph_close"}


def written(payload: dict[str, Any]) -> str:
    value = payload["value"]
    text = value if isinstance(value, str) else value["unit"] * value["times"] + value.get("then", "")
    return text.replace("{m}", "marker0123456789")


MARKDOWN = [
    pytest.param(written(payload), id=payload["id"])
    for payload in PAYLOADS["payloads"]
    if payload["kind"] == "markdown" and payload.get("encoding") in (None, "repeat")
]


def kinds(markdown: str) -> set[str]:
    tokens = RENDER.parse(markdown)
    return {token.type for one in tokens for token in (one, *(one.children or ()))}


@pytest.mark.parametrize("text", MARKDOWN)
def test_t04_no_payload_marks_anything_up(text: str) -> None:
    try:
        text = clean_text(text)
    except ValueError:  # what cannot be stored cannot be published
        return

    assert kinds(escape_text(text)) <= PLAIN
    assert kinds("## " + escape_line(text)) <= PLAIN | {"heading_open", "heading_close"}


@pytest.mark.parametrize(
    "text",
    [
        "Typing 3.4.26, 3/4/26 or “3 apr” used to empty the field.",
        "# 4 of 12 *people* said `no`_",
        "1. first",
        "2) second",
        "- not a list",
        "+ nor this",
        "---",
        "===",
        "=",
        "> no quotation",
        "| a | b |",
        "~~~ and ~~gone~~",
        "R&D &amp; &lt;b&gt; <b>bold</b>",
        "[a](https://evil.example) ![b](c.png) [d]: /e",
        "https://evil.example/path www.evil.example mailto:a@b.example",
        "C:\\temp\\* and \\[",
        "{: .class} $x$ @everybody",
        ": a definition",
        "Ärger mit Größe — 日本語",
    ],
)
def test_it_reads_as_it_was_written(text: str) -> None:
    assert kinds(escape_line(text)) <= PLAIN
    assert unescape(RENDER.render(escape_line(text))) == f"<p>{text}</p>\n"


def test_numbers_and_dates_stay_readable_as_plain_text() -> None:
    text = "Typing 3.4.26 or 3/4/26 used to empty the field (it went blank). Now it is read!"

    assert escape_line(text) == text


def test_bare_addresses_are_no_links_for_renderers_that_make_some() -> None:
    assert "://" not in escape_line("see https://evil.example").replace("\\:", "")
    assert escape_line("www.evil.example") == r"www\.evil\.example"
    assert escape_line("a@b.example") == r"a\@b\.example"


def test_a_line_stays_one_line() -> None:
    assert escape_line("a\nb\n\n# c") == "a b \\# c"


def test_paragraphs_and_line_breaks_are_kept() -> None:
    text = "First\nsecond\n\n\nThird"

    assert escape_text(text) == "First  \nsecond\n\nThird"
    assert RENDER.render(escape_text(text)) == "<p>First<br />\nsecond</p>\n<p>Third</p>\n"


def test_a_line_that_begins_with_blanks_is_no_code() -> None:
    assert kinds(escape_text("a\n\n      code")) <= PLAIN


def test_nothing_stays_nothing() -> None:
    assert escape_line("") == escape_text("") == ""


def test_t35_the_time_grows_with_the_length_alone() -> None:
    with soon():
        for unit in ("[", "a@", "\\", "-", "1.", "\n", "\n ", "a.", "http:"):
            escape_text(unit * (100_000 // len(unit)))
