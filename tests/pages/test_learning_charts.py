"""The pictures of what we have learnt: one scale for all weeks, and steps whose end is not known yet."""

from papercuts.pages.charts.per_week import BASE, CEILING, RIGHT, per_week
from papercuts.pages.charts.scales import text_width
from papercuts.pages.charts.steps import Step, steps


def test_all_weeks_stand_on_one_scale() -> None:
    chart = per_week([[0, 4, 8], [2, 0, 0]])

    (four, eight), (two,) = chart.pictures  # weeks with nothing have no bar
    assert chart.top == 8
    assert [tick.text for tick in chart.ticks] == ["4", "8"]
    assert eight.height == BASE - CEILING
    assert (four.height, two.height) == (eight.height / 2, eight.height / 4)
    assert four.y + four.height == BASE
    assert two.x < four.x < eight.x


def test_many_weeks_of_many_stay_inside() -> None:
    chart = per_week([[10**9] * 520])

    assert chart.top == 10**9
    assert [tick.text for tick in chart.ticks] == ["500 million", "1 billion"]
    assert chart.left < chart.pictures[0][0].x
    assert chart.pictures[0][-1].x + chart.pictures[0][-1].width <= RIGHT + 0.1


def test_no_weeks_at_all() -> None:
    assert per_week([[], []]).pictures == ((), ())


def test_a_step_that_half_wait_in_goes_on() -> None:
    known = Step("Sighting to decision", "9 d", 9, 3, 24, 60)
    waiting = Step("Decision to fix", "over 80 d", None, 12, None, 80, is_longest=True)
    early = Step("Fix to release", "too early to say", None, None, None, 0, is_known=False)

    wide = steps([known, waiting, early]).wide

    first, second, third = wide.rows
    assert (first.is_open, first.goes_on) == (False, False)
    assert first.low < wide.ticks[0].at + first.width < first.high
    assert (second.is_open, second.goes_on, second.is_longest) == (True, True, True)
    assert second.high == wide.ticks[0].at + second.width == wide.ticks[-1].at
    assert third.text_x < first.text_x
    assert wide.ticks[-1].text == "80 d"
    for picture in (wide, steps([known, waiting, early]).narrow):
        assert all(row.text_x + text_width(row.text) <= picture.width for row in picture.rows)
