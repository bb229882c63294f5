"""Workbooks: cells as people see them, and nothing that unpacks to more than it may."""

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from papercuts.domain import limits, sheets, workbooks
from papercuts.domain.workbooks import Refused

SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"
DAY = date(2026, 3, 12)


def made(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        fill(book)
    return file.getvalue()


def changed(content: bytes = b"", packing: int = zipfile.ZIP_DEFLATED, **parts: str | bytes) -> bytes:
    """A workbook with other parts, or more: `sheet` is its sheet, anything else a part of this name."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content or sheets.write_workbook(["a"], [["b"]]))) as old:
        names = {SHEET if name == "sheet" else name: data for name, data in parts.items()}
        with zipfile.ZipFile(file, "w", packing) as new:
            for name in old.namelist():
                new.writestr(name, names.pop(name, old.read(name)))
            for name, data in names.items():
                new.writestr(name, data)
    return file.getvalue()


def refusal(content: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        workbooks.read(content)
    return caught.value


def test_cells_come_in_as_people_see_them() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Notes")
        cells = [DAY, datetime.combine(DAY, time(9, 14, 5)), time(10, 31), 14, 0.1 + 0.2, True, " x ", -4]
        sheet.write_row(1, 0, cells)
        sheet.write_formula(3, 0, "=1+1", None, 2)
        sheet.write_url(3, 1, "https://example.org")
        book.add_worksheet("Other").write(0, 0, "hello")

    content = made(fill)

    book = workbooks.read(content)
    assert (book.sheets, book.sheet) == (("Notes", "Other"), "Notes")
    assert book.rows == (
        (2, ("2026-03-12", "2026-03-12 09:14:05", "10:31", "14", "0.3", "TRUE", " x ", "-4")),
        (4, ("2", "https://example.org")),
    )
    assert workbooks.read(content, "Other").rows == ((1, ("hello",)),)
    assert workbooks.read(content, "Nowhere").sheet == "Notes"


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20), min_size=1))
def test_texts_go_into_a_workbook_and_come_out_the_same(cells: list[str]) -> None:
    content = sheets.write_workbook(["head"] * len(cells), [cells])
    read = [row for number, row in workbooks.read(content).rows if number == 2]
    back = [sheets.restore(cell) for cell in read[0]] if read else []
    assert back + [""] * (len(cells) - len(back)) == cells


def test_no_cell_of_what_is_written_is_a_formula_or_a_link() -> None:
    content = sheets.write_workbook(["a", "b"], [["=cmd|'/c calc'!A1", "https://example.org"], ["@SUM(1)", "2/4/8"]])
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read(SHEET)
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet
    assert workbooks.read(content).rows[1][1][0] == "'=cmd|'/c calc'!A1"


def test_t32_what_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    bomb = changed(bomb="x" * (limits.XLSX_BYTES_UNPACKED + 1))
    assert str(refusal(bomb)).startswith("This workbook unpacks to more than 50 MB")
    assert "more than 100 times its size" in str(refusal(changed(bomb="x" * 4_000_000)))
    members = {f"xl/media/{n}.png": "" for n in range(limits.XLSX_MEMBERS)}
    assert "more than 100 parts" in str(refusal(changed(**members)))
    assert "larger than 5 MB" in str(refusal(b"PK\x03\x04" + bytes(limits.XLSX_BYTES)))
    assert all(refusal(content).is_too_large for content in (bomb, changed(**members)))


def test_t32_a_directory_that_lies_about_sizes_gets_no_more_room() -> None:
    content = bytearray(changed(sheet=HEAD + "<row/>" * 100_000 + TAIL))
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(SHEET.encode()))
    struct.pack_into("<I", content, at + 24, 1_000)  # unpacked, as the directory has it
    assert "damaged" in str(refusal(bytes(content)))


@pytest.mark.parametrize(
    "sheet",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="CV1048576"><v>1</v></c></row>',
        '<row r="1"><c r="XFD1"><v>1</v></c></row>',
        "<row>" + "<c/>" * 200 + "<c><v>1</v></c></row>",
        "<row/>" * 60_000 + "<row>" + "<c/>" * 99 + "<c><v>1</v></c></row>",
    ],
)
def test_t32_a_sheet_that_spans_more_than_it_holds_is_refused(sheet: str) -> None:
    found = refusal(changed(packing=zipfile.ZIP_STORED, sheet=HEAD + sheet + TAIL))
    assert found.is_too_large
    assert "The sheet has a cell in" in str(found)


def test_t32_one_long_text_in_many_cells_is_counted_each_time() -> None:
    shared = (
        f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"x" * 100_000}</t></si></sst>'
    )
    cells = '<row><c t="s"><v>0</v></c></row>' * 1_000
    parts = {"sheet": HEAD + cells + TAIL, "xl/sharedStrings.xml": shared}
    assert "more than 50 MB" in str(refusal(changed(packing=zipfile.ZIP_STORED, **parts)))


def test_t32_entities_are_not_expanded_for_they_are_not_read() -> None:
    laughs = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>"
    sheet = HEAD.replace("?>", "?>" + laughs, 1) + '<row><c t="inlineStr"><is><t>&b;</t></is></c></row>' + TAIL
    assert "declares a document type" in str(refusal(changed(sheet=sheet)))
    outside = "<!DOCTYPE x SYSTEM 'file:///etc/passwd'>"
    assert "declares a document type" in str(refusal(changed(sheet=HEAD.replace("?>", "?>" + outside, 1) + TAIL)))


def test_t32_macros_and_links_to_elsewhere_are_ignored() -> None:
    content = changed(**{"xl/vbaProject.bin": b"\0", "xl/externalLinks/externalLink1.xml": "<broken"})
    assert workbooks.read(content).rows == ((1, ("a",)), (2, ("b",)))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04nothing", "damaged"),
        (b"PK\x05\x06" + bytes(18), "no workbook"),
        (workbooks.OLD + bytes(600), "of the old kind (.xls)"),
        (workbooks.OLD + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        (changed(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "OpenDocument file (.ods)"),
        (changed(**{"xl/workbook.bin": b""}), "binary workbook (.xlsb)"),
        (changed(sheet=HEAD + "<row>"), "damaged"),
        (changed(sheet=HEAD + '<row r="x"/>' + TAIL), "damaged"),
        (changed(**{"xl/workbook.xml": "<workbook/>"}), "damaged"),
        (changed(sheet=HEAD + TAIL)[:-40], "damaged"),
    ],
)
def test_what_is_no_workbook_says_what_to_do(content: bytes, said: str) -> None:
    assert said in str(refusal(content))
