"""What is asked of a sprint plan as a problem of the planner, and how sure its answer is."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from papercuts import evidence
from papercuts.domain.plan_asked import Asked
from papercuts.domain.plan_outlook import Outlook, doubt, outlook
from papercuts.domain.planner import (
    EFFORT_UNITS,
    Bundle,
    Id,
    Item,
    Problem,
    hours_down,
    hours_up,
    problem,
    value_of_hours,
)
from papercuts.queries import plannable
from papercuts.queries.plannable import Cut, Plannable


def problem_of(asked: Asked, found: Plannable, blocked: Collection[int]) -> Problem:
    """Return what is asked as a problem. blocked: left out, for what they need cannot be planned."""
    cuts = found.cuts
    weights = plannable.weights(cuts)
    needs: dict[int, tuple[int, ...]] = {}
    for one, other in asked.needs:
        needs[one] = (*needs.get(one, ()), other)
    items = [
        Item(
            id=cut.id,
            value=value_of_hours(cut.back[0 if asked.is_cautious else 1] * weights.get(cut.id, 1.0)),
            effort=hours_up(cut.effort_mean),
            owner=str(cut.owner_id or ""),
            area=str(cut.area_id or ""),
            requires=needs.get(cut.id, ()),
        )
        for cut in cuts.values()
    ]
    efforts = {item.id: item.effort for item in items}
    if set(blocked) & set(asked.pins):
        blocked = ()  # there is no set, and what it requires is the reason
    try:
        return problem(
            items,
            asked.budget,
            must=[one for one in asked.pins if one in cuts],
            left_out={*asked.out, *blocked},
            not_both=asked.apart,
            bundles=_bundles(asked, efforts),
            at_most={str(area): most for area, most in asked.areas},
            beyond=[(value_of_hours(back), hours_up(effort)) for back, effort in found.beyond],
            per_owner={str(owner): hours_down(hours) for owner, hours in asked.owners},
        )
    except ValueError as error:  # it begins with the number
        raise ValueError(f"PC-{error}") from error


def _bundles(asked: Asked, efforts: Mapping[Id, int]) -> Iterable[Bundle]:
    """Yield what shares work: never more than the smallest of them takes."""
    for ids, hours in asked.together:
        known = [one for one in ids if one in efforts]
        if len(known) > 1:
            yield Bundle(tuple(known), min(hours_up(hours), *(efforts[one] for one in known)))


def outlook_of(asked: Asked, question: Problem, chosen: Sequence[Cut]) -> Outlook:
    """Return how sure a chosen set is, from what is kept of each: to read what was seen would take seconds."""
    setting, known = evidence.settings(), plannable.known([cut.id for cut in chosen])
    doubts = [doubt(cut.task_id, known[cut.id], known[cut.id].rates(setting.hit_prior, setting.rho)) for cut in chosen]
    places = {cut.id: i for i, cut in enumerate(chosen)}
    shared = [
        ([places[int(one)] for one in bundle.ids if one in places], bundle.shared / EFFORT_UNITS)
        for bundle in question.bundles
    ]
    return outlook(doubts, asked.hours, asked.goal, [part for part in shared if len(part[0]) > 1])
