"""Release notes as an Atom feed. Source: RFC 4287; of its ids RFC 4151."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from papercuts.pages import notes_templates
from papercuts.pages.notes_addresses import of_all, of_feed, of_note
from papercuts.pages.notes_templates import Fill, fill_anyway
from papercuts.queries.notes import PublicNote
from papercuts.web.rendering import setting

ATOM = "http://www.w3.org/2005/Atom"
_TAG_YEAR = 2026  # a date in each tag: ids of this making, whatever becomes of the name of the host
_NO_XML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
)  # XML 1.0 can hold none of them, escaped or not
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def of_all_notes(notes: Sequence[PublicNote], fill: Fill = fill_anyway) -> str:
    """Return these releases, newest first, as a feed whose entries are whole: nothing more has to be fetched."""
    product = setting().product_name
    title = f"What has become better in {product}" if product else "What has become better"
    return _feed(title, _id(), of_feed(), of_all(), notes, fill)


def of_one(note: PublicNote, fill: Fill = fill_anyway) -> str:
    """Return a feed of one release, with an id and an address of its own."""
    address = of_note(note.version)
    title = notes_templates.title(note, setting().product_name)
    return _feed(title, f"{_id(note.version)}/feed", f"{address}.atom", address, [note], fill)


def _feed(title: str, name: str, address: str, page: str, notes: Sequence[PublicNote], fill: Fill) -> str:
    product = setting().product_name
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _text(feed, "title", title)
    _text(feed, "id", name)
    _text(feed, "updated", _moment(max(map(_updated, notes), default=_NEVER)))
    SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": address})
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": page})
    _text(SubElement(feed, "author"), "name", product or "papercuts")
    _text(feed, "generator", "papercuts")
    for note in notes:
        _entry(feed, note, notes_templates.title(note, product), fill)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(feed, encoding="unicode") + "\n"


def _entry(feed: Element, note: PublicNote, title: str, fill: Fill) -> None:
    entry = SubElement(feed, "entry")
    _text(entry, "title", title)
    _text(entry, "id", _id(note.version))
    _text(entry, "published", _moment(note.published_at or _day(note)))
    _text(entry, "updated", _moment(_updated(note)))
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": of_note(note.version)})
    _text(entry, "content", fill(notes_templates.HTML, note)).set("type", "html")


def _text(parent: Element, name: str, text: str) -> Element:
    element = SubElement(parent, name)
    element.text = _NO_XML.sub("\ufffd", text)
    return element


def _id(version: str = "") -> str:
    """Return a tag that stays while the release is called so; the version is its only name outside."""
    host = urlsplit(of_all()).hostname or "localhost"
    return f"tag:{host.replace(':', '-')},{_TAG_YEAR}:papercuts/notes" + (
        f"/{quote(version, safe='')}" if version else ""
    )


def _updated(note: PublicNote) -> datetime:
    return max(filter(None, (note.published_at, note.changed_at)), default=_day(note))


def _day(note: PublicNote) -> datetime:
    return datetime.combine(note.released_on, time(), UTC)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
