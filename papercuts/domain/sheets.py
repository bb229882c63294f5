"""Spreadsheets saved as text: bytes to cells and back, with everything that can be wrong said in words.

Rows are numbered as a spreadsheet numbers them: the header is row 1, and an empty line counts.
"""

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TextIO

from papercuts.domain import workbooks

SEPARATORS = ",;\t"
SHOWN = 120  # characters of a cell that a message repeats

SAVE_AS = "In your spreadsheet choose “Save as” and then “CSV UTF-8”."
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # what some spreadsheets call "Unicode text"
Value = str | int | float | None  # of a cell that is written
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_BAD_BYTE = re.compile("[\udc80-\udcff]")  # how Python keeps a byte that is not UTF-8
_LOOKS_BINARY = re.compile("[\x00-\x08\x0e-\x1a]")
_QUOTED = re.compile('"[^"]*"')
_FORMULA = re.compile("[\t\r]|[\\s\ufeff]*[=+\\-@＝＋－＠]")  # what a spreadsheet would compute or send


@dataclass(frozen=True)
class Problem:
    """What is wrong, where, and what to do about it."""

    row: int | None  # none: the file as a whole
    column: str | None
    value: str  # what stands there, as a message may repeat it
    text: str
    other_row: int | None = None  # another row that the text names

    def __str__(self) -> str:
        """Return it as one line: row 9, column seconds_lost, "a while": Seconds must be a number, like 14."""
        places = [
            self.row is not None and f"row {self.row:,}",
            self.column and f"column {self.column}",
            self.value and f'"{self.value}"',
        ]
        where = ", ".join(place for place in places if place)
        return f"{where}: {self.text}" if where else self.text


class SheetError(ValueError):
    """The file cannot be read at all; `problem` says why and what to do."""

    def __init__(
        self,
        text: str,
        row: int | None = None,
        column: str | None = None,
        value: str = "",
        *,
        is_too_large: bool = False,
    ) -> None:
        self.problem = Problem(row, column, shown(value), text)
        self.is_too_large = is_too_large
        super().__init__(str(self.problem))


@dataclass(frozen=True)
class Table:
    """The rows of a file that are not empty, as they stand there: what the columns mean is not known yet."""

    top: int  # the row of the header
    header: tuple[str, ...]  # up to the last column that has a name
    width: int  # of the header with the columns after it that have none
    rows: tuple[tuple[int, tuple[str, ...]], ...]  # number and cells, as many as were written
    is_open: bool = False  # the file does not end with a line break
    sheets: tuple[str, ...] = ()  # of a workbook, all their names
    sheet: str = ""  # of a workbook, the one that was read

    @property
    def is_cut_off(self) -> bool:
        """Say whether the file ends within its last row; spreadsheets leave empty cells out at the end."""
        return self.is_open and len(self.rows[-1][1]) < len(self.header)


@dataclass(frozen=True)
class SheetRow:
    """One row that is not empty."""

    number: int
    cells: tuple[str, ...]  # one for each known column, as it stands in the file
    written: tuple[str, ...]  # all, as many as were written
    typed: tuple[str, ...] = ()  # of the known columns, where their cells were read as something else

    @property
    def as_typed(self) -> tuple[str, ...]:
        """Return the cell of each known column as somebody typed it."""
        return self.typed or self.cells


@dataclass(frozen=True)
class Sheet:
    """The rows of a file under the names of its known columns; problems are of the header and of single rows."""

    columns: tuple[str, ...]
    header: tuple[str, ...]  # all names, the unknown ones too
    rows: tuple[SheetRow, ...]
    problems: tuple[Problem, ...] = ()
    is_cut_off: bool = False  # within the last row


def read(content: bytes, *, columns: Collection[str], required: Collection[str], max_rows: int | None = None) -> Sheet:
    """Return the rows of a file with a header, separated by comma, semicolon or tab, or of a workbook.

    columns: the names it may have, in any order and case; required: those it must have. What is wrong with single
    names is a problem, so that the rows can be read all the same; columns that cannot be used are left out.
    Raises SheetError when the file is no such thing, or has more than max_rows rows.
    """
    return under(table(content, columns=columns, max_rows=max_rows), columns=columns, required=required)


def table(
    content: bytes,
    *,
    columns: Collection[str] = (),
    max_rows: int | None = None,
    max_columns: int | None = None,
    sheet: str = "",
) -> Table:
    """Return the rows of a file as they stand there: of CSV, or of one sheet of a workbook.

    columns: names that tell which separator is meant; sheet: of a workbook, the first one when it is not said.
    Raises SheetError when the file is neither, or larger than what it may be.
    """
    if workbooks.is_one(content):
        try:
            book = workbooks.read(content, sheet)
        except workbooks.Refused as error:
            raise SheetError(str(error), is_too_large=error.is_too_large) from error
        return replace(_table(book.rows, max_rows, max_columns), sheets=book.sheets, sheet=book.sheet)
    text = _decoded(content)
    separator = _separator(text, columns)
    _refuse_bad_bytes(text, _header(text, separator), separator)
    found = _table(_records(text, separator), max_rows, max_columns)
    return replace(found, is_open=not text.endswith(("\n", "\r")))


def under(found: Table, *, columns: Collection[str], required: Collection[str]) -> Sheet:
    """Return the rows of a table whose header names our columns.

    Raises SheetError when it is no header of this format.
    """
    names = [name.lower() for name in found.header]
    problems = [*_problems_of_header(names, found.top, columns, required), *shape_problems(found)]
    used = [i for i, name in enumerate(names) if name in columns and names.index(name) == i]
    rows = []
    for number, cells in found.rows:
        padded = (*cells, *[""] * len(names))
        rows.append(SheetRow(number, tuple(padded[i] for i in used), cells))
    return Sheet(tuple(names[i] for i in used), found.header, tuple(rows), tuple(problems), found.is_cut_off)


def shape_problems(found: Table) -> Iterator[Problem]:
    """Say which rows have more cells than the header, and whether the file ends within the last one."""
    n = len(found.header)
    for number, cells in found.rows:
        if len(cells) > n and (len(cells) > found.width or "".join(cells[n:]).strip()):
            yield _too_many(number, cells, found.header)
    if found.is_cut_off:
        number, cells = found.rows[-1]
        yield _cut_off(number, cells[-1], len(cells), found.header)


def _table(records: Iterable[tuple[int, Sequence[str]]], max_rows: int | None, max_columns: int | None) -> Table:
    header: tuple[str, ...] | None = None
    top = 0
    rows: list[tuple[int, tuple[str, ...]]] = []
    for number, cells in records:
        if not "".join(cells).strip():
            continue
        if header is None:
            top, header = number, tuple(cell.strip() for cell in cells)
            continue
        if len(rows) == max_rows:
            raise SheetError(f"The file has more than {max_rows:,} rows. Cut it into several, or use the command line.")
        rows.append((number, tuple(cells)))
    if header is None:
        raise SheetError("This file is empty.")
    width, n = len(header), max(i for i, name in enumerate(header, 1) if name)
    if max_columns is not None and n > max_columns:
        raise SheetError(f"The file has more than {max_columns:,} columns. Remove those that say nothing here.")
    if not rows:
        raise SheetError("The file has a header, but no rows under it.")
    return Table(top, header[:n], width, tuple(rows))


def cells(content: bytes) -> list[tuple[int, list[str]]]:
    """Return the rows of a file that need not have a header, with their numbers; those without anything are left out.

    Raises SheetError when the file is no such thing.
    """
    if workbooks.is_one(content):
        raise SheetError(f"This is a workbook, not CSV. {SAVE_AS}")
    text = _decoded(content)
    first = next((line for line in _QUOTED.sub("", text).splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    _refuse_bad_bytes(text, (), separator)
    rows = ((number, [cell.strip() for cell in row]) for number, row in _records(text, separator))
    found = [(number, row) for number, row in rows if any(row)]
    if not found:
        raise SheetError("This file is empty.")
    return found


def part(sheet: Sheet, numbers: Collection[int]) -> str:
    """Return some rows of a file as a file: all their cells, so that what is wrong with them is told again."""
    content = write(*_rows(sheet, numbers))
    return content.removesuffix("\r\n") if sheet.is_cut_off and sheet.rows[-1].number in numbers else content


def part_workbook(sheet: Sheet, numbers: Collection[int]) -> bytes:
    """Return what `part` returns as a workbook."""
    return write_workbook(*_rows(sheet, numbers))


def _rows(sheet: Sheet, numbers: Collection[int]) -> tuple[list[str], Iterator[list[str]]]:
    rows = ([restore(cell) for cell in row.written] for row in sheet.rows if row.number in numbers)
    return [restore(name) for name in sheet.header], rows


def write_workbook(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a workbook of one sheet: texts only, each as `write` writes it, so that saving it as CSV is harmless."""
    return workbooks.write([defuse(cell) for cell in row] for row in chain([header], rows))


def write(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a file as spreadsheets like it: a byte order mark, commas, and no cell that would be computed."""
    file = io.StringIO()
    write_to(file, header, rows)
    return file.getvalue()


def write_to(file: TextIO, header: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Write what `write` returns into a file, row by row; nothing is an empty cell, and a number stays a number."""
    file.write("\ufeff")
    writer = csv.writer(file, lineterminator="\r\n")
    for row in chain([header], rows):
        writer.writerow([defuse(cell) if isinstance(cell, str) else cell for cell in row])


def defuse(cell: str) -> str:
    """Return a text that no spreadsheet computes: one ' in front of what looks like a formula.

    A text that begins so already gets another one, so that `restore` always gives back what was there.
    """
    return f"'{cell}" if _FORMULA.match(cell.lstrip("'")) else cell


def restore(cell: str) -> str:
    """Return the text that `defuse` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell.lstrip("'")) else cell


def shown(cell: str) -> str:
    """Return a cell as a message may repeat it: one short line that can be printed."""
    line = " ".join(_CONTROLS.sub("\ufffd", cell).split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


def _decoded(content: bytes) -> str:
    if content.startswith(_UTF_16):
        text = content.decode("utf-16", "replace")
    else:
        text = content.decode("utf-8-sig", "surrogateescape")
    if not text.strip():
        raise SheetError("This file is empty.")
    if _LOOKS_BINARY.search(text[:1000]):
        raise SheetError(f"This is not a text file. {SAVE_AS}")
    return text


def _header(text: str, separator: str) -> list[str]:
    """Return the names in the first row that is not empty, in small letters."""
    for _, cells in _records(text, separator):
        if any(cell.strip() for cell in cells):
            return [cell.strip().lower() for cell in cells]
    raise SheetError("This file is empty.")


def _separator(text: str, columns: Collection[str]) -> str:
    """Return the separator that finds most of the names; where none is known, the one that finds most cells."""
    return max(SEPARATORS, key=lambda sign: _n_names(_header(text, sign), columns))


def _n_names(header: Collection[str], columns: Collection[str]) -> tuple[int, int]:
    return len(set(columns) & set(header)), len(header)


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number, line = number + 1, reader.line_num + 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise SheetError(_in_words(str(error), line), row=number) from error


def _in_words(error: str, line: int) -> str:
    if "end of data" in error:
        return f'A quotation mark (") that opens here, in line {line:,} of the file, is never closed. Close it.'
    if "field larger" in error:
        return f"A cell has more than {csv.field_size_limit():,} characters. Shorten it, or close its quotation mark."
    return f'A quotation mark (") is in the wrong place, in line {line:,} of the file. Write it twice inside a cell.'


def _refuse_bad_bytes(text: str, header: Sequence[str], separator: str) -> None:
    if not _BAD_BYTE.search(text):
        return
    for number, cells in _records(text, separator):
        for position, cell in enumerate(cells):
            bad = _BAD_BYTE.search(cell)
            if bad:
                name = header[position] if position < len(header) else ""
                raise SheetError(
                    f"The byte 0x{ord(bad[0]) - 0xDC00:02X} is not UTF-8. {SAVE_AS}",
                    row=number,
                    column=None if _BAD_BYTE.search(name) else name or None,
                    value=cell.encode("utf-8", "surrogateescape").decode("cp1252", "replace"),
                )


def _problems_of_header(
    names: Sequence[str], row: int, columns: Collection[str], required: Collection[str]
) -> Iterator[Problem]:
    """Say which names of a header are not right. Raises SheetError when it is no header of this format."""
    unknown = [shown(name) or "(empty)" for name in names if name not in columns]
    missing = [name for name in required if name not in names]
    if missing and len(unknown) == len(names):
        here = f"Here it begins with: {', '.join(unknown[:3])}."
        raise SheetError(f"The first row must name the columns, at least {', '.join(required)}. {here}", row)
    twice = [name for name in dict.fromkeys(names) if name in columns and names.count(name) > 1]
    for found, text in (
        (unknown[:20], "There is no column {}. Remove or rename it."),
        (missing, "The column {} is missing. Add it."),
        (twice, "The column {} stands there twice. Remove one."),
    ):
        if found:
            yield Problem(None, None, "", text.replace("{}", ", ".join(found)))


def _too_many(number: int, cells: Sequence[str], header: Sequence[str]) -> Problem:
    return Problem(
        number,
        None,
        shown(cells[len(header)]),
        f"This row has {len(cells)} cells, the header {len(header)}. "
        "Put quotation marks around a text that contains the separator, or remove what is too much.",
    )


def _cut_off(number: int, last: str, width: int, header: Sequence[str]) -> Problem:
    return Problem(
        number,
        None,
        shown(last),
        f"The file ends within this row, after {width} of {len(header)} cells. "
        "Save it again; when it is complete, end the row with a line break.",
    )
