"""The pages of rounds: what is under way, how far each is, and what could fill a slot."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from papercuts import queries
from papercuts.domain import formats
from papercuts.domain.lifecycle import WAITING
from papercuts.domain.rounds import Progress, days_in_words, is_over
from papercuts.domain.totals import NOTHING, Hours
from papercuts.models import Round
from papercuts.pages import charts
from papercuts.pages.charts.slots import SlotBar
from papercuts.queries.rounds import Offered, Told


@dataclass(frozen=True)
class Line:
    """A round as a list and its own page show it."""

    round: Round
    days: str  # "12 days left"
    progress: str
    given_back: str
    bar: SlotBar
    is_over: bool


def index(today: date) -> dict[str, Any]:
    """Return the rounds: under way or to come, the one that ends first at the top; then those that are over."""
    lines = [_line(one, today) for one in queries.rounds.listed()]
    return {"open": [one for one in lines if not one.is_over][::-1], "over": [one for one in lines if one.is_over]}


def show(one: Round, today: date, text: str) -> dict[str, Any]:
    """Return what the page of a round shows. text: what somebody looks for to fill a slot."""
    told = queries.rounds.told(one)
    has_room = bool(told.progress.n_free) and not is_over(one.ends_on, today)
    wins, others = queries.rounds.offered(one.id, text) if has_room else ([], [])
    groups = [("Quick wins, by payback", wins), ("Others, by payback", others)]
    dropped = [place for place in one.places if place.dropped_at is not None]
    taken = [place for place in one.places if place.dropped_at is None]
    now = queries.merging.into_now([place.paper_cut_id for place in one.places])
    there = {place.paper_cut_id for place in taken}
    return {
        "round": one,
        "line": _line(told, today),
        "n_free": told.progress.n_free,
        "taken": taken,
        "now": now,
        # a merged one gives its slot to what it is now, unless that is in the round or cannot be
        "refills": {cut_id: cut for cut_id, cut in now.items() if cut.id not in there and cut.status in WAITING},
        "dropped": dropped,
        "first_wins": _first(wins, {place.paper_cut_id for place in dropped}, told.progress.n_free) if not text else [],
        "has_room": has_room,
        "groups": [(name, [(row.id, _choice(row)) for row in rows]) for name, rows in groups if rows],
        "text": text,
        "moments": queries.history.of(("round", one.id)),
    }


def _line(one: Told, today: date) -> Line:
    said = one.progress.in_words
    return Line(
        round=one.round,
        days=days_in_words(one.round.starts_on, one.round.ends_on, today),
        progress=said,
        given_back=_given_back(one.hours),
        bar=charts.slots(_kinds(one.progress), said),
        is_over=is_over(one.round.ends_on, today),
    )


def _kinds(one: Progress) -> list[tuple[str, int]]:
    return [
        ("verified", one.n_verified),
        ("fixed", one.n_fixed - one.n_verified),
        ("waiting", one.n_waiting),
        ("closed", one.n_closed),
        ("free", one.n_free),
    ]


def _given_back(hours: Hours) -> str:
    if hours == NOTHING:
        return "Nothing given back so far."
    likely = formats.span(hours.q10, hours.q90)
    return f"{formats.hours(hours.mean)} hours a year given back so far, likely {likely}."


def _first(wins: Sequence[Offered], dropped: Collection[int], n_free: int) -> list[int]:
    """Return the ids of the quick wins that one press puts into the free slots; none that was dropped before."""
    return [row.id for row in wins if row.id not in dropped][:n_free]


def _choice(row: Offered) -> str:
    pays = f"pays back {formats.payback(row.payback)}" if row.payback is not None else ""
    marks = [pays, "contested" if row.is_contested else "", "did not pass the gate" if row.is_held_back else ""]
    return ", ".join(filter(None, [f"PC-{row.id} {row.title}", *marks]))
