"""The history: each action records what it changed, in its own transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from papercuts.db import db
from papercuts.models import Account, Event
from papercuts.models.event import WITHHELD, withheld


def record(subject: Any, verb: str, *, by: Account | None, at: datetime, **details: Any) -> Event:
    """Add an event about a row. Details are names and numbers a reader sees; never a secret.

    subject: any saved row; its table's name and id are kept.
    by: who did it; none for the command line.
    details: JSON values; a change of a field is `field=[before, after]`.
    """
    db.session.flush()  # a new row gets its id
    event = Event(**_event(subject.__tablename__, subject.id, verb, details, by, at))
    db.session.add(event)
    return event


def record_each(
    changes: Iterable[tuple[str, int, str, Mapping[str, Any]]], *, by: Account | None, at: datetime
) -> None:
    """Add an event about each of many saved rows: the table's name, the id, the verb and the details."""
    events = [_event(*change, by, at) for change in changes]
    if events:
        db.session.execute(insert(db.metadata.tables["event"]), events)


def change(subject: Any, verb: str, *, by: Account | None, at: datetime, **fields: Any) -> Event | None:
    """Set fields of a row and record what was different before; nothing when nothing was."""
    changed = differences(subject, **fields)
    return record(subject, verb, by=by, at=at, **changed) if changed else None


def differences(subject: Any, **fields: Any) -> dict[str, Any]:
    """Set fields of a row and return what was different, as `record` takes it: before and after.

    Of what people said and who they are it says "rewritten" or "removed" instead: an event stays for ever.
    """
    changed: dict[str, Any] = {}
    for name, value in fields.items():
        before = getattr(subject, name)
        if before != value:
            changed[name] = withheld(value) if name in WITHHELD else [_readable(before), _readable(value)]
            setattr(subject, name, value)
    return changed


def _event(
    table: str, row_id: int, verb: str, details: Mapping[str, Any], by: Account | None, at: datetime
) -> dict[str, Any]:
    who = by.id if by else None
    about = {"subject": table, "subject_id": row_id}
    return about | {"at": at, "account_id": who, "verb": verb, "details": dict(details)}


def _readable(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
