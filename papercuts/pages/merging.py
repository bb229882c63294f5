"""The pages of merging and splitting: what is one with what, and what would happen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, request, url_for

from papercuts import queries
from papercuts.domain import formats
from papercuts.domain.limits import Status
from papercuts.forms.merging import MergeForm, numbers
from papercuts.models import Merge, PaperCut
from papercuts.pages.similar_ones import similar_to
from papercuts.queries.merging import AT_ONCE, Outcome


@dataclass(frozen=True)
class Side:
    """One of the paper cuts side by side."""

    cut: PaperCut
    is_kept: bool
    lines: tuple[tuple[str, str], ...]  # what it is now: a name, and words
    swap: str  # the address of the same page with this one kept


def asked(name: str, values: Sequence[str] | None = None) -> list[int]:
    """Return the rows that an address or form names. 404 of what can be no row, 400 of too many."""
    try:
        found = numbers(request.values.getlist(name) if values is None else values)
    except ValueError:
        abort(404)
    if len(found) > AT_ONCE:
        abort(400, f"Choose at most {AT_ONCE} at a time.")
    return found


def all_of(cut_ids: Sequence[int]) -> list[PaperCut]:
    """Return all these paper cuts; 404 when one is not there."""
    found = queries.merging.cuts(cut_ids)
    return found if len(found) == len(set(cut_ids)) else abort(404)


def choosing(cut: PaperCut) -> dict[str, Any]:
    """Return what the page shows that asks which other one is the same."""
    q, found, problem = request.args.get("q", ""), None, None
    try:
        found = [one for one in queries.matching.found(q) if one.id != cut.id] if q.strip() else None
    except ValueError as error:
        problem = str(error)
    return {"cut": cut, "similar": similar_to(cut), "q": q, "found": found, "problem": problem}


def deciding(kept: PaperCut, others: Sequence[PaperCut], form: MergeForm) -> dict[str, Any]:
    """Return what the page shows on which several stand side by side, and what would happen."""
    every = [kept, *others]
    said = queries.not_the_same.of_cut(kept.id)
    return {
        "kept": kept,
        "others": others,
        "form": form,
        "sides": [_side(one, every) for one in every],
        "before": _numbers(queries.merging.outcome(kept, [])),
        "after": _numbers(queries.merging.outcome(kept, others)),
        "turned_down": [one for one in others if one.id in said],
        "is_fixed": kept.status in (Status.FIXED, Status.VERIFIED),
        "is_declined": kept.status is Status.DECLINED,
    }


def because(merge: Merge) -> str:
    """Return who merged it and why, after what it was merged into: " by Ada, because both lose the date"."""
    who = f" by {merge.merged_by.name}" if merge.merged_by else ""
    return f"{who}, because: {merge.why}" if merge.why else who


def merged_ones(cut: PaperCut) -> dict[str, Any]:
    """Return what the page of a paper cut says of merges: what it was merged into, or what was merged into it."""
    is_merged = cut.status is Status.MERGED
    was = request.args.get("was", "")
    also = [] if is_merged else queries.merging.also(cut.id)
    came_by = next((one.merge for one in also if str(one.cut.id) == was), None)
    merge = queries.merging.of(cut.id) if is_merged else None
    now = queries.merging.into_now([cut.id]).get(cut.id) if is_merged else None
    return {
        "merge": merge,
        "now": now,
        "n_elsewhere": queries.merging.n_at_home(cut.id) if is_merged else 0,
        "came_by": came_by,
        "also": also,
        "because": because,
    }


def end_url(kept_id: int, cut_ids: Sequence[int]) -> str:
    """Return the address that takes the merges of these back."""
    return url_for("merges.end", id=kept_id, cut=list(cut_ids))


def _side(cut: PaperCut, every: Sequence[PaperCut]) -> Side:
    kept, *_ = every
    lines = (
        ("Seen", f"{formats.number_of(cut.n_sightings, 'sighting')} at {formats.number_of(cut.n_sites, 'site')}"),
        ("Payback", _payback(cut)),
        ("Effort", "Not estimated" if cut.needs_effort else f"{formats.hours(cut.effort_hours_mean or 0)} h"),
        ("Owner", cut.owner.name if cut.owner else "Nobody yet"),
        ("Task", cut.task.name),
        ("Area", cut.area.name if cut.area else "None"),
    )
    rest = [one.id for one in every if one is not cut]
    return Side(cut, cut is kept, lines, url_for("merges.new", id=cut.id, other=rest))


def _numbers(one: Outcome) -> dict[str, str]:
    has_score = one.payback_q50 is not None
    return {
        "Sightings": f"{one.n_sightings:,}",
        "People hit": f"{one.n_people:,} of {one.n_watched:,} watched",
        "Sites": f"{one.n_sites:,}",
        "Lost a year": f"{formats.hours(one.hours_lost_mean or 0)} h" if has_score else "not known",
        "Payback": _payback(one),
    }


def _payback(one: PaperCut | Outcome) -> str:
    if one.payback_q50 is None:
        return "not known"
    likely = formats.span(one.payback_q10 or 0, one.payback_q90 or 0, formats.payback)
    return f"{formats.payback(one.payback_q50)}, likely {likely}"
