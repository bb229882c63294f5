"""A matrix as people save it: with and without names, in every separator, and what is wrong said by its place."""

import pytest

from papercuts.domain.coverage_matrix import read
from papercuts.domain.sheets import SheetError

TWO = ((1, 0, 1), (0, 0, 1))


@pytest.mark.parametrize(
    "text",
    [
        "1,0,1\n0,0,1\n",
        "1;0;1\r\n0;0;1",
        "1\t0\t1\n0\t0\t1\n",
        "\ufeff1, 0 ,1\n\n0,0,1\n\n",
        "1,0,1,,\n0,0,1,,\n",
        "1.0,0.0,1.0\nFALSE,FALSE,TRUE\n",
        "PC-1,PC-2,PC-3\n1,0,1\n0,0,1\n",
        "7,12,3\n1,0,1\n0,0,1\n",
        ",1,2,3\nP1,1,0,1\nP2,0,0,1\n",
        "Tester,1,2,3\nP1,1,0,1\nP2,0,0,1\n",
        "101,1,0,1\n102,0,0,1\n",
        "P1,1,0,1\nP2,0,0,1\n",
        "participant,PC-1,PC-2,PC-3\n1,1,0,1\n0,0,0,1\n",
        ",a,b,c\nP1,1,0,1\nP2,0,0,1\n",
        "a,b,c\nP1,1,0,1\nP2,0,0,1\n",  # as R writes it: no name over the labels
        '"Ann, and Bob","x",y,z\n"P1",1,0,1\nP2,0,0,1\n',
    ],
)
def test_a_matrix_is_read_however_it_is_written(text: str) -> None:
    table = read(text.encode())

    assert table.problems == ()
    assert table.rows == TWO


def test_rows_that_are_only_numbered_need_a_name_over_their_numbers() -> None:
    assert read(b"id,a,b\n1,0,1\n2,1,1\n3,0,0\n").rows == ((0, 1), (1, 1), (0, 0))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("1,1,2\n1,0,1\n0,1,1\n1,1,0\n", [(1, "3")]),
        ("P1,1,2\nP2,0,1\n", [(1, "3")]),
        ("P1,2\nP2,0\n", [(1, "2")]),
        ("1,2\n1,0\n", [(1, "2")]),
        ("1,2,3\n1,0,1\n", [(1, "2"), (1, "3")]),
        ("2,2,3\n1,0,1\n", [(1, "1"), (1, "2"), (1, "3")]),
        ("0.5,-1\n1,0\n", [(1, "1"), (1, "2")]),
        ("1,0,1\n2,1,1\n", [(2, "1")]),
        ("2,0,1\n", [(1, "1")]),
    ],
)
def test_a_slip_is_no_name(text: str, places: list[tuple[int, str]]) -> None:
    assert [(problem.row, problem.column) for problem in read(text.encode()).problems] == places


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1,0,1\n0,2,1\n", 'row 2, column 2, "2": This is neither 0 nor 1. Write 1 if it was met, 0 if it was not.'),
        ("who,a,b\nP1,1,\nP2,0,1\n", "row 2, column b: This cell is empty. Write 1 if it was met, 0 if it was not."),
        ("1,0,1\n0,1\n", "row 2: This row has 2 cells, others 3. Write a 0 or 1 in each."),
        ("a,b,c\n1,0,1\n0,0,1,1\n", "row 3: This row has 4 cells, others 3. Write a 0 or 1 in each."),
        ("1,nan\n0,1\n", 'row 1, column 2, "nan": This is neither 0 nor 1. Write 1 if it was met, 0 if it was not.'),
        ("P1,,1\nP2,0,1\n", "row 1, column 2: This cell is empty. Write 1 if it was met, 0 if it was not."),
        ("1,0,=1\n0,0,1\n", 'row 1, column 3, "=1": This is neither 0 nor 1. Write 1 if it was met, 0 if it was not.'),
    ],
)
def test_what_is_wrong_is_said_by_its_place(text: str, message: str) -> None:
    table = read(text.encode())

    assert [str(problem) for problem in table.problems] == [message]
    assert table.rows == ()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\n , ,\n", "empty"),
        (b"a,b,c\n", "no rows under it"),
        (b"P1\nP2\n", "no column of 0 and 1"),
        (b"1\n" * 20_001, "more than 20,000 rows"),
        (b"PK\x03\x04", "workbook"),
        (b'1,"0\n0,1', "never closed"),
        ("é,1\nb,0".encode("latin-1"), "not UTF-8"),
    ],
)
def test_what_is_no_matrix_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(SheetError, match=message):
        read(content)


@pytest.mark.parametrize(("text", "rows"), [("0\n", ((0,),)), ("0,0,0\n", ((0, 0, 0),)), ("1\n0\n", ((1,), (0,)))])
def test_the_smallest_ones_are_matrices_too(text: str, rows: tuple[tuple[int, ...], ...]) -> None:
    assert read(text.encode()).rows == rows
