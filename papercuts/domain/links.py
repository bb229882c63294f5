"""Addresses of issues and commits: which may stand on a page as a link, and what a reader recognises of one."""

import re
from urllib.parse import urlsplit

from papercuts.domain import limits
from papercuts.domain.limits import LinkKind

_HASH = re.compile("[0-9a-f]{7,64}")
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


def is_hash(text: str) -> bool:
    """Say whether a text is the hash of a commit, shortened or whole."""
    return bool(_HASH.fullmatch(text.lower()))


def label(address: str, kind: LinkKind = LinkKind.ISSUE) -> str:
    """Return what a reader recognises of an address: `ledger.example #812`, a short hash, or the address itself."""
    parts = urlsplit(address)
    last = parts.path.rstrip("/").rsplit("/", 1)[-1]
    if kind is LinkKind.COMMIT and is_hash(last):
        return last[:12].lower()
    if kind is LinkKind.ISSUE and last.isdecimal():
        return f"{parts.hostname} #{last}"[: limits.NAME]
    return f"{parts.netloc}{parts.path}".rstrip("/")[: limits.NAME]
