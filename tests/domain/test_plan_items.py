"""Anybody's list: read exactly, and refused with the row and the column."""

import pytest

from papercuts.domain import plan_items
from papercuts.domain.plan_items import units_of
from papercuts.domain.planner import Item


def test_numbers_are_taken_as_they_are_written() -> None:
    read, problems = plan_items.read(b"id;value;effort;owner;requires\nA;13549094;0.1;Mei;\nB;2.25;6404180;;A\n")

    assert problems == []
    assert (read.value_units, read.effort_units) == (100, 10)
    assert read.items == (Item("A", 1354909400, 1, "Mei"), Item("B", 225, 64041800, requires=("A",)))


def test_what_is_wrong_is_said_with_its_row_and_column() -> None:
    text = "id,value,effort,requires\na,x,1,\na,1e400,nan,b\n,-1,1e-22,\nc,1e12,inf,c\n"

    _, problems = plan_items.read(text.encode())

    assert [str(problem) for problem in problems] == [
        'row 2, column value, "x": Value must be a number, like 8 or 2.5.',
        'row 3, column value, "1e400": Value must be at most 1,000,000,000,000.',
        'row 3, column effort, "nan": Effort must be a number, like 8 or 2.5.',
        'row 3, column id, "a": Row 2 has the same id.',
        'row 3, column requires, "b": No row has this id.',
        'row 4, column value, "-1": Value cannot be negative.',
        'row 4, column effort, "1e-22": Effort can have at most 28 digits, 21 of them after the point.',
        "row 4, column id: Write an id of 1 to 200 characters, without a space.",
        'row 5, column effort, "inf": Effort must be a number, like 8 or 2.5.',
        'row 5, column requires, "c": It requires itself.',
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("8", "8"),
        (" 2.50 ", "2.50"),
        ("0", "0"),
        ("1e3", "1E+3"),
        ("0.0008444218515250481", "0.0008444218515250481"),
        ("1e12", "1E+12"),
    ],
)
def test_a_number_is_read_exactly(text: str, number: str) -> None:
    assert str(units_of(text, "Effort")) == number
