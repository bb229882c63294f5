"""Spreadsheets saved as text: bytes to cells and back, with everything that can be wrong said in words.

Rows are numbered as a spreadsheet numbers them: the header is row 1, and an empty line counts.
"""

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TextIO

SEPARATORS = ",;\t"
SHOWN = 120  # characters of a cell that a message repeats

SAVE_AS = "In your spreadsheet choose “Save as” and then “CSV UTF-8”."
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")  # XLSX and ODS; the old XLS
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

    def __init__(self, text: str, row: int | None = None, column: str | None = None, value: str = "") -> None:
        self.problem = Problem(row, column, shown(value), text)
        super().__init__(str(self.problem))


@dataclass(frozen=True)
class SheetRow:
    """One row that is not empty."""

    number: int
    cells: tuple[str, ...]  # one for each known column, as it stands in the file
    written: tuple[str, ...]  # all, as many as were written


@dataclass(frozen=True)
class Sheet:
    """The rows of a file under the names of its known columns; problems are of the header and of single rows."""

    columns: tuple[str, ...]
    header: tuple[str, ...]  # all names, the unknown ones too
    rows: tuple[SheetRow, ...]
    problems: tuple[Problem, ...] = ()
    is_cut_off: bool = False  # within the last row


def read(content: bytes, *, columns: Collection[str], required: Collection[str], max_rows: int | None = None) -> Sheet:
    """Return the rows of a file with a header, separated by comma, semicolon or tab.

    columns: the names it may have, in any order and case; required: those it must have. What is wrong with single
    names is a problem, so that the rows can be read all the same; columns that cannot be used are left out.
    Raises SheetError when the file is no such thing, or has more than max_rows rows.
    """
    text = _decoded(content)
    separator = max(SEPARATORS, key=lambda sign: len(set(columns) & set(_header(text, sign)[1])))
    top, header = _header(text, separator)
    _refuse_bad_bytes(text, header, separator)
    names = header[: max(i for i, name in enumerate(header, 1) if name)]
    problems = list(_problems_of_header(names, top, columns, required))
    used = [i for i, name in enumerate(names) if name in columns and names.index(name) == i]
    rows: list[SheetRow] = []
    width = len(names)
    last: tuple[str, ...] = ()  # row, with cells for all columns
    for number, cells in _records(text, separator):
        if number <= top or not "".join(cells).strip():
            continue
        if len(rows) == max_rows:
            raise SheetError(f"The file has more than {max_rows:,} rows. Cut it into several, or use the command line.")
        if len(cells) > len(names) and (len(cells) > len(header) or "".join(cells[len(names) :]).strip()):
            problems.append(_too_many(number, cells, names))
        width, last = len(cells), (*cells, *[""] * len(names))
        known = last[: len(names)] if len(used) == len(names) else tuple(last[i] for i in used)
        rows.append(SheetRow(number, known, tuple(cells)))
    if not rows:
        raise SheetError("The file has a header, but no rows under it.")
    is_cut_off = width < len(names) and not text.endswith(("\n", "\r"))  # spreadsheets leave empty cells out at the end
    if is_cut_off:
        problems.append(_cut_off(rows[-1].number, last[width - 1], width, names))
    return Sheet(tuple(names[i] for i in used), tuple(header), tuple(rows), tuple(problems), is_cut_off)


def cells(content: bytes) -> list[tuple[int, list[str]]]:
    """Return the rows of a file that need not have a header, with their numbers; those without anything are left out.

    Raises SheetError when the file is no such thing.
    """
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
    rows = ([restore(cell) for cell in row.written] for row in sheet.rows if row.number in numbers)
    content = write([restore(name) for name in sheet.header], rows)
    return content.removesuffix("\r\n") if sheet.is_cut_off and sheet.rows[-1].number in numbers else content


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
    if content.startswith(_WORKBOOKS):
        raise SheetError(f"This is a workbook, not CSV. {SAVE_AS}")
    if content.startswith(_UTF_16):
        text = content.decode("utf-16", "replace")
    else:
        text = content.decode("utf-8-sig", "surrogateescape")
    if not text.strip():
        raise SheetError("This file is empty.")
    if _LOOKS_BINARY.search(text[:1000]):
        raise SheetError(f"This is not a text file. {SAVE_AS}")
    return text


def _header(text: str, separator: str) -> tuple[int, list[str]]:
    """Return the number of the first row that is not empty, and its names in small letters."""
    for number, cells in _records(text, separator):
        if any(cell.strip() for cell in cells):
            return number, [cell.strip().lower() for cell in cells]
    raise SheetError("This file is empty.")


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
