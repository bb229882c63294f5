"""Workbooks (XLSX): one sheet as rows of text, and rows of text as a workbook. Nothing in one is trusted.

A workbook is a zip of XML. What it unpacks to is counted in its directory and again while unpacking; a sheet that
would need more room than it has cells is refused before it is read; and the reader of cells is given a zip made anew,
of no more than the parts that cells are in: no macro, no link, no picture, no sheet but the chosen one.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.parsers import expat

import python_calamine as calamine
import xlsxwriter

from papercuts.domain import limits

SAVE_AS = "In your spreadsheet choose “Save as” and then “Excel workbook (.xlsx)” or “CSV UTF-8”."
DAMAGED = f"This workbook is damaged and cannot be read. {SAVE_AS}"
CELLS_MOST = 5_000_000  # of the rectangle that is read, empty ones too
EMPTY_ROWS_MOST = 10_000  # and ten for each that holds something: they are laid out too
CELL_TEXT_MOST = 32_767  # characters of a cell, as spreadsheets have it
EMPTY, WORKBOOK, OLD = b"PK\x05\x06", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how the files begin
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # in an old file's clothes: a new one with a password
_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_SHARED = "xl/sharedstrings.xml"  # as parts are looked up: in small letters
_PARTS = ("[content_types].xml", "_rels/.rels", _BOOK, _RELATIONS, _SHARED, "xl/styles.xml")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, KeyError, NotImplementedError, RuntimeError)
_CHUNK = 2**20


class Refused(ValueError):
    """A workbook is not read; the text says why and what to do."""

    def __init__(self, text: str, *, is_too_large: bool = False) -> None:
        self.is_too_large = is_too_large
        super().__init__(text)


@dataclass(frozen=True)
class Book:
    """One sheet of a workbook; rows are numbered as a spreadsheet numbers them."""

    sheets: tuple[str, ...]  # all names, in their order
    sheet: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass
class _Extent:
    """How far the cells of a sheet reach that hold something, and how much text they hold together."""

    lengths: list[int]  # of the shared texts
    row: int = 0
    column: int = 0
    n_rows: int = 0
    n_filled: int = 0  # of these rows
    n_columns: int = 0
    n_characters: int = 0
    is_shared: bool = False
    digits: list[str] = field(default_factory=list)
    inside: str = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = _local(name)
        if name == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif name == "c":
            self._at(attributes.get("r", ""))
            self.is_shared = attributes.get("t") == "s"
        elif name in ("v", "is", "t"):
            self.n_filled += self.row > self.n_rows  # they stand in their order
            self.n_rows, self.n_columns = max(self.n_rows, self.row), max(self.n_columns, self.column)
            self.inside = name
            self.digits.clear()

    def end(self, name: str) -> None:
        if self.inside == "v" and self.is_shared and _local(name) == "v":
            index = int("".join(self.digits))
            self.n_characters += self.lengths[index] if 0 <= index < len(self.lengths) else 0
        self.inside = ""

    def text(self, text: str) -> None:
        if self.inside:
            self.digits.append(text)

    def _at(self, name: str) -> None:
        letters = name.rstrip("0123456789")
        self.column = _column(letters) if letters else self.column + 1
        self.row = int(name[len(letters) :] or self.row)


def is_one(content: bytes) -> bool:
    """Say whether a file is a workbook of any kind, by its first bytes."""
    return content.startswith((WORKBOOK, EMPTY, OLD))


def read(content: bytes, sheet: str = "") -> Book:
    """Return the rows of a sheet, the first one when none is named, with each cell as people see it.

    Raises Refused when this is no workbook of the new kind, is damaged, or unpacks to more than `domain.limits` allows.
    """
    _refuse_others(content)
    try:
        parts = _unpacked(content)
        paths = _paths(parts)
        chosen = sheet if sheet in paths else next(iter(paths))
        _refuse_wide(parts, paths[chosen])
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(_packed(parts, paths[chosen]))) as book:
            found = book.get_sheet_by_name(chosen).to_python(skip_empty_area=False)
    except (*_BROKEN, ValueError, StopIteration, calamine.CalamineError) as error:
        raise error if isinstance(error, Refused) else Refused(DAMAGED) from error
    rows = ((number, tuple(_text(cell) for cell in row)) for number, row in enumerate(found, 1))
    return Book(tuple(paths), chosen, tuple((number, _without_end(cells)) for number, cells in rows if any(cells)))


def write(rows: Iterable[Iterable[str]]) -> bytes:
    """Return a workbook of one sheet that holds texts, and nothing a spreadsheet would compute or follow."""
    file = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(file, plain) as book:
        sheet = book.add_worksheet("Visits")
        sheet.set_column(0, limits.UPLOAD_COLUMNS - 1, 16, book.add_format({"num_format": "@"}))  # 2/4/8 is no date
        for number, row in enumerate(rows):
            for position, cell in enumerate(row):
                sheet.write_string(number, position, cell[:CELL_TEXT_MOST])
    return file.getvalue()


def _refuse_others(content: bytes) -> None:
    if content.startswith(OLD):
        is_locked = _ENCRYPTED in content
        what = (
            "is locked with a password. Save it without one" if is_locked else f"is of the old kind (.xls). {SAVE_AS}"
        )
        raise Refused(f"This workbook {what}".rstrip(".") + ".")
    if len(content) > limits.XLSX_BYTES:
        raise Refused(f"This workbook is larger than {_mb(limits.XLSX_BYTES)}. {SAVE_AS}", is_too_large=True)


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook by name, in small letters."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        members = packed.infolist()
        names = [member.filename.lower() for member in members]
        _refuse_sizes(members)
        if "mimetype" in names and b"opendocument" in packed.read("mimetype")[:100]:
            raise Refused(f"This is an OpenDocument file (.ods). {SAVE_AS}")
        if "xl/workbook.bin" in names:
            raise Refused(f"This is a binary workbook (.xlsb). {SAVE_AS}")
        if _BOOK not in names:
            raise Refused(f"This is a packed file, but no workbook. {SAVE_AS}")
        if len(set(names)) < len(names):
            raise Refused(DAMAGED)
        return dict(_read_parts(packed, members))


def _refuse_sizes(members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    if len(members) > limits.XLSX_MEMBERS:
        raise Refused(f"This workbook has more than {limits.XLSX_MEMBERS} parts. {SAVE_AS}", is_too_large=True)
    _refuse_bytes(unpacked)
    if unpacked > limits.XLSX_RATIO * max(1, sum(member.compress_size for member in members)):
        text = f"This workbook unpacks to more than {limits.XLSX_RATIO} times its size. {SAVE_AS}"
        raise Refused(text, is_too_large=True)


def _refuse_bytes(n: int) -> None:
    if n > limits.XLSX_BYTES_UNPACKED:
        text = f"This workbook unpacks to more than {_mb(limits.XLSX_BYTES_UNPACKED)}. {SAVE_AS}"
        raise Refused(text, is_too_large=True)


def _read_parts(packed: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> Iterator[tuple[str, bytes]]:
    """Yield what cells may be in; a directory may lie, so that what really comes is counted too."""
    total = 0
    for member in members:
        name = member.filename.lower()
        if name not in _PARTS and not name.startswith("xl/worksheets/"):
            continue
        if member.compress_type not in _METHODS:
            raise Refused(DAMAGED)
        chunks = []
        with packed.open(member) as part:
            while chunk := part.read(_CHUNK):
                total += len(chunk)
                _refuse_bytes(total)
                chunks.append(chunk)
        yield name, b"".join(chunks)


def _paths(parts: dict[str, bytes]) -> dict[str, str]:
    """Return where each sheet lies, by its name, in their order."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/").lower()

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "sheet":
            sheets[attributes["name"]] = next(value for key, value in attributes.items() if key.endswith(" id"))

    _walk(parts[_RELATIONS], relation)
    _walk(parts[_BOOK], sheet, namespaces=" ")
    return {name: targets[number] for name, number in sheets.items() if targets.get(number) in parts}


def _refuse_wide(parts: dict[str, bytes], path: str) -> None:
    """Refuse a sheet that would take more room than its cells: the reader lays out the rectangle they span."""
    extent = _Extent(_lengths(parts.get(_SHARED, b"")))
    _walk(parts[path], extent.start, extent.end, extent.text)
    if extent.n_columns > limits.UPLOAD_COLUMNS:
        raise Refused(
            f"The sheet has a cell in column {extent.n_columns:,}; up to {limits.UPLOAD_COLUMNS} columns are read. "
            "Remove what stands there.",
            is_too_large=True,
        )
    if extent.n_rows * extent.n_columns > CELLS_MOST or extent.n_rows > EMPTY_ROWS_MOST + 10 * extent.n_filled:
        raise Refused(
            f"The sheet has a cell in row {extent.n_rows:,}. Remove what stands far below the others.",
            is_too_large=True,
        )
    _refuse_bytes(extent.n_characters)


def _lengths(shared: bytes) -> list[int]:
    """Return how many characters each of the shared texts has."""
    lengths: list[int] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "si":
            lengths.append(0)

    def text(text: str) -> None:
        if lengths:
            lengths[-1] += len(text)

    if shared:
        _walk(shared, start, text=text)
    return lengths


def _walk(
    data: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
    namespaces: str | None = None,
) -> None:
    """Go through XML once. No workbook declares a document type, so none is needed: with it go all entities."""
    parser = expat.ParserCreate(namespace_separator=namespaces)
    parser.StartDoctypeDeclHandler = _refuse_declarations
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.buffer_text = True
    parser.Parse(data, True)


def _refuse_declarations(*_: Any) -> None:
    raise Refused(f"This workbook declares a document type, which no spreadsheet does. {SAVE_AS}")


def _packed(parts: dict[str, bytes], sheet: str) -> bytes:
    """Return a workbook of what has been counted: without a chance to unpack to anything else."""
    names = {"[content_types].xml": "[Content_Types].xml", _SHARED: "xl/sharedStrings.xml"}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed:
        for name in (*_PARTS, sheet):
            if name in parts:
                packed.writestr(names.get(name, name), parts[name])
    return file.getvalue()


def _local(name: str) -> str:
    return name.rpartition(" ")[2].rpartition(":")[2]


def _column(letters: str) -> int:
    """Return the number of a column, from 1: of "AB" 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _without_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    return cells[: max(i for i, cell in enumerate(cells, 1) if cell)]


def _text(value: Any) -> str:
    """Return a cell as people see it."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.15g}" if abs(value) >= 10**15 or value % 1 else str(int(value))
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    if isinstance(value, datetime):
        moment = _rounded(value)
        return moment.date().isoformat() if moment.time() == time() else f"{moment.date()} {_clock(moment.time())}"
    if isinstance(value, time):
        return _clock(_rounded(datetime.combine(date(2000, 1, 1), value)).time())
    return value.isoformat() if isinstance(value, date) else str(value)


def _rounded(moment: datetime) -> datetime:
    """Return a moment to the second: a spreadsheet keeps a time as a part of the day."""
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def _clock(clock: time) -> str:
    return clock.isoformat("seconds" if clock.second else "minutes")


def _mb(n: int) -> str:
    return f"{n // 2**20} MB"
