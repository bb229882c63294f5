"""The geometry of charts: within the picture, in the right place, and unmoved by odd values."""

import math
import re
from dataclasses import replace
from itertools import pairwise
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papercuts.pages import charts
from papercuts.pages.charts.labels import Box, Ground, move_apart, place, text_box
from papercuts.pages.charts.matrix import Matrix, Picture, Point
from papercuts.pages.charts.scales import shortened, steps_to, text_width
from tests.soon import soon

POSITIVE = st.floats(0, 1e13, allow_nan=False)


def point(rank: int = 1, hours: float = 100, effort: float = 4, title: str = "Date field clears") -> Point:
    """Return a point whose ranges are half and double."""
    return Point(rank, 30 + rank, title, "/x", "open", hours, hours / 2, hours * 2, effort, effort / 2, effort * 2)


def numbers(path: str) -> list[float]:
    """Return the numbers of an SVG path."""
    return [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", path)]


@pytest.mark.parametrize(
    ("values", "least", "top"),
    [([], 0, 1), ([0], 0, 1), ([3], 0, 3), ([2030, 2710, 3190], 0, 4000), ([0.04], 0, 0.04), ([1e13], 0, 1e13),
     ([10] * 9 + [500], 0, 10), ([10] * 9 + [500], 120, 200)],
)  # fmt: skip
def test_scale_top_is_round_and_holds_nine_in_ten(values: list[float], least: float, top: float) -> None:
    assert charts.scale_top(values, least) == pytest.approx(top)


@given(POSITIVE, st.integers(1, 6))
def test_steps_start_at_nothing_and_end_at_or_above(value: float, n: int) -> None:
    steps = steps_to(value, n)

    assert steps[0] == 0
    assert steps[-1] >= value * (1 - 1e-6)
    assert 2 <= len(steps) <= n + 2


def test_axis_says_its_middle_and_its_end() -> None:
    assert (charts.axis(3000).middle, charts.axis(3000).top) == ("1,500", "3,000 h")


def test_meter_measures_against_the_top() -> None:
    bar = charts.meter(mean=1500, low=750, high=3000, top=3000)

    assert (bar.width, bar.low, bar.high) == (100, 50, 200)
    assert bar.has_low_cap
    assert bar.has_high_cap


def test_meter_off_the_scale_has_no_cap() -> None:
    bar = charts.meter(mean=4000, low=2000, high=9000, top=3000)

    assert (bar.width, bar.high, bar.has_low_cap, bar.has_high_cap) == (200, 200, True, False)


@pytest.mark.parametrize(("n_hit", "n_watched", "n_dots", "rows"), [
    (0, 0, 0, 0), (0, 1, 1, 1), (5, 6, 6, 1), (3, 7, 7, 2), (5, 12, 12, 2), (24, 24, 24, 2), (5, 25, 0, 0),
])  # fmt: skip
def test_seen_draws_a_dot_for_each_person_up_to_24(n_hit: int, n_watched: int, n_dots: int, rows: int) -> None:
    people = charts.seen(n_hit, n_watched)

    assert len(people.dots) == n_dots
    assert len({dot.y for dot in people.dots}) == rows
    assert sum(dot.is_on for dot in people.dots) == (n_hit if n_dots else 0)
    assert all(dot.x <= people.width - 3 for dot in people.dots)


@pytest.mark.parametrize(("days", "width", "is_late", "text"), [
    (None, 0, True, "not yet"), (0, 0, False, "today"), (1, 1.1, False, "1 day"), (60, 66.7, False, "60 days"),
    (61, 67.8, True, "61 days"), (4000, 100, True, "4,000 days"),
])  # fmt: skip
def test_ago_is_late_after_the_limit(days: int | None, width: float, is_late: bool, text: str) -> None:
    bar = charts.ago(days)

    assert (bar.width, bar.is_late, bar.text) == (width, is_late, text)


def test_strip_places_sightings_in_their_task() -> None:
    marks = charts.strip([25, 2, 14], total=26)

    assert marks.label == "Sightings at 2, 14 and 25 minutes of 26"
    assert marks.marks == (45.9, 321.5, 574.0)


@pytest.mark.parametrize("total", [None, 0, 1])
def test_strip_without_a_usable_total_ends_at_the_last_sighting(total: float | None) -> None:
    assert charts.strip([3, 6], total).marks == (298.5, 597)
    assert charts.strip([], total).label == "No sightings"


def test_seconds_by_site_puts_every_dot_and_the_median_on_one_axis() -> None:
    chart = charts.seconds_by_site([("Brightmere", [6, 3, 4]), ("Marfinch", [4, 11, 4]), ("Nothing timed", [])])

    first, second = chart.wide.rows
    assert [tick.text for tick in chart.wide.ticks] == ["0", "3", "6", "9", "12 s"]
    assert first.median == first.dots[1].x == pytest.approx(170 + (838 - 170) * 4 / 12, abs=0.1)
    assert {dot.y for dot in first.dots} == {first.y}
    assert second.dots[0].x == second.dots[1].x
    assert second.dots[0].y != second.dots[1].y
    assert chart.table[1] == ("Marfinch", "3", "4 s", "4 s to 11 s")
    assert chart.label.startswith("Seconds lost at each of 2 sites")


def test_seconds_by_site_shows_twelve_and_says_how_many_more() -> None:
    chart = charts.seconds_by_site([("W" * 200, [1.0] * 300)] * 15)

    assert (len(chart.narrow.rows), chart.n_left_out, len(chart.table)) == (12, 3, 15)
    assert all(text_width(row.name) <= 112 for row in chart.narrow.rows)


def test_seconds_by_site_with_nothing_is_an_empty_axis() -> None:
    assert charts.seconds_by_site([]).wide.rows == ()


def test_release_bars_stand_on_the_base_and_reach_their_hours() -> None:
    chart = charts.release_bars([
        charts.Release("4.11", "5 Feb", 640, 390, 1050), charts.Release("4.12", "19 Mar", 2040, 1400, 2900, True),
    ])  # fmt: skip

    small, tall = chart.wide.bars
    assert [tick.text for tick in chart.wide.ticks] == ["0", "1,000", "2,000", "3,000"]
    assert tall.y + tall.height == pytest.approx(chart.wide.base)
    assert tall.height / small.height == pytest.approx(2040 / 640, rel=0.01)
    assert tall.high < tall.y < tall.low
    assert (small.is_on, tall.is_on, tall.text) == (False, True, "2,040")
    assert chart.table[1] == ("4.12", "19 Mar", "2,040", "1,400–2,900")


@pytest.mark.parametrize("n", [0, 1, 100])
def test_release_bars_show_the_latest_that_fit(n: int) -> None:
    chart = charts.release_bars([charts.Release(f"2026.{i}-a-long-name", "", 0, 0, 0) for i in range(n)])

    assert (len(chart.wide.bars), len(chart.narrow.bars), len(chart.table)) == (min(n, 12), min(n, 5), n)
    for picture in (chart.wide, chart.narrow, chart.small):
        assert all(bar.x >= picture.left and bar.x + bar.width <= picture.right for bar in picture.bars)
        assert all(after.x - before.x >= before.width for before, after in pairwise(picture.bars))


def assert_in_picture(picture: Picture) -> None:
    """Every point, range and line lies inside the plot."""
    for spot in picture.spots:
        assert picture.left <= spot.x <= picture.right
        assert picture.top <= spot.y <= picture.bottom
        x, high, low, *_ = numbers(spot.range_up)
        assert picture.top <= high <= low <= picture.bottom
        assert picture.left <= x <= picture.right
    for path in [picture.band, *(iso.path for iso in picture.isos)]:
        places = numbers(path)
        assert all(picture.left - 0.1 <= x <= picture.right + 0.1 for x in places[::2])
        assert all(picture.top - 0.1 <= y <= picture.bottom + 0.1 for y in places[1::2])


def assert_words_apart(chart: Matrix) -> None:
    """No title covers another title or a point that has one; in a crowd it may cover one of the many that have none."""
    boxes = [text_box(f"{w.rank}  {w.title}".strip(), w.place.x, w.place.y, w.place.anchor) for w in chart.wide.words]
    dots = [Box(spot.x - 6, spot.y - 6, spot.x + 6, spot.y + 6) for spot in chart.wide.spots if spot.is_marked]
    assert not any(box.meets(other) for i, box in enumerate(boxes) for other in boxes[:i])
    assert not any(box.meets(dot) for box in boxes for dot in dots)


def test_matrix_is_logarithmic() -> None:
    chart = charts.matrix([point(1, 1600, 2), point(2, 400, 8), point(3, 100, 32)], 20)

    xs, ys = ([getattr(spot, axis) for spot in chart.wide.spots] for axis in "xy")
    assert xs[1] - xs[0] == pytest.approx(xs[2] - xs[1], abs=0.2)
    assert ys[1] - ys[0] == pytest.approx(ys[2] - ys[1], abs=0.2)
    assert [tick.text for tick in chart.wide.x_ticks] == ["1 h", "2", "4", "8", "16", "32", "64"]
    assert [tick.text for tick in chart.wide.y_ticks] == ["100", "300", "1,000", "3,000"]
    assert_in_picture(chart.wide)
    assert_in_picture(chart.narrow)


def test_a_range_that_goes_on_beyond_the_plot_has_an_arrowhead_where_it_leaves() -> None:
    inside, below = replace(point(1, 1600, 2), hours_low=1500), replace(point(2, 400, 8), hours_low=1, effort_high=900)
    chart = charts.matrix([inside, below], 20)

    first, second = chart.wide.spots
    assert (first.is_cut, second.is_cut) == (False, True)
    assert first.range_up.count("l") == 0
    assert second.range_up.endswith(f"M{second.x} {chart.wide.bottom:.1f}l4 -4")
    assert second.range_across.endswith(f"M{chart.wide.right:.1f} {second.y}l-4 4")


def test_matrix_lines_carry_points_of_equal_payback() -> None:
    chart = charts.matrix([point(1, 20, 1), point(2, 200, 10)], 20)

    line = next(iso for iso in chart.wide.isos if iso.text == "20×")
    x1, y1, x2, y2 = numbers(line.path)
    for spot in chart.wide.spots:
        assert spot.y == pytest.approx(y1 + (spot.x - x1) / (x2 - x1) * (y2 - y1), abs=0.5)


@pytest.mark.parametrize(("payback", "corners"), [(1e-6, 4), (25, 4), (1e12, 0)])
def test_quick_wins_are_the_corner_above_their_line(payback: float, corners: int) -> None:
    picture = charts.matrix([point(1, 100, 4)], payback).wide

    assert len(numbers(picture.band)) == 2 * corners or corners == 4
    assert bool(picture.band) == bool(corners)
    if picture.band:
        assert (picture.left, picture.top) in zip(numbers(picture.band)[::2], numbers(picture.band)[1::2], strict=True)


def test_matrix_of_nothing_and_of_one_have_axes() -> None:
    for points in ([], [point()]):
        picture = charts.matrix(points, 20).wide
        assert len(picture.x_ticks) >= 2
        assert len(picture.y_ticks) >= 2
    assert_in_picture(charts.matrix([point()], 20).wide)


def test_points_on_one_spot_move_apart_on_a_phone_and_stay_on_a_desk() -> None:
    chart = charts.matrix([point(rank) for rank in range(1, 4)], 20)

    assert len({(spot.x, spot.y) for spot in chart.wide.spots}) == 1
    spots = chart.narrow.spots
    assert all(math.dist((a.x, a.y), (b.x, b.y)) > 15 for i, a in enumerate(spots) for b in spots[:i])
    assert_in_picture(chart.narrow)
    assert_words_apart(chart)


def test_a_point_without_room_for_its_title_keeps_its_number() -> None:
    crowd = [point(i, 100 * 1.4 ** (i // 4), 4 * 1.5 ** (i % 4), "W" * 60) for i in range(1, 16)]

    words = [one.title[:1] for one in charts.matrix([*crowd, point(16, 5, 400, "W")], 20).wide.words]

    assert set(words) == {"W", ""}
    assert len(words) == 16


CROWDS = {
    "spread": [(10 ** (i * 7 % 40 / 10), 2 ** (i * 11 % 50 / 10)) for i in range(500)],
    "columns": [(10 ** (3 - i / 200), (2, 9, 40)[i % 3]) for i in range(500)],  # efforts by size
    "one spot": [(100, 4)] * 500,
}


@pytest.mark.parametrize("values", CROWDS.values(), ids=CROWDS)
def test_of_five_hundred_points_the_first_fifteen_have_words(values: list[tuple[float, float]]) -> None:
    title = "Wörter — 請求書 " + "W" * 200
    points = [point(i, hours, effort, title) for i, (hours, effort) in enumerate(values, 1)]

    with soon():
        chart = charts.matrix(points, 20)

    assert [spot.point.rank for spot in chart.wide.spots] == list(range(1, 501)), "links in the order of the list"
    assert [spot.is_marked for spot in chart.wide.spots] == [True] * 15 + [False] * 485
    assert {words.rank for words in chart.wide.words if words.title} == set(range(1, 16))
    assert sum(spot.has_number for spot in chart.narrow.spots) == 15
    assert_words_apart(chart)
    assert_in_picture(chart.wide)
    assert_in_picture(chart.narrow)
    circles = [(spot.x, spot.y) for spot in chart.narrow.spots[:15]]
    assert all(math.dist(one, other) > 15 for i, one in enumerate(circles) for other in circles[:i])
    assert_leaders_lead_to_their_points(chart)


def assert_leaders_lead_to_their_points(chart: Matrix) -> None:
    """A line goes from what stands further away to the place that it belongs to."""
    homes = {spot.point.rank: (spot.x, spot.y) for spot in chart.wide.spots}
    for words in chart.wide.words:
        if words.place.leader:
            x, y, *end = numbers(words.place.leader)
            assert (x, y) == homes[words.rank]
            assert math.dist(end, (words.place.x, words.place.y)) < 6
    for spot in chart.narrow.spots:
        assert bool(spot.leader) == (math.dist((spot.x, spot.y), numbers(spot.leader)[2:] or (spot.x, spot.y)) > 12)


def test_ground_is_found_again_where_it_lies() -> None:
    ground = Ground([Box(0, 0, 100, 10), Box(90, 5, 200, 15)])

    assert not ground.is_free(Box(190, 14, 191, 16))
    assert ground.is_free(Box(0, 10, 90, 20))
    assert ground.met(Box(80, 0, 110, 20)) == 2


@given(
    st.lists(st.tuples(POSITIVE, st.floats(0.1, 10_000)), max_size=12),
    st.floats(0, 1e9),
)
def test_any_values_can_be_drawn(values: list[tuple[float, float]], quick_win: float) -> None:
    points = [point(i + 1, hours, effort) for i, (hours, effort) in enumerate(values)]

    chart = charts.matrix(points, quick_win)

    assert_words_apart(chart)
    for picture in (chart.wide, chart.narrow):
        assert_in_picture(picture)
        assert 2 <= len(picture.x_ticks) <= 7
        assert 2 <= len(picture.y_ticks) <= 7
        assert len(picture.isos) <= 5


def test_a_title_with_no_room_is_left_out() -> None:
    wall = Box(0, 0, 400, 400)

    assert place("1  Title", 200, 200, wall, Ground()) is not None
    assert place("1  Title", 200, 200, wall, Ground([wall])) is None


def test_moving_apart_has_a_limit() -> None:
    homes = [(100.0, 100.0)] * 30

    moved = move_apart(homes, Box(0, 0, 400, 400), distance=18, most=12)

    assert all(math.dist(home, at) <= 12.2 for home, at in zip(homes, moved, strict=True))


def test_long_words_are_cut_where_there_is_no_more_room() -> None:
    assert shortened("Short", 100) == "Short"
    assert shortened("請求書" * 10, 60).endswith("…")
    assert text_width(shortened("W" * 200, 100)) <= 100
    assert median([text_width("請"), text_width("i")]) < 12
