"""Who changed what, when two people have the same form open.

A form that replaces stored values carries, in one hidden line, a short hash of every field as it was shown. When it
comes back, each field tells whether its writer changed it, and whether somebody else has since. Compared is what a
field says, not how it was typed: 1,5 and 1.5 are the same number.

Some fields only mean something together: 2 a week and 6 a day must never become 2 a day. A form names such fields in
`TOGETHER`, and they are compared, taken and shown as one.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from wtforms import BooleanField, Field, FieldList, HiddenField, SelectField
from wtforms.fields.choices import SelectFieldBase
from wtforms.form import BaseForm


class _Sent(dict[str, list[str]]):
    """Values of one field, as wtforms reads them."""

    getlist = dict.__getitem__


def fields(form: BaseForm) -> dict[str, Field]:
    """Return every field by a name that stays: a row with a hidden id goes by the id, not by its place."""
    return {name: field for _, name, field in _parts(form)}


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
    seen, own, stored = _versions(line), fields(mine), fields(theirs)
    both: list[str] = []
    for group in _groups(mine):
        names = [name for name in group if name in stored]
        if all(said(own[name]) == said(stored[name]) for name in names):
            continue
        if all(_version(said(own[name])) == seen.get(name) for name in names):
            for name in names:
                take(own[name], stored[name])
        elif any(_version(said(stored[name])) != seen.get(name) for name in names):
            both += names
    return both


def take(mine: Any, theirs: Any) -> None:
    """Put into a field what another one holds, as if it had been sent; what can be chosen there comes along."""
    if isinstance(theirs, SelectField):
        mine.choices = theirs.choices
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


def _parts(form: BaseForm) -> Iterator[tuple[BaseForm, str, Field]]:
    """Yield every field with the form it stands in, which for a row of a table is one of its own."""
    for field in form:
        if isinstance(field, FieldList):
            for entry in field:
                yield from ((entry.form, f"{_row_name(field, entry)}-{one.short_name}", one) for one in entry.form)
        else:
            yield form, field.name, field


def _groups(form: BaseForm) -> list[list[str]]:
    """Return the names of all fields, those together that their form names in `TOGETHER`; most stand alone."""
    found: dict[tuple[int, tuple[str, ...]], list[str]] = {}
    for part, name, field in _parts(form):
        if not _is_hidden(field):
            alone = (field.short_name,)
            group = next((names for names in getattr(part, "TOGETHER", ()) if field.short_name in names), alone)
            found.setdefault((id(part), group), []).append(name)
    return list(found.values())


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
