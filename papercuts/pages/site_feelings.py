"""How people at one site feel: would they recommend the product, their mood, their applause, what delighted them."""

from dataclasses import dataclass
from itertools import groupby

from flask import url_for

from papercuts import queries
from papercuts.domain import applause, formats
from papercuts.domain.feelings import MOOD, mean
from papercuts.pages.feelings_kinds import signed
from papercuts.queries.feelings import Felt

N_DELIGHTS = 3


@dataclass(frozen=True)
class Line:
    """One thing that they feel, and where it was noted."""

    name: str
    text: str
    href: str


def of_site(site_id: int) -> list[Line]:
    """Return what is known; nothing where nothing is."""
    lines = [_rating(queries.feelings.ratings(site_id)), _mood(queries.feelings.moods(site_id)), _applause(site_id)]
    delights = [
        Line("Delight", one.what_happened, url_for("sightings.edit", id=one.id))
        for one in queries.delights.of_site(site_id, N_DELIGHTS)
    ]
    return [line for line in lines if line is not None] + delights


def _rating(ratings: list[Felt]) -> Line | None:
    """Return the mean of the last visit at which somebody was asked, and of the one before."""
    visits = [list(some) for _, some in groupby(ratings, key=lambda one: one.visit_id)]
    if not visits:
        return None
    now, *before = [f"{round(sum(one.value for one in some) / len(some), 1):g}" for some in visits[::-1][:2]]
    was = f", was {before[0]}" if before else ""
    who = f" ({formats.number_of(len(visits[-1]), 'person', 'people')})" if len(visits[-1]) > 1 else ""
    href = url_for("write_up.show", id=visits[-1][0].visit_id, _anchor="ratings")
    return Line("Would recommend", f"{now} of 10{was}{who}", href)


def _mood(moods: list[Felt]) -> Line | None:
    found = mean([(one.visit_id, one.value) for one in moods], MOOD)
    if found is None:
        return None
    likely = f"likely {signed(found.low)} to {signed(found.high)}"
    href = url_for("write_up.show", id=moods[-1].visit_id, _anchor="seen")
    return Line(f"Mood, {formats.number_of(found.n, 'sighting')}", f"{signed(found.mean)}, {likely}", href)


def _applause(site_id: int) -> Line | None:
    loudest = queries.feelings.loudest(site_id)
    if loudest is None or loudest.applause is None:
        return None
    href = url_for("write_up.show", id=loudest.visit_id, _anchor=f"fix-{loudest.fix_id}")
    how = applause.WORDS[loudest.applause].capitalize()
    return Line("Applause", f"{how}, for “{loudest.fix.paper_cut.title}”", href)
