"""Names of customers and people in texts for everybody, in words: what names whom, and where to write it anew."""

from collections.abc import Iterable
from typing import Any

from flask import url_for

from papercuts import queries
from papercuts.models import Release
from papercuts.queries.public_names import Named
from papercuts.web.guard import may

SOMEBODY = "a customer or a person we watched"


def in_words(found: Iterable[Named]) -> str:
    """Return which texts name whom: "“Before” names Oakwend"; whom only to those who may know."""
    return "; ".join(f"“{one.what}” names {_whom(one)}" for one in found)


def items(release: Release, found: Iterable[Named]) -> list[dict[str, Any]]:
    """Return a line for each text, with a link to the field it is written in, as the macro `todo` draws it.

    Of a published release also what it repeats of people who have withdrawn their consent since.
    """
    withdrawn = queries.public_quotes.withdrawn(release.id) if release.is_published else []
    said = [
        {"text": f"It repeats what somebody no longer agrees to: “{words}”", "is_done": False, "href": None}
        for one in withdrawn
        for words in one.words
    ]
    names = [
        {"text": _line(one), "is_done": False, "href": _href(release, one), "action": "Write it anew"} for one in found
    ]
    return [*names, *said]


def _line(one: Named) -> str:
    return f"{one.fix.paper_cut.number if one.fix else 'The release'}: {in_words([one])}"


def _whom(one: Named) -> str:
    return ", ".join(one.names) if may("see real names") else SOMEBODY


def _href(release: Release, one: Named) -> str | None:
    if one.fix is None:
        return url_for("releases.edit", id=release.id, _anchor=one.field) if may("edit releases") else None
    may_edit = may("publish") if release.is_published else may("mark fixed")
    return url_for("fixes.edit", id=one.fix.id, _anchor=one.field) if may_edit else None
