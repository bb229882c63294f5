"""How long things wait, against published values."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercuts.domain.totals import Hours
from papercuts.domain.waiting import Wait, survival, times_as_long, waits, worth

# Freireich and others (1963), weeks until leukaemia came back, as in Cox & Oakes (1984), Analysis of Survival Data,
# table 1.1; "+" stands for those whom it had not come back to.
TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
WAITS = st.lists(st.builds(Wait, st.integers(0, 400), st.booleans()), max_size=40)


def read(text: str) -> list[Wait]:
    return [Wait(int(word.rstrip("+")), not word.endswith("+")) for word in text.split()]


def test_the_curve_is_the_published_one() -> None:
    shares = {day: round(share, 3) for day, share in survival(read(TREATED))}

    assert shares == {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}


def test_half_of_them_and_the_middle_80_percent() -> None:
    treated, placebo = waits(read(TREATED)), waits(read(PLACEBO))

    assert (treated.median, treated.q10, treated.q90, treated.longest) == (23, 6, None, 35)
    assert (treated.n_over, treated.n_waiting) == (9, 12)
    assert (placebo.median, placebo.q10, placebo.q90, placebo.n_waiting) == (8, 2, 17, 0)


def test_the_ratio_of_two_groups() -> None:
    # 9 ends in 359 weeks and 21 in 182, the rates that Cox & Oakes give: .025 and .115; here with half a week each more
    found = times_as_long(read(TREATED), read(PLACEBO))

    assert found is not None
    assert found.mean == pytest.approx(((359 + 10.5) / 9) / ((182 + 10.5) / 21))
    assert found.q90 / found.mean == pytest.approx(math.exp(1.28155 * math.sqrt(1 / 9 + 1 / 21)), rel=1e-5)
    assert times_as_long(read("1 2 3 4 50+"), read(PLACEBO)) is None


def test_nothing_at_all() -> None:
    none = waits([])

    assert (none.median, none.longest, none.n, none.is_too_early) == (None, 0, 0, True)


@given(WAITS)
def test_waiting_longer_never_makes_it_shorter(some: list[Wait]) -> None:
    now, later = waits(some), waits(one if one.is_over else Wait(one.days + 7, False) for one in some)

    assert later.at_least >= now.at_least
    assert [share for _, share in survival(some)] == sorted((share for _, share in survival(some)), reverse=True)


@given(st.lists(st.integers(0, 400), min_size=1, max_size=40))
def test_where_all_are_over_half_of_them_are_within_the_median(days: list[int]) -> None:
    found = waits(Wait(day, True) for day in days).median

    assert found == sorted(days)[(len(days) - 1) // 2]


def test_what_hours_are_worth_has_their_range() -> None:
    assert worth(Hours(10, 2, 7, 13), 40) == Hours(400, 80, 280, 520)
