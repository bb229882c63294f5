"""The pictures of what is unseen: within their frames, in the right places, and readable whatever the numbers."""

import re
import string
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercuts.domain.coverage import Incidence
from papercuts.pages.charts.coverage_curve import coverage_curve
from papercuts.pages.charts.who_met_what import Key, Met, Person, who_met_what

tables = st.integers(3, 400).flatmap(
    lambda units: st.lists(st.integers(1, units), min_size=5, max_size=30).map(
        lambda counts: Incidence.of_counts(units, counts)
    )
)


def points(path: str) -> list[tuple[float, float]]:
    """The corners of a path."""
    found = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", path)]
    return list(zip(found[::2], found[1::2], strict=True))


@given(tables)
def test_the_curve_stays_in_its_frame_and_rises_from_nothing_through_today(table: Incidence) -> None:
    chart = coverage_curve(table)

    for picture in (chart.wide, chart.middle, chart.narrow):
        for path in (picture.line, picture.forecast, picture.band):
            assert all(picture.left <= x <= picture.right and 0 <= y <= picture.bottom for x, y in points(path))
        line = points(picture.line)
        assert line[0] == (picture.left, picture.bottom)
        assert line[-1] == points(picture.forecast)[0] == (picture.today.x, picture.today.y)
        assert [y for _, y in line] == sorted((y for _, y in line), reverse=True)
        assert picture.limit_y >= 0
        marks = [tick.at for tick in picture.x_ticks]
        assert all(b - a >= 20 for a, b in pairwise(marks))
        assert any(mark == pytest.approx(picture.today.x, abs=0.11) for mark in marks)  # each is rounded by itself
    assert len(chart.steps) <= 400


def test_the_curve_says_what_it_shows() -> None:
    label = coverage_curve(Incidence.of_counts(6, [6, 2, 1, 1, 1, 1])).label

    assert re.fullmatch(r"6 paper cuts, watched 6 times; forecast \d+ after 12, likely 6 to \d+", label)


def test_the_range_says_with_how_many_more_it_is() -> None:
    """Beside the lower limit of all there are, a range without that would contradict it."""
    picture = coverage_curve(Incidence.of_counts(12, [6, 2, 1, 1, 1, 1])).narrow

    assert re.fullmatch(r"with 6 more: 6 to \d+", picture.likely.text)


def test_words_do_not_stand_on_the_line_of_the_limit() -> None:
    """It runs just above today where little is unseen, and through it where nothing is."""
    for table in (Incidence.of_counts(20, [20] * 60 + [1, 1]), Incidence.of_counts(20, [2] * 60)):
        for picture in (coverage_curve(table).wide, coverage_curve(table).narrow):
            assert not -4 < picture.seen.y - picture.limit_y < 16
    assert picture.limit.text == "no sign of more"


def test_a_mark_stands_under_who_hit_it_and_a_dot_under_who_did_not() -> None:
    people = [Person("P1", "Dunvale", 1, 1), Person("P1", "Pellworth", 2, 1), Person("P2", "Pellworth", 2, 0)]
    picture = who_met_what(people, [Met(7, "Enter in line items", [True, False, True], 2)]).wide

    (line,) = picture.lines
    middles = [code.x for code in picture.codes]
    assert [x + picture.mark / 2 for x in line.marks] == [middles[0], middles[2]]
    assert list(line.dots) == [middles[1]]
    assert [group.text for group in picture.groups] == ["A", "B"]
    assert [one.text for one in picture.new] == ["1", "1", "0"]
    assert (line.number, line.n_hit) == ("PC-7", 2)


def test_visits_have_letters_with_their_sites_and_days_below() -> None:
    people = [Person("P1", f"Site {i}", i, 0, f"{i + 1} May 2026") for i in range(30)]
    chart = who_met_what(people, [Met(12, "Mmmm wwww " * 9, [True] * 30, 30)])

    assert [group.text for group in chart.narrow.groups] == [*string.ascii_uppercase, *"abcd"]
    assert chart.narrow.keys[29] == Key("d", "Site 29", "30 May 2026")
    for one, other in pairwise(chart.narrow.groups):
        assert one.y != other.y or other.x - one.x >= 10
    for picture in (chart.narrow, chart.middle):
        assert picture.names < min(picture.lines[0].marks)
    assert chart.narrow.keys == chart.wide.keys  # the same visits have the same letters at every width


@given(st.integers(1, 30), st.text(max_size=40), st.text(max_size=20))
def test_people_stay_in_the_picture_however_many_and_however_called(n: int, site: str, code: str) -> None:
    people = [Person(code, site, i // 2, 0) for i in range(n)]
    chart = who_met_what(people, [Met(1, site, [True] * n, n)])

    for picture in (chart.wide, chart.middle, chart.narrow):
        assert all(x >= 0 and x + picture.mark <= picture.width for x in picture.lines[0].marks)
        starts = [group.start for group in picture.groups]
        assert starts == sorted(starts)
        assert all(group.start < group.end <= picture.width for group in picture.groups)
