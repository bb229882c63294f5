"""Imports: what a file would do, and doing it. All or nothing, and the same file again adds nothing.

A sighting is recognised by an id made from what was seen when, where and with whom; everything else by its name.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select

from papercuts.actions import import_record, scores
from papercuts.actions.history import record
from papercuts.actions.import_effects import settle, tell
from papercuts.actions.import_lookup import Found, known, look_up
from papercuts.actions.import_writing import Writer
from papercuts.actions.learning import learn
from papercuts.db import db
from papercuts.domain.import_cells import key
from papercuts.domain.import_facts import Facts, Kind, Known, cut_key, gather
from papercuts.domain.import_rows import NumberCell, Row, sighting_names
from papercuts.domain.sheets import Problem
from papercuts.models import Account, Setting, Upload

SIGHTINGS = UUID("5f0c7f1e-52b4-4a55-9d2c-6a1d6f0c9b7e")  # the space of ids that imports give
ANALYZE_FROM = 1_000  # rows; a database that planned for few rows would scan many


class Result(StrEnum):
    """What becomes of a row."""

    NEW = "new"  # a sighting of a paper cut that is named by it
    MATCHED = "matched"  # a sighting of a known paper cut
    LATER = "decide later"  # a sighting that waits in the write-up
    DELIGHT = "a delight"  # a sighting that needs no paper cut
    WATCH = "nothing seen"  # a watch
    SKIPPED = "skipped"  # already here
    ERROR = "error"


@dataclass(frozen=True)
class Fate:
    """What becomes of one row, and the paper cut it is about."""

    result: Result
    number: int | None = None
    title: str = ""


@dataclass(frozen=True)
class Counts:
    """What an import would do, or has done."""

    rows: int = 0
    errors: int = 0  # rows with at least one
    skipped: int = 0
    sightings: int = 0  # new ones, as all that follow
    matched: int = 0
    waiting: int = 0
    delights: int = 0
    paper_cuts: int = 0
    watches: int = 0
    visits: int = 0
    sites: int = 0
    left_out: int = 0  # rows of the file that are not among these


@dataclass(frozen=True)
class Preview:
    """What a file would do, row by row; nothing is written."""

    rows: Sequence[Row]
    problems: Sequence[Problem]
    fates: dict[int, Fate]  # by the number of the row
    counts: Counts
    ids: dict[int, UUID]
    found: Found
    known: Known
    facts: Facts

    @property
    def has_news(self) -> bool:
        """Say whether importing would change anything."""
        return bool(self.counts.sightings or self.counts.watches or self.facts.new)


def plan(
    rows: Sequence[Row],
    problems: Iterable[Problem] = (),
    numbers: Collection[NumberCell] = (),
    unread: Iterable[int] = (),
) -> Preview:
    """Return what would become of each row.

    problems: what is wrong with the file and the rows that could not be read; unread: rows without one of their own;
    numbers: the cells of all rows that name a paper cut by its number.
    """
    ids = {number: uuid5(SIGHTINGS, name) for number, name in sighting_names(rows).items()}
    found = look_up(rows, ids, {cell.number for cell in numbers})
    before = known(found)
    facts = gather(rows, before, numbers)
    wrong = sorted([*problems, *facts.problems], key=lambda problem: problem.row or 0)
    wrong_rows = {problem.row for problem in wrong if problem.row is not None}
    fates = {number: Fate(Result.ERROR) for number in wrong_rows.union(unread)}
    good = [row for row in rows if row.number not in fates]
    fates |= {row.number: _fate(row, ids, found, before) for row in good}
    return Preview(rows, wrong, fates, _counts(good, fates, found, before), ids, found, before, facts)


def apply(preview: Preview, *, name: str, upload: Upload | None = None, by: Account | None, at: datetime) -> list[Any]:
    """Write what a preview shows, and return the rows made; name: of the file.

    upload: the file; the import has its number, by which it can be undone. Without one it cannot.
    Raises ValueError, and writes nothing, when a row has an error.
    """
    if preview.problems:
        n = preview.counts.errors
        raise ValueError(f"{f'{n:,} rows have' if n else 'The header has'} an error. Nothing was imported.")
    before = import_record.learnt()
    writer = Writer(preview.found, preview.known, preview.facts.new, by=by, at=at)
    writer.write(preview.rows, preview.ids)
    tell(writer, name)
    settle(writer)
    if any(fact[0] == Kind.PEOPLE for fact in preview.facts.new):
        scores.refresh_assumed(cuts=writer.touched_cuts, tasks=writer.touched_tasks)
    else:
        scores.refresh(cuts=writer.touched_cuts, tasks=writer.touched_tasks)
    if preview.has_news:
        learn(by=by, at=at)
    if upload is not None and preview.has_news:
        run = import_record.keep(writer, upload.id, name, before, by=by, at=at)
        counts = {word: n for word, n in vars(preview.counts).items() if n}
        # last, since what is told after it somebody has done with what came in
        record(run, "imported", by=by, at=at, file=name, **counts)
    if len(preview.rows) >= ANALYZE_FROM:
        db.session.execute(db.text("ANALYZE"))
    return writer.made


def lock() -> None:
    """Let one import run at a time; two of the same file would both find nothing there."""
    db.session.scalars(select(Setting).where(Setting.id == 1).with_for_update()).one()


def _fate(row: Row, ids: dict[int, UUID], found: Found, before: Known) -> Fate:
    if not row.what_happened:
        return Fate(Result.SKIPPED if found.watch_of(row) else Result.WATCH)
    if ids[row.number] in found.sightings:
        return _about(Result.SKIPPED, found.sightings[ids[row.number]], found)
    if not row.paper_cut:
        return Fate(Result.DELIGHT if row.is_delight else Result.LATER)
    number = cut_key(row, before)[0]
    return _about(Result.MATCHED, int(number), found) if number else Fate(Result.NEW, title=str(row.paper_cut))


def _about(result: Result, number: int | None, found: Found) -> Fate:
    cut = found.cuts.get(number or 0)
    return Fate(result, cut.id, cut.title) if cut else Fate(result)


def _counts(rows: Collection[Row], fates: dict[int, Fate], found: Found, before: Known) -> Counts:
    """Count what the rows without an error would add; a row that is there already adds nothing."""
    results = Counter(fate.result for fate in fates.values())
    adding = [row for row in rows if fates[row.number].result is not Result.SKIPPED]
    return Counts(
        rows=len(fates),
        errors=results[Result.ERROR],
        skipped=results[Result.SKIPPED],
        sightings=results[Result.NEW] + results[Result.MATCHED] + results[Result.LATER] + results[Result.DELIGHT],
        matched=results[Result.MATCHED],
        waiting=results[Result.LATER],
        delights=results[Result.DELIGHT],
        paper_cuts=len({cut_key(row, before) for row in adding if fates[row.number].result is Result.NEW}),
        watches=len({row.watch_key for row in adding if not row.is_report and found.watch_of(row) is None}),
        visits=len({row.visit_key for row in adding if found.visit_of(row) is None}),
        sites=len({key(row.site) for row in adding} - found.sites.keys()),
    )
