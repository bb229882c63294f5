"""`papercuts import`: visits from a spreadsheet. The format is in docs/import.md."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from papercuts import actions
from papercuts.actions.imports import Counts
from papercuts.commands import files
from papercuts.commands.instance import at_work
from papercuts.db import db
from papercuts.domain import import_rows
from papercuts.domain.formats import number_of
from papercuts.domain.sheets import Problem, SheetError
from papercuts.domain.text import clean_line
from papercuts.models import Setting
from papercuts.web.clock import today, utc_now


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `import`."""
    text = "Read visits from a spreadsheet (CSV), all or nothing; the same file again adds nothing."
    command = commands.add_parser("import", help=text, description=text)
    command.add_argument("file", metavar="FILE.csv", help=f"the file, or {files.STDIN} for standard input")
    command.add_argument("--dry-run", action="store_true", help="only say what would come in")
    command.set_defaults(run=import_file)


def import_file(options: argparse.Namespace) -> int:
    """Print what comes in, or what is wrong, row by row; returns 1 when something is, 2 when there is no such file."""
    name = "standard input" if options.file == files.STDIN else clean_line(Path(options.file).name)
    try:
        sheet = import_rows.read(files.content(options.file))
    except files.Unreadable as error:
        print(f"papercuts: {error}", file=sys.stderr)
        return 2
    except SheetError as error:
        return _refuse([error.problem])
    with at_work():
        actions.imports.lock()
        preview = actions.imports.plan(*import_rows.parse(sheet, today(db.session.get_one(Setting, 1))))
        if preview.problems:
            return _refuse(preview.problems)
        if not options.dry_run:
            actions.imports.apply(preview, name=name, by=None, at=utc_now())
            db.session.commit()
        _report(preview.counts, name, options.dry_run)
    return 0


def _refuse(problems: Sequence[Problem]) -> int:
    for found in problems:
        print(found, file=sys.stderr)
    print(f"papercuts: {number_of(len(problems), 'error')}. Nothing was imported.", file=sys.stderr)
    return 1


def _report(counts: Counts, name: str, is_dry_run: bool) -> None:
    n_new = counts.rows - counts.skipped
    places = (counts.watches, "watch", "watches"), (counts.visits, "visit"), (counts.sites, "site")
    cuts = number_of(counts.paper_cuts, "new paper cut")
    print(f"{name}: {number_of(counts.rows, 'row')}, {n_new:,} new, {counts.skipped:,} already there")
    if n_new:
        print(f"  {number_of(counts.sightings, 'sighting')}: {cuts}, {counts.matched:,} of known ones, "
              f"{counts.waiting:,} to be matched later")  # fmt: skip
        print("  " + ", ".join(number_of(*place) for place in places))
    print("Nothing was written: this was a dry run." if is_dry_run else "Imported." if n_new else "Nothing to import.")
