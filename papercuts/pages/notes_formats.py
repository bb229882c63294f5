"""Every format of a release's notes: what its address ends in, what it is called, how it is written.

Each is made of one `PublicNote`, so all say the same; none but the page needs a request.
"""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from papercuts.domain import formats
from papercuts.domain.slugs import slugs
from papercuts.domain.totals import Hours
from papercuts.pages import notes_feed, notes_templates
from papercuts.pages.notes_addresses import of_note, picture_below
from papercuts.pages.notes_templates import Fill, fill_anyway
from papercuts.queries.notes import PublicFix, PublicNote, PublicPicture
from papercuts.web.rendering import setting

JSON_VERSION = 1  # docs/release-notes.schema.json; new keys may come, the documented ones stay
FRAGMENT_TYPE = "bugfix"  # of towncrier's own types
_ZIP_BEGINS = 1980  # a zip file knows no earlier year


def as_json(note: PublicNote, fill: Fill = fill_anyway) -> str:
    """Return a release for programs, after docs/release-notes.schema.json."""
    address = of_note(note.version)
    told = {
        "format": "papercuts release notes",
        "format_version": JSON_VERSION,
        "product": setting().product_name,
        "version": note.version,
        "name": note.name,
        "released_on": note.released_on.isoformat(),
        "url": address,
        "hours_a_year": _hours(note.hours if note.hours.mean > 0 else None),
        "thanks": {"n_people": note.thanks.n_people, "places": list(note.thanks.places)},
        "fixes": [_fix(fix, address) for fix in note.fixes],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def fragments(note: PublicNote, fill: Fill = fill_anyway) -> dict[str, str]:
    """Return the news fragments of a release for towncrier, by their file names.

    The + makes them orphans: towncrier takes what stands before the type for the number of an issue, else.
    """
    names = slugs([fix.title for fix in note.fixes], otherwise="fix")
    return {
        f"+{name}.{FRAGMENT_TYPE}.md": fill(notes_templates.FRAGMENT, note, fix)
        for name, fix in zip(names, note.fixes, strict=True)
    }


def as_zip(note: PublicNote, fill: Fill = fill_anyway) -> bytes:
    """Return the fragments as one file, the same bytes each time."""
    day = note.released_on
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in fragments(note, fill).items():
            member = zipfile.ZipInfo(name, (max(day.year, _ZIP_BEGINS), day.month, day.day, 0, 0, 0))
            archive.writestr(member, text, zipfile.ZIP_DEFLATED)
    return written.getvalue()


@dataclass(frozen=True, slots=True)
class Format:
    """One way to read notes."""

    name: str  # in a command, and of its route
    ending: str  # of its address
    label: str
    mimetype: str
    write: Callable[..., str | bytes]  # of a PublicNote, and of how templates are filled


def _by(template: str) -> Callable[..., str]:
    def write(note: PublicNote, fill: Fill = fill_anyway) -> str:
        return fill(template, note)

    return write


FORMATS = (
    Format("markdown", ".md", "Markdown", "text/markdown", _by(notes_templates.MARKDOWN)),
    Format("html", ".html", "HTML to paste", "text/html", _by(notes_templates.HTML)),
    Format("text", ".txt", "Text", "text/plain", _by(notes_templates.TEXT)),
    Format("json", ".json", "JSON", "application/json", as_json),
    Format("atom", ".atom", "Atom", "application/atom+xml", notes_feed.of_one),
    Format("changelog", ".changelog.md", "Changelog", "text/markdown", _by(notes_templates.CHANGELOG)),
    Format("towncrier", ".fragments.zip", "towncrier", "application/zip", as_zip),
)


def _fix(fix: PublicFix, address: str) -> dict[str, Any]:
    return {
        "title": fix.title,
        "text": fix.text,
        "before": fix.before,
        "now": fix.after,
        "before_picture": _picture(fix.before_picture, address),
        "now_picture": _picture(fix.after_picture, address),
        "hours_a_year": _hours(fix.hours),
        "n_hit": fix.n_hit,
        "n_watched": fix.n_watched,
        "seen_at": list(fix.seen_at),
        "is_verified": fix.is_verified,
        "is_seen_again": fix.is_seen_again,
    }


def _hours(hours: Hours | None) -> dict[str, float] | None:
    """Return hours as far as they are known, as the pages show them."""
    if hours is None:
        return None
    mean, low, high = (formats.known_hours(x) for x in (hours.mean, hours.q10, hours.q90))
    return {"expected": mean, "low": low, "high": high}


def _picture(picture: PublicPicture | None, address: str) -> dict[str, Any] | None:
    if picture is None:
        return None
    source = picture_below(address, picture.sha256)
    return {"url": source, "alt": picture.alt, "width": picture.width, "height": picture.height}
