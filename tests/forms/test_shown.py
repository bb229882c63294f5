"""Who changed what, when two people have the same form open."""

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField

from papercuts.forms import shown
from papercuts.forms.base import Choice, Choices, Day, Line, Number, Prose, Whole, whole_or_none


class Row(Form):
    """A row that is known by its number."""

    number = HiddenField()
    people = Whole("People", low=0, high=100)


class Answers(Form):
    """One field of each kind."""

    name = Line("Name")
    text = Prose("Text")
    hours = Number("Hours", low=0, high=10_000)
    day = Day("Day")
    site = Choice("Site", choices=[("", "None"), (1, "Marfinch"), (2, "Oakmere")], coerce=whole_or_none)
    tasks = Choices("Tasks", choices=[(1, "Send"), (2, "Pay")], coerce=whole_or_none)
    is_unsure = BooleanField("Not sure")
    rows = FieldList(FormField(Row))


STORED: dict[str, Any] = {
    "name": "Marfinch Foods", "text": "One\nTwo", "hours": 1660.0, "day": None, "site": 2, "tasks": [1, 2],
    "is_unsure": True, "rows": [{"number": 7, "people": 3}, {"number": 9, "people": 4}],
}  # fmt: skip
SAME = {
    "name": " Marfinch  Foods ", "text": "One\r\nTwo\r\n", "hours": "1,660", "day": "", "site": "2",
    "tasks": ["2", "1"], "is_unsure": "y", "rows-0-number": "9", "rows-0-people": "4",
    "rows-1-number": "7", "rows-1-people": "3",
}  # fmt: skip
CHANGED = [
    ("name", "Marfinch"), ("text", "One"), ("hours", "0"), ("day", "2026-03-12"), ("site", ""), ("tasks", ["2"]),
    ("is_unsure", []), ("rows-0-people", ""),
]  # fmt: skip


def stored(**changed: Any) -> Answers:
    return Answers(data=STORED | changed)


def sent(**typed: Any) -> Answers:
    return Answers(MultiDict(SAME | typed))


def test_the_same_typed_otherwise_is_the_same() -> None:
    now = {name: shown.said(field) for name, field in shown.fields(stored()).items()}

    assert {name: shown.said(field) for name, field in shown.fields(sent()).items()} == now
    assert {"rows-7-people", "rows-9-people"} <= now.keys()


@pytest.mark.parametrize(("name", "typed"), CHANGED)
def test_only_what_both_changed_is_a_conflict(name: str, typed: Any) -> None:
    line = shown.version_line(stored())
    other = Answers(MultiDict(SAME | {"name": "Oakmere", "rows-0-people": "8", name: typed}))

    assert shown.overtaken(sent(**{name: typed}), stored(), line) == []
    assert shown.overtaken(sent(**{name: typed}), other, line) == []


@pytest.mark.parametrize(("name", "typed"), CHANGED)
def test_what_only_somebody_else_changed_comes_into_the_form(name: str, typed: Any) -> None:
    line = shown.version_line(stored())
    mine, theirs = sent(), sent(**{name: typed})

    assert shown.overtaken(mine, theirs, line) == []
    assert mine.data == theirs.data


def test_what_both_changed_is_named_by_its_row() -> None:
    mine = sent(**{"name": "Mine", "rows-0-people": "5"})

    both = shown.overtaken(mine, stored(name="Theirs", rows=[{"number": 9, "people": 6}]), shown.version_line(stored()))

    assert both == ["name", "rows-9-people"]
    assert mine.name.data == "Mine"


def test_what_cannot_be_read_is_a_change_too() -> None:
    assert shown.overtaken(sent(hours="many"), stored(hours=2.0), shown.version_line(stored())) == ["hours"]


def test_a_page_that_stays_open_has_not_seen_what_it_does_not_show() -> None:
    line = shown.version_line(stored())
    now = stored(name="Theirs", text="Mine")

    line = shown.seen_after(line, sent(text="Mine"), now)

    assert shown.overtaken(sent(text="Mine, longer"), now, line) == []
    assert shown.overtaken(sent(name="Also mine", text="Mine"), now, line) == ["name"]


def test_a_reader_sees_the_words_of_a_choice() -> None:
    words = {name: shown.in_words(field) for name, field in shown.fields(stored()).items()}

    assert words["site"] == "Oakmere"
    assert words["tasks"] == "Send, Pay"
    assert (words["hours"], words["day"], words["is_unsure"]) == ("1660", "", "Yes")
