"""Cells to rows: what each column takes, and what is said when it does not."""

import re
from contextlib import suppress
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercuts.domain import import_rows, sheets
from papercuts.domain.import_cells import COLUMNS, read_cell
from papercuts.domain.import_rows import Row
from papercuts.domain.limits import Consent, HowItWent, HowTimed, Per, Size, Source
from papercuts.domain.rank_inputs import EffortGiven
from papercuts.domain.sheets import Problem, SheetError

ORDER = (
    "visited_on, site, segment, product, product_version, participant, role, task, area, people, times, per, source, "
    "performed, how_it_went, seen_at, what_happened, paper_cut, seconds_lost, how_timed, occurrences, quote, "
    "mood, workaround, consent, effort, link"
)


def parse(*rows: dict[str, str]) -> tuple[list[Row], list[Problem]]:
    """Rows of a file in which everything is well but what is given."""
    usual = {"visited_on": "2026-03-12", "site": "Brightmere", "task": "Send invoices"}
    names = list(dict.fromkeys(name for row in (usual, *rows) for name in row))
    cells = [[(usual | row).get(name, "") for name in names] for row in rows]
    lines = [";".join(names), *(";".join(f'"{cell}"' for cell in row) for row in cells)]
    return import_rows.parse(import_rows.read(("\n".join(lines) + "\n").encode()))[:2]


def problems(*rows: dict[str, str]) -> list[str]:
    return [str(problem) for problem in parse(*rows)[1]]


def test_the_columns_are_those_of_the_format() -> None:
    assert list(COLUMNS) == ORDER.split(", ")


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("visited_on", " 2024-02-29 ", date(2024, 2, 29)),
        ("site", "  Marfinch \u202e Joinery ", "Marfinch Joinery"),
        ("people", "2,400", 2400),
        ("people", "2400", 2400),
        ("people", "0", 0),
        ("people", "007", 7),
        ("times", "2,5", 2.5),
        ("times", "2.5", 2.5),
        ("per", "Week", Per.WEEK),
        ("source", "CUSTOMER SAID", Source.CUSTOMER),
        ("how_it_went", "needed_help", HowItWent.NEEDED_HELP),
        ("seen_at", "9:05", time(9, 5)),
        ("seen_at", "23:59:58", time(23, 59, 58)),
        ("what_happened", "two\nlines", "two lines"),
        ("quote", "two\r\nlines", "two\nlines"),
        ("quote", "'=1+1", "=1+1"),
        ("paper_cut", "PC-31", 31),
        ("paper_cut", "31", 31),
        ("paper_cut", "31 dates are wrong", "31 dates are wrong"),
        ("seconds_lost", "0.5", 0.5),
        ("seconds_lost", "28800", 28800.0),
        ("how_timed", "Stopwatch", HowTimed.STOPWATCH),
        ("consent", "Quote with role", Consent.ROLE),
        ("effort", "xl", EffortGiven(Size.XL)),
        ("effort", "2 / 4,5 / 8", EffortGiven(None, 2, 4.5, 8)),
        ("role", "", None),
    ],
)
def test_a_cell_is_understood(column: str, cell: str, value: Any) -> None:
    assert read_cell(column, cell) == value


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("visited_on", "", "The day is missing. Fill it in."),
        ("site", " \u200b ", "The site is missing. Fill it in."),
        ("visited_on", "2026-02-31", "There is no 31 February. Correct the day."),
        ("visited_on", "2023-02-29", "There is no 29 February in 2023. Correct the day."),
        ("visited_on", "2026-13-01", "There is no month 13. Write the day as year-month-day, like 2026-03-12."),
        ("visited_on", "12.3.2026", "Write the day as year-month-day, like 2026-03-12."),
        ("visited_on", "２０２６-03-12", "Write the day as year-month-day, like 2026-03-12."),
        ("visited_on", "0000-01-01", "The year must be from 1970 to 2100."),
        ("people", "many", "People must be a whole number, like 400."),
        ("people", "7.5", "People must be a whole number, like 400."),
        ("people", "٤٠٠", "People must be a whole number, like 400."),
        ("people", "-1", "People cannot be negative. Write a number from 0 to 1,000,000,000."),
        ("people", "2147483648", "People must be from 0 to 1,000,000,000."),
        ("times", "1e3", "Times must be a number, like 3 or 2.5."),
        ("times", "1,500", "Is this 1500 or 1.500? Write it without a comma."),
        ("per", "fortnight", "Write one of: day, week, month, quarter, year."),
        ("performed", "0", "Performed must be from 1 to 1,000."),
        ("seen_at", "24:00", "Write the time as hours and minutes of 24, like 14:05."),
        ("seen_at", "ten", "Write the time as hours and minutes of 24, like 14:05."),
        ("seconds_lost", "a while", "Seconds must be a number, like 14."),
        ("seconds_lost", "-3", "Seconds cannot be negative. Write a number from 0.1 to 28,800."),
        ("seconds_lost", "0", "Seconds must be from 0.1 to 28,800."),
        ("seconds_lost", "9" * 5000, "Seconds must be a number, like 14."),
        ("effort", "2/4", "Write a size (XS, S, M, L or XL), or low, likely and high hours, like 2/4/8."),
        ("effort", "8/4/2", "Low, likely and high hours must stand in this order, like 2/4/8."),
        ("effort", "0/1/2", "Effort must be from 0.1 to 10,000."),
        ("site", "x" * 201, "At most 200 characters, and these are 201. Shorten it."),
        ("paper_cut", "x" * 201, "At most 200 characters, and these are 201. Shorten it."),
        ("what_happened", "a\0b", "This text contains a character that cannot be stored (U+0000). Remove it."),
    ],
)
def test_a_cell_that_is_wrong_says_what_to_do(column: str, cell: str, said: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        read_cell(column, cell)


def test_a_problem_names_row_column_value_and_remedy() -> None:
    found = problems({}, {"what_happened": "Fell", "seconds_lost": "a while"})

    assert found == ['row 3, column seconds_lost, "a while": Seconds must be a number, like 14.']


def test_all_problems_of_a_row_are_told_at_once() -> None:
    found = problems({"visited_on": "2026-02-31", "site": "", "per": "often"})

    assert [line.split(":")[0] for line in found] == [
        'row 2, column visited_on, "2026-02-31"',
        "row 2, column site",
        'row 2, column per, "often"',
    ]


def test_rows_without_a_problem_are_understood_beside_others() -> None:
    rows, found = parse({"people": "many"}, {"participant": "P2"})

    assert [row.number for row in rows] == [3]
    assert len(found) == 1


def test_a_day_too_far_ahead_is_told_beside_the_rest() -> None:
    lines = [f"2027-03-{day},Brightmere,Send invoices,{people}" for day, people in ((13, ""), (14, "many"))]
    content = "\n".join(["visited_on,site,task,people", *lines, ""]).encode()

    found = import_rows.parse(import_rows.read(content), date(2026, 3, 12))[1]

    assert [str(problem) for problem in found] == [
        'row 3, column people, "many": People must be a whole number, like 400.',
        'row 3, column visited_on, "2027-03-14": This day is more than a year ahead. Correct it.',
    ]


@pytest.mark.parametrize("column", ["paper_cut", "seconds_lost", "how_timed", "occurrences", "quote"])
def test_nothing_can_be_said_of_a_sighting_where_nothing_was_seen(column: str) -> None:
    value = {"how_timed": "guess", "seconds_lost": "3", "occurrences": "1"}.get(column, "words")

    assert problems({column: value}) == [
        f'row 2, column {column}, "{value}": Nothing was seen in this row. Say what_happened, or leave {column} empty.'
    ]


def test_effort_needs_a_paper_cut_and_consent_a_participant() -> None:
    found = problems({"what_happened": "Fell", "effort": "S", "consent": "named", "role": "Clerk"})

    assert [line.split(",")[1] for line in found] == [" column effort", " column role", " column consent"]


def test_a_sighting_is_named_the_same_in_every_file() -> None:
    first, again = {"what_happened": "Fell"}, {"what_happened": "FELL", "seconds_lost": "3"}
    rows = parse(first)[0]
    more = parse({"what_happened": "Slipped"}, again)[0]

    assert import_rows.sighting_names(rows)[2] == import_rows.sighting_names(more)[3]


def test_two_sightings_that_are_alike_are_two() -> None:
    names = import_rows.sighting_names(parse({"what_happened": "Fell"}, {"what_happened": "Fell"}, {})[0])

    assert list(names) == [2, 3]
    assert names[2] != names[3]


@given(st.text() | st.text(alphabet="a1-:/.,;'\"\n\r\t=\u0301\u200b漢😀 "), st.sampled_from(list(COLUMNS)))
def test_no_text_in_a_cell_is_a_crash(text: str, column: str) -> None:
    usual = {"visited_on": "2026-03-12", "site": "Brightmere", "task": "Send invoices"} | {column: text}
    content = sheets.write(list(usual), [list(usual.values())]).encode("utf-8", "surrogatepass")

    with suppress(SheetError):
        rows, found, _ = import_rows.parse(import_rows.read(content))
        assert len(rows) == 1 or found
        assert not re.search(r"[\x00-\x1f\ud800-\udfff]", "".join(map(str, found)))


@given(st.binary())
def test_no_bytes_are_a_crash(content: bytes) -> None:
    for start in (b"", b"visited_on,site,task\n"):
        with suppress(SheetError):
            import_rows.parse(import_rows.read(start + content))
