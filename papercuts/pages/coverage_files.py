"""The files of the page *How much is still unseen*: the data of its curve, and who met what."""

from collections.abc import Iterator

from papercuts.domain.sheets import Value
from papercuts.pages.coverage_page import About

CURVE_COLUMNS = ("times_watched", "paper_cuts", "low", "high", "kind", "coverage")


def curve_rows(what: About) -> Iterator[tuple[Value, ...]]:
    """Return the rows of the curve's file."""
    table = what.table
    for n in range(table.units + 1):
        yield n, table.seen_after(n), None, None, "seen", (table.coverage if n == table.units else None)
    for more in range(1, table.units + 1 if not table.is_too_early else 1):
        found = table.forecast(more)
        if found and found.low is not None and found.high is not None:
            ends = (table.seen + found.low, table.seen + found.high)
            yield table.units + more, table.seen + found.new, *ends, "forecast", found.coverage


def matrix_header(what: About) -> list[str]:
    """Return the names of the columns of the matrix's file: who, then the paper cuts."""
    return ["participant", *(f"PC-{cut.id} {cut.title}" for cut in what.seen.cuts)]


def matrix_rows(what: About) -> Iterator[list[Value]]:
    """Return its rows, one a participant at a visit, as `papercuts coverage --matrix` reads them; codes, no names."""
    for unit in what.seen.units:
        label = " ".join(part for part in (unit.site, unit.code, unit.visited_on.isoformat()) if part)
        yield [label, *(int(unit.pair in cut.hit) for cut in what.seen.cuts)]
