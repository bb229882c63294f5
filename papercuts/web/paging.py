"""Pages of a list, counted in the address: `?page=3`."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request, url_for

from papercuts.domain.limits import PAGE_SIZE


@dataclass(frozen=True)
class Page:
    """One page of a list, as the pager macro draws it."""

    first: int
    last: int
    total: int
    offset: int
    previous_url: str | None
    next_url: str | None


def page_of(total: int, size: int = PAGE_SIZE) -> Page:
    """Return the page of a list that the address asks for; beyond the end, the last one."""
    n_pages = max(1, -(-total // size))
    number = min(_asked(), n_pages)
    offset = (number - 1) * size
    return Page(
        first=min(offset + 1, total),
        last=min(offset + size, total),
        total=total,
        offset=offset,
        previous_url=_url(number - 1) if number > 1 else None,
        next_url=_url(number + 1) if number < n_pages else None,
    )


def _asked() -> int:
    text = request.args.get("page", "")
    return max(int(text), 1) if text.isascii() and text.isdecimal() and len(text) <= 9 else 1


def _url(number: int) -> str:
    kept = {name: values for name, values in request.args.lists() if name != "page"}
    page = {} if number == 1 else {"page": [str(number)]}
    # not as arguments of url_for, which takes some names for its own
    query = urlencode(kept | page, doseq=True)
    return url_for(str(request.endpoint), **(request.view_args or {})) + (f"?{query}" if query else "")
