"""Leaving rows with an error out of an import: what the rows that come in mean for them when they come later."""

from collections.abc import Iterator, Sequence

from papercuts.domain.import_cells import key
from papercuts.domain.import_facts import Facts, Kind, Known, gather
from papercuts.domain.import_rows import Row, sighting_key
from papercuts.domain.sheets import Problem, shown


def later_problems(good: Sequence[Row], left_out: Sequence[Row], facts: Facts, known: Known) -> list[Problem]:
    """Return what will stand against rows that are left out once the others are in, each naming one of those.

    good: the rows that come in, and facts: what they say; left_out: as far as their cells can be read.
    """
    numbers = {row.number for row in good}
    against = [problem for problem in gather([*good, *left_out], known).problems if problem.other_row in numbers]
    found = [*against, *_segments(good, left_out, facts, known), *_twins(good, left_out)]
    return sorted(found, key=lambda problem: problem.row or 0)


def _segments(good: Sequence[Row], left_out: Sequence[Row], facts: Facts, known: Known) -> Iterator[Problem]:
    """A new site of which only a row that is left out says the segment would be in Everyone."""
    first = {key(row.site): row.number for row in reversed(good)}
    for row in left_out:
        fact = (Kind.SEGMENT, key(row.site))
        is_said = fact in facts.new or fact in known.facts
        if row.segment and not is_said and key(row.segment) != known.everyone and fact[1] in first:
            other = first[fact[1]]
            text = f"Row {other:,} brings the site in without a segment, so it will be in Everyone. Write it there too."
            yield Problem(row.number, "segment", shown(row.segment), text, other_row=other)


def _twins(good: Sequence[Row], left_out: Sequence[Row]) -> Iterator[Problem]:
    """Of two rows that tell the same, the second is the second only while both are in one file."""
    first = {sighting_key(row): row.number for row in reversed(good) if row.what_happened}
    for row in left_out:
        other = first.get(sighting_key(row)) if row.what_happened else None
        if other is not None:
            text = f"Row {other:,} tells the same, so alone this one will count as here already. Give it its own time."
            yield Problem(row.number, "what_happened", shown(row.what_happened), text, other_row=other)


def not_told(found: Sequence[Problem], before: Sequence[Problem]) -> list[Problem]:
    """Return those that are not told already, of each row and column one."""
    told = {(problem.row, problem.column) for problem in before}
    new = {(problem.row, problem.column): problem for problem in reversed(found)}
    return sorted((new[place] for place in new.keys() - told), key=lambda one: (one.row or 0, one.column or ""))
