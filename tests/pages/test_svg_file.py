"""A chart as a file: valid, whole, without anything active, and in the colours of the stylesheet."""

import re
from xml.etree.ElementTree import fromstring

import pytest
from flask import Flask, get_template_attribute

from papercuts.pages import charts, svg_file
from tests.payloads import payloads

SVG = "{http://www.w3.org/2000/svg}"
CLOSING = "</text></svg><script>alert(1)</script>\x00\x0b\ufffe]]>&amp;\"'"


def drawn(title: str = "Date field clears", note: str = "Open or claimed") -> str:
    """Return the matrix of one paper cut as a file."""
    point = charts.Point(1, 31, title, "/paper-cuts/31", "claimed", 100, 50, 200, 4, 2, 8)
    chart = charts.matrix([point], 20)
    picture = get_template_attribute("macros/charts.html", "matrix_wide")(chart.wide, chart.band_text)
    return svg_file.as_svg(picture, title, [note], '<p class="legend"><span><svg><path d="M0 0"/></svg>Open</span></p>')


def test_a_file_is_whole_and_refers_to_nothing_outside(app: Flask) -> None:
    root = fromstring(drawn().encode())

    assert root.tag == f"{SVG}svg"
    assert root.attrib["viewBox"].split()[2:] == [root.attrib["width"], root.attrib["height"]]
    assert root.findtext(f"{SVG}title") == "Date field clears"
    assert str(root.findtext(f"{SVG}desc")).startswith("Open or claimed Hours lost a year against hours to fix")
    texts = ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]
    assert {"Date field clears", "Open or claimed", "Open", "1\u2002\u2068Date field clears\u2069"} <= set(texts)
    assert not [one for one in root.iter() if one.tag in (f"{SVG}a", f"{SVG}script") or "href" in str(one.attrib)]
    assert "aria-label" not in drawn()


def test_its_styles_are_the_light_ones_written_out(app: Flask) -> None:
    style = str(fromstring(drawn()).findtext(f"{SVG}style"))

    assert ".c-ring-ink{fill: #224aad; stroke: #ffffff; stroke-width: 1.5;}" in style
    assert ".chart text{font-size: 12px; fill: #424a53;" in style
    assert not re.search(r"var\(|light-dark|@|:hover|url\(|-size: 100%", style)
    assert ".c-pt-mend" not in style, "only what is used"


@pytest.mark.parametrize("text", [CLOSING, *(one.value[:2000] for one in payloads("text"))])
def test_whatever_was_typed_stays_text(app: Flask, text: str) -> None:
    root = fromstring(drawn(text, text).encode())

    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
        "svg", "title", "desc", "style", "rect", "g", "path", "circle", "text"
    }  # fmt: skip
    assert not [name for one in root.iter() for name in one.attrib if name.startswith("on")]
