"""Importing the rows of a file that are right, and leaving out those with an error, to come later."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from papercuts.actions.imports import Fate, Preview, Result, plan
from papercuts.domain import import_rows
from papercuts.domain.import_parts import later_problems, not_told
from papercuts.domain.sheets import Problem, Sheet


@dataclass(frozen=True)
class Part:
    """A file of which some rows may be left out."""

    whole: Preview  # of all rows, those with an error and those that cannot come in without them told with them
    good: Preview | None  # of the rows that can come in; none: none can
    left_out: frozenset[int]  # the numbers of the other rows
    later: Sequence[Problem]  # what will stand against those once the others are in


def leave_out(found: Preview, sheet: Sheet) -> Part:
    """Return what would come in without the rows that have an error."""
    if any(problem.row is None for problem in found.problems):
        return Part(found, None, frozenset(_wrong(found)), ())
    good, problems = found, list(found.problems)
    while wrong := _wrong(good):  # what only a wrong row says is missing then, and another may need it
        good = plan([row for row in good.rows if row.number not in wrong])
        problems += good.problems
    left_out = frozenset(found.fates.keys() - good.fates.keys())
    counts = replace(good.counts, left_out=len(left_out))
    fates = good.fates | {number: Fate(Result.ERROR) for number in left_out}
    whole = replace(
        found,
        problems=sorted(problems, key=lambda problem: problem.row or 0),
        fates=fates,
        counts=replace(good.counts, rows=len(fates), errors=len(left_out)),
        facts=good.facts,
    )
    as_read = import_rows.as_far_as_read(sheet, left_out)
    later = not_told(later_problems(good.rows, as_read, good.facts, good.known), problems)
    return Part(whole, replace(good, counts=counts) if good.rows else None, left_out, later)


def _wrong(found: Preview) -> set[int]:
    return {number for number, fate in found.fates.items() if fate.result is Result.ERROR}
