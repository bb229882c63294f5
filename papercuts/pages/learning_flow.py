"""Flow per week on *What we have learnt*: what was added, fixed, verified, reopened and declined."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from papercuts import queries
from papercuts.domain import formats
from papercuts.domain.flow import Kind
from papercuts.domain.sheets import Value
from papercuts.models import PaperCut
from papercuts.pages.charts.per_week import PerWeek, WeekBar, per_week
from papercuts.pages.learning import LEAST, Period, refuse
from papercuts.queries.flow import Entry
from papercuts.web.clock import zone
from papercuts.web.rendering import setting

FILL = {Kind.ADDED: "cut", Kind.FIXED: "ink", Kind.VERIFIED: "mend", Kind.REOPENED: "warn", Kind.DECLINED: "neutral"}
N_LISTED = 200


@dataclass(frozen=True)
class Picture:
    """One of the small multiples."""

    kind: Kind
    name: str
    n: int
    fill: str
    bars: tuple[WeekBar, ...]
    label: str


@dataclass(frozen=True)
class WeekRow:
    """A row of the table: the week, and each number with its kind, which leads to what it counts."""

    monday: date
    key: str  # 2026-W12
    name: str  # 16 Mar 2026
    counts: tuple[tuple[Kind, int], ...]


@dataclass(frozen=True)
class Flow:
    """The part as it is shown."""

    is_too_early: bool
    n: int
    sentence: tuple[str, str, str]  # the middle one stands out
    frame: PerWeek
    pictures: tuple[Picture, ...]
    ends: tuple[str, str]
    rows: tuple[WeekRow, ...]


def shown(period: Period) -> Flow:
    """Return what happened in a period."""
    counted = _counted(period)
    totals = Counter[Kind]()
    for (_, kind), n in counted.items():
        totals[kind] += n
    series = [[counted[monday, kind] for monday in period.weeks] for kind in Kind]
    frame = per_week(series)
    return Flow(
        is_too_early=totals.total() < LEAST,
        n=totals.total(),
        sentence=_sentence(totals, period),
        frame=frame,
        pictures=tuple(
            _picture(kind, weeks, bars) for kind, weeks, bars in zip(Kind, series, frame.pictures, strict=True)
        ),
        ends=(formats.short_date(period.weeks[0]), formats.short_date(period.weeks[-1])),
        rows=tuple(
            WeekRow(monday, week_key(monday), _named(monday), tuple((kind, counted[monday, kind]) for kind in Kind))
            for monday in period.weeks
        ),
    )


def entries(period: Period) -> list[Entry]:
    """Return everything that happened in a period."""
    place = zone(setting())
    since = queries.flow.added(place, period.first) + queries.flow.decided(place, period.first)
    return [one for one in since if one.day in period]


def listed(period: Period, week: str, kind: Kind) -> tuple[str, list[tuple[Entry, PaperCut]], int]:
    """Return the words for a week or, where none is asked for, the period; what happened in it; and how many more.

    400 for what is no week of the period.
    """
    monday = next((day for day in period.weeks if week_key(day) == week), None) or (refuse() if week else None)
    first, last = (monday, monday + timedelta(days=6)) if monday else (period.first, period.last)
    found = [one for one in entries(period) if one.kind is kind and first <= one.day <= last]
    cuts = queries.flow.cuts({one.cut_id for one in found[:N_LISTED]})
    when = f"in the week of {formats.date(monday)}" if monday else f"from {period.label}"
    return when, [(one, cuts[one.cut_id]) for one in found[:N_LISTED]], len(found) - len(found[:N_LISTED])


def csv_rows(flow: Flow) -> Iterator[Sequence[Value]]:
    """Return the rows of the file: a Monday, and the numbers of its week."""
    return ([row.monday.isoformat(), *(n for _, n in row.counts)] for row in flow.rows)


def week_key(monday: date) -> str:
    """Return a week as addresses write it: 2026-W12."""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02d}"


def _counted(period: Period) -> Counter[tuple[date, Kind]]:
    return Counter((one.day - timedelta(days=one.day.weekday()), one.kind) for one in entries(period))


def _picture(kind: Kind, weeks: Sequence[int], bars: tuple[WeekBar, ...]) -> Picture:
    name = kind.capitalize()
    said = ", ".join(map(str, weeks)) if len(weeks) <= 60 else f"{sum(weeks):,} in {len(weeks)} weeks"
    return Picture(kind, name, sum(weeks), FILL[kind], bars, f"{name} per week: {said}")


def _sentence(totals: Counter[Kind], period: Period) -> tuple[str, str, str]:
    new, fixed = (_a_week(totals[kind], period) for kind in (Kind.ADDED, Kind.FIXED))
    came_back = formats.counted(totals[Kind.REOPENED], "fix", "fixes").capitalize()
    fixing = "none" if fixed == "0" else fixed
    return (
        "We see about ",
        f"{new} new paper {'cut' if new == '1' else 'cuts'} a week",
        f" and fix {fixing}. {came_back} came back.",
    )


def _a_week(n: int, period: Period) -> str:
    return formats.significant(n / period.n_weeks)


def _named(monday: date) -> str:
    return f"{formats.short_date(monday)} {monday.year}"
