"""Anybody's list to plan from: a file with the columns id, value and effort, and if wanted owner, area and requires.

Numbers are taken exactly, as they are written: the units are the finest that any of them needs.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from papercuts.domain import limits, sheets
from papercuts.domain.planner import Id, Item
from papercuts.domain.sheets import Problem, Sheet, SheetRow
from papercuts.domain.text import clean_line

COLUMNS = ("id", "value", "effort", "owner", "area", "requires")
REQUIRED = COLUMNS[:3]
MOST = Decimal(10) ** 12
ALL_DIGITS, DIGITS = 28, 21  # in all, for `decimal` keeps no more; after the point, as programs write small numbers

_PLAIN = re.compile(r"([!-&(-~][!-~]*)?").fullmatch  # signs of ASCII that no cleaning changes: nearly all of a list
_SHORT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,9})?").fullmatch  # a number that is right, as nearly all are


@dataclass(frozen=True)
class List:
    """Items in whole units, and how many units make one."""

    items: tuple[Item, ...]
    value_units: int
    effort_units: int


def read(content: bytes) -> tuple[List, list[Problem]]:
    """Return the items of a file, and what is wrong with single rows. Raises SheetError when it is no such file."""
    sheet = sheets.read(content, columns=COLUMNS, required=REQUIRED)
    problems = list(sheet.problems)
    rows: list[tuple[SheetRow, dict[str, str], Decimal, Decimal]] = []
    for row in sheet.rows:
        cells = _cells(sheet, row, problems)
        value, effort = (_number(row, cells, name, problems) for name in ("value", "effort"))
        rows.append((row, cells, value, effort))
    value_units = _units(value for _, _, value, _ in rows)
    effort_units = _units(effort for _, _, _, effort in rows)
    items = [
        Item(
            id=cells["id"],
            value=int(value * value_units),
            effort=int(effort * effort_units),
            owner=cells.get("owner", ""),
            area=cells.get("area", ""),
            requires=tuple(cells.get("requires", "").replace(";", " ").split()),
        )
        for _, cells, value, effort in rows
    ]
    problems += _odd_ids([(row, cells) for row, cells, _, _ in rows])
    return List(tuple(items), value_units, effort_units), sorted(problems, key=lambda one: one.row or 0)


def units_of(text: str, what: str) -> Decimal:
    """Return a number as it is written. Raises ValueError with a sentence."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise ValueError(f"{what} must be a number, like 8 or 2.5.")
    if number < 0:
        raise ValueError(f"{what} cannot be negative.")
    if number > MOST:
        raise ValueError(f"{what} must be at most {MOST:,.0f}.")
    if len(number.as_tuple().digits) > ALL_DIGITS or _after_the_point(number) > DIGITS:
        raise ValueError(f"{what} can have at most {ALL_DIGITS} digits, {DIGITS} of them after the point.")
    return number


def _after_the_point(number: Decimal) -> int:
    return max(0, -int(number.normalize().as_tuple().exponent))


def _cells(sheet: Sheet, row: SheetRow, problems: list[Problem]) -> dict[str, str]:
    cells = {}
    for name, cell in zip(sheet.columns, row.cells, strict=True):
        if _PLAIN(cell):
            cells[name] = cell
            continue
        try:
            cells[name] = clean_line(sheets.restore(cell))
        except ValueError as error:
            problems.append(Problem(row.number, name, "", str(error)))
            cells[name] = ""
    return cells


def _number(row: SheetRow, cells: dict[str, str], name: str, problems: list[Problem]) -> Decimal:
    if _SHORT(cells.get(name, "")):
        return Decimal(cells[name])
    try:
        return units_of(cells.get(name, ""), name.capitalize())
    except ValueError as error:
        problems.append(Problem(row.number, name, sheets.shown(cells.get(name, "")), str(error)))
        return Decimal(0)


def _units(numbers: Iterable[Decimal]) -> int:
    """Return the power of ten by which all become whole."""
    places = 0
    for number in numbers:
        if -int(number.as_tuple().exponent) > places:
            places = max(places, _after_the_point(number))
    return int(10**places)


def _odd_ids(rows: list[tuple[SheetRow, dict[str, str]]]) -> list[Problem]:
    """Say which ids are missing, too long or there twice, and what is required and not there."""
    problems, seen = [], dict[Id, int]()
    known = {cells.get("id", "") for _, cells in rows}
    for row, cells in rows:
        one = cells.get("id", "")
        if not one or len(one) > limits.NAME or " " in one:
            text = f"Write an id of 1 to {limits.NAME} characters, without a space."
            problems.append(Problem(row.number, "id", sheets.shown(one), text))
        elif one in seen:
            problems.append(Problem(row.number, "id", sheets.shown(one), f"Row {seen[one]:,} has the same id."))
        seen.setdefault(one, row.number)
        for other in cells.get("requires", "").replace(";", " ").split():
            if other not in known or other == one:
                text = "It requires itself." if other == one else "No row has this id."
                problems.append(Problem(row.number, "requires", sheets.shown(other), text))
    return problems
