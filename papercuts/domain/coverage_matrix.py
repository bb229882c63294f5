"""Anybody's matrix of who met what, read from a spreadsheet saved as text: one row a unit, one column a paper cut.

A first row of names and a first column of labels may be there or not; what is no 0 and no 1 is said, cell by cell.
Numbers are names only where none can be a slip in a row of 0 and 1.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from papercuts.domain import sheets
from papercuts.domain.limits import UPLOAD_ROWS
from papercuts.domain.sheets import Problem, SheetError

_WORDS = {"0": 0, "1": 1, "0.0": 0, "1.0": 1}  # as other programs write them
_WORDS |= {word: n for n, words in enumerate((("false", "False", "FALSE"), ("true", "True", "TRUE"))) for word in words}
_NO_NAMES = {"", "nan", "na", "n/a", "null", "none", "-", "?", "yes", "no"}  # of a cell that was forgotten or is wrong
_ROW_NAMES = {"", "unit", "participant", "person", "user", "visit", "site", "subject", "id", "name", "row", "who"}
_NUMBER = re.compile(r"[+-]?(\d+[.,]?\d*|[.,]\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_NUMBER_NAME = re.compile(r"[2-9]|\d\d+", re.ASCII)  # 12 or 007: nobody writes it for a 0 or a 1

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


def _is_numbered(cells: Sequence[str], least: int = 2) -> bool:
    """Say whether they are 1, 2, 3 … or 0, 1, 2 …, up to the least at least."""
    runs = ([str(i) for i in range(start, start + len(cells))] for start in (0, 1))
    return list(cells) in runs and int(cells[-1]) >= least


def _are_names(cells: Sequence[str]) -> bool:
    """Say whether all are names: no 0 or 1, and no number that is a slip for one. A single number is."""
    numbers = [cell for cell in cells if _NUMBER.fullmatch(cell)]
    if len(set(numbers)) < len(numbers) or len(numbers) == len(cells) == 1:
        return False
    return not any(_is_known(cell) for cell in cells) and all(map(_NUMBER_NAME.fullmatch, numbers))


def _is_header(cells: Sequence[str]) -> bool:
    """Say whether the first row holds names; those that count on need a name before them that is no number."""
    corner, rest = cells[0], cells[1:] or cells
    if len(cells) > 1 and not _NUMBER.fullmatch(corner) and not _is_known(corner):
        least = 2 if corner.lower() in _ROW_NAMES else 3  # after P1, 1 and 2 are rather one slip
        if _is_numbered(rest, least):
            return True
    return _are_names(cells) and _are_names(rest) and not any(cell.lower() in _NO_NAMES for cell in rest)


def _has_labels(names: Sequence[str], body: Rows) -> bool:
    """Say whether the first column holds labels of the rows; those that count on need a name over them."""
    if names and (names[0].lower() in _ROW_NAMES or len(names) < len(body[0][1])):
        return True
    return _are_names([row[0] for _, row in body])


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
            more = " If this row holds names, write a letter before each." if _is_numbered(row) else ""
            yield Problem(number, name, sheets.shown(cell), f"{text} Write 1 if it was met, 0 if it was not.{more}")
