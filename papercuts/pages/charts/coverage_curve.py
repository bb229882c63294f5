"""Paper cuts by how often somebody was watched: what was seen, and the forecast with its range."""

from collections.abc import Sequence
from dataclasses import dataclass

from papercuts.domain.coverage import Incidence
from papercuts.pages.charts.scales import Tick, round_up, steps_to, text_width

N_POINTS = 120  # a line needs no more
AHEAD = 6  # people at least, where as many were watched
STEPS = (1, 2, 5, 10)
LINE = 18
BOLD = 1.12  # bold words are wider


@dataclass(frozen=True)
class Step:
    """One place of the curve: times watched, paper cuts seen by then, and the range of a forecast."""

    people: int
    seen: float
    low: float
    high: float
    is_forecast: bool


@dataclass(frozen=True)
class Words:
    """A text in the picture."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class CurvePicture:
    """The curve at one width."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    band: str
    line: str
    forecast: str
    today: Words
    seen: Words
    likely: Words
    limit_y: float
    limit: Words


@dataclass(frozen=True)
class CoverageCurve:
    """The curve in three sizes, and its steps."""

    wide: CurvePicture
    middle: CurvePicture
    narrow: CurvePicture
    steps: tuple[Step, ...]
    label: str


def coverage_curve(table: Incidence) -> CoverageCurve:
    """Return the mean curve up to today, and the forecast for half as many people again, or for six.

    table: of which it is not too early to say anything.
    """
    ahead = min(table.units, max(AHEAD, table.units // 2))
    steps = [Step(n, table.seen_after(n), 0, 0, False) for n in [0, *_some(table.units)]]
    for more in _some(ahead):
        forecast = table.forecast(more)
        if forecast and forecast.low is not None and forecast.high is not None:
            ends = (table.seen + forecast.low, table.seen + forecast.high)
            steps.append(Step(table.units + more, table.seen + forecast.new, *ends, True))
    last = steps[-1]
    return CoverageCurve(
        wide=_picture(table, steps, 820, 310),
        middle=_picture(table, steps, 680, 310),
        narrow=_picture(table, steps, 326, 270),
        steps=tuple(steps),
        label=(
            f"{table.seen:,} paper cuts, watched {table.units:,} times; "
            f"forecast {last.seen:,.0f} after {last.people:,}, likely {last.low:,.0f} to {last.high:,.0f}"
        ),
    )


def _picture(table: Incidence, steps: Sequence[Step], width: int, height: int) -> CurvePicture:
    left, right, top, bottom = 34, width - 14, 26, height - 40  # words stand over the highest line
    last = steps[-1]
    ats = steps_to(max(table.total_at_least, table.seen, last.high), 3)

    def x(people: int) -> float:
        return round(left + (right - left) * people / last.people, 1)

    def y(cuts: float) -> float:
        return round(bottom - (bottom - top) * cuts / ats[-1], 1)

    seen = [step for step in steps if not step.is_forecast]
    now = seen[-1]
    ahead = [Step(now.people, now.seen, now.seen, now.seen, True), *(step for step in steps if step.is_forecast)]
    upper = [f"{x(step.people)} {y(step.high)}" for step in ahead]
    lower = [f"{x(step.people)} {y(step.low)}" for step in reversed(ahead)]
    limit = f"at least {table.total_at_least:,} in all" if table.has_sign_of_more else "no sign of more"
    lift = 0.0
    if y(now.seen) - y(table.total_at_least) < LINE + 9:  # the words would stand on the line of the limit
        ends = left + 6 + text_width(limit) + text_width(f"{table.seen:,} seen") + 9
        lift = y(now.seen) - 9 - y(table.total_at_least) + (6 if ends < x(now.people) else 22)
    likely = f"with {last.people - now.people:,} more: {last.low:,.0f} to {last.high:,.0f}"
    begins = (right - 2 - BOLD * text_width(likely) - left) / (right - left) * last.people  # where its words do
    beside = y(table.seen_after(max(0, int(begins)))) if begins < now.people else 0.0  # the line that they would cross
    is_high = bottom - y(last.low) > LINE + 4  # is there room for words below the band?
    return CurvePicture(
        width=width,
        height=height,
        left=left,
        right=right,
        bottom=bottom,
        x_ticks=_x_ticks(now.people, last.people, (right - left) / last.people, left),
        y_ticks=tuple(Tick(y(at), f"{at:,.0f}") for at in ats if at == int(at)),
        band=f"M{'L'.join([*upper, *lower])}Z",
        line="M" + "L".join(f"{x(step.people)} {y(step.seen)}" for step in seen),
        forecast="M" + "L".join(f"{x(step.people)} {y(step.seen)}" for step in ahead),
        today=Words(x(now.people), y(now.seen), "today"),
        seen=Words(round(x(now.people) - 9, 1), round(y(now.seen) - 9 - lift, 1), f"{table.seen:,} seen"),
        likely=Words(
            right - 2,
            min(max(y(last.low), beside) + LINE, bottom - 6) if is_high else y(last.high) - 8,
            likely,
        ),
        limit_y=y(table.total_at_least),
        limit=Words(left + 6, y(table.total_at_least) - 6, limit),
    )


def _some(last: int) -> list[int]:
    """Return the numbers from 1, so many of them that a line is smooth, the last one always."""
    every = -(-last // N_POINTS)
    return [n for n in range(1, last + 1) if (last - n) % every == 0]


def _x_ticks(now: int, last: int, scale: float, left: int) -> tuple[Tick, ...]:
    """Return today, both ends, the middle of the forecast and round numbers before, as far as they do not touch."""
    step = int(max(1, round_up(now / 3, STEPS)))
    wanted = [now, last, 0, *range(step, now, step), (now + last) // 2]
    kept: list[int] = []
    for people in wanted:
        room = 14 + text_width(f"{last:,}")
        if people not in kept and all(abs(people - other) * scale >= room for other in kept):
            kept.append(people)
    return tuple(Tick(round(left + people * scale, 1), f"{people:,}") for people in sorted(kept))
