"""Ways out of a plan that cannot be, or is empty: more hours, no reserve, or without what was pinned."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from papercuts.domain.limits import PLAN_HOURS_MAX
from papercuts.domain.plan_asked import Asked
from papercuts.domain.planner import EFFORT_UNITS, Id
from papercuts.pages import planner_numbers as numbers
from papercuts.pages import planner_words as words
from papercuts.pages.plan_address import Chip, address
from papercuts.queries.planning import Planned

NAMED = 3  # of what is pinned


@dataclass(frozen=True)
class Empty:
    """Why nothing is planned though something could be, and what would help."""

    title: str
    words: str
    ways: list[Chip]

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """Return what would help, as the macro `empty` draws it."""
        return [(way.text, way.href) for way in self.ways]


def hours_for(asked: Asked, effort: int) -> float:
    """Return the hours in which so many units of effort fit beside the reserve, to the next half hour."""
    return numbers.half_up(round(effort / EFFORT_UNITS * 100 / (100 - asked.reserve), 6))


def ways(path: str, planned: Planned) -> list[Chip]:
    """Return what would help where no set keeps the limits, each as a link."""
    lacking = [one for one in planned.why_not if one.group == "hours"]
    ids = dict.fromkeys(one for broken in planned.why_not for one in broken.ids)
    found = list(_more_hours(path, planned.asked, max((one.has for one in lacking), default=0)))
    return found + list(_without(path, planned.asked, list(ids)))


def fitting(path: str, planned: Planned) -> Empty | None:
    """Return why nothing was chosen; nothing where something was, or nothing could be."""
    asked, problem = planned.asked, planned.problem
    could = [item for item in problem.items if item.value and item.id not in problem.left_out]
    if planned.best is None or planned.best.chosen or not could:
        return None
    least = min(could, key=lambda item: item.effort)
    if least.effort <= asked.budget:
        return Empty("No set keeps every limit", "The hours are enough. Remove one of the limits above.", [])
    takes = f"The smallest of them, PC-{least.id}, takes {numbers.tenths(least.effort / EFFORT_UNITS)} h"
    says = f"{takes}; {words.there_are(asked)}."
    return Empty("Nothing fits into the hours there are", says, list(_more_hours(path, asked, least.effort)))


def _more_hours(path: str, asked: Asked, effort: int) -> Iterable[Chip]:
    """Yield the plans in which so much effort fits: with all of the hours, and with more of them."""
    if effort <= asked.budget:
        return
    bare = replace(asked, reserve=0)
    if effort <= bare.budget:
        yield Chip("Plan without the reserve", address(path, bare))
    hours = hours_for(asked, effort)
    if math.isfinite(hours) and hours <= PLAN_HOURS_MAX:
        yield Chip(f"Plan with {numbers.typed(hours)} h", address(path, replace(asked, hours=hours)))


def _without(path: str, asked: Asked, ids: Sequence[Id]) -> Iterable[Chip]:
    """Yield the plan without each that was pinned."""
    for one in [int(one) for one in ids if one in asked.pins][:NAMED]:
        yield Chip(f"Leave PC-{one} out", address(path, asked.leaving_out(one)))
