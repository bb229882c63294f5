"""Matching the columns of a file: ours on the left, theirs on the right, with what stands in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from papercuts.domain import import_columns
from papercuts.domain.import_cells import COLUMNS, REQUIRED
from papercuts.domain.import_columns import Columns
from papercuts.domain.sheets import Table
from papercuts.forms.imports import ColumnsForm
from papercuts.models import Upload
from papercuts.pages import import_file
from papercuts.pages.import_file import Known

USUAL = ("participant", "what_happened", "paper_cut", "seconds_lost", "quote")  # shown also where nothing is matched


@dataclass(frozen=True)
class Matching:
    """What the page shows."""

    table: Table
    form: ColumnsForm
    theirs: Mapping[str, Sequence[str]]  # their columns with the first values
    near: Sequence[str]  # ours that stand at once: what must be there, what is matched, what most files have
    far: Sequence[str]
    ask: Sequence[str]  # ours whose days may be read in two ways
    ways: Sequence[Known]
    is_tracker: bool


def matching(upload: Upload, formdata: Any = None, *, asked: str = "", sheet: str = "") -> Matching:
    """Return a file's columns as they are read, are likely to be read, or have just been chosen.

    asked: for a known way to read them; sheet: of a workbook.
    """
    before = import_file.chosen(upload)
    table = import_file.table(upload.content, sheet or (before.sheet if before else ""))
    is_kept = before is not None and before.sources and not asked and before.sheet == table.sheet
    columns = before if is_kept and before is not None else import_file.likely(table, asked)
    theirs = import_columns.first_values(table)
    form = ColumnsForm(formdata, theirs=list(theirs), columns=columns)
    if formdata is None and not columns.name:
        form.name.data = PurePath(upload.name).stem
    shown = form.columns(table.sheet) if formdata is not None else columns
    near = [name for name in COLUMNS if name in REQUIRED or name in USUAL or name in shown.sources]
    far = [name for name in COLUMNS if name not in near]
    ask = import_columns.ambiguous(shown, table)
    return Matching(table, form, theirs, near, far, ask, import_file.ways(table), columns.is_reports)


def chosen(page: Matching) -> Columns | None:
    """Return the columns that were chosen, their dates as the whole columns say; none, with errors, when not valid."""
    is_valid = page.form.validate()
    for ours in page.ask:
        page.form.ask_order(ours)
    if not is_valid or page.ask:
        return None
    return import_columns.with_orders(page.form.columns(page.table.sheet), page.table)
