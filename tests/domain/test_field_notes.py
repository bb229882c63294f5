"""A page of field notes is read line by line; no line that says something is lost."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercuts.domain.field_notes import NOTES_MOST, Note, read

PAGE = """# Marfinch Joinery, 12 March

Opened the list twice

## Approve an invoice
- 10:42 Typed 3.4.26 and the field went blank 14s
* [ ] Page jumps x3 =27
@P2
1. "every single time"

## Send reminders @p3
11.05 – Scrolled to find Send #invoice
## Print
@P4 11:30 printed it twice
## Close the month
"""


def test_a_page_becomes_sightings_with_their_tasks_people_and_times() -> None:
    notes = read(PAGE)

    assert notes.notes == [
        Note(3, "Opened the list twice", "", None, None),
        Note(6, "Typed 3.4.26 and the field went blank 14s", "Approve an invoice", None, time(10, 42)),
        Note(7, "Page jumps x3 =27", "Approve an invoice", None, None),
        Note(9, '"every single time"', "Approve an invoice", "P2", None),
        Note(12, "Scrolled to find Send #invoice", "Send reminders", "P3", time(11, 5)),
        Note(14, "@P4 printed it twice", "Print", "P2", time(11, 30)),
    ]
    assert notes.titles == ["Marfinch Joinery, 12 March"]
    assert notes.bare_tasks == ["Close the month"]


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("3.4.26 went blank", "3.4.26 went blank"),  # a date, no time
        ("14s lost again", "14s lost again"),
        ("#invoice went away", "#invoice went away"),  # an area
        ("25:10 is no time", "25:10 is no time"),
        ("10:42", "10:42"),  # nothing stands behind it
        ("@P2 frowned", "@P2 frowned"),
        ("-5 in the total", "-5 in the total"),
        ("2 m of paper", "2 m of paper"),
        ("9h30 late again", "late again"),
    ],
)
def test_what_only_looks_like_a_mark_stays_in_the_line(line: str, kept: str) -> None:
    assert [note.line for note in read(line).notes] == [kept]


def test_a_long_page_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="Paste it in two parts"):
        read("again\n" * (NOTES_MOST + 1))


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1).filter(lambda t: t[0] not in "#@"),
        max_size=20,
    )
)
def test_each_line_that_is_no_heading_is_one_sighting(lines: list[str]) -> None:
    notes = read("\n\n".join(lines)).notes

    assert len(notes) == len(lines)
    assert all(note.line for note in notes)
