"""The page *How much is still unseen*: one task, or one area."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from flask import abort, render_template, url_for

from papercuts import queries
from papercuts.db import db
from papercuts.domain import formats
from papercuts.domain.coverage import LEVEL, MIN_SEEN, MIN_UNITS, Forecast, Incidence, discovered, units_needed
from papercuts.models import Area, Task
from papercuts.pages.charts.coverage_curve import Step, coverage_curve
from papercuts.pages.charts.who_met_what import N_CUTS, N_PEOPLE, Met, Person, who_met_what
from papercuts.pages.charts.who_met_what import WhoMetWhat as Picture
from papercuts.queries.coverage import SegmentWatched, TaskCoverage, Unit, WhoMetWhat

Row = TypeVar("Row")

MORE = (1, 2, 4, 6)
N_LISTED, N_CHOICES, N_SEGMENTS = 50, 200, 5
N_CUTS_TABLE, N_CURVE_TABLE = 200, 60
RARE, GOAL = 0.10, 0.90  # what hits one in ten people, met with a chance of nine in ten


@dataclass(frozen=True)
class About:
    """What the page is about: a task or an area, and who met what there."""

    name: str
    task: Task | None
    area: Area | None
    seen: WhoMetWhat

    @property
    def table(self) -> Incidence:
        """Return how many met each."""
        return self.seen.incidence

    @property
    def arguments(self) -> dict[str, int]:
        """Return what an address needs to lead here."""
        return {"task": self.task.id} if self.task else {"area": self.area.id} if self.area else {}


@dataclass(frozen=True)
class Said:
    """What is said first: the share, what more people should show, with its range, and the lower limit of all."""

    share: str
    more: str
    new: str
    likely: str
    total: str

    def __str__(self) -> str:
        """Return it as sentences without emphasis."""
        more = f" Watching {self.more} should show {self.new}, {self.likely}." if self.new else ""
        return f"You have about {self.share} of what people run into here.{more} {self.total}"


def about(task_id: int | None, area_id: int | None) -> About | None:
    """Return what was asked for, the task watched with most people otherwise; nothing where none was watched.

    Aborts with 404 where there is no such task or area.
    """
    if task_id is None and area_id is not None:
        area = db.session.get(Area, area_id) or abort(404)
        return About(area.name, None, area, queries.coverage.of_area(area.id))
    task = queries.tasks.task(task_id) or abort(404) if task_id else next(iter(queries.coverage.tasks_watched(1)), None)
    return About(task.name, task, None, queries.coverage.of_task(task.id)) if task else None


def page(what: About | None, today: date) -> str:
    """Return the page."""
    choices = queries.coverage.tasks_watched(N_CHOICES)
    if what is None:
        return render_template("coverage/show.html", what=None)
    table = what.table
    is_said = not table.is_too_early
    curve = coverage_curve(table) if is_said else None
    watched = queries.coverage.segments_watched(what.seen, what.task.id if what.task else None)
    return render_template(
        "coverage/show.html",
        what=what,
        table=table,
        tasks=_with(what.task, choices),
        areas=_with(what.area, queries.coverage.areas_watched()),
        watched_with=_watched_with(what.seen.units),
        said=said(table) if is_said else None,
        missing=None if is_said else missing(table),
        least=(people_of(MIN_UNITS), formats.number_of(MIN_SEEN, "paper cut")),
        curve=curve,
        curve_rows=_curve_rows(curve.steps) if curve else (),
        forecasts=[_forecast_row(found) for found in _forecasts(table)] if is_said else (),
        hits=_hits(what.seen) if table.seen else None,
        hit_rows=[_hit_row(cut, what.seen) for cut in what.seen.cuts[:N_CUTS_TABLE]],
        n_left_out=(max(0, table.units - N_PEOPLE), max(0, table.seen - N_CUTS)),
        n_not_in_table=max(0, table.seen - N_CUTS_TABLE),
        next_ones=[(row.segment, how_watched(row, today)) for row in watched[:N_SEGMENTS]],
        plan=url_for("visits.new", tasks=what.task.id) if what.task else url_for("visits.new"),
        discovery=(formats.percent(discovered(RARE, table.units)), units_needed(RARE, GOAL)),
        rows=[_task_row(row) for row in queries.coverage.by_task(choices[:N_LISTED])],
        n_more=max(0, len(choices) - N_LISTED),
    )


def _with(chosen: Row | None, choices: Sequence[Row]) -> list[Row]:
    """Return the choices, with the one that is chosen although nobody was watched there."""
    return [*choices] if chosen is None or chosen in choices else [chosen, *choices]


def missing(table: Incidence) -> str:
    """Return what it takes until something can be said, as a sentence."""
    people, cuts = table.missing
    if people and cuts:
        return f"Watch {people_of(people)} more, and on until {MIN_SEEN} paper cuts were seen"
    if people:
        return f"Watch {formats.number_of(people, 'more person', 'more people')}"
    return f"Watch on until {MIN_SEEN} paper cuts were seen"


def people_of(n: int) -> str:
    """Return how many people: 1 person, 9 people."""
    return formats.number_of(n, "person", "people")


def lines_of(what: About) -> tuple[str, ...]:
    """Return the lines above the picture in its file."""
    return (f"{what.name}: {_watched_with(what.seen.units)}", str(said(what.table)))


def _watched_with(units: Sequence[Unit]) -> str:
    """Return how many were watched where, and when last."""
    if not units:
        return "nobody watched yet"
    people = len({unit.pair if unit.pair[1] is None else unit.pair[1] for unit in units})
    twice = f", watched {len(units):,} times" if len(units) > people else ""
    sites = formats.number_of(len({unit.site_id for unit in units}), "site")
    return f"{people_of(people)} at {sites}{twice}, to {formats.date(max(unit.visited_on for unit in units))}"


def said(table: Incidence, more: int = 2, level: float = LEVEL) -> Said:
    """Return what is said of a table of which it is not too early; of a forecast only where it has a range."""
    found = table.forecast(more, level)
    new = likely = ""
    if found and found.low is not None and found.high is not None:
        new = "hardly anything new" if found.new < 0.05 else f"about {_new(found.new)}"
        likely = f"{found.low:,} to {found.high:,}"
    total = (
        f"At least {table.total_at_least:,} in all: what is unseen is met seldom."
        if table.has_sign_of_more
        else "No sign of more."
    )
    people = formats.number_of(more, "more person", "more people")
    return Said(formats.percent(table.coverage or 0), people, new, likely, total)


def _new(expected: float) -> str:
    number = round(expected) if expected >= 0.95 else round(expected, 1)
    return f"{number:,} new paper cut{'' if number == 1 else 's'}"


def _forecasts(table: Incidence) -> list[Forecast]:
    found = (table.forecast(more) for more in MORE if more <= table.units)
    return [one for one in found if one]


def _forecast_row(found: Forecast) -> tuple[str, ...]:
    new = formats.significant(found.new, 1) if found.new < 0.1 else f"{found.new:,.{int(found.new < 9.95)}f}"
    return (f"{found.more:,} more", new, f"{found.low:,} to {found.high:,}", formats.percent(found.coverage or 0))


def _curve_rows(steps: Sequence[Step]) -> list[tuple[str, ...]]:
    today = max(step.people for step in steps if not step.is_forecast)
    every = -(-len(steps) // N_CURVE_TABLE)
    kept = [step for i, step in enumerate(steps) if i % every == 0 or step.people == today or step is steps[-1]]
    return [
        (
            f"{step.people:,}{' (today)' if step.people == today else ''}",
            f"{step.seen:,.1f}".removesuffix(".0"),
            f"{step.low:,.0f}–{step.high:,.0f}" if step.is_forecast else "",
        )
        for step in kept
    ]


def _hits(seen: WhoMetWhat) -> Picture:
    """Return the picture of those watched last and of the paper cuts that most met."""
    units, new = seen.units[-N_PEOPLE:], seen.new_with[-N_PEOPLE:]
    return who_met_what(
        [
            Person(unit.code, unit.site, unit.pair[0], n, formats.date(unit.visited_on))
            for unit, n in zip(units, new, strict=True)
        ],
        [Met(cut.id, cut.title, [unit.pair in cut.hit for unit in units], len(cut.hit)) for cut in seen.cuts[:N_CUTS]],
    )


def _hit_row(cut: Any, seen: WhoMetWhat) -> dict[str, Any]:
    who = [f"{unit.site} {unit.code}".strip() for unit in seen.units if unit.pair in cut.hit]
    names = list(dict.fromkeys(who))
    more = f" and {len(names) - 8:,} more" if len(names) > 8 else ""
    return {"id": cut.id, "title": cut.title, "n": len(cut.hit), "who": ", ".join(names[:8]) + more}


def how_watched(row: SegmentWatched, today: date) -> str:
    """Return with how many of a segment something was watched, and when last."""
    if row.last_on is None:
        return "nobody yet"
    days = (today - row.last_on).days
    ago = "today" if days <= 0 else "yesterday" if days == 1 else f"{days:,} days ago"
    return f"{formats.number_of(row.n_sites, 'site')}, {people_of(row.n_people)}, {ago}"


def _task_row(row: TaskCoverage) -> dict[str, Any]:
    table = row.incidence
    found = None if table.is_too_early else table.forecast(2)
    return {
        "task": row.task,
        "units": table.units,
        "seen": table.seen,
        "share": None if found is None else formats.percent(table.coverage or 0),
        "new": None if found is None else f"{_forecast_row(found)[1]}, {found.low:,} to {found.high:,}",
        "total": f"at least {table.total_at_least:,}" if table.has_sign_of_more else "no sign of more",
        "missing": missing(table) if table.is_too_early else "",
    }
