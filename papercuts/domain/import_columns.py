"""The columns of other files, read as ours: each of ours is one of theirs, a fixed value, or left out.

How one source is read is remembered by its header. Our own format needs none of this: see `import_rows`.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from functools import lru_cache
from typing import Any

from papercuts.domain import import_dates, limits, sheets
from papercuts.domain.import_cells import COLUMNS, REQUIRED
from papercuts.domain.sheets import Problem, Sheet, SheetRow, Table
from papercuts.domain.text import identity

DATES = ("visited_on", "seen_at")
SHORTENED = " … (shortened)"
ISSUE_KEY = "issue key"  # how Jira calls the column, in small letters
SHOWN = 3  # values of a column

# what others call ours, in letters and digits only; a word means one of ours, so that no guess hides another
NAMES = {
    "visited_on": "date day visitdate visited dateofvisit when createdat created createdatutc observedon",
    "site": "customer company client organisation organization account location",
    "segment": "customergroup market customersegment",
    "product_version": "version release",
    "participant": "person user personcode usercode",
    "role": "jobtitle job function",
    "task": "usertask goal job tobedone activity whattheydo",
    "area": "screen component module feature page components",
    "people": "users numberofpeople howmanypeople",
    "times": "frequency howoften",
    "per": "period",
    "performed": "timesperformed",
    "seen_at": "time timeofday clock",
    "what_happened": "whatwasseen observation note notes seen description whathappens finding comment",
    "paper_cut": "papercut title issue problem annoyance summary",
    "seconds_lost": "seconds secondslost timelost duration lost sec secs",
    "occurrences": "count howmanytimes repeats",
    "quote": "said verbatim words userquote",
    "mood": "feeling emotion sentiment",
    "workaround": "instead whattheydidinstead",
    "effort": "size estimate hours tshirtsize",
    "link": "url issueurl weburl address",
}
_PLAIN = re.compile("[^a-z0-9]")
_COMMENT = re.compile("<!--.*?(?:-->|$)", re.DOTALL)
_MARKS = re.compile(r"^(?:[#>*\-\s]|\*\*|__)+|(?:\*\*|__|[:\s])+$")


@dataclass(frozen=True)
class Source:
    """Where the cells of one of our columns come from: a column of theirs by its name, or one value for all rows."""

    column: str = ""
    fixed: str = ""
    order: str = ""  # of a date: of `import_dates.ORDERS`


@dataclass(frozen=True)
class Columns:
    """How a file is read: a source for each of our columns that has one."""

    sources: Mapping[str, Source] = field(default_factory=dict)
    is_reports: bool = False  # issues that somebody wrote, and nobody watched
    name: str = ""  # under which it is remembered, or shipped
    sheet: str = ""  # of a workbook; empty: the first

    def to_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        sources = {ours: {k: v for k, v in vars(source).items() if v} for ours, source in self.sources.items()}
        return {"sources": sources, "reports": self.is_reports, "name": self.name, "sheet": self.sheet}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Columns":
        """Return what `to_json` was given."""
        sources = {ours: Source(**said) for ours, said in stored.get("sources", {}).items() if ours in COLUMNS}
        name, sheet = stored.get("name", ""), stored.get("sheet", "")
        return cls(sources, bool(stored.get("reports")), name, sheet)

    def without_sheet(self) -> "Columns":
        """Return it as it is remembered: the next file may call its sheet otherwise."""
        return replace(self, sheet="")


def names_of(header: Sequence[str]) -> tuple[str, ...]:
    """Return names that tell the columns of a file apart: a second "Labels" is "Labels (2)"."""
    seen: Counter[str] = Counter()
    names = []
    for position, name in enumerate(header, 1):
        shown = sheets.shown(sheets.restore(name)) or f"(column {position})"
        seen[shown.lower()] += 1
        names.append(shown if seen[shown.lower()] == 1 else f"{shown} ({seen[shown.lower()]})")
    return tuple(names)


def header_identity(header: Sequence[str]) -> str:
    """Return what tells sources apart: the names of their columns, in this order, in whatever case; 64 hex digits."""
    return hashlib.sha256("\0".join(identity(name) for name in header).encode("utf-8", "replace")).hexdigest()


def is_ours(header: Iterable[str]) -> bool:
    """Say whether a header names our columns and nothing else, so that nothing is to be matched."""
    names = [name.lower() for name in header]
    return set(REQUIRED) <= set(names) <= set(COLUMNS) and len(set(names)) == len(names)


def guess(table: Table) -> Columns:
    """Return what the names of a header make likely."""
    theirs = {_PLAIN.sub("", name.lower()): name for name in reversed(names_of(table.header))}
    sources: dict[str, Source] = {}
    taken: set[str] = set()
    for likely in (_own_names, _other_names):
        for ours in COLUMNS:
            found = next((theirs[name] for name in likely(ours) if name in theirs and theirs[name] not in taken), None)
            if found is not None and ours not in sources:
                sources[ours] = Source(column=found)
                taken.add(found)
    return with_orders(Columns(sources), table)


def with_orders(columns: Columns, table: Table) -> Columns:
    """Return columns whose dates are read as the whole column of each says; where it cannot be told, not at all."""
    sources = dict(columns.sources)
    for ours in DATES:
        source = sources.get(ours, Source())
        if source.column and not source.order:
            found = import_dates.orders(values(table, source.column))
            sources[ours] = replace(source, order=found[0] if len(found) == 1 else "")
    return replace(columns, sources=sources)


def ambiguous(columns: Columns, table: Table) -> list[str]:
    """Return our columns whose days may be read in two ways, and nobody has said which."""
    return [
        ours
        for ours in DATES
        if (source := columns.sources.get(ours, Source())).column
        and source.order not in import_dates.ORDERS
        and len(import_dates.orders(values(table, source.column))) > 1
    ]


def values(table: Table, name: str) -> Iterator[str]:
    """Yield what stands in a column of theirs, without the empty cells."""
    names = names_of(table.header)
    position = names.index(name) if name in names else len(names)
    return (cells[position].strip() for _, cells in table.rows if len(cells) > position and cells[position].strip())


def first_values(table: Table) -> dict[str, list[str]]:
    """Return the first different values of each column of theirs."""
    found: dict[str, list[str]] = {}
    for name in names_of(table.header):
        found[name] = []
        for value in values(table, name):
            line = sheets.shown(sheets.restore(value))
            if line and line not in found[name]:
                found[name].append(line)
            if len(found[name]) == SHOWN:
                break
    return found


def lacking(columns: Columns, table: Table) -> list[str]:
    """Return the columns of theirs that the file does not have."""
    there = set(names_of(table.header))
    return sorted({source.column for source in columns.sources.values() if source.column} - there)


def as_ours(table: Table, columns: Columns, zone: tzinfo) -> Sheet:
    """Return the rows of a table under our names; zone: where the team works, for times that name theirs."""
    names = names_of(table.header)
    used = tuple(ours for ours in COLUMNS if _has_source(columns.sources.get(ours), names))
    readers = [_reader(ours, columns, names, zone) for ours in used]
    dates = [names.index(columns.sources[ours].column) if _is_date(ours, columns) else None for ours in used]
    rows = []
    for number, written in table.rows:
        padded = (*written, *[""] * len(names))
        cells = tuple(read(padded) for read in readers)
        typed = tuple(padded[at] if at is not None else cell for at, cell in zip(dates, cells, strict=True))
        rows.append(SheetRow(number, _filled(used, cells) if columns.is_reports else cells, written, typed))
    problems = [*_missing(used), *_lacking(columns, table), *sheets.shape_problems(table)]
    return Sheet(used, table.header, tuple(rows), tuple(problems), table.is_cut_off)


def first_line(text: str, most: int = limits.LINE) -> str:
    """Return the first line of an issue's text that says something: no heading, no comment of a template."""
    lines = [line.strip() for line in _COMMENT.sub("", text).splitlines() if line.strip()]
    said = next((line for line in lines if not line.startswith("#")), lines[0] if lines else "")
    return cut(_MARKS.sub("", said), most)


def cut(text: str, most: int) -> str:
    """Return a text of no more characters, cut between words, and saying so."""
    if len(text) <= most:
        return text
    room = most - len(SHORTENED)
    return (text[: room + 1].rsplit(None, 1)[0][:room].rstrip() or text[:room]) + SHORTENED


def _own_names(ours: str) -> list[str]:
    return [_PLAIN.sub("", ours)]


def _other_names(ours: str) -> list[str]:
    return NAMES.get(ours, "").split()


def _has_source(source: Source | None, names: Sequence[str]) -> bool:
    return source is not None and (bool(source.fixed) or source.column in names)


def _is_date(ours: str, columns: Columns) -> bool:
    return ours in DATES and not columns.sources[ours].fixed


def _reader(ours: str, columns: Columns, names: Sequence[str], zone: tzinfo) -> Any:
    """Return what makes one of our cells of a row of theirs."""
    source = columns.sources[ours]
    issue = _issue_key(columns, names)
    if ours == "link" and issue is not None and source.fixed.endswith("/"):
        return lambda cells: source.fixed + cells[issue].strip() if cells[issue].strip() else ""
    if source.fixed:
        fixed = sheets.defuse(source.fixed)
        return lambda cells: fixed
    position = names.index(source.column)
    if ours in DATES:
        is_utc = "(utc)" in source.column.lower()
        read = import_dates.as_ours if ours == "visited_on" else import_dates.clock_as_ours
        convert = lru_cache(maxsize=50_000)(lambda cell: read(sheets.restore(cell), source.order, zone, is_utc=is_utc))
    elif columns.is_reports and ours == "what_happened" and source != columns.sources.get("paper_cut"):
        convert = _changed(first_line)
    elif columns.is_reports and ours == "what_happened":
        if issue is not None:
            return lambda cells: _titled(cells[position], cells[issue])
        convert = _changed(lambda text: cut(" ".join(text.split()), limits.LINE))
    elif columns.is_reports and ours == "paper_cut":
        convert = _changed(lambda text: cut(" ".join(text.split()), limits.TITLE))
    else:
        return lambda cells: cells[position]
    return lambda cells: convert(cells[position])


def _issue_key(columns: Columns, names: Sequence[str]) -> int | None:
    """Return where the keys of issues stand that have no address of their own: LED-7."""
    lower = [name.lower() for name in names]
    return lower.index(ISSUE_KEY) if columns.is_reports and ISSUE_KEY in lower else None


def _titled(title: str, issue: str) -> str:
    text, named = " ".join(sheets.restore(title).split()), sheets.restore(issue).strip()
    room = limits.LINE - len(named) - 3
    return sheets.defuse(f"{cut(text, room)} ({named})" if text and named and room > len(SHORTENED) else text)


def _changed(change: Any) -> Any:
    return lambda cell: sheets.defuse(change(sheets.restore(cell)))


def _filled(used: Sequence[str], cells: tuple[str, ...]) -> tuple[str, ...]:
    """Return the cells of an issue; one without a text says what its title says, since it is no empty watch."""
    if "what_happened" not in used or "paper_cut" not in used:
        return cells
    at, title = used.index("what_happened"), cells[used.index("paper_cut")]
    return cells if cells[at].strip() else (*cells[:at], title, *cells[at + 1 :])


def _missing(used: Sequence[str]) -> Iterator[Problem]:
    missing = [name for name in REQUIRED if name not in used]
    if missing:
        yield Problem(
            None, None, "", f"No column is matched to {', '.join(missing)}. Match one, or give a fixed value."
        )


def _lacking(columns: Columns, table: Table) -> Iterator[Problem]:
    names = lacking(columns, table)
    if names:
        yield Problem(None, None, "", f"This file has no column {', '.join(names)}. Match the columns again.")
