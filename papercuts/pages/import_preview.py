"""The preview of an import as its page shows it: each row with its cells, and what is wrong beside them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from papercuts import actions, queries
from papercuts.actions.imports import Fate, Preview, Result
from papercuts.domain import formats, import_rows, sheets
from papercuts.domain.import_cells import key, read_cell
from papercuts.domain.import_columns import Columns
from papercuts.domain.import_rows import Row
from papercuts.domain.limits import VisitStatus
from papercuts.domain.sheets import Problem, Sheet, SheetRow, shown
from papercuts.models import Account, Site, Task, Upload
from papercuts.pages import import_file
from papercuts.web.clock import today
from papercuts.web.rendering import setting

ALL, LOOK, ERRORS = "all", "look", "errors"
SHOWN = ("what_happened", "paper_cut", "site", "visited_on", "seconds_lost")
RESULTS = {  # what a row's tag says, and its kind
    Result.NEW: ("New", "mend"),
    Result.MATCHED: ("Matched", ""),
    Result.LATER: ("Match later", "warn"),
    Result.DELIGHT: ("Delight", "mend"),
    Result.WATCH: ("Watch", ""),
    Result.SKIPPED: ("Skipped", ""),
    Result.ERROR: ("Error", "cut"),
}


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, what is wrong with it, and what to think of."""

    text: str
    error: str = ""
    note: str = ""
    other_row: int | None = None  # that the error names


@dataclass(frozen=True)
class Line:
    """One row of the file on the page."""

    number: int
    cells: Mapping[str, Cell]  # by the names of SHOWN
    task: Cell
    result: str
    kind: str
    others: Sequence[Problem]  # of columns that the table does not show, and the second of a cell


@dataclass
class Previewed:
    """A file that waits, and what importing it would do."""

    upload: Upload
    columns: Columns
    sheet: Sheet
    plan: Preview  # of all rows
    good: Preview | None  # of those that can come in, the others left out; none: none can
    left_out: Collection[int]  # the numbers of the others
    later: Sequence[Problem]  # what will stand against those once the first are in
    near: dict[str, dict[str, str]] = field(default_factory=dict)  # by column: names and what they resemble
    alike: dict[str, str] = field(default_factory=dict)  # by new title: the known paper cut it looks like, or nothing

    @property
    def rows_by_number(self) -> dict[int, Row]:
        """Return the rows that can be understood."""
        return {row.number: row for row in self.plan.rows}


def preview(upload: Upload) -> Previewed:
    """Read a file that waits, and plan its import."""
    columns = import_file.chosen(upload) or Columns()
    sheet = import_file.sheet(import_file.table(upload.content, columns.sheet), columns)
    parsed = import_rows.parse(sheet, today(setting()), is_report=columns.is_reports)
    plan = actions.imports.plan(*parsed, unread=import_rows.unread_rows(sheet))
    sites = {row.site for row in plan.rows if key(row.site) not in plan.found.sites}
    tasks = {row.task for row in plan.rows if key(row.task) not in plan.found.tasks}
    near = {"site": queries.imports.near(Site, sites), "task": queries.imports.near(Task, tasks)}
    part = actions.import_parts.leave_out(plan, sheet)
    return Previewed(upload, columns, sheet, part.whole, part.good, part.left_out, part.later, near)


def chosen(seen: Previewed, which: str) -> list[SheetRow]:
    """Return the rows that a choice of the page holds, in the order of the file.

    Of those to look at first the ones whose site or task may be a slip of the pen, then those with an error.
    """
    if which == ALL:
        return list(seen.sheet.rows)
    wrong = _wrong(seen)
    if which == ERRORS:
        return [row for row in seen.sheet.rows if row.number in wrong]
    numbers = wrong | _to_look_at(seen)
    rows = [row for row in seen.sheet.rows if row.number in numbers]
    doubtful = {row.number for row in seen.plan.rows if _may_be_a_slip(seen, row)}
    return sorted(rows, key=lambda row: (row.number not in doubtful, row.number not in wrong))


def lines(seen: Previewed, rows: Iterable[SheetRow]) -> list[Line]:
    """Return rows as the page shows them."""
    problems = defaultdict(list)
    for problem in seen.plan.problems:
        problems[problem.row].append(problem)
    understood = seen.rows_by_number
    rows = list(rows)
    for number in (row.number for row in rows if seen.plan.fates[row.number].result is Result.NEW):
        title = str(understood[number].paper_cut)
        if title not in seen.alike:
            task = seen.plan.found.tasks.get(key(understood[number].task))
            guesses = queries.similar.to_text(title, task.id if task else None, task.area_id if task else None, limit=1)
            seen.alike[title] = next((f"{guess.cut.number} {guess.cut.title}" for guess in guesses), "")
    return [_line(seen, row, understood.get(row.number), problems[row.number]) for row in rows]


def with_errors(seen: Previewed) -> str:
    """Return the rows with an error as a file to correct."""
    return sheets.part(seen.sheet, _wrong(seen))


def workbook_with_errors(seen: Previewed) -> bytes:
    """Return the rows with an error as a workbook to correct."""
    return sheets.part_workbook(seen.sheet, _wrong(seen))


def apply(seen: Previewed, *, by: Account, at: datetime) -> None:
    """Import the rows that can come in; the others stay as a file of their own, to be corrected and to come later.

    Raises ValueError when none can.
    """
    if seen.good is None:
        raise ValueError("No row can come in")
    actions.imports.apply(seen.good, name=seen.upload.name, upload=seen.upload, by=by, at=at)
    if seen.left_out:
        rest = sheets.part(seen.sheet, seen.left_out).encode("utf-8", "replace")
        actions.uploads.keep_rest(seen.upload, rest, seen.columns, at=at)
    actions.uploads.drop(seen.upload)


def results(seen: Previewed) -> dict[str, int]:
    """Return how many rows have each result, by its name; together they are all rows."""
    found = Counter(fate.result for fate in seen.plan.fates.values())
    return {result.name.lower(): found[result] for result in Result}


def reopens(seen: Previewed) -> list[str]:
    """Return the visits whose finished write-up is open again after the import: something waits to be matched there."""
    waiting = [row for row in seen.plan.rows if seen.plan.fates[row.number].result is Result.LATER]
    visits = {visit.id: visit for row in waiting if (visit := seen.plan.found.visit_of(row)) is not None}
    names = {visit.id: row.site for row in waiting if (visit := seen.plan.found.visit_of(row)) is not None}
    done = [visit for visit in visits.values() if visit.status is VisitStatus.WRITTEN_UP]
    return [f"{names[visit.id]}, {formats.date(visit.visited_on)}" for visit in done]


def _wrong(seen: Previewed) -> set[int]:
    return {number for number, fate in seen.plan.fates.items() if fate.result is Result.ERROR}


def _to_look_at(seen: Previewed) -> set[int]:
    """Return the rows a person should glance at: what waits, what is named anew, what resembles something known."""
    numbers = {number for number, fate in seen.plan.fates.items() if fate.result is Result.LATER}
    named: set[str] = set()
    for row in seen.plan.rows:
        title = str(row.paper_cut)
        is_named = seen.plan.fates[row.number].result is Result.NEW and title not in named
        if is_named or _may_be_a_slip(seen, row):
            numbers.add(row.number)
            named.add(title)
    return numbers


def _may_be_a_slip(seen: Previewed, row: Row) -> bool:
    return row.site in seen.near["site"] or row.task in seen.near["task"]


def _line(seen: Previewed, sheet_row: SheetRow, row: Row | None, problems: Sequence[Problem]) -> Line:
    raw = dict(zip(seen.sheet.columns, sheet_row.cells, strict=True))
    fate = seen.plan.fates[sheet_row.number]
    errors = {problem.column: problem for problem in reversed(problems) if problem.column in (*SHOWN, "task")}
    typed = dict(zip(seen.sheet.columns, sheet_row.as_typed, strict=True))
    texts = {name: _text(name, raw.get(name, ""), typed.get(name, ""), fate) for name in (*SHOWN, "task")}
    notes = {name: _note(seen, name, row, fate) for name in texts}
    cells = {name: _cell(text, errors.get(name), notes[name]) for name, text in texts.items()}
    word, kind = RESULTS[fate.result]
    others = [problem for problem in problems if problem not in errors.values()]
    return Line(sheet_row.number, cells, cells.pop("task"), word, kind, others)


def _cell(text: str, problem: Problem | None, note: str) -> Cell:
    return Cell(text or "empty", problem.text, note, problem.other_row) if problem else Cell(text, note=note)


def _text(name: str, raw: str, typed: str, fate: Fate) -> str:
    if name == "visited_on":
        with suppress(ValueError):  # told beside the cell
            day = read_cell(name, raw)
            return f"{formats.short_date(day)} {day.year}"
        return shown(sheets.restore(typed))
    if name == "paper_cut" and fate.number is not None:
        return f"PC-{fate.number} {fate.title}"
    return shown(sheets.restore(raw))


def _note(seen: Previewed, name: str, row: Row | None, fate: Fate) -> str:
    if row is None:
        return ""
    if name == "paper_cut":
        if alike := seen.alike.get(str(row.paper_cut)) if fate.result is Result.NEW else None:
            return f"New paper cut, but looks like {alike}"
        return {Result.NEW: "New paper cut", Result.LATER: "To be matched later"}.get(fate.result, "")
    if name in seen.near:
        alike = seen.near[name].get(row.site if name == "site" else row.task)
        return f"New {name}. Did you mean {alike}?" if alike else ""
    return "" if row.what_happened or name != "what_happened" else "Nothing was seen"
