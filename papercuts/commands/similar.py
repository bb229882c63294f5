"""`papercuts similar`: which titles are like one, among the instance's paper cuts or in anybody's list."""

import argparse
import json
import sys
from typing import Any

from papercuts import queries
from papercuts.commands import files
from papercuts.commands.instance import at_work
from papercuts.commands.table import print_table
from papercuts.domain import limits, sheets
from papercuts.domain.matching import Match
from papercuts.domain.sheets import Problem, SheetError

COLUMNS = ("id", "title")
LIMIT, LIMIT_MOST = 10, 100
SHOWN = 20  # problems of a file: the others are like them
HEADS = ("#", "Number", "Likeness", "Why", "Title")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `similar`."""
    text = "Find the titles that are likest a text, best first: known before?"
    command = commands.add_parser("similar", help=text, description=text)
    command.add_argument("title", help="what is sought, like a title or what was seen")
    command.add_argument("--limit", type=_whole, metavar="N", default=LIMIT, help=f"the first N; {LIMIT}")
    command.add_argument("--format", choices=("text", "json"), default="text", help="text when not given")
    command.add_argument(
        "--titles",
        metavar="FILE.csv",
        help=f"a list with the columns id and title, instead of the instance; {files.STDIN}: standard input",
    )
    command.set_defaults(run=similar)


def similar(options: argparse.Namespace) -> int:
    """Print them; returns 2 when the title or the file cannot be read."""
    if len(options.title) > limits.TEXT:
        return _refuse(f"The title has more than {limits.TEXT:,} characters.")
    rows = _in_list(options) if options.titles else _in_instance(options)
    if isinstance(rows, int):
        return rows
    if options.format == "json":
        json.dump(rows, sys.stdout, ensure_ascii=False, indent=2)
        print()
    elif rows:
        cells = [(f"{n}", row["id"], f"{row['score']:.2f}", ", ".join(row["reasons"]), row["title"])
                 for n, row in enumerate(rows, 1)]  # fmt: skip
        print_table([HEADS, *cells])
    else:
        print("Nothing similar is known.")
    return 0


def read_titles(content: bytes) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Return the titles of a file under their ids, and what is wrong with its rows. Raises SheetError."""
    found = sheets.table(content, columns=COLUMNS, max_rows=limits.TITLES_ROWS)
    if not set(COLUMNS) <= {name.lower() for name in found.header}:
        raise SheetError(f"The file needs the columns {' and '.join(COLUMNS)}")
    sheet = sheets.under(found, columns=COLUMNS, required=COLUMNS)
    titles: dict[str, str] = {}
    problems = list(sheet.problems)
    for row in sheet.rows:
        named = dict(zip(sheet.columns, (cell.strip() for cell in row.cells), strict=True))
        if not named["id"] or not named["title"]:
            problems.append(Problem(row.number, None, "", "Each row needs an id and a title"))
        elif named["id"] in titles:
            problems.append(Problem(row.number, "id", sheets.shown(named["id"]), "This id stands further up, too"))
        else:
            titles[named["id"]] = named["title"]
    return titles, tuple(problems)


def _in_list(options: argparse.Namespace) -> list[dict[str, Any]] | int:
    try:
        titles, problems = read_titles(files.content(options.titles, limits.CSV_BYTES))
    except (files.Unreadable, SheetError) as error:
        return _refuse(str(error))
    if problems:
        print(*problems[:SHOWN], sep="\n", file=sys.stderr)
        return _refuse(f"{len(problems):,} wrong in {options.titles}.")
    ids = list(titles)
    with queries.title_list.title_list(dict(enumerate(titles.values()))) as listed:
        found = listed.similar(options.title, options.limit)
    return [_row(ids[match.number], titles[ids[match.number]], match) for match in found]


def _in_instance(options: argparse.Namespace) -> list[dict[str, Any]]:
    with at_work():
        guesses = queries.similar.to_text(options.title, limit=options.limit, with_faint=True)
        return [_row(guess.cut.number, guess.cut.title, guess.match) for guess in guesses]


def _row(number: str, title: str, match: Match) -> dict[str, Any]:
    return {"id": number, "title": title, "score": round(match.score, 4), "reasons": match.reasons}


def _refuse(why: str) -> int:
    print(f"papercuts: {why}", file=sys.stderr)
    return 2


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 4 and 1 <= int(text) <= LIMIT_MOST):
        raise argparse.ArgumentTypeError(f"enter a whole number from 1 to {LIMIT_MOST}")
    return int(text)
