"""The full addresses of notes, for what leaves the site: files, feeds, other people's pages."""

from urllib.parse import quote

from papercuts.web.addresses import absolute_url


def of_all() -> str:
    """Return the address of all notes."""
    return absolute_url("/notes")


def of_feed() -> str:
    """Return the address of the feed."""
    return absolute_url("/notes.atom")


def of_badge() -> str:
    """Return the address of the badge."""
    return absolute_url("/notes/badge.svg")


def of_note(version: str) -> str:
    """Return the address of the notes of a version, which may have any sign but a slash in it."""
    return absolute_url(f"/notes/{quote(version, safe='')}")


def picture_below(address: str, sha256: str) -> str:
    """Return the address of a picture of notes, by the address of those."""
    return f"{address}/pictures/{sha256}.webp"
