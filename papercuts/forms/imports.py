"""The forms of an import: the file, and which of its columns are which of ours."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, FileField, Form, FormField, ValidationError

from papercuts.domain import import_dates, limits
from papercuts.domain.import_cells import COLUMNS, REQUIRED, read_cell
from papercuts.domain.import_columns import DATES, Columns, Source
from papercuts.forms.base import AtMost, Choice, Line

LEFT_OUT, FIXED = "", "fixed"


class UploadForm(Form):
    """A file; what is in it decides whether it is one of ours, not its name."""

    file = FileField("Spreadsheet")


class SourceForm(Form):
    """Where one of our columns comes from."""

    column = Choice("Their column")
    fixed = Line("The same in every row", [AtMost(limits.LINE)])
    order = Choice(
        "Which comes first",
        choices=[
            ("", "As the whole column says"),
            *((order, import_dates.WORDS[order].capitalize()) for order in import_dates.ORDERS),
        ],
    )


class ColumnsForm(Form):
    """A source for each of our columns, by our names, and under which name it is remembered."""

    name = Line("Remember these columns as", [AtMost(limits.NAME)])
    is_reports = BooleanField("These are issues or reports: nobody was watched")

    def __init__(self, formdata: Any = None, *, theirs: Sequence[str], columns: Columns) -> None:
        """Show columns as they are read so far; theirs: the names of the file's columns."""
        said = {ours: _shown(source, theirs) for ours, source in columns.sources.items()}
        super().__init__(formdata, data=said | {"name": columns.name, "is_reports": columns.is_reports})
        known = [(str(number), name) for number, name in enumerate(theirs)]
        for ours in COLUMNS:
            first = (LEFT_OUT, "Choose" if ours in REQUIRED else "Left out")
            self.of(ours).column.choices = [first, (FIXED, "The same in every row …"), *known]

    def of(self, ours: str) -> Any:
        """Return the part of one of our columns."""
        part: Any = self[ours]
        return part.form

    def columns(self, sheet: str) -> Columns:
        """Return what was chosen; sheet: of the workbook."""
        sources = {ours: source for ours in COLUMNS if (source := self._source(ours)) is not None}
        return Columns(sources, bool(self.is_reports.data), self.name.data or "", sheet)

    def _source(self, ours: str) -> Source | None:
        one = self.of(ours)
        if one.column.data == FIXED:
            return Source(fixed=one.fixed.data or "")
        names = dict(one.column.choices)
        if one.column.data in (LEFT_OUT, None) or one.column.data not in names:
            return None
        return Source(column=names[one.column.data], order=one.order.data or "" if ours in DATES else "")

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for what every row must have, and for fixed values that can be read."""
        is_valid = bool(super().validate(extra_validators))
        for ours in COLUMNS:
            one = self.of(ours)
            if ours in REQUIRED and one.column.data == LEFT_OUT:
                one.column.errors = ["Choose a column, or the same in every row"]
            elif one.column.data == FIXED and not one.fixed.errors:
                one.fixed.errors = _wrong(ours, one.fixed.data or "")
            is_valid = is_valid and not (one.column.errors or one.fixed.errors)
        return is_valid

    def ask_order(self, ours: str) -> None:
        """Ask which comes first, day or month."""
        self.of(ours).order.errors = ["Both would do. Choose which comes first"]

    def validate_name(self, field: Line) -> None:
        """A name is one that can be seen, or none."""
        if field.data and not field.data.strip():
            raise ValidationError("Nothing in this name can be seen")


for _ours in COLUMNS:  # one part for each; a class cannot name them in a loop of its own
    setattr(ColumnsForm, _ours, FormField(SourceForm))


def _wrong(ours: str, fixed: str) -> list[str]:
    if not fixed:
        return ["Write what stands in every row"]
    try:
        read_cell(ours, fixed)
    except ValueError as error:
        return [str(error)]
    return []


def _shown(source: Source, theirs: Sequence[str]) -> dict[str, str]:
    is_there = source.column in theirs
    column = str(theirs.index(source.column)) if is_there else FIXED if source.fixed else LEFT_OUT
    return {"column": column, "fixed": source.fixed, "order": source.order}
