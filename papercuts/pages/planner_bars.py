"""A plan as bars: what each chosen one takes of the hours, and what each gives back, beside picking from the top."""

from collections.abc import Iterable, Sequence
from itertools import islice

from papercuts.domain import formats
from papercuts.domain.planner import EFFORT_UNITS, VALUE_UNITS, Id
from papercuts.pages import planner_numbers as numbers
from papercuts.pages.charts.plan_bar import Part
from papercuts.queries.planning import Planned

APART = 100  # parts of a bar; of more, nobody would see one


def efforts(planned: Planned) -> list[Part]:
    """Return the effort of each chosen one; what a bundle shares stands with the first of it."""
    begun: set[int] = set()
    parts = []
    for cut in planned.chosen:
        effort = planned.problem.by_id[cut.id].effort
        for i in planned.problem.bundles_of.get(cut.id, ()):
            effort -= planned.problem.bundles[i].shared if i in begun else 0
            begun.add(i)
        parts.append(Part(f"PC-{cut.id}", effort / EFFORT_UNITS))
    return _at_most(parts)


def efforts_label(used: str, parts: Sequence[Part], reserve: float) -> str:
    """Return the bar of the efforts in words."""
    each = ", ".join(f"{part.name} {formats.hours(part.amount)}" for part in parts)
    kept = f"; {numbers.tenths(reserve)} hours kept in reserve" if reserve > 0 else ""
    return f"{used} used{': ' if each else ''}{each}{kept}"


def given_back(planned: Planned) -> list[tuple[str, list[Part], str]]:
    """Return what the best set gives back, and picking from the top: a name, the parts, and the sum in words."""

    def bar(ids: Iterable[Id]) -> tuple[list[Part], str]:
        parts = [Part(f"PC-{one}", planned.back_of([one]) / VALUE_UNITS) for one in ids]
        return _at_most(parts), f"{numbers.in_fives(sum(part.amount for part in parts))} h"

    return [("Best set", *bar(cut.id for cut in planned.chosen)), ("From the top", *bar(planned.from_the_top))]


def table(planned: Planned, most: int | None) -> Iterable[tuple[str, ...]]:
    """Yield the hours of each in the best set and in that from the top; the others than so many as one row."""
    best, top = {cut.id for cut in planned.chosen}, set(planned.from_the_top)
    either = [one for one in planned.cuts if one in best or one in top]
    for one in islice(either, most):
        yield f"PC-{one}", _hours(planned, {one} & best), _hours(planned, {one} & top)
    if most is not None and (rest := set(either[most:])):
        yield formats.number_of(len(rest), "other"), _hours(planned, rest & best), _hours(planned, rest & top)


def _hours(planned: Planned, ids: set[int]) -> str:
    return f"{formats.hours(planned.back_of(ids) / VALUE_UNITS)} h" if ids else ""


def _at_most(parts: list[Part]) -> list[Part]:
    """Return the parts, those beyond so many as one."""
    if len(parts) <= APART:
        return parts
    rest = parts[APART:]
    return [*parts[:APART], Part(formats.number_of(len(rest), "other"), sum(part.amount for part in rest))]
