"""The rows of an import: one sighting each, or a watch in which nothing was seen. See docs/import.md.

`read` turns a file into cells, `parse` the cells into rows. Each problem names its row, its column, what stands
there and the remedy; whether rows contradict one another or what is known is `import_facts`' question.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from papercuts.domain import sheets
from papercuts.domain.import_cells import COLUMNS, REQUIRED, key, read_cell
from papercuts.domain.limits import Consent, HowItWent, HowTimed, Per, Source
from papercuts.domain.rank_inputs import EffortGiven
from papercuts.domain.sheets import Problem, Sheet, SheetRow
from papercuts.domain.text import fold

OF_A_SIGHTING = (
    "paper_cut",
    "seconds_lost",
    "how_timed",
    "occurrences",
    "quote",
    "mood",
    "workaround",
    "link",
)  # mean nothing when none was seen
AHEAD = timedelta(days=366)  # rows may be written ahead of a visit; a day beyond that is a slip of the finger
TOO_FAR = "This day is more than a year ahead. Correct it."


@dataclass(frozen=True)
class Row:
    """What one row of the file says. Texts are empty, and everything else none, where it says nothing."""

    number: int  # in the file
    visited_on: date
    site: str
    task: str
    segment: str = ""
    product: str = ""  # empty: ours
    product_version: str = ""
    participant: str = ""  # a code; empty: nobody in particular
    role: str = ""
    area: str = ""
    people: int | None = None
    times: float | None = None
    per: Per | None = None
    source: Source | None = None
    performed: int | None = None
    how_it_went: HowItWent | None = None
    seen_at: time | None = None
    what_happened: str = ""  # empty: watched, and nothing was seen
    paper_cut: int | str = ""  # a number or a title; empty: to be decided later
    seconds_lost: float | None = None
    how_timed: HowTimed | None = None
    occurrences: int | None = None
    quote: str = ""
    mood: int | None = None  # from −2 to 2
    workaround: str = ""  # what they did instead
    consent: Consent | None = None
    effort: EffortGiven | None = None
    link: str = ""  # of the paper cut: the address of an issue
    is_report: bool = False  # somebody wrote that it happens, and nobody watched

    @property
    def is_delight(self) -> bool:
        """Say whether it made somebody smile and is no annoyance, which needs no paper cut."""
        return bool(self.what_happened) and not self.paper_cut and self.mood is not None and self.mood > 0

    @property
    def visit_key(self) -> tuple[str, str, str]:
        """Return what tells visits apart: the site, the day, and the product that was watched."""
        return key(self.site), self.visited_on.isoformat(), key(self.product)

    @property
    def watch_key(self) -> tuple[str, ...]:
        """Return what tells watches apart: the visit, the person and the task."""
        return *self.visit_key, key(self.participant), key(self.task)


@dataclass(frozen=True)
class NumberCell:
    """A cell that names a paper cut by its number; `row` may have errors in other cells."""

    row: int
    number: int
    written: str


class Parsed(NamedTuple):
    """What the cells of a file say."""

    rows: list[Row]  # those that can be understood
    problems: list[Problem]  # of the others, and of the header
    numbers: list[NumberCell]  # of all rows


def read(content: bytes, max_rows: int | None = None) -> Sheet:
    """Return the cells of a file in this format. Raises SheetError when it is none, or has more than max_rows."""
    return sheets.read(content, columns=COLUMNS, required=REQUIRED, max_rows=max_rows)


def parse(sheet: Sheet, today: date | None = None, *, is_report: bool = False) -> Parsed:
    """Return the rows that can be understood, what is wrong with the others, and the numbers of paper cuts.

    today: where the team works; no visit is of a day more than a year later. None: any day is taken.
    is_report: the rows are what somebody wrote, and nobody watched.
    """
    rows = []
    problems = list(sheet.problems)
    remembered = lru_cache(maxsize=None)(read_cell)  # most cells repeat the row above
    spoilt = {problem.row for problem in problems} | set(unread_rows(sheet))
    for row in sheet.rows:
        found = list(_problems_of(row, sheet.columns, remembered, today))
        problems += found
        if not found and row.number not in spoilt:
            values = {name: remembered(name, cell) for name, cell in zip(sheet.columns, row.cells, strict=True)}
            said = {name: value for name, value in values.items() if value is not None}
            rows.append(Row(number=row.number, is_report=is_report, **said))
    return Parsed(rows, sorted(problems, key=lambda problem: problem.row or 0), list(_numbers(sheet, remembered)))


def unread_rows(sheet: Sheet) -> list[int]:
    """Return the numbers of the rows that lack what each must have, since its column is missing: all, or none."""
    return [] if set(REQUIRED) <= set(sheet.columns) else [row.number for row in sheet.rows]


def sighting_names(rows: Iterable[Row]) -> dict[int, str]:
    """Return what names each sighting, by the number of its row: the same for the same file again.

    It is made of what was seen when, where and with whom; of two that are alike, also of which comes first.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    names = {}
    for row in rows:
        if row.what_happened:
            same = sighting_key(row)
            seen[same] += 1
            names[row.number] = "\0".join((*same, str(seen[same])))
    return names


def sighting_key(row: Row) -> tuple[str, ...]:
    """Return what sightings that are alike have in common: what was seen when, where and with whom."""
    return *row.watch_key, fold(row.what_happened), row.seen_at.isoformat() if row.seen_at else ""


def as_far_as_read(sheet: Sheet, numbers: Collection[int]) -> list[Row]:
    """Return rows that have an error, with those of their cells that can be read.

    Left out are those whose site or task cannot; a day that cannot be read is the first that there ever was.
    """
    rows = []
    for row in sheet.rows:
        said: dict[str, Any] = {"visited_on": date.min}
        for name, cell in zip(sheet.columns, row.cells, strict=True) if row.number in numbers else ():
            with suppress(ValueError):  # told already
                value = read_cell(name, cell)
                said |= {} if value is None else {name: value}
        if {"site", "task"} <= said.keys():
            rows.append(Row(number=row.number, **said))
    return rows


def _numbers(sheet: Sheet, read: Callable[[str, str], Any]) -> Iterator[NumberCell]:
    if "paper_cut" not in sheet.columns:
        return
    position = sheet.columns.index("paper_cut")
    for row in sheet.rows:
        with suppress(ValueError):  # told with the other cells
            value = read("paper_cut", row.cells[position])
            if isinstance(value, int):
                yield NumberCell(row.number, value, row.cells[position])


def _problems_of(
    row: SheetRow, columns: Collection[str], read: Callable[[str, str], Any], today: date | None
) -> Iterator[Problem]:
    said: dict[str, Any] = {}
    cells = dict(zip(columns, row.cells, strict=True))
    typed = dict(zip(columns, row.as_typed, strict=True))
    for name, cell in cells.items():
        try:
            said[name] = read(name, cell)
        except ValueError as error:
            yield Problem(row.number, name, sheets.shown(typed[name]), str(error))
    if today is not None and "visited_on" in said and said["visited_on"] > today + AHEAD:
        yield Problem(row.number, "visited_on", sheets.shown(typed["visited_on"]), TOO_FAR)
    for name, text in _odd_together(said, cells):
        yield Problem(row.number, name, sheets.shown(cells[name]), text)


def _odd_together(said: dict[str, Any], cells: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Say which cells of a row make no sense beside the others; only of cells that can be read."""
    given = {name for name, value in said.items() if value not in (None, "")}
    if "what_happened" not in given and not cells.get("what_happened", "").strip():
        for name in OF_A_SIGHTING:
            if name in given:
                yield name, f"Nothing was seen in this row. Say what_happened, or leave {name} empty."
    for name in ("effort", "link"):
        if name in given and not cells.get("paper_cut", "").strip():
            yield name, f"The {name} is of a paper cut, and this row names none. Name it, or leave {name} empty."
    for name in ("role", "consent"):
        if name in given and not cells.get("participant", "").strip():
            yield name, f"This row names no participant. Give a code, like P1, or leave {name} empty."
