"""A chart as a file of its own: what its macro draws, with the styles of the page, for any program that reads SVG.

Colours are the stylesheet's light ones, written out, for few programs know custom properties or layers. Nothing in the
file is active or refers to anything outside: links become groups with a tooltip, and text stays text.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from flask import Response, current_app

from papercuts.pages.charts.scales import text_width
from papercuts.web.downloads import download

MARGIN = 16  # around the picture, whose words may stand out a little
LINE, TITLE_LINE = 18, 26
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TOKEN = re.compile(r"--([\w-]+):\s*([^;{}]+);")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_PART = re.compile(r"(?:\.[\w-]+)+|text")  # of a selector that holds without a pointer, a focus or a page around it
_OF_A_PAGE = re.compile(r"(?:(?:max-)?(?:inline|block)-size|overflow|display):[^;]*;?\s*")
_LAYERS = ("charts", "pages")


def svg_file(picture: str, what: str, title: str, notes: Sequence[str] = (), legend: str = "") -> Response:
    """Answer with a chart to store.

    picture: the `<svg class="chart …" viewBox="0 0 w h">` of a macro; what: names the file ("matrix"); title, notes:
    lines above it (what it shows, the filters in force); legend: the `<p class="legend">` of a macro, drawn below.
    Both must be well-formed XML: attributes in quotation marks, no names such as &nbsp;.
    """
    return download(as_svg(picture, title, notes, legend), what, "svg", "image/svg+xml")


def as_svg(picture: str, title: str, notes: Sequence[str] = (), legend: str = "") -> str:
    """Return the file itself; see `svg_file`. What XML cannot hold is shown as �."""
    drawn = fromstring(_clean(picture))  # noqa: S314  our own macro's words, without a document type
    _, _, width, height = (float(part) for part in drawn.attrib["viewBox"].split())
    _make_still(drawn)
    heads = [line for note in notes if note for line in _wrapped(_clean(note), width)]
    top = MARGIN + TITLE_LINE + LINE * len(heads)
    keys = _legend(legend, width, height + LINE + MARGIN) if legend else None
    full_width, full_height = width + 2 * MARGIN, top + height + MARGIN + (_height(keys) if keys is not None else 0)
    box = {"x": _n(-MARGIN), "y": _n(-top), "width": _n(full_width), "height": _n(full_height)}
    root = Element("svg", xmlns="http://www.w3.org/2000/svg", width=box["width"], height=box["height"])
    root.attrib |= {"class": "chart", "viewBox": " ".join(box.values())}
    SubElement(root, "title").text = _clean(title)
    SubElement(root, "desc").text = " ".join([*map(_clean, notes), drawn.attrib.get("aria-label", "")]).strip()
    style = SubElement(root, "style")
    SubElement(root, "rect", box, **{"class": "paper"})
    SubElement(root, "text", {"class": "t-strong t-title", "x": "0", "y": _n(22 - top)}).text = _clean(title)
    for i, line in enumerate(heads):
        SubElement(root, "text", {"x": "0", "y": _n(22 - top + 4 + LINE * (i + 1))}).text = line
    SubElement(root, "g").extend(drawn)
    root.extend([keys] if keys is not None else [])
    style.text = styles(frozenset(name for one in root.iter() for name in one.attrib.get("class", "").split()))
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def styles(used: Iterable[str]) -> str:
    """Return the stylesheet's rules for charts that use these classes, in light colours, without custom properties."""
    return "\n".join(
        f"{selector}{{{rule}}}"
        for selector, rule in _rules(_stylesheet())
        if rule and _classes(selector) <= {"chart", *used}
    )


def _stylesheet() -> str:
    path = Path(str(current_app.static_folder)) / "papercuts.css"
    return _read(path, path.stat().st_mtime)


@cache
def _read(path: Path, changed_at: float) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


@cache
def _rules(sheet: str) -> tuple[tuple[str, str], ...]:
    tokens = {name: _light(value) for name, value in _TOKEN.findall(_block(sheet, "@layer tokens {"))}
    return tuple(
        (" ".join(one.split()), _written_out(rule, tokens))
        for layer in _LAYERS
        for selector, rule in _RULE.findall(_without_conditions(_block(sheet, f"@layer {layer} {{")))
        for one in selector.split(",")
        if one.split() and all(_PART.fullmatch(part) for part in one.split())
    )


def _written_out(rule: str, tokens: Mapping[str, str]) -> str:
    return _OF_A_PAGE.sub("", re.sub(r"var\(--([\w-]+)\)", lambda found: tokens[found[1]], _light(rule))).strip()


def _block(sheet: str, head: str) -> str:
    """Return what stands between the braces after a head."""
    start = sheet.index(head) + len(head)
    depth, at = 1, start
    while depth:
        at += 1
        depth += {"{": 1, "}": -1}.get(sheet[at], 0)
    return sheet[start:at]


def _without_conditions(block: str) -> str:
    return re.sub(r"@[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", block)


def _light(value: str) -> str:
    return re.sub(r"light-dark\(([^,()]+),[^()]*\)", r"\1", value)


def _classes(selector: str) -> set[str]:
    return set(re.findall(r"\.([\w-]+)", selector))


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text)


def _make_still(drawn: Element) -> None:
    """Turn links into groups that say where they stand, and leave out what only a pointer shows."""
    for parent in [*drawn.iter()]:
        for child in [*parent]:
            if {"pt__on", "pt__area"} & set(child.attrib.get("class", "").split()):
                parent.remove(child)
        if parent.tag == "a":
            words = parent.attrib.get("aria-label", "")
            parent.tag, parent.attrib = "g", {}
            title = Element("title")
            title.text = words
            parent.insert(0, title)


def _legend(legend: str, width: float, y: float) -> Element:
    """Return the marks and words of a legend in rows."""
    group, x = Element("g"), 0.0
    for item in fromstring(_clean(legend)).iter("span"):  # noqa: S314  our own macro's, too
        mark, words = item.find("svg"), "".join(item.itertext()).strip()
        step = 16 + 6 + text_width(words) + 18
        if x and x + step > width:
            x, y = 0.0, y + LINE
        place = SubElement(group, "g", transform=f"translate({_n(x)} {_n(y - 10)})")
        place.extend(mark if mark is not None else [])
        SubElement(place, "text", x="22", y="10").text = words
        x += step
    return group


def _height(keys: Element) -> float:
    return LINE * len({key.attrib["transform"].split()[1] for key in keys}) + MARGIN


def _wrapped(text: str, width: float) -> list[str]:
    """Return a text in lines that fit; a word that is longer is broken."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer) <= width:
            lines[-1] = longer
            continue
        lines += [""] if lines[-1] else []
        for sign in word:
            lines += [""] if text_width(lines[-1] + sign) > width else []
            lines[-1] += sign
    return lines


def _n(value: float) -> str:
    return f"{value:g}"
