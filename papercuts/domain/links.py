"""Addresses of issues and commits: which may stand on a page as a link, and what a reader recognises of one."""

import re
from urllib.parse import urlsplit

from papercuts.domain import limits

_NEVER = re.compile(r"[\s\\<>\"]")


def is_web_address(text: str) -> bool:
    """Say whether a text is an http(s) address: a link on our page must not run a script or open a file."""
    if len(text) > limits.URL or _NEVER.search(text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:  # a bracket or port that cannot be
        return False


def label(address: str) -> str:
    """Return what a reader recognises of an issue's address: `ledger.example #812`, or the address itself."""
    parts = urlsplit(address)
    last = parts.path.rstrip("/").rsplit("/", 1)[-1]
    if last.isdecimal():
        return f"{parts.hostname} #{last}"[: limits.NAME]
    return f"{parts.netloc}{parts.path}".rstrip("/")[: limits.NAME]
