"""The history: each action records what it changed, in its own transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from papercuts.db import db
from papercuts.models import Account, Event


def record(subject: Any, verb: str, *, by: Account | None, at: datetime, **details: Any) -> Event:
    """Add an event about a row. Details are names and numbers a reader sees; never a secret.

    subject: any saved row; its table's name and id are kept.
    by: who did it; none for the command line.
    details: JSON values; a change of a field is `field=[before, after]`.
    """
    db.session.flush()  # a new row gets its id
    event = _event(subject, verb, details, by, at)
    db.session.add(event)
    return event


def record_each(changes: Iterable[tuple[Any, str, Mapping[str, Any]]], *, by: Account | None, at: datetime) -> None:
    """Add an event about each of many rows, of (row, verb, details): `record` without a flush for each."""
    db.session.flush()
    db.session.add_all([_event(subject, verb, details, by, at) for subject, verb, details in changes])


def change(subject: Any, verb: str, *, by: Account | None, at: datetime, **fields: Any) -> Event | None:
    """Set fields of a row and record what was different before; nothing when nothing was."""
    changed = differences(subject, **fields)
    return record(subject, verb, by=by, at=at, **changed) if changed else None


def differences(subject: Any, **fields: Any) -> dict[str, Any]:
    """Set fields of a row and return what was different, as `record` takes it: before and after."""
    changed: dict[str, Any] = {}
    for name, value in fields.items():
        before = getattr(subject, name)
        if before != value:
            changed[name] = [_readable(before), _readable(value)]
            setattr(subject, name, value)
    return changed


def _event(subject: Any, verb: str, details: Mapping[str, Any], by: Account | None, at: datetime) -> Event:
    return Event(
        at=at,
        account_id=by.id if by else None,
        subject=subject.__tablename__,
        subject_id=subject.id,
        verb=verb,
        details=dict(details),
    )


def _readable(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
