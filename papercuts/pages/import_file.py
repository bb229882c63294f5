"""A file that waits: its cells, how its columns are read, and what is known of its source."""

from dataclasses import dataclass, replace

from papercuts import queries
from papercuts.domain import import_columns, import_trackers, sheets
from papercuts.domain.import_cells import COLUMNS, REQUIRED
from papercuts.domain.import_columns import Columns
from papercuts.domain.limits import UPLOAD_COLUMNS, UPLOAD_ROWS
from papercuts.domain.sheets import Sheet, Table
from papercuts.models import Upload
from papercuts.web.clock import zone
from papercuts.web.rendering import setting


@dataclass(frozen=True)
class Known:
    """How a source is read that is known already."""

    href: str  # what asks for it: the number of what is remembered, or the key of a tracker
    name: str


def table(content: bytes, sheet: str = "") -> Table:
    """Return the cells of a file, of a workbook those of a sheet. Raises SheetError when it cannot be read."""
    return sheets.table(content, columns=COLUMNS, max_rows=UPLOAD_ROWS, max_columns=UPLOAD_COLUMNS, sheet=sheet)


def chosen(upload: Upload) -> Columns | None:
    """Return how a file is read; none: nobody has said it yet."""
    return None if upload.columns is None else Columns.from_json(upload.columns)


def at_once(found: Table) -> Columns | None:
    """Return how a file is read without asking: its columns are ours, or the source is remembered; else none."""
    if import_columns.is_ours(found.header):
        return Columns(sheet=found.sheet)
    remembered = queries.imports.mapping_of(import_columns.header_identity(found.header))
    return replace(Columns.from_json(remembered.columns), sheet=found.sheet) if remembered else None


def likely(found: Table, asked: str = "") -> Columns:
    """Return how a file may be meant to be read; asked: for a known way, by `Known.href`."""
    columns = _asked(found, asked) or at_once(found) or import_trackers.of_header(found.header)
    if columns is None or not columns.sources:
        columns = import_columns.guess(found)
    return replace(import_columns.with_orders(columns, found), sheet=found.sheet)


def ways(found: Table) -> list[Known]:
    """Return the known ways to read a file: what is remembered for columns it has, and the tracker it comes from."""
    remembered = [
        Known(str(one.id), one.name)
        for one in queries.imports.mappings()
        if not import_columns.lacking(Columns.from_json(one.columns), found)
    ]
    tracker = import_trackers.of_header(found.header)
    return [*remembered, *([Known(tracker.name, tracker.name)] if tracker else [])]


def sheet(found: Table, columns: Columns) -> Sheet:
    """Return the rows of a file under our names."""
    if not columns.sources:
        return sheets.under(found, columns=COLUMNS, required=REQUIRED)
    return import_columns.as_ours(found, columns, zone(setting()))


def _asked(found: Table, asked: str) -> Columns | None:
    if asked.isdecimal() and len(asked) < 10:
        remembered = queries.imports.mapping(int(asked))
        return Columns.from_json(remembered.columns) if remembered else None
    return import_trackers.named(asked, found.header) if asked else None
