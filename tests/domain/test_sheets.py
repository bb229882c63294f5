"""Bytes to cells and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercuts.domain import sheets
from papercuts.domain.sheets import Sheet, SheetError, defuse, restore
from tests.payloads import payloads

COLUMNS = ("day", "site", "words")


def read(content: bytes | str, **limits: int) -> Sheet:
    data = content.encode() if isinstance(content, str) else content
    return sheets.read(data, columns=COLUMNS, required=("day",), **limits)


def refused(content: bytes | str, **limits: int) -> str:
    with pytest.raises(SheetError) as caught:
        read(content, **limits)
    return str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        "day,site\n1,A\n",
        "day;site\n1;A\n",
        "day\tsite\n1\tA\n",
        "\ufeffday,site\n1,A\n",
        "day,site\r\n1,A\r\n",
        "day,site\r1,A\r",
        " Day , SITE \n1,A\n",
        "day,site,,\n1,A,,\n",
        "day,site\n1,A",
    ],
)
def test_a_file_is_read_however_it_is_written(content: str) -> None:
    sheet = read(content)

    assert (sheet.columns, [row.cells for row in sheet.rows]) == (("day", "site"), [("1", "A")])
    assert sheet.problems == ()


def test_utf_16_is_read_as_spreadsheets_write_it() -> None:
    assert read("day\tsite\n1\tKäse\n".encode("utf-16")).rows[0].cells == ("1", "Käse")


def test_rows_are_numbered_as_a_spreadsheet_does() -> None:
    sheet = read('day,words\n1,"two\nlines"\n\n,\n2,x\n')

    assert [(row.number, row.cells) for row in sheet.rows] == [(2, ("1", "two\nlines")), (5, ("2", "x"))]


def test_empty_cells_may_be_left_out_at_the_end_of_a_row() -> None:
    sheet = read("day,site,words\n1,A\n2\n3,C,x\n")

    assert [row.cells for row in sheet.rows] == [("1", "A", ""), ("2", "", ""), ("3", "C", "x")]
    assert sheet.problems == ()


def test_a_file_that_ends_within_a_row_was_cut_off() -> None:
    (problem,) = read("day,site,words\n1,A,x\n2,B").problems

    assert (problem.row, problem.value) == (3, "B")
    assert "ends within this row, after 2 of 3 cells" in problem.text


def test_too_many_cells_are_a_problem_of_the_row() -> None:
    (problem,) = read("day,words\n1,a\n2,b, and more\n").problems

    assert str(problem).startswith('row 3, "and more": This row has 3 cells, the header 2.')


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "This file is empty."),
        ("\n \n", "This file is empty."),
        ("day,site\n", "no rows under it"),
        ("1,A\n2,B\n", "The first row must name the columns, at least day"),
        (
            'day,words\n1,"x\n2,y\n',
            'row 2: A quotation mark (") that opens here, in line 2 of the file, is never closed',
        ),
        ('day,words\n1,x\n2,"x" y\n', 'row 3: A quotation mark (") is in the wrong place, in line 3'),
        (b"day,words\n1,K\xe4se\n", 'row 2, column words, "Käse": The byte 0xE4 is not UTF-8'),
        (b"PK\x03\x04\x14\x00", "This workbook is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This workbook is of the old kind (.xls)"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "This is not a text file"),
        ("day,words\n1," + "x" * 200_000 + "\n", "more than 131,072 characters"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes | str, said: str) -> None:
    assert said in refused(content)


@pytest.mark.parametrize(
    ("content", "columns", "cells", "said"),
    [
        ("day,day,site\n1,2,A\n", ("day", "site"), ("1", "A"), ["The column day stands there twice. Remove one."]),
        (
            "day,place,words\n1,A,x",
            ("day", "words"),
            ("1", "x"),
            ["There is no column place. Remove or rename it."],
        ),
        ("site\nA\n", ("site",), ("A",), ["The column day is missing. Add it."]),
        ("dya,,site\n1,,A\n", ("site",), ("A",), ["There is no column dya, (empty).", "The column day is missing."]),
    ],
)
def test_what_is_wrong_with_a_header_hides_no_row(
    content: str, columns: tuple[str, ...], cells: tuple[str, ...], said: list[str]
) -> None:
    sheet = read(content)

    assert (sheet.columns, sheet.rows[0].cells) == (columns, cells)
    for problem, text in zip(sheet.problems, said, strict=True):
        assert (problem.row, problem.column) == (None, None)
        assert str(problem).startswith(text)


def test_a_cut_off_row_beside_an_unknown_column_is_told_too() -> None:
    header, cut_off = read("day,site,place,words\n1,A,x,y\n2,B").problems

    assert header.text.startswith("There is no column place.")
    assert (cut_off.row, cut_off.value) == (3, "B")


@pytest.mark.parametrize(
    "content",
    [
        "day,words\n1,a\n2,b, and more\n",  # a separator without quotation marks
        "day,words,,\n1,a,,\n2,b,,,c\n",
        "day,site,words\n1,A,x\n2,B",  # cut off
        "day,mood,words,=x,day\n1,glad,a,'=1,2\n",
    ],
)
def test_a_part_of_a_file_has_the_same_mistakes(content: str) -> None:
    sheet = read(content)

    part = read(sheets.part(sheet, {sheet.rows[-1].number}))

    assert [problem.text for problem in part.problems] == [
        problem.text.replace("=x", "'=x") for problem in sheet.problems
    ]
    assert [row.cells for row in part.rows] == [sheet.rows[-1].cells]
    assert [row.written for row in part.rows] == [sheet.rows[-1].written]
    assert read(sheets.part(part, {2})) == part


def test_a_row_before_the_one_that_is_cut_off_is_not() -> None:
    sheet = read("day,site,words\n1\n2,B")

    assert read(sheets.part(sheet, {2})).problems == ()


def test_there_may_be_a_limit_on_the_rows() -> None:
    assert len(read("day\n1\n2\n", max_rows=2).rows) == 2
    assert refused("day\n1\n2\n3\n", max_rows=2).startswith("The file has more than 2 rows.")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-5", "@x", "\tx", "\rx", " =1", "\ufeff=1", "＝1", "＠x", "'=1"])
def test_what_looks_like_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert (defuse(cell), restore(defuse(cell))) == (f"'{cell}", cell)


@pytest.mark.parametrize("cell", ["'already", "it's", "'", "", "1 - 2", "“=”"])
def test_other_text_stays(cell: str) -> None:
    assert (defuse(cell), restore(cell)) == (cell, cell)


@pytest.mark.parametrize("cell", [payload.value for payload in payloads("csv_cell")])
def test_hostile_cells_come_back_as_they_were(cell: str) -> None:
    assert restore(defuse(cell)) == cell


@given(st.lists(st.tuples(st.text(alphabet="'=+-@ \t\n\r\",;aä"), st.just("x")), min_size=1))
def test_what_is_written_is_read_again(rows: list[tuple[str, str]]) -> None:
    sheet = read(sheets.write(("words", "day"), rows))

    assert [tuple(map(restore, row.cells)) for row in sheet.rows] == rows
