"""What people wrote, on a page: escaped, with addresses made links, and for the team the numbers of paper cuts, too."""

import re
from collections.abc import Collection, Iterable

from flask import g, url_for
from markupsafe import Markup, escape

from papercuts import queries
from papercuts.domain.numbers import paper_cut_number

_URL = r"https?://[^\s<>\"']{1,2000}"
_CUT = r"(?<![\w-])PC-[0-9]{1,15}(?!\w)"  # as pages write it; a bare number may be any
_LINKED = re.compile(f"({_URL})|({_CUT})", re.IGNORECASE)


def prose(text: str) -> Markup:
    """Return what a person wrote, escaped, with line breaks kept and http(s) addresses made links."""
    return _linked(text, frozenset())


def team_prose(text: str) -> Markup:
    """Return the same with each PC-5 made a link, where there is that paper cut; for pages of the team only."""
    look_up([text])
    return _linked(text, g.cuts_there)


def look_up(texts: Iterable[str]) -> None:
    """Look up which paper cuts these texts name, in one statement; once a request is enough."""
    looked_for, there = g.setdefault("cuts_looked_for", set()), g.setdefault("cuts_there", set())
    named = {number for text in texts for match in _LINKED.finditer(text) if (number := _number(match[2]))}
    if missing := named - looked_for:
        looked_for |= missing
        there |= queries.paper_cuts.there(missing)


def _number(named: str | None) -> int | None:
    return paper_cut_number(named) if named else None


def _linked(text: str, cuts: Collection[int]) -> Markup:
    parts: list[Markup] = []
    end = 0
    for match in _LINKED.finditer(text):
        parts.append(escape(text[end : match.start()]))
        shown = match[0].rstrip(".,;:!?)")
        number = _number(match[2])
        if match[1]:
            parts.append(Markup('<a href="{0}" rel="noopener noreferrer nofollow ugc">{0}</a>').format(shown))
        elif number in cuts:
            parts.append(Markup('<a href="{}">{}</a>').format(url_for("paper_cuts.show", id=number), shown))
        else:
            parts.append(escape(shown))
        end = match.start() + len(shown)
    parts.append(escape(text[end:]))
    return Markup("<br>").join(Markup("").join(parts).split("\n"))
