"""`papercuts import`: visits from a spreadsheet. The format is in docs/import.md."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from papercuts import actions, queries
from papercuts.actions.import_parts import Part
from papercuts.actions.imports import Counts, Preview
from papercuts.commands import files
from papercuts.commands.instance import at_work
from papercuts.db import db
from papercuts.domain import import_columns, import_rows, import_trackers, limits, sheets
from papercuts.domain.formats import number_of
from papercuts.domain.import_cells import COLUMNS, REQUIRED
from papercuts.domain.import_columns import Columns, Source
from papercuts.domain.sheets import Problem, Sheet, SheetError, Table
from papercuts.domain.text import clean_line
from papercuts.models import Setting
from papercuts.pages import import_undoing
from papercuts.web.clock import today, utc_now, zone


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `import`."""
    text = "Read visits from a spreadsheet (CSV or XLSX), all or nothing; the same file again adds nothing."
    command = commands.add_parser("import", help=text, description=text)
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("file", metavar="FILE", nargs="?", help=f"the file, or {files.STDIN} for standard input")
    what.add_argument("--undo", metavar="NUMBER", type=int, help="undo an import, as its report numbers it")
    trackers = ", ".join(tracker.key for tracker in import_trackers.TRACKERS)
    command.add_argument("--columns", metavar="NAME", help=f"read columns as remembered, or as of {trackers}")
    command.add_argument("--sheet", metavar="NAME", default="", help="of a workbook; the first when it is not said")
    command.add_argument(
        "--set", metavar="COLUMN=VALUE", action="append", default=[], help="the same in every row; may be repeated"
    )
    command.add_argument(
        "--leave-out-errors", action="store_true", help="import the other rows when some have an error"
    )
    command.add_argument("--dry-run", action="store_true", help="only say what would come in, or go")
    command.set_defaults(run=import_file)


def import_file(options: argparse.Namespace) -> int:
    """Print what comes in, or what is wrong, row by row; returns 1 when nothing came in for that, 2 without a file."""
    if options.undo is not None:
        return _undo(options.undo, options.dry_run)
    name = "standard input" if options.file == files.STDIN else clean_line(Path(options.file).name)
    try:
        found = sheets.table(files.content(options.file), columns=COLUMNS, sheet=options.sheet)
    except files.Unreadable as error:
        print(f"papercuts: {error}", file=sys.stderr)
        return 2
    except SheetError as error:
        return _refuse([error.problem])
    if options.sheet not in ("", found.sheet):
        return _say_wrong(f"there is no sheet {options.sheet}. There are: {', '.join(found.sheets) or 'none'}")
    with at_work():
        actions.imports.lock()
        try:
            columns = _columns(found, options.columns, options.set)
            sheet = _sheet(found, columns)
        except SheetError as error:
            return _refuse([error.problem])
        except ValueError as error:
            return _say_wrong(str(error))
        setting = db.session.get_one(Setting, 1)
        parsed = import_rows.parse(sheet, today(setting), is_report=columns.is_reports)
        preview = actions.imports.plan(*parsed, unread=import_rows.unread_rows(sheet))
        if preview.problems and options.leave_out_errors:
            part = actions.import_parts.leave_out(preview, sheet)
            if part.good is None or not part.good.has_news:
                return _refuse(part.whole.problems)
            preview = part.good
            _tell_left_out(part)
        elif preview.problems:
            return _refuse(preview.problems)
        number = None if options.dry_run else _apply(preview, name)
        if columns.name:
            print(f"The columns are read as “{columns.name}”.")
        _report(preview.counts, name, options.dry_run)
        if number is not None:
            print(f"To undo it within {limits.UNDO_DAYS} days: papercuts import --undo {number}")
    return 0


def _apply(preview: Preview, name: str) -> int | None:
    """Import what a preview shows and return its number; none when there was nothing to import."""
    at = utc_now()
    upload = actions.uploads.keep(name, b"", by=None, at=at)  # whose number the import gets
    number = upload.id
    actions.imports.apply(preview, name=name, upload=upload, by=None, at=at)
    actions.uploads.drop(upload)
    db.session.commit()
    return number if preview.has_news else None


def _columns(found: Table, asked: str | None, fixed: Sequence[str]) -> Columns:
    """Return how a file is read. Raises ValueError when nothing is known of what was asked for."""
    header = found.header
    if asked is not None:
        remembered = queries.imports.mapping_named(asked)
        known = Columns.from_json(remembered.columns) if remembered else import_trackers.named(asked, header)
        if known is None:
            raise ValueError(f"no columns are remembered as {asked}, and this is no such export")
        columns = known
    elif import_columns.is_ours(header):
        columns = Columns()
    else:
        remembered = queries.imports.mapping_of(import_columns.header_identity(header))
        columns = Columns.from_json(remembered.columns) if remembered else Columns()
    given = dict(_fixed(said) for said in fixed)
    if given and not columns.sources:
        columns = import_columns.guess(found)
    return import_columns.with_orders(replace(columns, sources={**columns.sources, **given}), found)


def _fixed(said: str) -> tuple[str, Source]:
    name, _, value = said.partition("=")
    if name not in COLUMNS or not value.strip():
        raise ValueError(f"--set takes a column and its value, like site=Marfinch, not {said}")
    return name, Source(fixed=clean_line(value))


def _sheet(found: Table, columns: Columns) -> Sheet:
    if not columns.sources:
        return sheets.under(found, columns=COLUMNS, required=REQUIRED)
    asked = import_columns.ambiguous(columns, found)
    if asked:
        raise ValueError(f"the days of {' and '.join(asked)} can be read in two ways. Write them as year-month-day")
    return import_columns.as_ours(found, columns, zone(db.session.get_one(Setting, 1)))


def _undo(number: int, is_dry_run: bool) -> int:
    with at_work():
        try:
            run = actions.import_undo.find(number)
            found = (
                actions.import_undo.outlook(run) if is_dry_run else actions.import_undo.undo(run, by=None, at=utc_now())
            )
        except ValueError as error:
            return _say_wrong(str(error))
        if not is_dry_run:
            db.session.commit()
        print(f"{run.name}: " + (", ".join(import_undoing.goes(found)) or "nothing left to undo"))
        for line in import_undoing.stays(found):
            print(f"  {line}")
        print("Nothing was written: this was a dry run." if is_dry_run else "Undone.")
    return 0


def _say_wrong(text: str) -> int:
    print(f"papercuts: {text}", file=sys.stderr)
    return 1


def _refuse(problems: Sequence[Problem]) -> int:
    for found in problems:
        print(found, file=sys.stderr)
    print(f"papercuts: {number_of(len(problems), 'error')}. Nothing was imported.", file=sys.stderr)
    return 1


def _tell_left_out(part: Part) -> None:
    print(*part.whole.problems, sep="\n", file=sys.stderr)
    for found in part.later:
        print(f"once the others are in: {found}", file=sys.stderr)
    n = len(part.left_out)
    print(f"papercuts: {number_of(n, 'row')} left out. Correct and import {'it' if n == 1 else 'them'} later.",
          file=sys.stderr)  # fmt: skip


def _report(counts: Counts, name: str, is_dry_run: bool) -> None:
    n_new = counts.rows - counts.skipped
    places = (counts.watches, "watch", "watches"), (counts.visits, "visit"), (counts.sites, "site")
    cuts = number_of(counts.paper_cuts, "new paper cut")
    print(f"{name}: {number_of(counts.rows, 'row')}, {n_new:,} new, {counts.skipped:,} already there")
    if n_new:
        print(f"  {number_of(counts.sightings, 'sighting')}: {cuts}, {counts.matched:,} of known ones, "
              f"{counts.waiting:,} to be matched later"
              + (f", {number_of(counts.delights, 'delight')}" if counts.delights else ""))  # fmt: skip
        print("  " + ", ".join(number_of(*place) for place in places if place[0] or place[1] != "watch"))
    print("Nothing was written: this was a dry run." if is_dry_run else "Imported." if n_new else "Nothing to import.")
