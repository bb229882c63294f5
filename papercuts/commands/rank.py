"""`papercuts rank`: the ranked list, for reading or for other programs."""

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from typing import Any

from papercuts import queries
from papercuts.commands.instance import at_work
from papercuts.commands.table import print_table
from papercuts.domain import formats, sheets
from papercuts.domain.familiar import BY_KEY
from papercuts.queries.rank_table import RANK_COLUMNS

HEADS = ("#", "Number", "Payback", "Hours lost a year", "Effort h", "Hit by", "Paper cut")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `rank`."""
    text = "Print the ranked list: what is open or claimed, the best use of an hour first."
    command = commands.add_parser("rank", help=text, description=text)
    command.add_argument("--format", choices=("table", "json", "csv"), default="table", help="table when not given")
    command.add_argument("--limit", type=_whole, metavar="N", help="the first N; all when not given")
    names = ", ".join(BY_KEY)
    text = f"other scores to add, each with the place it would give: {names}, with commas between"
    command.add_argument("--columns", type=_scores, metavar="NAMES", default=(), help=text)
    command.set_defaults(run=rank)


def rank(options: argparse.Namespace) -> int:
    """Print the ranked list."""
    with at_work():
        rows = queries.rank_table.rows(options.limit, options.columns)
    {"table": _table, "json": _json, "csv": _csv}[options.format](rows, options.columns)
    return 0


def _table(rows: Sequence[dict[str, Any]], scores: Sequence[str]) -> None:
    cells = [
        (
            f"{place:,}",
            f"PC-{row['number']}",
            formats.payback(row["payback_q50"]),
            f"{formats.hours(row['hours_lost_mean'])} ({formats.span(row['hours_lost_q10'], row['hours_lost_q90'])})",
            formats.hours(row["effort_hours_mean"]) + (" assumed" if "effort" in row["assumed"] else ""),
            f"{row['hit_k']:,} of {row['watched_n']:,}",
            *(_said(row, name) for name in scores),
            row["title"],
        )
        for place, row in enumerate(rows, 1)
    ]
    if not cells:
        print("Nothing is ranked yet: no open paper cut was seen at a visit.")
        return
    heads = (*HEADS[:-1], *(BY_KEY[name].name for name in scores), HEADS[-1])
    print_table([heads, *cells])


def _json(rows: Sequence[dict[str, Any]], scores: Sequence[str]) -> None:
    json.dump(rows, sys.stdout, ensure_ascii=False, indent=2)
    print()


def _csv(rows: Sequence[dict[str, Any]], scores: Sequence[str]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")  # no byte order mark: other programs read this
    columns = [*RANK_COLUMNS, *(column for name in scores for column in (name, f"{name}_rank"))]
    writer.writerow(columns)
    writer.writerows([_cell(row[name]) for name in columns] for row in rows)


def _cell(value: Any) -> str:
    return sheets.defuse(", ".join(value) if isinstance(value, list) else "" if value is None else str(value))


def _said(row: dict[str, Any], name: str) -> str:
    value, place = row[name], row[f"{name}_rank"]
    return "–" if value is None else f"{formats.significant(value, 3)} #{place:,}"


def _scores(text: str) -> tuple[str, ...]:
    try:
        return queries.familiar.read(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"choose from {', '.join(BY_KEY)}, with commas between") from None


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 10**9):
        raise argparse.ArgumentTypeError("enter a whole number from 1")
    return int(text)
