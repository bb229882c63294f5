"""What would narrow the payback of one paper cut, on the page of what to watch next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from papercuts import evidence, queries
from papercuts.domain import formats, observing
from papercuts.domain.lifecycle import WAITING
from papercuts.domain.numbers import paper_cut_number
from papercuts.domain.observing import ASK, AT_VISITS, COUNT, ESTIMATE, FACTORS, Narrowing
from papercuts.domain.ranking import Estimate, Inputs, estimate
from papercuts.models import PaperCut
from papercuts.pages import doubt
from papercuts.pages.coverage_page import how_watched
from papercuts.pages.factor_names import IN_WORDS
from papercuts.pages.observations import TOLD
from papercuts.queries import watch_next
from papercuts.queries.coverage import SegmentWatched
from papercuts.queries.watch_next import Planned
from papercuts.web.guard import may


@dataclass(frozen=True)
class Row:
    """One observation."""

    told: str
    has_task: bool  # whose name follows
    share: str  # of the doubt, that it speaks of
    range: str  # the payback it would leave
    is_hardly: bool
    is_at_visit: bool
    with_whom: str
    watched: str
    entered_at: tuple[str, str] | None  # where a desk has it: words, address


@dataclass(frozen=True)
class Own:
    """What would narrow one payback, most first."""

    id: int
    title: str
    task_id: int
    task: str
    now: str
    rows: tuple[Row, ...]
    planned: tuple[Planned, ...]


def of(asked: str, today: date) -> Own | None:
    """Return what would narrow the payback of the paper cut asked for; nothing of what is not in the ranked list."""
    number = paper_cut_number(asked)
    cut = queries.paper_cuts.one(number) if number else None
    if cut is None or not cut.is_ranked:
        return None
    inputs = evidence.load([cut.id])[cut.id].inputs
    found = estimate(inputs)
    if found is None:
        return None
    segments = watch_next.segments_for([cut.task_id])[cut.task_id]
    return Own(
        id=cut.id,
        title=cut.title,
        task_id=cut.task_id,
        task=cut.task.name,
        now=_span(found.payback_q10, found.payback_q90),
        rows=tuple(_row(one, cut, inputs, found, segments, today) for one in observing.narrowings(inputs, found)),
        planned=watch_next.planned([cut.task_id])[cut.task_id],
    )


def segment(kind: str, segments: Sequence[SegmentWatched], asked: str) -> SegmentWatched | None:
    """Return with whom: those of whom the least is known; whom to ask: those of whom it would tell most."""
    if kind == ASK:
        return next((row for row in segments if row.segment.name == asked), None)
    return segments[0] if segments else None


def _row(
    one: Narrowing, cut: PaperCut, inputs: Inputs, found: Estimate, segments: Sequence[SegmentWatched], today: date
) -> Row:
    name = FACTORS[one.kind]
    share = next(factor.variance_share for factor in found.factors if factor.name == name)
    whom = segment(one.kind, segments, observing.segment_to_ask(inputs) or "") if one.kind in AT_VISITS else None
    return Row(
        told=TOLD[one.kind],
        has_task=one.kind != ESTIMATE,
        share=f"{IN_WORDS[name]}: {formats.percent(share)} of the doubt",
        range=_span(one.low, one.high),
        is_hardly=doubt.is_hardly(one, found),
        is_at_visit=one.kind in AT_VISITS,
        with_whom=whom.segment.name if whom else "",
        watched=how_watched(whom, today) if whom else "",
        entered_at=_entered_at(one.kind, cut),
    )


def _entered_at(kind: str, cut: PaperCut) -> tuple[str, str] | None:
    if kind == COUNT and may("edit tasks"):
        return "Enter how many do it", url_for("tasks.show", id=cut.task_id)
    if kind == ESTIMATE and may("estimate effort") and cut.status in WAITING:
        return "Set the effort", url_for("efforts.new", id=cut.id)
    return None


def _span(low: float, high: float) -> str:
    return formats.span(low, high, formats.payback)
