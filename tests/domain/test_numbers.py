"""The number of a paper cut as people write it."""

import pytest

from papercuts.domain.limits import MAX_INT
from papercuts.domain.numbers import paper_cut_number


@pytest.mark.parametrize("text", ["PC-31", "pc-31", "PC 31", "Pc31", "31", " 31\t", "PC-0031"])
def test_a_number_is_read_however_it_is_written(text: str) -> None:
    assert paper_cut_number(text) == 31


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PC-",
        "PC",
        "-31",
        "+31",
        "PC--31",
        "3.1",
        "31 dates",
        "3 1",
        "PD-31",
        "٣١",
        "３１",
        "²",
        "1e3",
        "9" * 30,
        str(MAX_INT + 1),
    ],
)
def test_nothing_else_is_a_number(text: str) -> None:
    assert paper_cut_number(text) is None


def test_how_large_it_may_be_can_be_said() -> None:
    assert paper_cut_number(f"PC-{MAX_INT}") == MAX_INT
    assert paper_cut_number("99999999999", 10**15 - 1) == 99_999_999_999
