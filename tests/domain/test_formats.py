"""Numbers, ranges and dates as people read them."""

import re
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercuts.domain import formats

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("x", "read"),
    [
        (0, "0"),
        (0.0, "0"),
        (1e-300, "under 0.01"),
        (0.0094, "under 0.01"),
        (0.01, "0.01"),
        (0.04, "0.04"),
        (0.0449, "0.045"),
        (0.999, "1"),
        (8, "8"),
        (8.04, "8"),
        (9.96, "10"),
        (27.45, "27"),
        (99.5, "100"),
        (1664.3, "1,700"),
        (999_999, "1 million"),
        (1e7, "10 million"),
        (1.25e6, "1.3 million"),
        (999.6e6, "1 billion"),
        (2.4e9, "2.4 billion"),
        (5.55e13, "56 trillion"),
        (1e308, "over 1,000 trillion"),
        (-1664.3, "−1,700"),
        (-0.001, "0"),
        (-1e308, "under −1,000 trillion"),
    ],
)
def test_significant_digits(x: float, read: str) -> None:
    assert formats.significant(x) == read


@pytest.mark.parametrize(
    ("x", "read"),
    [
        (0, "0"),
        (0.004, "under 0.01"),
        (0.25, "0.25"),
        (0.5, "0.5"),
        (1, "1"),
        (4.24, "4.2"),
        (8.75, "8.8"),
        (9.97, "10"),
        (12.8, "13"),
        (39.4, "39"),
        (99.6, "100"),
        (237.4, "235"),
        (732.5, "735"),
        (868, "870"),
        (998, "1,000"),
        (1664.3, "1,660"),
        (3187, "3,190"),
        (16_649, "16,600"),
        (1_664_300, "1.66 million"),
        (-1664.3, "−1,660"),
        (-20, "−20"),
    ],
)
def test_hours(x: float, read: str) -> None:
    assert formats.hours(x) == read


@pytest.mark.parametrize(
    ("x", "read"),
    [
        (0, "0×"),
        (0.001, "under 0.01×"),
        (0.4, "0.40×"),
        (8, "8.0×"),
        (8.0449, "8.0×"),
        (9.99, "10×"),
        (27.5, "28×"),
        (86.5, "87×"),
        (275, "280×"),
        (374.9, "370×"),
        (12_345, "12,000×"),
        (1_000_000, "1.0 million×"),
    ],
)
def test_payback_has_two_digits(x: float, read: str) -> None:
    assert formats.payback(x) == read


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_not_shown(bad: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        formats.hours(bad)


def test_a_span_joins_its_ends() -> None:
    assert formats.span(868.2, 3187) == "870 to 3,190"
    assert formats.span(868.2, 3187, between="–") == "870–3,190"
    assert formats.span(8.04, 86.5, formats.payback) == "8.0× to 87×"


def test_a_span_of_one_number_is_that_number() -> None:
    assert formats.span(868, 871) == "870"


def test_a_span_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(ValueError, match="lower end first"):
        formats.span(2, 1)


@pytest.mark.parametrize(
    ("x", "read"),
    [
        (0, "0 s"),
        (0.04, "under 0.1 s"),
        (0.1, "0.1 s"),
        (8.84, "8.8 s"),
        (9, "9 s"),
        (14.4, "14 s"),
        (90, "90 s"),
        (119.4, "119 s"),
        (120, "2 min"),
        (150, "2.5 min"),
        (754, "13 min"),
        (7200, "2 h"),
        (28_800, "8 h"),
    ],
)
def test_seconds(x: float, read: str) -> None:
    assert formats.seconds(x) == read


@pytest.mark.parametrize(
    ("x", "read"),
    [(14, "14 s"), (12.5, "12.5 s"), (0.05, "0.05 s"), (119.99, "119.99 s"), (120, "2 min"), (135.5, "2 min 15.5 s")],
)
def test_what_was_read_or_typed_stays_as_it_is(x: float, read: str) -> None:
    assert formats.duration(x) == read


@pytest.mark.parametrize(
    ("share", "read"),
    [
        (0, "0 %"),
        (0.0001, "under 1 %"),
        (0.0049, "under 1 %"),
        (0.005, "1 %"),
        (0.724, "72 %"),
        (0.994, "99 %"),
        (0.9999, "over 99 %"),
        (1, "100 %"),
        (1.5, "150 %"),
        (-0.1, "−10 %"),
    ],
)
def test_percent_says_none_and_all_only_when_it_is_so(share: float, read: str) -> None:
    assert formats.percent(share) == read


@pytest.mark.parametrize(
    ("n", "read"),
    [
        (1, "first"),
        (3, "third"),
        (10, "tenth"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (22, "22nd"),
        (103, "103rd"),
        (111, "111th"),
        (1_002, "1,002nd"),
    ],
)
def test_ordinals(n: int, read: str) -> None:
    assert formats.ordinal(n) == read


def test_there_is_no_rank_before_the_first() -> None:
    with pytest.raises(ValueError, match="first"):
        formats.ordinal(0)


def test_dates() -> None:
    assert formats.date(date(2026, 3, 12)) == "12 March 2026"
    assert formats.short_date(date(2026, 3, 2)) == "2 Mar"
    assert formats.date(datetime(2026, 12, 31, 23, 59, tzinfo=UTC)) == "31 December 2026"


@given(FINITE)
def test_every_number_reads_well(x: float) -> None:
    for show in (formats.significant, formats.hours, formats.payback):
        assert re.fullmatch(
            r"(under |over )?−?\d{1,3}(,\d{3})?(\.\d{1,4})?( (m|b|tr)illion)?×?|−?\d{1,3},\d{3}×?|0×?", show(x)
        ), show(x)
        assert len(show(x)) <= 22


@given(st.lists(st.floats(0.01, 9e14), min_size=2).map(sorted))
def test_a_larger_number_never_reads_smaller(numbers: list[float]) -> None:
    scale = {"million": 1e6, "billion": 1e9, "trillion": 1e12}

    def value(read: str) -> float:
        digits, _, word = read.rstrip("×").partition(" ")
        return float(digits.replace(",", "")) * scale.get(word, 1)

    for show in (formats.significant, formats.hours, formats.payback):
        values = [value(show(x)) for x in numbers]
        assert all(a <= b * (1 + 1e-9) for a, b in pairwise(values))


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (0, "no people"),
        (1, "one person"),
        (2, "two people"),
        (12, "twelve people"),
        (13, "13 people"),
        (1204, "1,204 people"),
    ],
)
def test_small_counts_are_words(n: int, text: str) -> None:
    assert formats.counted(n, "person", "people") == text


def test_most_plurals_need_not_be_given() -> None:
    assert formats.counted(3, "site") == "three sites"
    assert formats.counted(1, "site") == "one site"


def test_weekdays_are_english_whatever_the_servers_locale() -> None:
    assert formats.weekday(date(2026, 3, 30)) == "Monday"
