"""What the page of a paper cut says: its key figures, and the words of people as far as they allowed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from papercuts.domain import durations, formats
from papercuts.domain.attribution import may_say_role
from papercuts.domain.lifecycle import SHIPPED
from papercuts.domain.limits import Consent
from papercuts.models import PaperCut, Participant
from papercuts.pages.filter_bar import count
from papercuts.queries.paper_cuts import RANK_MOST, Place, Seen

QUOTES_MOST = 6


@dataclass(frozen=True)
class Quote:
    """Somebody's words, and who said them as far as they may be named."""

    text: str  # empty unless it may be shown, so that no template can show it by mistake
    who: str

    @property
    def is_cleared(self) -> bool:
        """Say whether the words may be shown."""
        return bool(self.text)


def figures(cut: PaperCut, place: Place | None, list_url: str, how_sure: str) -> list[dict[str, Any]]:
    """Return the key figures; without a score, only what was counted.

    list_url: where the rank stands. how_sure: that place is, in a few words.
    """
    counted = f"{cut.n_sightings:,} sighting{'' if cut.n_sightings == 1 else 's'}"
    where = f"{cut.n_sites:,} site{'' if cut.n_sites == 1 else 's'}"
    hit = {
        "dt": "Hit by",
        "dd": f"{cut.hit_k:,}",
        "unit": f"of {cut.watched_n:,} watched",
        "range": f"{counted}, {where}",
        "href": "#watched" if cut.payback_q50 is not None else "",
    }
    return [*_scored(cut), *([_rank(place, list_url, how_sure)] if place else []), hit]


def quotes(seen: Sequence[Seen], with_names: bool) -> list[Quote]:
    """Return what people said, cleared words first. with_names: the reader may know who agreed to be named."""
    said = [_quote(one, with_names) for one in seen if one.sighting.quote]
    return sorted(said, key=lambda quote: not quote.is_cleared)[:QUOTES_MOST]


def often(one: Seen) -> str:
    """Return how often somebody says they do the task: "40 a week"."""
    return f"{one.times:g} a {one.per}" if one.times is not None and one.per is not None else ""


def of_times_done(one: Seen) -> str:
    """Return how often it happened, of how often this person did the task at that visit: "12 of 26"."""
    times = one.sighting.occurrences
    return f"{times:,} {'of' if times <= one.performed else 'in'} {one.performed:,}"


def _scored(cut: PaperCut) -> list[dict[str, Any]]:
    if cut.payback_q50 is None:
        return []
    is_fixed = cut.status in SHIPPED
    lost, lost_unit = ("Users lost", "h a year before the fix") if is_fixed else ("Users lose", "h a year")
    shown: list[tuple[str, float | None, str, float | None, float | None]] = [
        (lost, cut.hours_lost_mean, lost_unit, cut.hours_lost_q10, cut.hours_lost_q90),
        ("Effort", cut.effort_hours_mean, "h", cut.effort_hours_q10, cut.effort_hours_q90),
        ("Payback", cut.payback_q50, "", cut.payback_q10, cut.payback_q90),
    ]
    figures = []
    for name, value, unit, low, high in shown:
        show = formats.hours if unit else formats.payback
        figures.append(
            {
                "dt": name,
                "dd": show(value or 0),
                "unit": unit,
                "range": f"likely {formats.span(low or 0, high or 0, show)}",
                "href": "#why",
                "is_assumed": name == "Effort" and cut.needs_effort,
            }
        )
    return figures


def _rank(place: Place, list_url: str, how_sure: str) -> dict[str, Any]:
    return {
        "dt": "Rank",
        "dd": count(place.rank, RANK_MOST),
        "unit": f"of {count(place.of, RANK_MOST)}",
        "range": how_sure,
        "href": list_url,
    }


def _quote(one: Seen, with_names: bool) -> Quote:
    sighting = one.sighting
    is_cleared = sighting.participant is not None and sighting.participant.may_be_quoted
    parts = [
        called(sighting.participant, with_names),
        sighting.visit.site.name,
        formats.date(sighting.visit.visited_on),
        sighting.visit.product,
        durations.told(sighting.seconds_lost, sighting.how_timed) if sighting.seconds_lost else "",
        often(one),
    ]
    return Quote(sighting.quote if is_cleared else "", ", ".join(part for part in parts if part))


def called(participant: Participant | None, with_names: bool) -> str:
    """Return a person as they agreed to be called: by name, by role, or by code alone."""
    if participant is None:
        return ""
    if participant.consent is Consent.NAMED and with_names and participant.real_name:
        return f"{participant.real_name}, {participant.role}".rstrip(", ")
    if may_say_role(participant.consent) and participant.role:
        return participant.role
    return participant.code
