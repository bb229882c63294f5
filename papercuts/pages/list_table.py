"""The ranked list as a table of its own, for the page and for the command: one set of columns, with other scores."""

from collections.abc import Iterator, Sequence

from papercuts import queries
from papercuts.domain.sheets import Value
from papercuts.pages import familiar
from papercuts.queries.export import EXPORT_COLUMNS
from papercuts.queries.listed import Wanted


def heads(wanted: Wanted) -> tuple[str, ...]:
    """Return the names of the columns: those of every row, and two for each other score that is asked for."""
    return (*EXPORT_COLUMNS, *familiar.heads(wanted.columns))


def rows(wanted: Wanted, limit: int | None = None) -> Iterator[Sequence[Value]]:
    """Yield what stands under `heads`: the rows that the filters leave, the first `limit` of them, in their order."""
    exported = (one.cells for one in queries.export.rows(wanted, limit))
    if not wanted.columns:
        yield from exported
        return
    number = EXPORT_COLUMNS.index("number")
    others = familiar.cells_by_number(wanted.columns)
    nothing = (None,) * 2 * len(wanted.columns)
    for cells in exported:
        yield (*cells, *others.get(cells[number], nothing))
