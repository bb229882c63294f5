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
from papercuts.pages import familiar, list_table

NOBODY = 0  # an account that there is not
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
        if options.format == "csv":
            _csv(options.limit, options.columns)
            return 0
        rows = queries.rank_table.rows(options.limit, options.columns)
    {"table": _table, "json": _json}[options.format](rows, options.columns)
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


def _csv(limit: int | None, scores: Sequence[str]) -> None:
    """Print the table that the page gives as a file; without a byte order mark, for other programs read this."""
    wanted = queries.ranked.read({"columns": ",".join(scores)}, me=NOBODY)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(list_table.heads(wanted))
    for row in list_table.rows(wanted, limit):
        writer.writerow([sheets.defuse(cell) if isinstance(cell, str) else cell for cell in row])


def _said(row: dict[str, Any], name: str) -> str:
    value, place = row[name], row[f"{name}_rank"]
    return familiar.in_words(name, value) + ("" if place is None else f" #{place:,}")


def _scores(text: str) -> tuple[str, ...]:
    try:
        return queries.familiar.read(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"choose from {', '.join(BY_KEY)}, with commas between") from None


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 10**9):
        raise argparse.ArgumentTypeError("enter a whole number from 1")
    return int(text)
