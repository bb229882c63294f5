"""`papercuts coverage`: how much has not been seen yet, at the tasks of the instance or in anybody's matrix."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from papercuts import queries
from papercuts.commands import files
from papercuts.commands.instance import at_work
from papercuts.commands.table import print_table
from papercuts.db import db
from papercuts.domain import coverage_matrix, formats, limits
from papercuts.domain.coverage import LEVEL, LEVEL_MAX, LEVEL_MIN, MIN_SEEN, MIN_UNITS, Incidence, reach
from papercuts.domain.sheets import Problem, SheetError
from papercuts.models import Area, Task
from papercuts.pages import coverage_page

SHOWN, SHOWN_OF_OTHERS = 20, 3  # problems of a matrix, and of what seems to be none: the others are like them
N_NAMES = 20  # of the tasks or areas there are
MOST = 1_000_000
HEADS = ("Times watched", "Seen", "Share", "New", "Likely", "In all", "Task")


class _Unknown(ValueError):
    """There is no such task or area."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `coverage`."""
    text = "Say how much has not been seen yet, and what watching more people would show."
    command = commands.add_parser("coverage", help=text, description=text)
    what = command.add_mutually_exclusive_group()
    what.add_argument("--task", metavar="NAME", help="one task, by name or number; all when not given")
    what.add_argument("--area", metavar="NAME", help="one area, by name or number")
    what.add_argument(
        "--matrix",
        metavar="FILE.csv",
        help=f"rows of people, columns of what they met, 0 or 1; {files.STDIN}: standard input",
    )
    command.add_argument("--next", type=_whole, metavar="M", default=2, help="forecast for M more people; 2")
    command.add_argument(
        "--level", type=_level, metavar="L", default=LEVEL, help=f"of the ranges, like 0.95; {LEVEL} when not given"
    )
    command.add_argument("--format", choices=("table", "json"), default="table", help="table when not given")
    command.set_defaults(run=coverage)


def coverage(options: argparse.Namespace) -> int:
    """Print it; returns 2 when there is no such task or area, or the matrix cannot be read."""
    if options.matrix is not None:
        return _of_matrix(options)
    with at_work():
        try:
            found = _chosen(options.task, options.area)
        except _Unknown as error:
            print(f"papercuts: {error}", file=sys.stderr)
            return 2
    one = options.task is not None or options.area is not None
    if options.format == "json":
        rows = [labels | figures(table, options.next, options.level) for labels, table in found]
        _print_json(rows[0] if one else rows)
    elif one:
        _print_one(found[0][1], options.next, options.level)
    else:
        _print_all(found, options.next, options.level)
    return 0


def figures(table: Incidence, more: int, level: float) -> dict[str, Any]:
    """Return every figure under its name; None where it is not defined. level: of both ranges."""
    low, high = table.unseen_limits(reach(level))
    forecast = table.forecast(more, level)
    return {
        "units": table.units,
        "seen": table.seen,
        "uses": table.uses,
        "q1": table.q1,
        "q2": table.q2,
        "coverage": table.coverage,
        "unseen_at_least": table.unseen,
        "total_at_least": table.total_at_least,
        "sign_of_more": None if table.is_too_early else table.has_sign_of_more,
        "chao2_classic": table.seen + table.unseen_classic,
        "level": level,
        "chao2_lo": table.seen + low,
        "chao2_hi": table.seen + high,
        "lewis_p_adjusted": table.lewis_p,
        "expected_new": forecast and forecast.new,
        "expected_new_lo": forecast and forecast.low,
        "expected_new_hi": forecast and forecast.high,
        "too_early": table.is_too_early,
    }


def _of_matrix(options: argparse.Namespace) -> int:
    try:
        table = coverage_matrix.read(files.content(options.matrix, limits.CSV_BYTES))
    except (files.Unreadable, SheetError) as error:
        print(f"papercuts: {error}", file=sys.stderr)
        return 2
    if table.problems:
        _complain(table.problems)
        return 2
    incidence = Incidence.of_matrix(table.rows)
    print(_how_read(table), file=sys.stderr)
    if options.format == "json":
        _print_json(figures(incidence, options.next, options.level))
    else:
        _print_one(incidence, options.next, options.level)
    return 0


def _complain(problems: Sequence[Problem]) -> None:
    errors = formats.number_of(len(problems), "error")
    if len(problems) >= SHOWN:
        print(f"papercuts: This does not look like a matrix of 0 and 1: {errors}, like these.", file=sys.stderr)
        print(*problems[:SHOWN_OF_OTHERS], sep="\n", file=sys.stderr)
        return
    print(*problems, f"papercuts: {errors} in the matrix.", sep="\n", file=sys.stderr)


def _how_read(table: coverage_matrix.Table) -> str:
    """Say what was taken for names and labels: a first row that is wrong may look like names."""
    size = f"{formats.number_of(len(table.rows), 'row')} of {formats.number_of(len(table.rows[0]), 'column')}"
    names = "the first row as names" if table.has_names else "no names"
    labels = "the first column as labels" if table.has_labels else "no labels"
    return f"Read {size}; {names}, {labels}."


def _chosen(task: str | None, area: str | None) -> list[tuple[dict[str, Any], Incidence]]:
    if task is not None:
        one = queries.tasks.task_named(task) or _by_number(Task, task)
        if one is None:
            raise _Unknown(_not_there("task", task, [one.name for one in queries.coverage.tasks_watched()]))
        return [(_labels("task", one), queries.coverage.of_task(one.id).incidence)]
    if area is not None:
        place = queries.tasks.area_named(area) or _by_number(Area, area)
        if place is None:
            raise _Unknown(_not_there("area", area, [one.name for one in queries.coverage.areas_watched()]))
        return [(_labels("area", place), queries.coverage.of_area(place.id).incidence)]
    rows = queries.coverage.by_task(queries.coverage.tasks_watched())
    return [(_labels("task", row.task), row.incidence) for row in rows]


def _not_there(what: str, name: str, names: Sequence[str]) -> str:
    """Return that there is no such name, with those like it, or else those there are."""
    folded = {one.casefold(): one for one in names}
    close = [folded[one] for one in get_close_matches(name.casefold(), folded)]
    listed = ", ".join(f"“{one}”" for one in close or names[:N_NAMES])
    more = f" and {len(names) - N_NAMES:,} more" if not close and len(names) > N_NAMES else ""
    there = f"Is it {listed}?" if close else f"There is: {listed or 'none that was watched'}{more}."
    return f"there is no {what} “{name}”. {there}"


def _labels(what: str, row: Task | Area) -> dict[str, Any]:
    return {f"{what}_id": row.id, what: row.name}


def _by_number(model: type[Task] | type[Area], text: str) -> Any:
    is_number = text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) <= limits.MAX_INT
    return db.session.get(model, int(text)) if is_number else None


def _print_json(value: Any) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    print()


def _print_one(table: Incidence, more: int, level: float) -> None:
    if table.is_too_early:
        least = f"it takes at least {MIN_UNITS} people watched and {MIN_SEEN} paper cuts"
        print(f"Too early to say: {least}. {coverage_page.missing(table)}.")
    else:
        print(coverage_page.said(table, more, level))
    print()
    lines = [*_counted(table), *(() if table.is_too_early else _estimated(table, more, level))]
    width = max(len(label) for label, _ in lines)
    for label, value in lines:
        print(f"{label.ljust(width)}  {value}")
    if more > table.units and not table.is_too_early:
        print("A forecast for more people than were watched has no range; do not rely on it.", file=sys.stderr)


def _counted(table: Incidence) -> Iterator[tuple[str, str]]:
    yield HEADS[0], f"{table.units:,}"
    yield "Paper cuts seen", f"{table.seen:,}"
    yield "Hits, once for each time watched", f"{table.uses:,}"
    yield "Paper cuts hit once only", f"{table.q1:,}"
    yield "Paper cuts hit twice", f"{table.q2:,}"


def _estimated(table: Incidence, more: int, level: float) -> Iterator[tuple[str, str]]:
    found = figures(table, more, level)
    forecast = table.forecast(more, level)
    yield "Share of what people run into", formats.percent(table.coverage or 0)
    if table.has_sign_of_more:
        yield "Unseen, at least", formats.significant(table.unseen, 3)
    yield "In all, at least", _in_all(table)
    yield "In all, Chao2 in its classic form", formats.significant(found["chao2_classic"], 3)
    if table.has_sign_of_more:
        ends = (formats.significant(found[name], 3) for name in ("chao2_lo", "chao2_hi"))
        yield f"In all, interval of {_percent(level)} (too narrow)", " to ".join(ends)
    yield "Adjusted p of Lewis", f"{table.lewis_p or 0:.2f}"
    if forecast is not None:
        likely = "" if forecast.low is None else f", likely {forecast.low:,} to {forecast.high:,} ({_percent(level)})"
        yield f"New with {more:,} more", formats.significant(forecast.new) + likely


def _in_all(table: Incidence) -> str:
    return f"{table.total_at_least:,}" if table.has_sign_of_more else f"{table.seen:,}, no sign of more"


def _percent(level: float) -> str:
    return f"{100 * level:.3g} %"


def _print_all(found: list[tuple[dict[str, Any], Incidence]], more: int, level: float) -> None:
    if not found:
        print("Nobody was watched at a task yet.")
        return
    print_table([HEADS, *(_row(labels["task"], table, more, level) for labels, table in found)])
    people = formats.number_of(more, "more person", "more people")
    print(f"Share: of what people run into. New: with {people}. Likely: its range of {_percent(level)}.")


def _row(name: str, table: Incidence, more: int, level: float) -> tuple[str, ...]:
    people, seen = f"{table.units:,}", f"{table.seen:,}"
    forecast = table.forecast(more, level)
    if table.is_too_early or table.coverage is None or forecast is None:
        return (people, seen, "too early to say", "", "", "", name)
    likely = "" if forecast.low is None else f"{forecast.low:,} to {forecast.high:,}"
    new = formats.significant(forecast.new)
    total = f"at least {table.total_at_least:,}" if table.has_sign_of_more else "no sign of more"
    return (people, seen, formats.percent(table.coverage), new, likely, total, name)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 8 and 0 < int(text) <= MOST):
        raise argparse.ArgumentTypeError(f"enter a whole number from 1 to {MOST:,}")
    return int(text)


def _level(text: str) -> float:
    try:
        level = float(text)
        reach(level)
    except ValueError:
        raise argparse.ArgumentTypeError(f"enter a number from {LEVEL_MIN:g} to {LEVEL_MAX:g}, like 0.95") from None
    return level
