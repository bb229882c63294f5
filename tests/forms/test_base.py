"""Fields of forms: what people type becomes values, or a sentence that says what to type."""

from datetime import date
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from papercuts.forms.base import (
    Choice,
    Choices,
    Day,
    InHours,
    InSeconds,
    Line,
    Number,
    Radio,
    Required,
    Whole,
    whole_or_none,
)


class Answers(Form):
    """One field of each kind."""

    name = Line("Name")
    hours = Number("Hours", low=0.1, high=10_000)
    people = Whole("People", low=0, high=1_000_000_000)
    day = Day("Day")
    site = Choice("Site", choices=[("", "None"), (1, "Marfinch")], coerce=whole_or_none)
    kind = Radio("Kind", choices=[("a", "A"), ("b", "B")], default="a")
    tasks = Choices("Tasks", choices=[(1, "Send"), (2, "Pay")], coerce=whole_or_none)


def answer(**typed: Any) -> Answers:
    form = Answers(MultiDict({"kind": "a"} | typed))
    form.validate()
    return form


@pytest.mark.parametrize(
    ("typed", "value"),
    [("3", 3), ("1.5", 1.5), ("1,5", 1.5), (" 2 ", 2), ("1,660", 1660), ("1 660", 1660), ("0,125", 0.125), ("", None)],
)
def test_a_number_is_read_as_people_write_it(typed: str, value: float | None) -> None:
    form = answer(hours=typed)

    assert (form.hours.data, form.errors) == (value, {})


@pytest.mark.parametrize(
    ("typed", "seconds", "hours"),
    [("90", 90, 90), ("90 s", 90, 0.025), ("2 min", 120, 1 / 30), ("2min30", 150, 1 / 24), ("1,5h", 5400, 1.5),
     ("4 Hours", 14_400, 4), ("1,500 s", 1500, 1500 / 3600), ("1 h 30", 5400, 1.5)],
)  # fmt: skip
def test_a_length_of_time_may_have_its_unit(typed: str, seconds: float, hours: float) -> None:
    class Times(Form):
        seconds = InSeconds("Seconds", low=0, high=28_800)
        hours = InHours("Hours", low=0, high=1000)

    form = Times(MultiDict({"seconds": typed, "hours": typed}))

    assert form.validate(), form.errors
    assert (form.seconds.data, form.hours.data) == pytest.approx((seconds, hours))
    for wrong in ("4 x", "h", "2m60s", "9 h", "1 30 s", "1 2 3 s", "1 30 min"):
        form = Times(MultiDict({"seconds": wrong, "hours": "9999 h"}))
        assert not form.validate()
        assert str(form.seconds.errors[0]).startswith("Enter a number ")
        assert form.hours.errors == ["Enter a number from 0 to 1,000"]


@pytest.mark.parametrize(
    "typed", ["2400", "2,400", "2.400", "2 400", "2\u202f400", "2\u00a0400", "2'400", "2’400", " 2.400 "]
)
def test_a_whole_number_may_have_its_thousands_apart(typed: str) -> None:
    form = answer(people=typed)

    assert (form.people.data, form.errors) == (2400, {})


@pytest.mark.parametrize("typed", ["2.4", "2.40", "2.4000", "1.234,567", "1,234.567", "0.400", ".400", "1234.567"])
def test_a_whole_number_whose_groups_are_not_clear_is_refused(typed: str) -> None:
    assert answer(people=typed).errors == {"people": ["Enter a whole number, like 12"]}


@pytest.mark.parametrize("typed", ["x", "nan", "inf", "1e3", "1_0", "0x10", "--1", "9" * 400, "½", "1.2.3"])
def test_what_is_no_number_stays_in_the_form_and_is_explained(typed: str) -> None:
    form = answer(hours=typed)

    assert form.errors == {"hours": ["Enter a number, like 3 or 1.5"]}
    assert typed in form.hours()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("hours", "0", "Enter a number from 0.1 to 10,000"),
        ("people", "-1", "Enter a number from 0 to 1,000,000,000"),
        ("people", "1000000001", "Enter a number from 0 to 1,000,000,000"),
        ("people", "1.5", "Enter a whole number, like 12"),
        ("day", "12 March", "Enter a day as year-month-day, like 2026-03-12"),
        ("day", "2026-02-30", "Enter a day as year-month-day, like 2026-03-12"),
        ("day", "0001-01-01", "Enter a day from 1970 to 2100"),
        ("site", "7", "Choose from the list"),
        ("site", "9" * 5000, "Choose from the list"),
        ("site", "0", "Choose from the list"),
        ("site", "x", "Choose from the list"),
        ("tasks", "3", "Choose from the list"),
        ("tasks", "x", "Choose from the list"),
    ],
)
def test_what_cannot_be_is_explained(field: str, typed: str, sentence: str) -> None:
    assert answer(**{field: typed}).errors == {field: [sentence]}


def test_days_and_choices_become_values() -> None:
    form = Answers(MultiDict([("day", "2026-03-12"), ("site", "1"), ("kind", "b"), ("tasks", "1"), ("tasks", "2")]))

    assert form.validate()
    assert (form.day.data, form.site.data, form.kind.data) == (date(2026, 3, 12), 1, "b")
    assert form.tasks.data == [1, 2]


def test_nothing_chosen_is_nothing() -> None:
    form = answer(site="")

    assert (form.site.data, form.tasks.data, form.errors) == (None, [], {})


def test_a_number_that_must_be_there_says_what_is_wrong_with_it_only_once() -> None:
    class Asked(Form):
        hours = Number("Hours", [Required("Enter the hours")], low=0, high=8)

    wrong, missing = Asked(MultiDict({"hours": "many"})), Asked(MultiDict())
    wrong.validate()
    missing.validate()

    assert wrong.errors == {"hours": ["Enter a number, like 3 or 1.5"]}
    assert missing.errors == {"hours": ["Enter the hours"]}


def test_a_stored_number_is_written_without_needless_digits() -> None:
    form = Answers(data={"hours": 2.0, "people": 30_000_000})

    assert 'value="2"' in form.hours()
    assert 'value="30000000"' in form.people()
