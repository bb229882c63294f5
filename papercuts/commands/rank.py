"""`papercuts rank`: the ranked list, for reading or for other programs."""

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from typing import Any

from papercuts import queries
from papercuts.commands.instance import at_work
from papercuts.domain import formats, sheets
from papercuts.queries.rank_table import RANK_COLUMNS

HEADS = ("#", "Number", "Payback", "Hours lost a year", "Effort h", "Hit by", "Paper cut")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `rank`."""
    text = "Print the ranked list: what is open or claimed, the best use of an hour first."
    command = commands.add_parser("rank", help=text, description=text)
    command.add_argument("--format", choices=("table", "json", "csv"), default="table", help="table when not given")
    command.add_argument("--limit", type=_whole, metavar="N", help="the first N; all when not given")
    command.set_defaults(run=rank)


def rank(options: argparse.Namespace) -> int:
    """Print the ranked list."""
    with at_work():
        rows = queries.rank_table.rows(options.limit)
    {"table": _table, "json": _json, "csv": _csv}[options.format](rows)
    return 0


def _table(rows: Sequence[dict[str, Any]]) -> None:
    cells = [
        (
            f"{place:,}",
            f"PC-{row['number']}",
            formats.payback(row["payback_q50"]),
            f"{formats.hours(row['hours_lost_mean'])} ({formats.span(row['hours_lost_q10'], row['hours_lost_q90'])})",
            formats.hours(row["effort_hours_mean"]) + (" assumed" if "effort" in row["assumed"] else ""),
            f"{row['hit_k']:,} of {row['watched_n']:,}",
            row["title"],
        )
        for place, row in enumerate(rows, 1)
    ]
    if not cells:
        print("Nothing is ranked yet: no open paper cut was seen at a visit.")
        return
    widths = [max(len(row[column]) for row in (HEADS, *cells)) for column in range(len(HEADS))]
    for row in (HEADS, *cells):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _json(rows: Sequence[dict[str, Any]]) -> None:
    json.dump(rows, sys.stdout, ensure_ascii=False, indent=2)
    print()


def _csv(rows: Sequence[dict[str, Any]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")  # no byte order mark: other programs read this
    writer.writerow(RANK_COLUMNS)
    writer.writerows([_cell(row[name]) for name in RANK_COLUMNS] for row in rows)


def _cell(value: Any) -> str:
    return sheets.defuse(", ".join(value) if isinstance(value, list) else str(value))


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 10**9):
        raise argparse.ArgumentTypeError("enter a whole number from 1")
    return int(text)
