"""Anybody's matrix of who met what, read from a spreadsheet saved as text: one row a unit, one column a paper cut.

A first row of names and a first column of labels may be there or not; what is no 0 and no 1 is said, cell by cell.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from papercuts.domain import sheets
from papercuts.domain.limits import UPLOAD_ROWS
from papercuts.domain.sheets import Problem, SheetError

_WORDS = {"0": 0, "1": 1, "0.0": 0, "1.0": 1}  # as other programs write them
_WORDS |= {word: n for n, words in enumerate((("false", "False", "FALSE"), ("true", "True", "TRUE"))) for word in words}
_NO_NAMES = {"", "nan", "na", "n/a", "null", "none", "-", "?", "yes", "no"}  # of a cell that was forgotten or is wrong
_ROW_NAMES = {"", "unit", "participant", "person", "user", "visit", "site", "subject", "id", "name", "row"}

Rows = list[tuple[int, list[str]]]  # with the number of each in the file


@dataclass(frozen=True)
class Table:
    """The rows of a matrix as 0 and 1, and what is wrong with single cells and rows."""

    rows: tuple[tuple[int, ...], ...]
    problems: tuple[Problem, ...]
    has_names: bool  # in its first row
    has_labels: bool  # in its first column


def read(content: bytes) -> Table:
    """Return the matrix of a file whose cells are separated by comma, semicolon or tab.

    Raises SheetError when the file is no such thing, has no cells of 0 and 1, or too many rows.
    """
    rows = _trimmed(sheets.cells(content))
    has_names = _is_header(rows[0][1])
    names, body = (rows[0][1], rows[1:]) if has_names else ([], rows)
    if not body:
        raise SheetError("The file has a row of names, but no rows under it.")
    if len(body) > UPLOAD_ROWS:
        raise SheetError(f"The file has more than {UPLOAD_ROWS:,} rows. Leave some out.")
    has_labels = _has_labels(names, body)
    width = (
        max(len(row) for _, row in body) if not names else len(names) + (has_labels and len(names) < len(body[0][1]))
    )
    if width <= has_labels:
        raise SheetError("There is no column of 0 and 1. Write one row a person, one column a paper cut.")
    names = [*[""] * (width - len(names)), *names] if names else []
    problems = [problem for number, row in body for problem in _problems(number, row, width, int(has_labels), names)]
    numbers = () if problems else tuple(tuple(map(_WORDS.__getitem__, row[has_labels:])) for _, row in body)
    return Table(numbers, tuple(problems), has_names, has_labels)


def _trimmed(rows: Rows) -> Rows:
    """Return the rows without the empty columns that spreadsheets leave at the end."""
    longest = max(len(row) for _, row in rows)
    width = max(next(len(row) - i for i, cell in enumerate(reversed(row)) if cell) for _, row in rows)
    return [(number, row[:width]) for number, row in rows] if width < longest else rows


def _is_known(cell: str) -> bool:
    return cell in _WORDS


def _are_numbered(cells: Sequence[str]) -> bool:
    """Say whether they are 1, 2, 3 … or 0, 1, 2 …, beyond what 0 and 1 alone could be."""
    return list(cells) in ([str(i) for i in range(start, start + len(cells))] for start in (0, 1)) and "2" in cells


def _is_header(cells: Sequence[str]) -> bool:
    """Say whether the first row holds names: no cell is a 0 or a 1, or missing, unless they count on."""
    rest = cells[1:] or cells
    if _are_numbered(rest) or _are_numbered(cells):
        return True
    return not any(_is_known(cell) for cell in cells) and not any(cell.lower() in _NO_NAMES for cell in rest)


def _has_labels(names: Sequence[str], body: Rows) -> bool:
    """Say whether the first column holds labels of the rows."""
    first = [row[0] for _, row in body]
    if names and (names[0].lower() in _ROW_NAMES or len(names) < len(body[0][1])):
        return True
    return _are_numbered(first) or not any(_is_known(cell) for cell in first)


def _problems(number: int, row: Sequence[str], width: int, n_labels: int, names: Sequence[str]) -> Iterator[Problem]:
    if len(row) != width:
        yield Problem(number, None, "", f"This row has {len(row):,} cells, others {width:,}. Write a 0 or 1 in each.")
        return
    if _WORDS.keys() >= set(row[n_labels:]):
        return
    for place, cell in enumerate(row[n_labels:], n_labels):
        if not _is_known(cell):
            name = sheets.shown(names[place]) if names and names[place] else f"{place + 1:,}"
            text = "This cell is empty." if not cell else "This is neither 0 nor 1."
            yield Problem(number, name, sheets.shown(cell), f"{text} Write 1 if it was met, 0 if it was not.")
