"""Why a paper cut ranks where it does: the sum in a sentence, how sure it is, and the boxes behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from papercuts import queries
from papercuts.domain.lifecycle import WAITING
from papercuts.domain.ranking import Estimate, Inputs, estimate
from papercuts.evidence import Person
from papercuts.models import PaperCut
from papercuts.pages import claim, doubt, drawn, sum_boxes
from papercuts.pages import standing as words
from papercuts.pages.doubt import Doubt
from papercuts.pages.standing import UNRANKED, Standing
from papercuts.pages.sum_boxes import Box, Sources
from papercuts.queries.listed import Wanted
from papercuts.queries.neighbours import Known
from papercuts.queries.paper_cuts import Place
from papercuts.web.guard import may


@dataclass(frozen=True)
class Why:
    """A score, explained."""

    boxes: tuple[Box, ...]
    sentence: str
    in_short: str  # how sure its place is, for beside its rank
    others: str  # whom the sentence compares it with
    change: str  # what would move it in the list
    doubt: str
    bar: Doubt  # the shares of the doubt, and what would narrow it
    assumed: str
    has_assumed: bool
    watch_next: str  # the address of what would narrow it
    notes: tuple[str, ...]  # why a number counted is not the one seen


def of(cut: PaperCut, place: Place | None, known: Known, page: str = "", filtered: Wanted | None = None) -> Why | None:
    """Return why a paper cut has its score; nothing without one.

    place: in the ranked list, whatever list it is shown in. known: its evidence, and that of those around it.
    page: its own page; nothing when shown there. filtered: the list it is shown in, when that is not the whole one.
    """
    found = estimate(known.inputs)
    if found is None:
        return None
    here = _standing(place, known, filtered) if place else UNRANKED
    sources = Sources(
        sightings=f"{page}#sightings",
        task=url_for("tasks.show", id=cut.task_id),
        effort=_effort_source(cut, page),
        watch_next=url_for("watch_next.show", cut=cut.id),
        watched=f"{page}#watched",
    )
    return explain(
        known.inputs,
        found,
        standing=here,
        task=cut.task.name,
        sources=sources,
        people=known.people,
        is_one_guess=claim.is_untimed(known.inputs) and queries.ranked.is_one_guess(cut.id),
    )


def _standing(place: Place, known: Known, filtered: Wanted | None) -> Standing:
    return Standing(
        rank=place.number,
        n_ranked=place.of,
        around=known.around,
        others=[other for inputs in known.others.values() if (other := estimate(inputs))],
        middles=queries.middles.of(known.inputs, filtered),
        line=queries.first_ones.of(filtered) if filtered else queries.first_ones.of_all(),
        is_filtered=bool(filtered),
    )


def explain(
    inputs: Inputs,
    found: Estimate,
    *,
    task: str,
    sources: Sources,
    standing: Standing = UNRANKED,
    people: Sequence[Person] = (),
    is_one_guess: bool = False,
) -> Why:
    """Return the sum behind a score.

    standing: where it is in the list; left out when it is not in it. people: whom the score counts as watched.
    is_one_guess: nobody but one person was seen with it, and the seconds were neither timed nor counted.
    """
    return Why(
        boxes=sum_boxes.of(inputs, found, sources, people),
        sentence=claim.sentence(inputs, found, standing, task, people),
        in_short=words.in_short(found, standing),
        others=words.compared_with(found, standing),
        change=words.change(found, standing),
        doubt=" ".join(
            filter(None, [claim.biggest_doubt(found.factors), claim.paid_back(found) if standing.rank else ""])
        ),
        bar=doubt.of(inputs, found, task if standing.rank else None),
        assumed=claim.assumed(inputs, found, is_one_guess),
        has_assumed=bool(found.assumed),
        watch_next=sources.watch_next,
        notes=drawn.notes(inputs, found),
    )


def _effort_source(cut: PaperCut, page: str) -> str:
    """Return where the effort is set, or for those who cannot set it, where it was."""
    if may("estimate effort") and cut.status in WAITING:
        return url_for("efforts.new", id=cut.id)
    return f"{page}#history"
