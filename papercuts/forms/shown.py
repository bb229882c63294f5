"""Who changed what, when two people have the same form open.

A form that replaces stored values carries, in one hidden line, a short hash of every field as it was shown. When it
comes back, each field tells whether its writer changed it, and whether somebody else has since. Compared is what a
field says, not how it was typed: 1,5 and 1.5 are the same number.
"""

import hashlib
from typing import Any

from wtforms import BooleanField, Field, FieldList, HiddenField
from wtforms.fields.choices import SelectFieldBase
from wtforms.form import BaseForm


class _Sent(dict[str, list[str]]):
    """Values of one field, as wtforms reads them."""

    getlist = dict.__getitem__


def fields(form: BaseForm) -> dict[str, Field]:
    """Return every field by a name that stays: a row with a hidden id goes by the id, not by its place."""
    found: dict[str, Field] = {}
    for field in form:
        if isinstance(field, FieldList):
            for entry in field:
                found |= {f"{_row_name(field, entry)}-{one.short_name}": one for one in entry.form}
        else:
            found[field.name] = field
    return found


def is_sent(form: BaseForm) -> bool:
    """Say whether the form holds what somebody sent."""
    return any(field.raw_data is not None for field in fields(form).values())


def version_line(form: BaseForm) -> str:
    """Return the version of each field, as one hidden field keeps them: "title:1a2b3c area:4d5e6f"."""
    return " ".join(f"{name}:{_version(said(field))}" for name, field in fields(form).items() if not _is_hidden(field))


def seen_after(line: str, mine: BaseForm, stored: BaseForm) -> str:
    """Return the line of a page that stays open after a save: what it does not show, it has not seen."""
    seen, now = _versions(line), fields(stored)
    for name, field in fields(mine).items():
        if name in now and said(field) == said(now[name]):
            seen[name] = _version(said(field))
    return " ".join(f"{name}:{version}" for name, version in seen.items())


def overtaken(mine: BaseForm, theirs: BaseForm, line: str) -> list[str]:
    """Take into one's own form what only somebody else changed; return what both changed, and differently.

    theirs: the same form with what is stored now; line: the versions that were shown.
    """
    seen, stored = _versions(line), fields(theirs)
    both: list[str] = []
    for name, field in fields(mine).items():
        if _is_hidden(field) or name not in stored or said(field) == said(stored[name]):
            continue
        if _version(said(field)) == seen.get(name):
            take(field, stored[name])
        elif _version(said(stored[name])) != seen.get(name):
            both.append(name)
    return both


def take(mine: Field, theirs: Field) -> None:
    """Put into a field what another one holds, as if it had been sent."""
    mine.process(_Sent({mine.name: as_sent(theirs)}))


def as_sent(field: Field) -> list[str]:
    """Return the values a browser sends, or has sent, for a field."""
    if field.raw_data is not None:
        return [str(value) for value in field.raw_data]
    if isinstance(field, BooleanField):
        return ["y"] if field.data else []
    if isinstance(field.data, list):
        return [str(value) for value in field.data]
    if isinstance(field, SelectFieldBase):
        return ["" if field.data is None else str(field.data)]
    return [_written(field)]


def said(field: Field) -> str:
    """Return what a field says, however it was typed; blanks and line ends are no difference."""
    data: Any = field.data
    if field.process_errors:
        return " ".join(as_sent(field))
    if isinstance(data, list):
        return " ".join(sorted(str(value) for value in data))
    if isinstance(data, float):
        return f"{data:.15g}"
    return "" if data is None or data is False else " ".join(str(data).split())


def in_words(field: Field) -> str:
    """Return what a field says to a reader: the labels of what is chosen."""
    if isinstance(field, BooleanField):
        return "Yes" if field.data else "No"
    if isinstance(field, SelectFieldBase):
        return ", ".join(str(choice[1]) for choice in field.iter_choices() if choice[2])
    return _written(field)


def _written(field: Any) -> str:
    return str(field._value())  # what wtforms itself writes into the page


def _row_name(rows: Any, entry: Any) -> str:
    ids = (str(field.data) for field in entry.form if _is_hidden(field))
    return next((f"{rows.name}-{row_id}" for row_id in ids), entry.name)


def _is_hidden(field: Field) -> bool:
    return isinstance(field, HiddenField)


def _version(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def _versions(line: str) -> dict[str, str]:
    pairs = (pair.partition(":") for pair in line.split())
    return {name: version for name, _, version in pairs}
